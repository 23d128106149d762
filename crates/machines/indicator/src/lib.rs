//! 指标: numerator and denominator over what the modules count, at every place and for every day; what
//! they are made of, the catalog says.
//!
//! | file | holds |
//! |---|---|
//! | `definition/` | what a catalog file says of an indicator, and what can be wrong with it |
//! | `value.rs` | a value, exact, and how it is shown |
//! | `tree.rs` | the places that values are told of |
//! | `adding.rs` | what was counted, added up into values |
//! | `history.rs` | which rows a new count writes: only what changed, nothing overwritten |
//! | `rules.rs` | what is not told since it is about few, and how far a value can be relied on |
//! | `counting/` | the county for a day, a school after something was written there, and by the clock |
//! | `index/` | several of them made into one number, by weights and scales |
//! | `checks/` | 数据质量: the indicators that tell how good records are |
//! | `api.rs` | what programs ask |
//! | `asking.rs` | what others ask: a value on a day, a series, all schools |
//! | `store/` | the SQL |
//! | `pages/`, `told.rs` | what people see |
//! | `demo.rs` | the days of the invented county that are counted |
//!
//! **Invariant:** a value is two whole numbers; what is shown is made of them each time. A value that
//! was told stays as it was told: a correction is a new row with its reason.

pub mod adding;
mod api;
pub mod asking;
pub mod checks;
pub mod counting;
pub mod definition;
pub mod demo;
pub mod history;
pub mod index;
mod module;
mod pages;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;
mod told;
pub mod tree;
pub mod value;

use db::Migration;

pub use module::{catalog, module};
pub use pages::is_personal;

/// The tables; those of the directory and the catalog come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_indicator", sql: include_str!("../migrations/0001_indicator.sql") },
    Migration {
        name: "0002_check_reminder",
        sql: include_str!("../migrations/0002_check_reminder.sql"),
    },
];
