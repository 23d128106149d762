//! The words of the directory: what its columns hold and its rules speak of.

mod calendar;
mod codes;
mod entry;
mod school;

pub use calendar::{DayChange, DayKind, TermDays};
pub use codes::{Duty, Ownership, Relation, Standing};
pub use entry::{
    NewClass, NewGuardian, NewGuardianship, NewPartner, NewPartnerPerson, NewSchool, NewStaff,
    NewStudent, Seating,
};
pub use school::SchoolForm;

vocab::ids! {
    /// Someone who works at an outside partner.
    PartnerPersonId = "ptr";
}
