//! Registers as they are stored and read.

use jiff::civil::{Date, DateTime, date};
use vocab::{PlaceId, Role};

use crate::rules::{Deed, Status};

vocab::ids! {
    /// A record of a register.
    RecordId = "rec";
}

db::words!(Status);
db::words!(Deed);

/// What stands for a day that never comes: later than any.
pub const NEVER: Date = date(9999, 12, 31);

/// A record as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its register.
    pub entry: String,
    /// Where it lies.
    pub place: PlaceId,
    /// As people call that.
    pub place_name: String,
    /// What lists call it.
    pub title: String,
    /// Whether it is in force.
    pub status: Status,
    /// The first day of which it says anything.
    pub since: Date,
    /// The last day of its term; [`NEVER`] where it has none.
    pub expires: Date,
    /// Whether anyone may read it.
    pub published: bool,
    /// The number of its newest version.
    pub version: i64,
}

/// What a version did, with who and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The version that it led to.
    pub number: i64,
    /// What was done.
    pub deed: Deed,
    /// When.
    pub at: DateTime,
    /// The first day that it speaks of.
    pub from: Date,
    /// Who, as what.
    pub by: Option<(String, Role)>,
    /// Why.
    pub reason: Option<String>,
}

/// A record on the other side of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The relation's word.
    pub relation: String,
    /// The register that the relation belongs to.
    pub owner: String,
    /// The record on the other side.
    pub id: RecordId,
    /// Its register.
    pub entry: String,
    /// What lists call it.
    pub title: String,
    /// Where it lies.
    pub place_name: String,
    /// Since when they are related.
    pub since: Date,
    /// Until when they were.
    pub until: Option<Date>,
    /// Whether it is the one that says so, or the one of which it is said.
    pub is_back: bool,
}
