//! Who and where: towns, schools, classes, pupils, guardians, staff, partners, terms.

pub mod demo;
pub mod model;
