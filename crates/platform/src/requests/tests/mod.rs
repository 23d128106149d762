//! What requests promise: rules by example and property, the way of a request on each database.

mod pages;
mod rules;
