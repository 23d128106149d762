//! 数据质量: whether records are complete, timely, consistent and plausible. A check is an indicator
//! whose catalog file says `[check]`, so that it has its days, its places, its history and its
//! records like every other; here they are laid side by side, with what is to be mended and by whom.
//!
//! | file | holds |
//! |---|---|
//! | `rules.rs` | how many records are wrong, and what that adds up to |
//! | `api.rs` | what programs ask |
//!
//! **Invariant:** no check is about something personal, so that a school always reads the number of
//! its own wrong records, however few: [`crate::definition`] refuses such a file.

pub(crate) mod api;
pub mod rules;
