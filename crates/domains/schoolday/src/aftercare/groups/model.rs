//! A group and its roster.

use jiff::civil::{Date, Time};
use vocab::{ClassId, Personal, SchoolId, StaffId, StudentId, Term};

use crate::aftercare::{participation::model::GroupId, programme::model::Service};

/// What a group comes together for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A service that families apply for.
    Care(Service),
    /// An extension course.
    Course,
}

impl Kind {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Care(service) => service.key(),
            Self::Course => "course",
        }
    }

    /// The kind that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "course" { Some(Self::Course) } else { Service::from_key(key).map(Self::Care) }
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Care(service) => service.label(),
            Self::Course => "拓展课程",
        }
    }
}

db::words!(Kind);

/// Children who are cared for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name in the system.
    pub id: GroupId,
    /// Where.
    pub school: SchoolId,
    /// When.
    pub term: Term,
    /// What for.
    pub kind: Kind,
    /// As people call it.
    pub name: String,
    /// The class that it comes from, where it comes from one.
    pub class: Option<ClassId>,
    /// The room.
    pub room: String,
    /// Its teacher, unless someone stands in.
    pub teacher: Option<StaffId>,
    /// Its first day.
    pub since: Date,
}

/// A child on a group's roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub student: StudentId,
    /// As its people call it.
    pub name: Personal<String>,
    /// Whether its family asked leave for the day.
    pub is_on_leave: bool,
    /// When its family fetches it early, and who does.
    pub early: Option<(Time, String)>,
}
