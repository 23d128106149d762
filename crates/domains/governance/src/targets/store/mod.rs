//! The SQL of tasks and targets: one statement a function.

mod clock;
mod plans;
mod targets;
mod tasks;

pub(super) use clock::*;
pub(super) use plans::*;
pub(super) use targets::*;
pub(super) use tasks::*;
