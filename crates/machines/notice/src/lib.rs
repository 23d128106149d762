//! 公示: what an office lays before everyone for a time, with a way to object. What may be published,
//! for how many working days, which columns are masked and where objections go, the catalog says.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of a kind of notice, and what can be wrong with it |
//! | `rules.rs` | masks, rows as they are typed, the end of the period, what may be done |
//! | `model.rs`, `store.rs` | what is stored, and the SQL |
//! | `actions.rs` | publishing, correcting, withdrawing, objecting: one act each |
//! | `effects.rs`, `given.rs` | publishing for other machines, and for a module's own thing |
//! | `pages/`, `api.rs` | what people and programs see |
//! | `told.rs`, `demo.rs` | a kind in words; notices of the invented county |
//!
//! **Invariant:** nothing personal is stored beyond its mask, so that no page, list, answer or backup
//! holds more than what everyone may read. What was published is never gone: a correction keeps what
//! stood there before, a withdrawal says why.

mod actions;
mod api;
pub mod definition;
pub mod demo;
mod effects;
mod error;
pub mod given;
pub mod model;
mod module;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod told;

use db::Migration;

pub use error::Error;
pub use model::PublicationId;
pub use module::{catalog, module};

/// The tables; those of the directory, the catalog and the forms come first.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "0001_notice", sql: include_str!("../migrations/0001_notice.sql") }];
