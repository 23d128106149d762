//! The SQL of the directory: one statement a function, and nothing is decided here.

pub(crate) mod add;
pub(crate) mod calendar;
