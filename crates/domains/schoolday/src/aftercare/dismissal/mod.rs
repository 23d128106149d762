//! 错时错峰放学: the school's dismissal table, published to families.

pub mod model;
pub mod rules;
#[cfg(test)]
mod tests;
