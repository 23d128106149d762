//! What the machine promises.

mod rules;
mod seats;
