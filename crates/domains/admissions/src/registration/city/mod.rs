//! 市级报名系统: where families register in the city's system, its list comes in as often as anyone
//! likes, and the results go back by the numbers that it knows.
//!
//! | file | holds |
//! |---|---|
//! | `list.rs` | the list as a sheet, line by line against the campaign |
//! | `store.rs` | the SQL |
//! | `actions.rs` | taking a list over: one act |
//! | `pages.rs` | the page of the office |
//!
//! **Invariant:** a list only adds and corrects. Who is missing from it is not gone, and what a desk has
//! checked is not changed behind its back.

mod actions;
mod list;
mod pages;
mod store;

pub(super) use pages::routes;
