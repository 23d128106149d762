//! 办件: an application or an incident on its way through the offices, step by step, by deadlines,
//! to its end. What kinds there are, the catalog says; this machine runs them all.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of a kind of case, and what can be wrong with it |
//! | `rules/`, `limits.rs` | the state machine and its deadlines, without database or clock |
//! | `model.rs`, `store/` | what is stored, and the SQL |
//! | `standing.rs` | a case as it stands, read whole |
//! | `actions.rs` | everything that is done to a case |
//! | `moving/` | what was done, written down for one case or for thousands |
//! | `begin.rs` | beginning a case, from a form or as an effect |
//! | `subject.rs` | what a case can be about |
//! | `sending.rs` | beginning one without an account, by whoever has something to say |
//! | `bulk/` | the same for many cases at once, held for a minute |
//! | `api.rs` | what programs ask |
//! | `effects.rs` | what other modules can have this one do: open a case |
//! | `demo/`, `crowd.rs`, `cast.rs` | some cases of the invented county; as many as one likes; who does them |
//! | `published.rs` | as many in a year, and as many of them late, as a city's summary says |
//! | `sweep.rs` | reminders before deadlines, and who is told when one has passed |
//! | `told.rs` | a kind in words, for the catalog's pages |
//! | `pages/` | lists, forms, the record |
//!
//! **Invariant:** no page, rule or statement here knows a kind of case. A case ends under the
//! definition it began with; a version that two people saw is used up by the first.

mod actions;
mod api;
mod begin;
mod bulk;
mod cast;
pub mod crowd;
pub mod definition;
pub mod demo;
mod effects;
mod limits;
mod measures;
pub mod model;
mod module;
mod moving;
mod pages;
pub mod published;
pub mod rules;
mod sending;
mod standing;
mod store;
mod subject;
mod sweep;
#[cfg(test)]
mod tests;
mod told;
mod waiting;

use db::Migration;

pub use actions::Error;
pub use model::CaseId;
pub use module::{catalog, module};

/// The tables; those of the directory, the catalog and the forms come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_case", sql: include_str!("../migrations/0001_case.sql") },
    Migration { name: "0002_extension", sql: include_str!("../migrations/0002_extension.sql") },
    Migration { name: "0003_effects", sql: include_str!("../migrations/0003_effects.sql") },
    Migration { name: "0004_joint", sql: include_str!("../migrations/0004_joint.sql") },
    Migration { name: "0005_bulk", sql: include_str!("../migrations/0005_bulk.sql") },
];
