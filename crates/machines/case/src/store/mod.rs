//! The SQL of cases: one statement a function.

mod cases;
mod choices;
mod lists;
pub(crate) mod measures;
mod moves;
mod rates;
mod sweep;

pub(crate) use cases::*;
pub(crate) use choices::*;
pub(crate) use lists::*;
pub(crate) use moves::*;
pub(crate) use rates::*;
pub(crate) use sweep::*;

pub(crate) use crate::bulk::store::reminders;
