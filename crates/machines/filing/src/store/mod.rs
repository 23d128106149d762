//! The SQL of returns and questionnaires: one statement a function.

mod figures;
mod lists;
pub(crate) mod measures;
mod people;
mod polls;
mod returns;
mod rounds;
mod waiting;

pub(crate) use figures::*;
pub(crate) use lists::*;
pub(crate) use people::*;
pub(crate) use polls::*;
pub(crate) use returns::*;
pub(crate) use rounds::*;
pub(crate) use waiting::*;
