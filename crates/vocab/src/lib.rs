//! The words that every crate shares: identifiers, time, money, roles and personal data.
//!
//! **Invariant:** nothing in here does IO, and nothing in here depends on another crate of ours.

pub mod clock;
pub mod id;
pub mod names;
pub mod personal;
pub mod role;

pub use clock::{Clock, SystemClock, TestClock};
pub use id::{Id, Ids, Kind, NotAnId};
pub use names::*;
pub use personal::Personal;
pub use role::Role;
