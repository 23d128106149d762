//! 拓展课程: courses that families choose beside basic care.

pub mod model;
pub mod rules;
#[cfg(test)]
mod tests;
