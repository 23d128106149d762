//! Files of each kind, made by hand.

mod answers;
mod bad_input;
mod files;
