//! The SQL of what people ask about their records. Each function is one statement, and decides
//! nothing.

mod erase;
mod fields;
mod tell;

pub(super) use erase::*;
pub(crate) use fields::set_account_name;
pub(super) use fields::*;
pub(super) use tell::*;
