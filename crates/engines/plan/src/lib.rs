//! Reads a bureau's plan or summary: the figures in it, what they promise or report, and the tasks
//! with their lead offices.
//!
//! | file | what it holds |
//! |---|---|
//! | `document.rs`, `defect.rs` | what comes in, and what is wrong with it before it is read |
//! | `flow.rs` | broken lines put together, a table of one cell a line made a table again |
//! | `section.rs` | promise or report, of which year, by whom |
//! | `number.rs`, `numeral.rs`, `amount.rs` | a number where it stands, Chinese numerals, exact fractions |
//! | `scan.rs`, `compare.rs`, `words.rs` | which numbers are figures, their units and comparators; the words for it |
//! | `context.rs`, `figure.rs` | what is counted, where, by when; a figure with the rules that read it |
//! | `merge.rs`, `task.rs` | what says the same, what contradicts; tasks |
//! | `reading.rs` | all of it together: [`read`] |
//! | `check.rs` | a reading judged afresh, apart from the reader |
//!
//! What a person labelled by hand in three published documents lies in `labels/`, so that the
//! reader is measured by something that was there before it.
//!
//! **Invariant:** nothing in here guesses. Every figure stands in the document, at the line and
//! column that it names, and says by which rules it was read; the same document gives the same
//! reading.

mod amount;
mod check;
mod compare;
mod context;
mod defect;
mod document;
mod figure;
mod flow;
mod merge;
mod number;
mod numeral;
mod reading;
mod scan;
mod section;
mod task;
mod words;

pub use amount::Amount;
pub use check::{Violation, check};
pub use defect::{CHARS_MAX, Defect};
pub use document::{Block, Document, Raw};
pub use figure::{Comparator, Doubt, Figure, Rule};
pub use merge::{Pair, Proposal, Tie};
pub use reading::{Reading, Sentence, read};
pub use section::Tense;
pub use task::Task;

#[cfg(test)]
mod tests;
