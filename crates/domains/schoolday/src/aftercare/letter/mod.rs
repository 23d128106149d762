//! 致家长信 (告家长书): the programme's facts in a letter, with the school's own words. Each version
//! that was sent is kept as families read it.

pub mod actions;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
