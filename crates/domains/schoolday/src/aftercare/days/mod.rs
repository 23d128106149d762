//! 点名与请假: who was there on a day, and what families said beforehand.
//!
//! A roll call is one row for a group and a day; only what was unlike the roster is a row more, so
//! that a county's term fits in a few megabytes and every child's presence can still be told.

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
