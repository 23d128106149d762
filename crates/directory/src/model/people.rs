//! People as lists and records show them.

use jiff::civil::Date;
use vocab::{
    AccountId, ClassId, FamilyId, Grade, GuardianId, PlaceId, RollKind, SchoolId, Sex, StaffId,
    StudentId,
};

use super::{Duty, Relation, Standing};

/// A pupil as a line of a list. The name is open: whoever shows it masks it where it must be.
#[derive(Clone, PartialEq, Eq)]
pub struct StudentLine {
    /// The id.
    pub id: StudentId,
    /// The name.
    pub name: String,
    /// Sex, if stated.
    pub sex: Option<Sex>,
    /// Birthday, if stated.
    pub born: Option<Date>,
    /// Whether the pupil goes to school.
    pub standing: Standing,
    /// The kind of 学籍号, if there is one.
    pub roll_kind: Option<RollKind>,
    /// The school, or the last one.
    pub school: Option<SchoolId>,
    /// The school's name.
    pub school_name: Option<String>,
    /// The class.
    pub class: Option<ClassId>,
    /// The grade, or the last one.
    pub grade: Option<Grade>,
    /// The class's number, 0 without one.
    pub class_number: i64,
    /// The number within the class, 0 without one.
    pub seat: i64,
}

impl StudentLine {
    /// The class as people call it.
    pub fn class_name(&self) -> Option<String> {
        let grade = self.grade?;
        self.class.map(|_| crate::rules::class_name(grade, self.class_number))
    }
}

/// A pupil's record. What is sealed stays so until it is opened on purpose.
#[derive(Clone)]
pub struct Student {
    /// What lists show.
    pub line: StudentLine,
    /// The family.
    pub family: Option<FamilyId>,
    /// The kind of document (1 is the citizen's card).
    pub id_kind: String,
    /// The sealed ID number.
    pub id_sealed: Option<String>,
    /// The sealed 学籍号, where it is not G and the ID number.
    pub roll_sealed: Option<String>,
    /// The remaining columns of the roll, as a JSON object by field codes.
    pub registry: String,
    /// Counts the changes, so that a lost update is noticed.
    pub version: i64,
}

/// A guardian, or someone else who belongs to a child, as the child's record shows it.
#[derive(Clone)]
pub struct Guardian {
    /// The id.
    pub id: GuardianId,
    /// The name.
    pub name: String,
    /// The sealed telephone number.
    pub phone_sealed: Option<String>,
    /// The account, once there is one.
    pub account: Option<AccountId>,
    /// What he or she is to the child.
    pub relation: Relation,
    /// Whether the law makes him or her the guardian.
    pub is_guardian: bool,
    /// Whether the child may go home with him or her.
    pub may_collect: bool,
    /// Whether he or she must not come near the child.
    pub no_contact: bool,
    /// The order in which to call.
    pub priority: i64,
}

/// Someone who works somewhere, as a line of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffLine {
    /// The id.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// Sex, if stated.
    pub sex: Option<Sex>,
    /// What a teacher teaches.
    pub subject: Option<String>,
    /// Where.
    pub place: PlaceId,
    /// The place as people call it.
    pub place_name: String,
    /// The account, once there is one.
    pub account: Option<AccountId>,
}

/// A post that someone holds or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Who.
    pub staff: StaffId,
    /// Where.
    pub place: PlaceId,
    /// The place as people call it.
    pub place_name: String,
    /// What for.
    pub duty: Duty,
    /// From this day.
    pub since: Date,
    /// Until the day before this one.
    pub until: Option<Date>,
}

/// A stretch of time in which a pupil was at a school and in a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// From this day.
    pub since: Date,
    /// Until the day before this one.
    pub until: Option<Date>,
    /// The school.
    pub school: SchoolId,
    /// The school's name.
    pub school_name: String,
    /// The class.
    pub class: Option<ClassId>,
    /// The class's number.
    pub class_number: Option<i64>,
    /// The grade.
    pub grade: Grade,
    /// Going to school, or suspended.
    pub standing: Standing,
    /// Why it began.
    pub reason: String,
    /// Why it ended.
    pub end_reason: Option<String>,
}

/// A child as a guardian sees it.
#[derive(Clone)]
pub struct Child {
    /// The child.
    pub line: StudentLine,
    /// Which guardian it is seen by.
    pub guardian: GuardianId,
    /// What the guardian is to it.
    pub relation: Relation,
}

/// The record of someone who works somewhere.
#[derive(Clone)]
pub struct Staff {
    /// What lists show.
    pub line: StaffLine,
    /// The sealed telephone number.
    pub phone_sealed: Option<String>,
}
