//! The same for many schools at once: 催办, 备案, 退回.
//!
//! A clerk chooses schools in the list; what fits is held for a minute, in which it can be taken
//! back, and then done in one act. What does not fit at the click is said at once and holds the
//! rest up; what no longer fits a minute later is left out and named in the result.

mod actions;
mod job;
pub(super) mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use job::BULK;
