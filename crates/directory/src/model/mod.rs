//! The words of the directory: what its columns hold and its rules speak of.

mod calendar;
mod codes;
mod entry;
mod list;
mod people;
mod school;

pub use calendar::{DayChange, DayKind, TermDays};
pub use codes::{Duty, Ownership, Relation, Standing};
pub use entry::{
    NewClass, NewGuardian, NewGuardianship, NewPartner, NewPartnerPerson, NewRegistry, NewSchool,
    NewStaff, NewStudent, Seating,
};
pub use list::{StudentFilter, StudentKey};
pub use people::{Child, Enrolment, Guardian, Post, Staff, StaffLine, Student, StudentLine};
pub use school::{Class, School, SchoolForm};

vocab::ids! {
    /// Someone who works at an outside partner.
    PartnerPersonId = "ptr";
}
