//! What tasks and targets promise: lights by rule, plans read and confirmed, targets handed down and
//! signed for; the same on either database.

mod lights;
mod reading;
mod walk;
