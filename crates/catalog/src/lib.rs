//! The catalog: systems that are only a machine with words, fields, steps and deadlines of their
//! own, each a TOML file `catalog/<domain>/<machine>/<name>.toml` that a bureau can change.
//!
//! | file | holds |
//! |---|---|
//! | `source.rs` | a file's text and where in it something stands |
//! | `fault.rs` | what is wrong with a file: where, why, what to write instead |
//! | `reading.rs` | TOML into a machine's own type |
//! | `set.rs` | the entries of one machine: those in the binary, those of a cell, those of old cases |
//! | `dated.rs` | rules with the day since when they are in force: how long, by which regulation |
//! | `post.rs` | where roles are held, and pictures that files may name |
//! | `entry.rs`, `flow.rs` | an entry told to people, and how it goes as a picture |
//! | `number.rs` | the numbers by which people find things |
//! | `actions.rs`, `store.rs` | changing an entry in a cell, and the SQL |
//! | `pages/` | every entry, what was changed, the page on which it is changed |
//!
//! **Invariant:** nothing here knows what a machine makes of its files; a machine says so by
//! [`Definition`]. What was begun under a text is ended under it: the text stays in the cell by its
//! digest.

mod actions;
mod dated;
mod entry;
mod fault;
mod flow;
mod module;
mod number;
mod pages;
mod post;
mod reading;
mod set;
mod source;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use db::Migration;

pub use dated::{
    Allowed, Dated, Months, Rule, Slip, Span, SpanRule, Unit, Units, end_of_day, in_force, rules,
    spans, terms,
};
pub use entry::{DatedRule, Deadline, Face, Faces, FieldLine, Known, Tell, Told};
pub use fault::{Fault, nearest};
pub use flow::{Flow, FlowStep, Mark, Move};
pub use module::MODULE;
pub use number::number;
pub use post::{acts_for, breadth, icon_fault};
pub use reading::{At, read, role_word, role_words};
pub use set::{Definition, Error, Loaded, Set};
pub use source::{EntryPath, Source};

/// The tables; those of `platform` come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_catalog", sql: include_str!("../migrations/0001_catalog.sql") },
    Migration { name: "0002_change", sql: include_str!("../migrations/0002_change.sql") },
];

const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The files in the binary, in the order of their paths.
pub fn embedded() -> Vec<Source> {
    FILES.iter().map(|(path, text)| Source::new(path, text)).collect()
}

/// What was put in the place of the files in the binary.
static GIVEN: OnceLock<Vec<Source>> = OnceLock::new();

/// The files that the program runs by: those that were given at its start, or those in the binary.
pub fn sources() -> Vec<Source> {
    GIVEN.get().cloned().unwrap_or_else(embedded)
}

/// Puts `sources` in the place of the files in the binary, before anyone has asked for them: a new
/// system is tried without building the program anew. Says whether nothing had been given before.
pub fn give(sources: Vec<Source>) -> bool {
    GIVEN.set(sources).is_ok()
}
