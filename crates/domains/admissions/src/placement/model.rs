//! What is stored and spoken of.

use jiff::civil::DateTime;
use vocab::SchoolId;

use crate::registration::{CampaignId, RegistrationId};

vocab::ids! {
    /// A proposal of who goes where.
    RunId = "plr";
}

/// How a child comes to its seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A private school that takes all who asked for it.
    Private,
    /// By category, then by distance or rank.
    Public,
}

impl Way {
    /// The word that is stored.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }

    /// The way that is stored as `key`.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Self::Private, Self::Public].into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Private => "民办录取",
            Self::Public => "公办安排",
        }
    }
}

db::words!(Way);

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) id: RunId,
    pub(crate) campaign: CampaignId,
    pub(crate) made_at: DateTime,
    pub(crate) digest: String,
    pub(crate) placed: i64,
    pub(crate) unplaced: i64,
    pub(crate) confirmed_at: Option<DateTime>,
    pub(crate) published_at: Option<DateTime>,
}

/// Where a child goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) registration: RegistrationId,
    pub(crate) school: Option<SchoolId>,
    pub(crate) way: Way,
    pub(crate) why: String,
}

/// A line of a list of placements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) registration: RegistrationId,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) school_name: Option<String>,
    pub(crate) way: Way,
    pub(crate) why: String,
}

/// What a number tells anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) campaign: String,
    pub(crate) name: String,
    pub(crate) school_name: Option<String>,
    pub(crate) way: Way,
    pub(crate) reports_on: jiff::civil::Date,
}
