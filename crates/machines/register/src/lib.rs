//! 名录台账: lists of things that a bureau keeps, each with its fields, its history, its term, its
//! relations to others and its public page. What registers there are, the catalog says.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of a register, and what can be wrong with it |
//! | `rules.rs` | versions that never overlap, terms, reminders: without database or clock |
//! | `model.rs`, `store/` | what is stored, and the SQL |
//! | `actions.rs` | adding, changing, correcting, renewing, withdrawing, relating |
//! | `effects.rs` | what other machines have it do: add a record |
//! | `sweep.rs` | reminders before a term ends |
//! | `told.rs` | a register in words, for the catalog's pages |
//! | `import/` | many records at once by a sheet, looked at before it is taken over |
//! | `pages/`, `export.rs`, `api.rs` | what people and programs see |
//! | `demo.rs` | registers of the invented county |
//!
//! **Invariant:** nothing is deleted and nothing that was believed is overwritten. What held on a
//! day, as it was known on another, can always be told.

mod actions;
mod api;
pub mod definition;
pub mod demo;
mod effects;
mod export;
mod import;
mod measures;
pub mod model;
mod module;
mod pages;
pub mod rules;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod told;

use db::Migration;

pub use actions::Error;
pub use model::RecordId;
pub use module::{catalog, module};

/// The tables; those of the directory, the catalog and the forms come first.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "0001_register", sql: include_str!("../migrations/0001_register.sql") }];
