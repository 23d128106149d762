//! Roll calls and children of a day, counted.

use jiff::civil::Date;
use vocab::SchoolId;

/// A school's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfSchool {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// Its town's name.
    pub town_name: String,
    /// How many groups come together.
    pub due: i64,
    /// Of how many the roll was called.
    pub called: i64,
    /// How many children those rolls expected.
    pub expected: i64,
    /// How many of them were there.
    pub present: i64,
}

/// All rolls of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfDay {
    /// How many rolls were called.
    pub called: i64,
    /// How many children they expected.
    pub expected: i64,
    /// How many were there.
    pub present: i64,
}

/// A day of the picture.
pub type Day = (Date, OfDay);
