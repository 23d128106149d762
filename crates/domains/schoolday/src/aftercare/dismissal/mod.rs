//! 错时错峰放学: the school's dismissal table, published to families, teachers and the gate.
//!
//! Lower grades go first, batches follow the pick-up times that families declare, siblings leave
//! together. Who is at the gate on a day follows from the rosters and roll calls of that day.

pub mod actions;
mod editor;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
