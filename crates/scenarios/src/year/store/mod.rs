//! The SQL of the simulated year: what makes its county, and what must hold in it.

pub(in crate::year) mod checks;
pub(in crate::year) mod laws;
pub(in crate::year) mod made;
