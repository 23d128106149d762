//! 师资薪酬补助: verified sessions × rate → the school confirms → the bureau reviews → a sheet for
//! finance, published in the school.
//!
//! A session is a roll call: without one nothing is paid. What a session pays is set by the bureau
//! from a day on. Once a school has confirmed a month, its roll calls stay as they are.

pub mod actions;
pub mod model;
pub mod pages;
mod rates;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
