//! Seats offered in a window (报名预约): who may ask, how seats are given, the queue, the roster.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | rounds, offers, bookings |
//! | `rules.rs` | who may ask for what and when |
//! | `allot.rs` | gives out the seats of a round of wishes |
//!
//! **Invariant:** an offer never has more seats taken than it has seats.

pub mod allot;
pub mod model;
pub mod rules;
#[cfg(test)]
mod tests;

pub use model::{
    Booking, BookingId, Child, Meeting, Offer, OfferId, Round, RoundId, SeatRule, Standing,
};

/// The tables, oldest first.
pub const MIGRATIONS: &[db::Migration] = &[];
