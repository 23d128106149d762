//! Balanced classes that anyone can recompute.
//!
//! | file | what it holds |
//! |---|---|
//! | `problem.rs` | the problem as arithmetic: units, kinds, sums, who may not meet |
//! | `bound.rs` | what no division can undercut, with the proof |
//! | `conflict.rs` | whether there is any division, and else which requests contradict each other |
//! | `search.rs` | the search in rounds: `construct.rs`, `anneal.rs`, `level.rs`, `polish.rs` |
//! | `board.rs` | a division while it is searched, with running counts |
//! | `check.rs` | a division judged afresh, apart from the search |
//! | `lots.rs` | chance from a seed, in whole numbers |
//! | `planted.rs` | invented year groups whose best division is known |
//!
//! **Invariant:** the same terms, seed and number of rounds give the same division on every machine:
//! no clock, no floating-point number, no order of a hash map decides anything.
//!
//! **Invariant:** a division that leaves the search keeps every hard rule.

mod anneal;
mod board;
pub mod bound;
pub mod check;
pub mod conflict;
mod construct;
mod digest;
mod level;
mod lots;
pub mod planted;
mod polish;
mod problem;
mod search;

pub use problem::{Problem, Quality, Terms, Traits, Unfit, limits};
pub use search::Search;

#[cfg(test)]
mod tests;
