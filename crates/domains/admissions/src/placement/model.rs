//! What is stored and spoken of.

use jiff::civil::DateTime;
use vocab::SchoolId;

use crate::{
    kindergarten::Nature,
    registration::{CampaignId, Entry, RegistrationId},
};

vocab::ids! {
    /// A proposal of who goes where.
    RunId = "plr";
    /// A draw for a private school.
    DrawId = "pdr";
}

db::spoken! {
    /// How a child comes to its seat.
    pub(crate) Way {
        /// A private school that takes all who asked for it.
        Private = "private", "民办录取";
        /// By category, then by distance or rank.
        Public = "public", "公办安排";
        /// From the area of a kindergarten.
        Nearby = "nearby", "服务区就近";
        /// By a wish for a kindergarten, through its draw where it was over.
        Wide = "wide", "按志愿、大片区摇号";
        /// Where a kindergarten had a place left.
        Around = "around", "就近统筹";
    }
}

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
    /// The number of the notice that says so.
    pub(crate) notice: Option<String>,
}

/// What a proposal comes to at a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) school: SchoolId,
    pub(crate) name: String,
    pub(crate) nature: Nature,
    pub(crate) seats: i64,
    pub(crate) placed: i64,
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
    pub(crate) entry: Entry,
    pub(crate) name: String,
    /// Where it has a seat now.
    pub(crate) school_name: Option<String>,
    /// Whether its family gave a seat up.
    pub(crate) gave_up: bool,
    pub(crate) way: Way,
    pub(crate) reports_on: jiff::civil::Date,
}

/// A draw for a school that more named than it has seats for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrivateDraw {
    /// Which owns the drawing.
    pub(crate) id: DrawId,
    /// The school.
    pub(crate) school: SchoolId,
    /// The seats that were announced.
    pub(crate) seats: i64,
}
