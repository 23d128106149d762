//! The SQL of drawings: the row and its files, its lines, whom lists are made of, what readers see.

mod drawings;
mod lines;
mod lists;
mod population;

pub(crate) use drawings::*;
pub(crate) use lines::*;
pub(crate) use lists::*;
pub(crate) use population::*;
