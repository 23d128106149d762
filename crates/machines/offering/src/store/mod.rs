//! The SQL of rounds, offers, wishes and bookings.

pub mod bookings;
pub(crate) mod keeping;
pub mod offers;
pub mod wishes;
