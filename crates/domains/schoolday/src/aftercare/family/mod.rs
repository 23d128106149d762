//! What a family sees on its phone: its children, what they take part in, what can be done today.

pub mod pages;
mod to_do;
