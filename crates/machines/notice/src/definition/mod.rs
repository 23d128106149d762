//! What a catalog file says of one kind of notice: what stands in it, for how long, who publishes it,
//! and where objections go.

mod raw;
mod reading;

use catalog::{Dated, Span};
use form::Bring;
use jiff::civil::Date;
use schemars::{Schema, schema_for};
use vocab::Role;

/// What a file of a kind may say.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawKind)
}

/// A kind of notice.
#[derive(Debug)]
pub struct Kind {
    /// The system that it is part of: `A12`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What it is for, in a sentence or two.
    pub about: String,
    /// The heading of its line in the navigation.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// The letters that its numbers begin with.
    pub letters: String,
    /// Who may publish, correct and withdraw one.
    pub publishes: Vec<Role>,
    /// What stands in a row.
    pub columns: Vec<Column>,
    /// For how long it is laid out, by the day on which it is published: the earliest rule first.
    pub periods: Vec<Dated<Span>>,
    /// Whom one can call or write to.
    pub contact: String,
    /// What an objection brings about; none where it is only called in.
    pub objections: Vec<Bring>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As people read it.
    pub label: String,
    /// What is left of it.
    pub mask: Mask,
}

/// What is left of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// All: schools, results.
    Open,
    /// Of a name, what lets those who know the person recognise them.
    Name,
    /// Of an ID or roll number, its ends.
    Number,
    /// Of a telephone number, its ends.
    Phone,
}

impl Kind {
    /// The rule for what is published on `day`.
    ///
    /// # Panics
    ///
    /// Never: a file without a period is refused.
    pub fn period(&self, day: Date) -> &Dated<Span> {
        catalog::in_force(&self.periods, day).expect("a file without a period is refused")
    }
}
