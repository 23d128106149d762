//! 评选、认定、评估、考核、督导: a rubric, who applies, experts drawn by lot without conflicts of
//! interest, points that add up exactly, levels and quotas, publication, appeal, re-review. What
//! kinds there are, and what each is really called, the catalog says.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of a review, and what can be wrong with it |
//! | `points.rs` | points in hundredths: read, added, averaged, told |
//! | `rules.rs` | what may be done to an application, and what follows |
//! | `refusal.rs` | why something is not done |
//! | `panel.rs` | who may judge whom, and the lots |
//! | `quota.rs` | who comes through where there are fewer places than good ones |
//! | `model.rs`, `store/` | what is stored, and the SQL |
//! | `actions/` | rounds, applying, scoring, settling: one act each |
//! | `sweep.rs` | reminders before a title ends |
//! | `pages/`, `export.rs`, `api.rs`, `told.rs` | what people and programs see |
//! | `demo.rs` | rounds of the invented county |
//!
//! **Invariant:** nothing that decides is a fraction, a tie is never broken silently, and nobody
//! judges their own.

mod actions;
mod api;
pub mod definition;
pub mod demo;
mod export;
mod measures;
pub mod model;
mod module;
mod pages;
pub mod panel;
pub mod points;
pub mod quota;
pub mod refusal;
pub mod rules;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod told;
mod waiting;

use db::Migration;

pub use actions::Error;
pub use module::{catalog, module};

/// The tables; those of the directory, the catalog and the forms come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_review", sql: include_str!("../migrations/0001_review.sql") },
    Migration { name: "0002_waiting", sql: include_str!("../migrations/0002_waiting.sql") },
];
