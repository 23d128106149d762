//! What is stored and spoken of.

use classing::{Asked, Method, Wish};
use jiff::{Timestamp, civil::Date};
use vocab::{Grade, Role, SchoolId, SchoolYear, Sex, StudentId};

use crate::registration::RegistrationId;

vocab::ids! {
    /// The division of a year group.
    ClassingId = "bbn";
}

db::spoken! {
    /// How far a division is.
    pub(crate) Stage {
        /// The list and the plan can still be changed.
        Draft = "draft", "起草中";
        /// They are settled, and the digest is posted.
        Sealed = "sealed", "已封存，待抽数";
        /// The classes are made.
        Made = "made", "已编班，待公示";
        /// They are published and locked.
        Published = "published", "已公示";
        /// Given up.
        Void = "void", "已作废";
    }
}

/// A method as it stands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way(pub(crate) Method);

impl Way {
    pub(crate) const ALL: [Self; 3] =
        [Self(Method::Strata), Self(Method::Snake), Self(Method::Optimised)];

    pub(crate) fn key(self) -> &'static str {
        match self.0 {
            Method::Snake => "snake",
            Method::Strata => "strata",
            Method::Optimised => "optimised",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }
}

db::words!(Way);

/// Which piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// List and plan as they were sealed.
    Sealed,
    /// What proves the classes.
    Transcript,
    /// What proves the class teachers' draw.
    Teachers,
    /// The acts since.
    Register,
}

impl Paper {
    const ALL: [Self; 4] = [Self::Sealed, Self::Transcript, Self::Teachers, Self::Register];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Transcript => "transcript",
            Self::Teachers => "teachers",
            Self::Register => "register",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// The name that `xueyu classes verify` looks for in a folder.
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Sealed => "方案.json",
            Self::Transcript => "编班记录.json",
            Self::Teachers => "班主任.json",
            Self::Register => "变动记录.json",
        }
    }
}

/// A division.
#[derive(Debug, Clone)]
pub(crate) struct Division {
    pub(crate) id: ClassingId,
    pub(crate) number: String,
    pub(crate) school: SchoolId,
    pub(crate) school_name: String,
    pub(crate) year: SchoolYear,
    pub(crate) grade: Grade,
    pub(crate) is_rehearsal: bool,
    pub(crate) stage: Stage,
    pub(crate) way: Way,
    pub(crate) classes: i64,
    pub(crate) pupils: i64,
    /// Whether levels of grade 6 count.
    pub(crate) by_levels: bool,
    /// The digest that was posted before the numbers were drawn.
    pub(crate) posted: Option<String>,
    /// The digest of the transcript.
    pub(crate) digest: Option<String>,
    pub(crate) drafted_on: Date,
    pub(crate) sealed_on: Option<Date>,
    pub(crate) made_on: Option<Date>,
    pub(crate) published_on: Option<Date>,
    /// Since when it is given up, and why.
    pub(crate) void: Option<(Date, String)>,
    pub(crate) version: i64,
}

impl Division {
    /// As its papers are headed.
    pub(crate) fn title(&self) -> String {
        format!("{}{}级{}", self.school_name, self.year.start(), self.grade.label())
    }
}

/// A child on the list.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entrant {
    pub(crate) code: String,
    pub(crate) student: Option<StudentId>,
    /// Where it was admitted and reported here.
    pub(crate) registration: Option<RegistrationId>,
    pub(crate) name: String,
    pub(crate) sex: Sex,
    pub(crate) origin: String,
    pub(crate) is_special: bool,
    /// Levels of grade 6 in the order of the subjects, as A B C D.
    pub(crate) levels: String,
    /// The class that was made, and the class now.
    pub(crate) made: Option<i64>,
    pub(crate) now: Option<i64>,
}

/// What is asked, with its place in the list of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) position: i64,
    pub(crate) asked: Asked,
}

/// The word of a wish in tables and forms.
pub(crate) fn wish_key(wish: Wish) -> &'static str {
    match wish {
        Wish::Together => "together",
        Wish::Apart => "apart",
    }
}

/// The wish whose word is `key`.
pub(crate) fn wish(key: &str) -> Option<Wish> {
    [Wish::Together, Wish::Apart].into_iter().find(|it| wish_key(*it) == key)
}

/// Who watched.
#[derive(Debug, Clone)]
pub(crate) struct Witness {
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) words: String,
    pub(crate) at: Timestamp,
}

/// What holds for a school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) year: SchoolYear,
    pub(crate) seal_by: Date,
    pub(crate) publish_by: Date,
    /// The document that says so.
    pub(crate) source: String,
    /// What allows levels of grade 6, and of which subjects; empty where nothing does.
    pub(crate) clause: String,
    pub(crate) subjects: Vec<String>,
    pub(crate) version: i64,
}

/// A school's entry grade, and how far it is.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) school: SchoolId,
    pub(crate) school_name: String,
    pub(crate) town: String,
    pub(crate) grade: Grade,
    /// The live division: its number, how far, and its figures.
    pub(crate) division: Option<Progress>,
}

/// How far a school's live division is.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) id: ClassingId,
    pub(crate) number: String,
    pub(crate) stage: Stage,
    pub(crate) way: Way,
    pub(crate) classes: i64,
    pub(crate) pupils: i64,
    pub(crate) published_on: Option<Date>,
    /// Pupils whose class on the roll is not the one that was made and recorded.
    pub(crate) strays: i64,
}

/// A guardian's child in a published division.
#[derive(Clone)]
pub(crate) struct Own {
    pub(crate) division: Division,
    pub(crate) child: String,
    pub(crate) code: String,
    pub(crate) made: Option<i64>,
    pub(crate) now: Option<i64>,
    pub(crate) has_signed: bool,
}
