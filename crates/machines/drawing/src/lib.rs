//! 抽取: a random choice that nobody can steer and anyone can check. What is drawn from what, by whom
//! and under whose eyes, the catalog says; the engine `draw` draws and proves.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of a kind of drawing, and what can be wrong with it |
//! | `rules.rs` | who stands on the list, under which number, and what may be done when |
//! | `evidence.rs` | the engine's files: sealed, drawn, broken off |
//! | `beacon.rs` | where public values come from that nobody draws by hand |
//! | `model.rs`, `store/` | what is stored, and the SQL |
//! | `steps.rs` | declaring, sealing, drawing, on the transaction of somebody's act |
//! | `actions.rs` | what people do, one act each |
//! | `given.rs` | drawings that another module has made for a thing of its own |
//! | `told.rs` | a kind in words, for the pages of the catalog |
//! | `sweep.rs` | what happens by the clock: draws that are due, results that come out |
//! | `pages/`, `api.rs` | what people and programs see |
//! | `demo.rs` | some drawings of the invented county |
//!
//! **Invariant:** a drawing is drawn once or not at all: list, rule, sources and the promise of the
//! secret are public before a value is, and the draw is one transaction. A hidden result is in no
//! page, list, answer, message or event before its moment, but for those who work on it.

mod actions;
mod api;
mod beacon;
pub mod definition;
pub mod demo;
mod error;
mod evidence;
pub mod given;
pub mod model;
mod module;
mod pages;
pub mod rules;
mod steps;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod told;
mod waiting;

use db::Migration;

pub use ::draw::Value;
pub use beacon::{Beacon, Beacons, StandIn};
pub use error::Error;
pub use evidence::read_evidence;
pub use model::DrawingId;
pub use module::{catalog, module};
pub use steps::Desk;

/// The tables; those of the directory, the catalog and the forms come first.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "0001_drawing", sql: include_str!("../migrations/0001_drawing.sql") }];
