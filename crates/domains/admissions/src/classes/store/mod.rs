//! The SQL of divisions: one statement a function.

mod divisions;
mod office;
mod people;

pub(super) use divisions::*;
pub(super) use office::*;
pub(super) use people::*;
