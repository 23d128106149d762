//! An extension course 拓展课程: who teaches it, where, when, for whom and at what price.

use std::num::NonZeroU32;

use directory::model::PartnerPersonId;
use offering::{Meeting, OfferId, RoundId};
use vocab::{Fen, Grade, SchoolId, StaffId, Term};

use crate::aftercare::{orders::rules::late_price, participation::model::GroupId};

vocab::ids! {
    /// Names a [`Course`].
    CourseId = "crs";
    /// Names an entry of the county's catalogue.
    CatalogueId = "ctl";
}

/// Where a course stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 草稿.
    Draft,
    /// 已发布: families see it.
    Published,
    /// 已停开.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Cancelled];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Published => "已发布",
            Self::Cancelled => "已停开",
        }
    }
}

db::words!(State);

/// An extension course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Its name.
    pub id: CourseId,
    /// Whose it is.
    pub school: SchoolId,
    /// When.
    pub term: Term,
    /// The seats that families ask for.
    pub offer: OfferId,
    /// The round in which they ask.
    pub round: RoundId,
    /// As families read it.
    pub title: String,
    /// What is done, in a few sentences.
    pub about: String,
    /// The entry of the catalogue that it was taken from.
    pub catalogue: Option<CatalogueId>,
    /// The teacher of the school who is there and calls the roll.
    pub teacher: StaffId,
    /// Who teaches, where it is someone of an approved partner.
    pub outside: Option<PartnerPersonId>,
    /// The group that comes together, once published.
    pub group: Option<GroupId>,
    /// The room.
    pub room: String,
    /// When it meets.
    pub meetings: Vec<Meeting>,
    /// The youngest grade.
    pub grade_min: Grade,
    /// The oldest grade.
    pub grade_max: Grade,
    /// Seats.
    pub seats: i64,
    /// Sessions planned in the term.
    pub sessions: u32,
    /// What the term costs.
    pub fee: Fen,
    /// By which decision it may cost that.
    pub fee_basis: String,
    /// What families bring or pay for beside the fee.
    pub materials: String,
    /// Where it stands.
    pub state: State,
    /// Counts changes, so that two people cannot overwrite each other unawares.
    pub version: i64,
}

impl Course {
    /// What a seat in it costs, after `held` of its sessions.
    pub fn price(&self, held: i64) -> Price {
        let held = u32::try_from(held.max(0)).unwrap_or(u32::MAX);
        Price { course: self.id, fee: self.fee, sessions: self.sessions, held }
    }
}

/// What a seat in a course costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// The course.
    pub course: CourseId,
    /// For the whole term.
    pub fee: Fen,
    /// Sessions planned in the term.
    pub sessions: u32,
    /// How many of them were held already.
    pub held: u32,
}

impl Price {
    /// What is to be paid: for the sessions that are left.
    pub fn amount(self) -> Fen {
        NonZeroU32::new(self.sessions)
            .map_or(self.fee, |planned| late_price(self.fee, self.held, planned))
    }

    /// The sessions that are left.
    pub fn sessions_left(self) -> u32 {
        self.sessions.saturating_sub(self.held)
    }
}
