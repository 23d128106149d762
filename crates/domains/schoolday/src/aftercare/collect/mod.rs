//! 接送: who may collect a child, as its family says, and who fetches it early on a day.

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
