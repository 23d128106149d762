//! The SQL of cases: one statement a function.

mod cases;
mod lists;
mod rates;

pub(crate) use cases::*;
pub(crate) use lists::*;
pub(crate) use rates::*;
