//! The chain over the records of acts, and the auditor's way to read them.
//!
//! Each act writes its own record with its own digest. At least every second the *sealer*, one
//! process at a time, puts the records that are in no block yet into a new one, whose head is SM3
//! over the head before it and the records' digests. Which records are new is read off the records
//! themselves and never "those above the last id", since a transaction that began early may commit
//! late. So acts do not queue for the chain, and whatever is changed, taken out or put in
//! afterwards shows in [`verify`].
//!
//! What the chain cannot show by itself is that its end was cut off. So the head is printed and
//! posted, and [`verify`] takes a head that someone kept.
//!
//! Rules: GB/T 22239-2019, level 3, 8.1.4.3 (protected audit records); 网络安全法 art. 21 (kept for
//! at least six months).

mod actions;
mod model;
mod rules;
mod sealer;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{seal, verify};
pub use model::{Block, Finding, Head, Report};
pub use sealer::keep_sealing;
