//! What is offered, and where a child stands with it.

use std::ops::RangeInclusive;

use jiff::civil::{DateTime, Time, Weekday};
use vocab::{AccountId, PlaceId, StudentId};

vocab::ids! {
    /// Names a [`Round`].
    RoundId = "rnd";
    /// Names an [`Offer`].
    OfferId = "ofr";
    /// Names a [`Booking`].
    BookingId = "bkg";
}

/// How seats are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatRule {
    /// 志愿派位: ranked wishes, all equal in time within the window, then one order for all.
    Wishes,
    /// 先到先得: whoever asks first, where a school chooses so.
    FirstCome,
}

impl SeatRule {
    /// Every rule, in the order in which forms show them.
    pub const ALL: [Self; 2] = [Self::Wishes, Self::FirstCome];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Wishes => "wishes",
            Self::FirstCome => "first-come",
        }
    }

    /// The rule that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Wishes => "志愿派位(窗口期内不分先后)",
            Self::FirstCome => "先到先得",
        }
    }
}

/// A window in which a place's offers are asked for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its name.
    pub id: RoundId,
    /// Whose it is.
    pub place: PlaceId,
    /// What is offered in one season clashes with what else a child has in it: a term.
    pub season: String,
    /// As families read it.
    pub title: String,
    /// How seats are given.
    pub rule: SeatRule,
    /// From when families may ask.
    pub opens_at: DateTime,
    /// Until when, exclusive.
    pub closes_at: DateTime,
    /// How many wishes a child may rank.
    pub wishes_max: i64,
    /// How many seats a child may get.
    pub seats_per_child: i64,
    /// How long a seat that came free is held for the next in the queue.
    pub hold_hours: i64,
    /// When seats were given out, where they were.
    pub settled_at: Option<DateTime>,
    /// The number of the drawing that gave the order, once it did.
    pub seed: Option<String>,
}

/// When an offer meets, every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// The day.
    pub weekday: Weekday,
    /// From when.
    pub starts: Time,
    /// Until when.
    pub ends: Time,
}

impl Meeting {
    /// Whether one cannot be at both.
    pub fn clashes(self, other: Self) -> bool {
        self.weekday == other.weekday && self.starts < other.ends && other.starts < self.ends
    }
}

/// Seats of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub id: OfferId,
    /// The window it is asked for in.
    pub round: RoundId,
    /// As families read it.
    pub title: String,
    /// The grades it is for.
    pub grades: RangeInclusive<i64>,
    /// How many can take part.
    pub seats: i64,
    /// How many seats are given or held.
    pub taken: i64,
    /// The last place in the queue that was given, ever.
    pub queue_last: i64,
    /// Whether it was called off.
    pub is_cancelled: bool,
    /// When it meets.
    pub meetings: Vec<Meeting>,
}

impl Offer {
    /// Seats that nobody has.
    pub fn free(&self) -> i64 {
        (self.seats - self.taken).max(0)
    }
}

/// Where a child stands with an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 已录取: takes part.
    Seat,
    /// 候补: in the queue.
    Waiting,
    /// 待确认: a seat came free and is held for an answer.
    Held,
    /// 逾期未确认: did not answer in time.
    Lapsed,
    /// 已退出.
    Withdrawn,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] =
        [Self::Seat, Self::Waiting, Self::Held, Self::Lapsed, Self::Withdrawn];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Seat => "seat",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The standing that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Seat => "已录取",
            Self::Waiting => "候补中",
            Self::Held => "有空位，待确认",
            Self::Lapsed => "逾期未确认",
            Self::Withdrawn => "已退出",
        }
    }

    /// Whether it still counts: a seat, a held seat or a place in the queue.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Seat | Self::Waiting | Self::Held)
    }
}

/// A child's place with an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Its name.
    pub id: BookingId,
    /// What it is for.
    pub offer: OfferId,
    /// Whose it is.
    pub student: StudentId,
    /// Where it stands.
    pub standing: Standing,
    /// The place in the queue, for those that were ever in it.
    pub queue_place: Option<i64>,
    /// Until when a held seat waits for an answer.
    pub held_until: Option<DateTime>,
    /// When it was asked for, or given out.
    pub made_at: DateTime,
    /// Since when it is a seat.
    pub seated_at: Option<DateTime>,
    /// When it ended.
    pub ended_at: Option<DateTime>,
    /// Who asked.
    pub by: Option<AccountId>,
}

/// The child as eligibility asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    /// Who.
    pub id: StudentId,
    /// The grade in the term that is asked for.
    pub grade: i64,
}

db::words!(SeatRule, Standing);
