//! What is on its way into the directory: everything sealed that will be stored sealed.

use jiff::civil::Date;
use vocab::{
    AccountId, ClassId, FamilyId, Grade, GuardianId, InstitutionId, PlaceId, RollKind, SchoolId,
    SchoolYear, Sex, StaffId, Stage, StudentId, TownId,
};

use super::{Ownership, PartnerPersonId, Relation, SchoolForm, Standing};
use crate::fields::Sealed;

/// Where a pupil sits: what the enrolment in force says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seating {
    /// The school.
    pub school: SchoolId,
    /// The class; none for those who are suspended or not yet placed.
    pub class: Option<ClassId>,
    /// The grade.
    pub grade: Grade,
    /// The class's number within the grade; 0 without a class.
    pub class_number: i64,
    /// The pupil's number within the class; 0 if it has none.
    pub seat: i64,
}

/// A pupil to be added.
#[derive(Debug, Clone)]
pub struct NewStudent {
    /// The id.
    pub id: StudentId,
    /// The family, if known.
    pub family: Option<FamilyId>,
    /// The name.
    pub name: String,
    /// Sex, if stated.
    pub sex: Option<Sex>,
    /// Birthday, if stated.
    pub born: Option<Date>,
    /// The kind of document: 1 is the citizen's card.
    pub id_kind: String,
    /// The ID number.
    pub id_number: Option<Sealed>,
    /// The kind of 学籍号.
    pub roll_kind: Option<RollKind>,
    /// The 学籍号, where it is not G and the ID number.
    pub roll: Option<Sealed>,
    /// Whether the pupil goes to school.
    pub standing: Standing,
    /// Where.
    pub seating: Option<Seating>,
    /// The remaining columns of the roll that may lie open, as a JSON object.
    pub registry: String,
    /// The remaining columns of the roll that may not, as a sealed JSON object.
    pub registry_sealed: Option<String>,
}

/// What a roll says of a pupil beyond the directory's own columns, to be taken over.
#[derive(Debug, Clone)]
pub struct NewRegistry {
    /// The pupil, who is there.
    pub student: StudentId,
    /// The pupil's name.
    pub name: String,
    /// The document that lies open.
    pub open: String,
    /// The document that is sealed.
    pub sealed: Option<String>,
}

/// A guardian to be added.
#[derive(Debug, Clone)]
pub struct NewGuardian {
    /// The id.
    pub id: GuardianId,
    /// The family, if known.
    pub family: Option<FamilyId>,
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: Option<Sealed>,
    /// The ID number.
    pub id_number: Option<Sealed>,
    /// The account.
    pub account: Option<AccountId>,
}

/// Someone who works somewhere, to be added.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// The id.
    pub id: StaffId,
    /// The school, or the county for the bureau's people.
    pub place: PlaceId,
    /// The name.
    pub name: String,
    /// Sex, if stated.
    pub sex: Option<Sex>,
    /// What a teacher teaches.
    pub subject: Option<String>,
    /// The telephone number.
    pub phone: Option<Sealed>,
    /// The account.
    pub account: Option<AccountId>,
}

/// A school to be added. Its name and number are its place's.
#[derive(Debug, Clone)]
pub struct NewSchool {
    /// The id, which is its place's.
    pub id: SchoolId,
    /// The town.
    pub town: TownId,
    /// What it teaches.
    pub form: SchoolForm,
    /// Who runs it.
    pub ownership: Ownership,
    /// Whether its pupils sleep there.
    pub boarding: bool,
    /// Street and number.
    pub address: String,
}

/// A class to be added.
#[derive(Debug, Clone)]
pub struct NewClass {
    /// The id, which is its place's.
    pub id: ClassId,
    /// The school.
    pub school: SchoolId,
    /// The school year.
    pub year: SchoolYear,
    /// The stage.
    pub stage: Stage,
    /// The grade.
    pub grade: Grade,
    /// The number within the grade.
    pub number: i64,
    /// The class teacher.
    pub head: Option<StaffId>,
    /// The class of the year before that goes on in it.
    pub follows: Option<ClassId>,
}

/// What a grown-up is to a child, to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewGuardianship {
    /// The child.
    pub student: StudentId,
    /// The grown-up.
    pub guardian: GuardianId,
    /// What he or she is to the child.
    pub relation: Relation,
    /// Whether the law makes him or her the guardian.
    pub is_guardian: bool,
    /// Whether the child may go home with him or her.
    pub may_collect: bool,
    /// Whether he or she must not come near the child.
    pub no_contact: bool,
    /// The order in which to call, from 1.
    pub priority: i64,
}

/// A partner to be added.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// The id.
    pub id: InstitutionId,
    /// The name.
    pub name: String,
    /// 统一社会信用代码.
    pub credit_code: String,
    /// What it offers.
    pub field: String,
    /// Since when it is on the approved register.
    pub approved_on: Option<Date>,
}

/// Someone who works at a partner, to be added.
#[derive(Debug, Clone)]
pub struct NewPartnerPerson {
    /// The id.
    pub id: PartnerPersonId,
    /// The partner.
    pub institution: InstitutionId,
    /// The name.
    pub name: String,
    /// Sex, if stated.
    pub sex: Option<Sex>,
    /// What is taught.
    pub subject: String,
    /// The telephone number.
    pub phone: Sealed,
    /// The account.
    pub account: Option<AccountId>,
    /// Since when the person may teach at schools.
    pub approved_on: Option<Date>,
}
