//! Children who have no seat yet, to schools that have seats: by category, then by distance, with a
//! proof that it could not be less and a reason for each child.
//!
//! | file | what it holds |
//! |---|---|
//! | `raw.rs`, `defect.rs`, `reading.rs`, `input.rs` | what comes in, what is wrong with it, and in order |
//! | `cost.rs` | metres, and between equal metres the tickets |
//! | `board.rs` | who sits where, the cheapest chains of moves, the price of a seat |
//! | `prices.rs` | prices at the end of a category: the proof |
//! | `solve.rs`, `shortage.rs`, `outcome.rs` | category by category to a proposal, or to why seats are short |
//! | `why.rs`, `told.rs` | why this school and not a nearer one, and in words for the family |
//! | `what_if.rs` | what would come out otherwise, from the old prices |
//! | `check.rs`, `closed.rs` | a proposal judged afresh, apart from the placing |
//! | `invented.rs` | a county to measure on |
//!
//! **Invariant:** the same lists, in whatever order, give the same proposal on every machine.
//!
//! **Invariant:** nothing that a later category does makes a child of an earlier one walk farther.

mod board;
pub mod check;
mod closed;
mod cost;
mod defect;
mod input;
pub mod invented;
mod outcome;
mod prices;
mod raw;
mod reading;
mod shortage;
mod solve;
mod told;
mod what_if;
mod why;

pub use check::{Violation, check};
pub use cost::Cost;
pub use defect::{Defect, limits};
pub use input::Input;
pub use outcome::{Outcome, Placement, Proof, Proposal, Shortage};
pub use raw::{Bundle, Category, Child, Code, Method, Near, Raw, School};
pub use solve::{Options, solve};
pub use what_if::{Change, Moved, Unfit, WhatIf, what_if};
pub use why::{Barrier, Explainer, Last, Move, Passed, Why};

#[cfg(test)]
mod tests;
