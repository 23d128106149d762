//! Balanced classes that anyone can recompute.
//!
//! | file | what it holds |
//! |---|---|
//! | `plan.rs`, `defect.rs`, `input.rs` | what is declared and comes in, what is wrong with it, and in order |
//! | `outcome.rs`, `methods.rs` | from an input and a seed to classes, with bound and prices |
//! | `transcript.rs`, `register.rs`, `breach.rs` | the file that anybody recomputes, and what happened after it was locked |
//! | `problem.rs` | the problem as arithmetic: units, kinds, sums, who may not meet |
//! | `bound.rs` | what no division can undercut, with the proof |
//! | `conflict.rs`, `hitting.rs`, `trial.rs` | whether there is any division, and else which requests contradict each other |
//! | `search.rs` | the search in rounds: `construct.rs`, `anneal.rs`, `level.rs`, `polish.rs` |
//! | `board.rs` | a division while it is searched, with running counts |
//! | `check.rs` | a division judged afresh, apart from the search |
//! | `lots.rs` | chance from a seed, in whole numbers |
//! | `shipped.rs` | a year group that others were measured on |
//! | `planted.rs` | invented year groups whose best division is known |
//!
//! **Invariant:** the same terms, seed and number of rounds give the same division on every machine:
//! no clock, no floating-point number, no order of a hash map decides anything.
//!
//! **Invariant:** a division that leaves the search keeps every hard rule.

mod anneal;
mod board;
pub mod bound;
mod breach;
pub mod check;
pub mod conflict;
mod construct;
mod defect;
mod digest;
mod hitting;
mod input;
mod level;
mod lots;
mod methods;
mod outcome;
mod plan;
pub mod planted;
mod polish;
mod problem;
mod register;
mod search;
pub mod shipped;
mod transcript;
mod trial;

pub use breach::Breach;
pub use defect::Defect;
pub use input::{Asked, Input, Intake, Member, Sealed};
pub use outcome::{
    Balance, Contradiction, End, Hindrance, NotASeed, Outcome, Price, Seed, Solution, may_divide,
    solve,
};
pub use plan::{Drawn, Entry, Level, Method, Plan, Pupil, Raw, Request, Weights, Wish};
pub use problem::{Problem, Quality, Terms, Traits, Unfit, limits};
pub use register::{Act, Change, Note, Refused, Register};
pub use search::Search;
pub use transcript::{NotGenuine, Transcript};

#[cfg(test)]
mod tests;
