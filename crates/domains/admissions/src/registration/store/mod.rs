//! The SQL of registration: one statement a function.

pub(crate) mod campaigns;
pub(crate) mod lists;
pub(crate) mod registrations;
