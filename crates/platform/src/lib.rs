//! What every domain stands on: sealed fields so far.

pub mod seal;
