//! 填报: the same form from many, every period: who has not filed, reminders, corrections with their
//! history, sums from class to county; and questionnaires whose answers nobody can follow back.
//! What kinds there are, the catalog says; this machine runs them all.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of a kind, and what can be wrong with it |
//! | `periods.rs`, `rules.rs`, `crowd.rs` | periods and cut-offs, what may be done, what may be shown: pure |
//! | `model.rs`, `store/` | what is stored, and the SQL |
//! | `standing.rs` | a return as it stands, and who looks at it |
//! | `rounds.rs`, `actions.rs`, `office.rs` | opening periods; filing; locking, releasing, reminding |
//! | `polls.rs` | answering questionnaires, and opening envelopes in crowds |
//! | `sheets.rs` | workbooks out, and one workbook for many in |
//! | `sweep.rs` | what time alone brings about |
//! | `demo.rs` | some weeks of the invented county |
//! | `told.rs` | a kind told to whoever reads or changes its file |
//! | `pages/`, `api.rs` | what people see, what programs see |
//!
//! **Invariant:** no page, rule or statement here knows a kind of return. A version that was filed is
//! never changed: another ends it. Sums are made of versions when somebody asks.
//!
//! **What an anonymous questionnaire keeps.** The table of those who answered and the table of
//! answers have nothing in common: no number, no time, no order. Between them an answer lies in an
//! envelope under a key that is not in the database, until ten of its school wait; these are opened
//! in one transaction, under numbers of chance. So whoever has the database alone cannot tell who
//! answered what, whoever they are. What remains possible: to see *that* somebody answered; to guess
//! where all of a crowd answered alike; and, for somebody who holds both the key and a copy of the
//! database from before an envelope was opened, to open it.

mod actions;
mod api;
pub mod crowd;
pub mod definition;
pub mod demo;
mod measures;
pub mod model;
mod module;
mod office;
mod pages;
pub mod periods;
mod polls;
mod rounds;
pub mod rules;
mod sheets;
mod standing;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod told;
mod waiting;

use db::Migration;

pub use actions::Error;
pub use model::{ReturnId, RoundId};
pub use module::{catalog, module};

/// The tables; those of the directory, the catalog and the forms come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_filing", sql: include_str!("../migrations/0001_filing.sql") },
    Migration { name: "0002_poll", sql: include_str!("../migrations/0002_poll.sql") },
];
