//! 代班、停开与补课: who looks after a group when its teacher cannot, a day that is called off and
//! the day that makes up for it.
//!
//! Rosters, roll calls and pay follow from what is stored here: a session belongs to who stood in,
//! a day called off has no roll call and pays nobody, and a course's session that is not made up
//! comes back to those who paid. Families are told of each.

pub mod actions;
mod export;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
