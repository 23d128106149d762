//! 参加课后服务: who takes part in basic care, late care and evening study.
//!
//! Voluntary: a letter goes to families, a family applies (or the class teacher enters its paper
//! form, which the family confirms by text message), the class teacher checks, the school confirms.
//! There are no seats and no queue. Nobody is asked for a reason not to join; the names of those
//! who do not join stop at the class teacher.

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
