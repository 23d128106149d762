//! 人籍一致: each term the class teacher confirms that whoever is on the roll sits in the class, and
//! names who does not; the roll manager settles each difference; town and county see which schools
//! have confirmed and what is open. A class may be confirmed anew: what was said before in the term is
//! kept, with how it was settled. (中小学生学籍管理办法 asks schools to check that pupil and roll
//! agree every term, and to find out about who is missing.)
//!
//! | file | holds |
//! |---|---|
//! | `rules` | what may be said of a class |
//! | `actions` | confirming, settling |
//! | `demo` | the first term of the invented county |
//! | `pages`, `views` | a class to confirm, a school's differences, the schools of a county |

mod actions;
pub mod demo;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub(crate) use pages::{MENU, PERMISSIONS, routes};
pub use rules::Refusal;

use jiff::civil::Date;
use vocab::{ClassId, Grade, SchoolId, StudentId, Term, TownId};

/// What a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 有籍无人: on the roll, and not in the class.
    Absent,
    /// 有人无籍: in the class, and on no roll.
    Extra,
}

impl Kind {
    fn key(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Extra => "extra",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::Absent, Self::Extra].into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Absent => "有籍无人",
            Self::Extra => "有人无籍",
        }
    }
}

db::words!(Kind);

/// Someone who is on the roll or in the class, and not both.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Difference {
    kind: Kind,
    student: Option<StudentId>,
    /// Of someone on no roll.
    name: String,
    /// What the class teacher knows of it.
    note: String,
}

/// A difference as a school's list has it.
struct Line {
    class: ClassId,
    number: i64,
    grade: Grade,
    class_number: i64,
    it: Difference,
    /// When it was settled, and how.
    settled: Option<(Date, String)>,
}

/// What was said of a class earlier in the term, before it was said anew.
struct Past {
    class: ClassId,
    round: i64,
    grade: Grade,
    class_number: i64,
    on_roll: i64,
    day: Date,
    /// Each difference, with when and how it had been settled by then.
    differences: Vec<(Difference, Option<(Date, String)>)>,
}

/// A class as a school's list has it.
struct ClassLine {
    class: ClassId,
    grade: Grade,
    number: i64,
    pupils: i64,
    /// When it was confirmed, and how many were on the roll.
    checked: Option<(Date, i64)>,
    differences: i64,
    open: i64,
}

/// A school as the county's list has it.
struct SchoolLine {
    school: SchoolId,
    name: String,
    town: TownId,
    town_name: String,
    classes: i64,
    checked: i64,
    on_roll: i64,
    absent: i64,
    extra: i64,
    open: i64,
}

/// What was said of a class in a term.
struct Said {
    term: Term,
    class: ClassId,
    on_roll: i64,
    day: Date,
}
