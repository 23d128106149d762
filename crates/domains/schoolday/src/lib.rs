//! The school day. Its first room is after-school service.

pub mod aftercare;
