//! Reads a bureau's plan or summary: the figures in it, what they promise or report, and the tasks
//! with their lead offices.
//!
//! What a person labelled by hand in three published documents lies in `labels/`, so that the
//! reader is measured by something that was there before it.

mod amount;

pub use amount::Amount;
