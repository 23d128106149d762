//! The SQL of seats, of those who wait for one, and of what others ask: one statement a function.

mod arrived;
mod seats;
pub(super) mod waiting;

pub(crate) use arrived::*;
pub(crate) use seats::*;
