//! A field of a form: what is asked, of what kind, who may see the answer.

use std::sync::Arc;

use platform::{access::PlaceKind, files::Accept};
use vocab::Role;

use crate::expr::{Expr, Type};

/// A field.
#[derive(Debug)]
pub struct Field {
    /// Its word in documents and expressions.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// What may be answered.
    pub kind: Kind,
    /// What to write, said before one errs.
    pub hint: Option<String>,
    /// What it is counted in.
    pub unit: Option<String>,
    /// Whether it must be answered wherever it is asked.
    pub required: bool,
    /// Whether it must be answered, where that depends on other answers.
    pub required_if: Option<Expr>,
    /// Whether it is asked at all, and the words that say when.
    pub visible: Option<(Expr, String)>,
    /// What its answer must fulfil.
    pub checks: Vec<Check>,
    /// Who may know.
    pub class: Class,
    /// The roles that see the answer; all who see the record where none is named.
    pub seen_by: Vec<Role>,
    /// Whether lists and figures look at it.
    pub listed: bool,
    /// What its answer follows from, where nobody is asked for it.
    pub computed: Option<Computed>,
    /// What the platform knows of it before anybody is asked.
    pub known: Option<Known>,
}

/// An answer that follows from others: shown and kept, never asked.
#[derive(Debug)]
pub struct Computed {
    /// What it comes to.
    pub value: Expr,
    /// Its turn among the computed answers: those that it looks at come first.
    pub turn: usize,
}

/// An answer that the platform has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Where it has it from.
    pub from: Origin,
    /// Whether the one who fills in the form may write something else.
    pub correctable: bool,
}

/// What the platform knows of those whom a form is about and of the one who fills it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The pupil's name.
    StudentName,
    /// The pupil's sex.
    StudentSex,
    /// The pupil's day of birth.
    StudentBorn,
    /// The pupil's class.
    StudentClass,
    /// The pupil's school.
    StudentSchool,
    /// The name of the school that it is about.
    SchoolName,
    /// Its 学校标识码.
    SchoolCode,
    /// Its address.
    SchoolAddress,
    /// Its town.
    SchoolTown,
    /// Its pupils, counted.
    SchoolPupils,
    /// The name of whoever fills it in.
    MyName,
    /// Their telephone.
    MyPhone,
    /// Where they work.
    MyPlace,
}

impl Origin {
    /// Every one, with its word in files and as people read where it comes from.
    pub const ALL: [(Self, &'static str, &'static str); 13] = [
        (Self::StudentName, "student.name", "学籍"),
        (Self::StudentSex, "student.sex", "学籍"),
        (Self::StudentBorn, "student.born", "学籍"),
        (Self::StudentClass, "student.class", "学籍"),
        (Self::StudentSchool, "student.school", "学籍"),
        (Self::SchoolName, "school.name", "学校名录"),
        (Self::SchoolCode, "school.code", "学校名录"),
        (Self::SchoolAddress, "school.address", "学校名录"),
        (Self::SchoolTown, "school.town", "学校名录"),
        (Self::SchoolPupils, "school.pupils", "学籍统计"),
        (Self::MyName, "me.name", "您的账号"),
        (Self::MyPhone, "me.phone", "您登记的电话"),
        (Self::MyPlace, "me.place", "您的岗位"),
    ];

    /// The one that a file calls `word`.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.1 == word).map(|it| it.0)
    }

    /// As people read where it comes from.
    pub fn source(self) -> &'static str {
        Self::ALL.into_iter().find(|it| it.0 == self).map_or("", |it| it.2)
    }
}

/// What may be answered.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One line of at most so many characters.
    Text(u32),
    /// Several lines of at most so many characters.
    Long(u32),
    /// A whole number between two.
    Integer(i64, i64),
    /// A number with fixed decimals, kept exactly as a count of its smallest unit.
    Decimal(Decimal),
    /// An amount, in fen.
    Money,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// Yes or no.
    YesNo,
    /// A telephone number.
    Phone,
    /// One of several: key and words.
    Choice(Vec<(String, String)>),
    /// Any of several.
    Choices(Vec<(String, String)>),
    /// Somebody or something that the directory knows.
    Look(Look),
    /// Files.
    Files(FileRule),
    /// Rows of further fields.
    Rows(Arc<Rows>),
}

