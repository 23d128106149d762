//! What the whole of after-school service promises, asked through the router on each database.

mod courses;
mod exports;
mod first_round;
pub(crate) mod fixture;
mod keeping;
mod leaving;
mod letters;
mod moving;
mod pay;
mod school_days;
mod shifts;
