//! Places and grants.

use jiff::civil::Date;
use vocab::{AccountId, GrantId, PlaceId, Role};

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// The whole county.
    County,
    /// An office of the bureau: 基教科.
    Office,
    /// A town or street.
    Town,
    /// A school or kindergarten.
    School,
    /// A campus of a school.
    Campus,
    /// A class.
    Class,
}

impl PlaceKind {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Office => "office",
            Self::Town => "town",
            Self::School => "school",
            Self::Campus => "campus",
            Self::Class => "class",
        }
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::County => "县（市、区）",
            Self::Office => "科室",
            Self::Town => "镇（街道）",
            Self::School => "学校",
            Self::Campus => "校区",
            Self::Class => "班级",
        }
    }

    /// The kind that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::County, Self::Office, Self::Town, Self::School, Self::Campus, Self::Class]
            .into_iter()
            .find(|it| it.key() == key)
    }
}

db::words!(PlaceKind);

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name in links and scopes.
    pub id: PlaceId,
    /// What it is.
    pub kind: PlaceKind,
    /// The place that it lies in.
    pub parent: Option<PlaceId>,
    /// Its public number, where it has one: division code, 学校标识码.
    pub code: Option<String>,
    /// As people call it.
    pub name: String,
    /// Its place among its siblings.
    pub position: i64,
    /// The first day of its being.
    pub since: Date,
}

/// A role that an account holds at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its name.
    pub id: GrantId,
    /// Who holds it.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// Where.
    pub place: PlaceId,
    /// From this day.
    pub since: Date,
    /// Until the day before this one: a deputy's grant has an end.
    pub until: Option<Date>,
}
