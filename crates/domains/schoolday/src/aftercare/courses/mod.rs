//! 拓展课程: courses that families choose beside basic care.

pub mod actions;
mod by_clock;
mod catalogue;
mod drawn;
mod editor;
mod export;
pub mod family;
mod family_pages;
mod leaving;
pub mod model;
pub mod pages;
pub mod rules;
mod seating;
pub mod store;
#[cfg(test)]
mod tests;
pub(crate) mod wishing;

pub use by_clock::TURN;
pub(crate) use seating::title as drawing_title;
