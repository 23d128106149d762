//! What after-school service asks of the directory, which knows nothing of after-school service.

mod store;

use vocab::{ClassId, FamilyId, Grade, Personal, SchoolId, StudentId};

pub use store::{
    all_collectors_of, children, children_of, find_child, guardians_of, has_grade, head_of,
    keepers_of, place_name, school_of, staff_of, term_days, term_on,
};

/// A child as a guardian's or a teacher's page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Who.
    pub id: StudentId,
    /// As its people call it.
    pub name: Personal<String>,
    /// Siblings share it.
    pub family: Option<FamilyId>,
    /// Where it goes to school.
    pub school: SchoolId,
    /// The school's name.
    pub school_name: String,
    /// Its class.
    pub class: ClassId,
    /// The class as people call it.
    pub class_name: String,
    /// Its grade.
    pub grade: Grade,
}
