//! Reviews as they are stored and read.

use jiff::civil::{Date, DateTime, date};
use vocab::{AccountId, PlaceId, Role, StudentId};

use crate::{
    panel::LeftOut,
    points::Points,
    rules::{Action, State},
};

vocab::ids! {
    /// A round.
    RoundId = "rvr";
    /// An application: what is judged in a round.
    ApplicationId = "apl";
    /// A deduction outside of a round.
    DeductionId = "ded";
}

db::words!(State);
db::words!(Action);

/// What stands for a day that never comes: later than any.
pub const NEVER: Date = date(9999, 12, 31);

/// Where a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundState {
    /// It is put in, judged, settled.
    Open,
    /// The result is published.
    Notice,
    /// The result holds.
    Closed,
}

impl RoundState {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Notice => "notice",
            Self::Closed => "closed",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Open, Self::Notice, Self::Closed].into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "进行中",
            Self::Notice => "公示中",
            Self::Closed => "已结束",
        }
    }
}

db::words!(RoundState);

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: RoundId,
    /// Its kind.
    pub entry: String,
    /// The digest of what it was opened under.
    pub definition: String,
    /// The county.
    pub place: PlaceId,
    /// As people call it: 2021 年.
    pub title: String,
    /// What its lots are drawn from.
    pub seed: String,
    /// When it was opened.
    pub opened_on: Date,
    /// The last day to apply.
    pub apply_until: Date,
    /// The last day to judge.
    pub score_until: Date,
    /// The last day of the notice.
    pub notice_until: Date,
    /// Where it stands.
    pub state: RoundState,
    /// How many things happened to it.
    pub version: i64,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Its round.
    pub round: RoundId,
    /// Its kind.
    pub entry: String,
    /// Where what is judged lies.
    pub place: PlaceId,
    /// As people call that.
    pub place_name: String,
    /// The pupil whom it is about.
    pub student: Option<StudentId>,
    /// As people call the pupil.
    pub student_name: Option<String>,
    /// What lists call it.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// What it came to.
    pub total: Option<Points>,
    /// The level's word.
    pub level: Option<String>,
    /// Whether something ruled everything else out.
    pub vetoed: bool,
    /// Whether the county put it forward.
    pub upward: bool,
    /// Who put it in.
    pub made_by: Option<AccountId>,
    /// In which role.
    pub made_as: Role,
    /// When it was put in.
    pub applied_on: Date,
    /// When it was settled.
    pub settled_at: Option<DateTime>,
    /// The last day of the title.
    pub valid_until: Date,
    /// How many things happened to it.
    pub version: i64,
}

/// Something that happened to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub action: Action,
    /// When.
    pub at: DateTime,
    /// Who.
    pub by: Option<(AccountId, String)>,
    /// As what.
    pub role: Role,
    /// Why.
    pub reason: Option<String>,
}

/// Where a seat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeatState {
    /// The expert judges.
    Scoring,
    /// The expert is done.
    HandedIn,
    /// The expert has stepped down.
    SteppedDown,
}

impl SeatState {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Scoring => "scoring",
            Self::HandedIn => "handed-in",
            Self::SteppedDown => "stepped-down",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Scoring, Self::HandedIn, Self::SteppedDown].into_iter().find(|it| it.key() == key)
    }
}

db::words!(SeatState);

/// A seat of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The expert.
    pub account: AccountId,
    /// As people call them.
    pub name: String,
    /// Where it stands.
    pub state: SeatState,
    /// Why they stepped down.
    pub reason: Option<String>,
}

/// Somebody in the pool of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pooled {
    /// The account.
    pub account: AccountId,
    /// As people call them.
    pub name: String,
    /// Where they came in the order, from 1.
    pub position: Option<i64>,
    /// Why they were left out.
    pub left_out: Option<LeftOut>,
}

/// What was given for an item, by an expert or by the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The expert; none for the applicant.
    pub account: Option<AccountId>,
    /// The item's word.
    pub item: String,
    /// How many.
    pub points: Points,
    /// What was said.
    pub note: String,
}
