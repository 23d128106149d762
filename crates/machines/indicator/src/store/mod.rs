//! The SQL of indicators: one statement a function.

pub(crate) mod days;
pub(crate) mod places;
pub(crate) mod reminders;
pub(crate) mod values;
pub(crate) mod watches;
