//! 师资薪酬补助: verified sessions × rate → the school confirms → the bureau reviews → a sheet for
//! finance, published in the school.

pub mod model;
pub mod rules;
#[cfg(test)]
mod tests;
