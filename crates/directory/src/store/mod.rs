//! The SQL of the directory: one statement a function, and nothing is decided here.

pub(crate) mod add;
pub(crate) mod calendar;
pub(crate) mod checks;
pub(crate) mod collectors;
pub(crate) mod enrolment;
pub(crate) mod graduates;
pub(crate) mod guardians;
pub(crate) mod measures;
pub(crate) mod persons;
pub(crate) mod roll;
pub(crate) mod roll_apply;
pub(crate) mod roll_known;
pub(crate) mod schools;
mod scope;
pub(crate) mod staff;
pub(crate) mod students;
pub(crate) mod unanswered;
pub(crate) mod year;
