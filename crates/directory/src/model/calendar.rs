//! Terms, and days that go otherwise than the calendar says.

use jiff::civil::{Date, Weekday};
use vocab::{PlaceId, Term};

/// A term with its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermDays {
    /// The term.
    pub term: Term,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

/// What is otherwise on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// 停课: no lessons.
    Closed,
    /// 上课: lessons on a day that has none by the calendar.
    Lessons,
}

impl DayKind {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Lessons => "lessons",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Closed, Self::Lessons].into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Closed => "停课",
            Self::Lessons => "上课(调课)",
        }
    }
}

/// A day on which a place does otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayChange {
    /// Where: the county, a town, a school.
    pub place: PlaceId,
    /// When.
    pub day: Date,
    /// What.
    pub kind: DayKind,
    /// The weekday whose timetable a made-up day takes over.
    pub follows: Option<Weekday>,
    /// Why.
    pub reason: String,
}

db::words!(DayKind);
