//! The rules of the house as a test.

fn main() {}
