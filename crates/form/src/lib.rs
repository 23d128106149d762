//! What is asked and what was answered: the form that every machine shares.
//!
//! | file | holds |
//! |---|---|
//! | `field.rs` | a field as the rest of the house uses it |
//! | `reading.rs` | fields out of a catalog file, with their faults |
//! | `expr/` | conditions in CEL: checked for types and size when they are read, then evaluated |
//! | `answers.rs` | what was answered, and the document that keeps it |
//! | `effects.rs` | the effects that a file names, with what they are given |
//! | `input.rs` | what was typed, checked the same for pages, programs and sheets |
//! | `view.rs` | fields to fill in and answers to read, on desk and phone, without script |
//! | `told.rs` | fields in words, for whoever reads the file's page |
//! | `store.rs` | the document, which is the truth, and the rows that lists and figures count by |
//!
//! **Invariant:** an expression that was read can be evaluated: every name is a field, every
//! operation fits its types, and the work is bounded by its length. What a viewer may not see is
//! left out where answers are shown, on every way out.

mod answers;
mod effects;
pub mod expr;
mod field;
mod input;
mod reading;
mod store;
#[cfg(test)]
mod tests;
mod told;
mod view;

use db::Migration;

pub use answers::{Answers, Value};
pub use effects::{Bring, RawEffect};
pub use field::{Check, Class, Field, Kind, Sight};
pub use input::{Posted, Wrong, read};
pub use reading::{RawField, expression, fields, roles};
pub use store::{load, rebuild, save};
pub use told::told;
pub use view::{asked, facts, shown};

/// The tables.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "0001_form", sql: include_str!("../migrations/0001_form.sql") }];

/// This floor, as the server wires it.
pub const MODULE: platform::Module =
    platform::Module { name: "form", migrations: MIGRATIONS, ..platform::Module::BARE };
