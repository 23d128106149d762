//! 课后服务方案 (一校一案): what a school offers after lessons in a term, filed with the bureau.
//!
//! A school writes its timetable in segments, files it, and the bureau records it or returns it
//! with a reason; once recorded the school opens it to families, and until then may withdraw it.
//! The rules and their sources are in [`rules::Rule`].

pub mod actions;
pub mod bulk;
pub mod editor;
mod export;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
