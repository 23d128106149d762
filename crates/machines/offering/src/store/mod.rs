//! The SQL of rounds, offers, wishes and bookings.

pub mod bookings;
pub mod offers;
pub mod wishes;