/// A number with fixed decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// How many.
    pub places: u8,
    /// The least, in the smallest unit.
    pub min: i64,
    /// The most, in the smallest unit.
    pub max: i64,
}

/// What is looked up in the directory, within what the one who asks may see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// A pupil.
    Student,
    /// A class.
    Class,
    /// A school.
    School,
    /// Somebody of the staff.
    Person,
    /// A partner on the register.
    Institution,
    /// A place of one of these kinds.
    Place(Vec<PlaceKind>),
}

impl Look {
    /// As people call it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Student => "学生",
            Self::Class => "班级",
            Self::School => "学校",
            Self::Person => "教职工",
            Self::Institution => "机构",
            Self::Place(_) => "地点",
        }
    }

    /// Whether it names a person.
    pub fn is_of_a_person(&self) -> bool {
        matches!(self, Self::Student | Self::Person)
    }
}

/// Which files are taken.
#[derive(Debug, Clone, Copy)]
pub struct FileRule {
    /// Their kinds and sizes.
    pub accept: Accept,
    /// How many.
    pub most: usize,
    /// Whether a phone opens its camera.
    pub camera: bool,
    /// Whether the phone is asked where it is.
    pub position: bool,
}

/// Rows of further fields.
#[derive(Debug)]
pub struct Rows {
    /// What each row asks.
    pub columns: Vec<Field>,
    /// How few there may be, where there are any.
    pub min: usize,
    /// How many there may be.
    pub max: usize,
}

impl Kind {
    /// What an expression sees.
    pub fn of(&self) -> Type {
        match self {
            Self::Text(_) | Self::Long(_) | Self::Time | Self::Phone | Self::Choice(_) => {
                Type::Text
            }
            Self::Integer(..) | Self::Money => Type::Int,
            Self::Decimal(_) => Type::Decimal,
            Self::Date => Type::Date,
            Self::YesNo => Type::Bool,
            Self::Choices(_) => Type::List,
            Self::Look(Look::Student) => Type::Student,
            Self::Look(Look::Class | Look::School | Look::Place(_)) => Type::Place,
            Self::Look(Look::Person | Look::Institution) => Type::Id,
            Self::Files(_) => Type::Files,
            Self::Rows(_) => Type::Rows,
        }
    }

    /// What can be chosen, if it is a choice.
    pub fn options(&self) -> Option<&[(String, String)]> {
        match self {
            Self::Choice(it) | Self::Choices(it) => Some(it),
            _ => None,
        }
    }
}

/// What an answer must fulfil, and what is said where it does not.
#[derive(Debug)]
pub struct Check {
    /// What must hold.
    pub that: Expr,
    /// What to do about it.
    pub words: String,
}

/// Who may know an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Anyone, on the public page, too.
    Public,
    /// Whoever sees the record.
    Internal,
    /// Whoever is named; it says something of a person.
    Personal,
    /// Nobody without a clearance: kept sealed, shown masked.
    Sealed,
}

/// Who looks at answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Anyone at all.
    Anyone,
    /// The one who answered.
    Own,
    /// Somebody in a role, who sees the record.
    Role(Role),
}

impl Field {
    /// Whether `sight` may see the answer. Of a sealed one that means: see that there is one.
    pub fn is_seen_by(&self, sight: Sight) -> bool {
        match sight {
            Sight::Anyone => self.class == Class::Public && self.seen_by.is_empty(),
            Sight::Own => true,
            Sight::Role(role) => self.seen_by.is_empty() || self.seen_by.contains(&role),
        }
    }

    /// Whether somebody is asked for it at all.
    pub fn is_asked(&self) -> bool {
        self.computed.is_none()
    }

    /// Whether the answer is something beside the document: a file, or what is sealed.
    pub fn is_kept_apart(&self) -> bool {
        self.class == Class::Sealed || matches!(self.kind, Kind::Files(_))
    }
}
