//! The dismissal table and its lines.

use jiff::civil::{DateTime, Time};
use vocab::{Grade, SchoolId, Term};

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

/// Which of its two tables a line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What the school writes.
    Draft,
    /// What families, teachers and the gate see.
    Published,
}

impl Stage {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }

    /// The stage that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Draft, Self::Published].into_iter().find(|it| it.key() == key)
    }
}

db::words!(Stage);

/// A school's table of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Whose.
    pub school: SchoolId,
    /// When.
    pub term: Term,
    /// Counts changes, so that two people cannot overwrite each other unawares.
    pub version: i64,
    /// When it was last published.
    pub published_at: Option<DateTime>,
}
