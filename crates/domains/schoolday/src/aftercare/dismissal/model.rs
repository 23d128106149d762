//! A line of the dismissal table.

use jiff::civil::Time;
use vocab::Grade;

/// A grade that leaves by a gate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Batch {
    /// Who.
    pub grade: Grade,
    /// Where.
    pub gate: String,
    /// From when.
    pub at: Time,
    /// How long the gate is theirs.
    pub minutes: i64,
}
