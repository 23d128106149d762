//! Seats offered in a window (报名预约): who may ask, how seats are given, the queue, the roster.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | rounds, offers, bookings |
//! | `rules.rs` | who may ask for what and when |
//! | `allot.rs` | gives out the seats of a round of wishes |
//! | `store/` | the SQL |
//! | `keeping.rs` | what is erased of a child, and what stays |
//! | `actions.rs` | what can be done, each on the transaction of the domain's own act |
//!
//! **Invariant:** an offer never has more seats taken than it has seats: one guarded statement
//! decides a seat, and a check of the table stands behind it.

pub mod actions;
pub mod allot;
mod keeping;
pub mod model;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use db::Migration;
use platform::Module;

pub use model::{
    Booking, BookingId, Child, Meeting, Offer, OfferId, Round, RoundId, SeatRule, Standing,
};

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_offering", sql: include_str!("../migrations/0001_offering.sql") },
    Migration { name: "0002_records", sql: include_str!("../migrations/0002_records.sql") },
];

/// This machine, as the server wires it. Its pages are those of the domains that offer something.
pub const MODULE: Module = Module {
    name: "offering",
    migrations: MIGRATIONS,
    erasers: keeping::ERASERS,
    personal: keeping::PERSONAL,
    ..Module::BARE
};
