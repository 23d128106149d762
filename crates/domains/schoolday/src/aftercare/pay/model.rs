//! A month's pay for after-school service at a school: sessions that were held, by teacher.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use vocab::{Fen, SchoolId, StaffId};

use crate::aftercare::{groups::model::Kind, participation::model::GroupId};

vocab::ids! {
    /// Names a month's sheet of a school.
    SheetId = "pay";
}

/// Where a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 待学校确认: made from the roll calls.
    Made,
    /// 待教育局审核: the school confirmed it.
    Confirmed,
    /// 已审核: the bureau reviewed it; published in the school, sheet for finance.
    Reviewed,
    /// 已退回: the bureau sent it back with a reason.
    Returned,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Made, Self::Confirmed, Self::Reviewed, Self::Returned];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Confirmed => "confirmed",
            Self::Reviewed => "reviewed",
            Self::Returned => "returned",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Made => "待学校确认",
            Self::Confirmed => "待教育局审核",
            Self::Reviewed => "已审核公示",
            Self::Returned => "已退回",
        }
    }
}

db::words!(State);

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month that `day` lies in.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// The month that `text` names: 2021-11.
    pub fn parse(text: &str) -> Option<Self> {
        let day = format!("{text}-01").parse::<Date>().ok()?;
        (text.len() == 7).then_some(Self(day))
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1.month()))
    }

    /// As people call it: 2021 年 11 月.
    pub fn label(self) -> String {
        self.0.strftime("%Y 年 %-m 月").to_string()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m"))
    }
}

/// What a session of a kind pays from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Of which kind.
    pub kind: Kind,
    /// From which day on.
    pub since: Date,
    /// How much.
    pub rate: Fen,
    /// By which decision.
    pub basis: String,
}

/// A session that was held: a roll call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub teacher: StaffId,
    /// When.
    pub day: Date,
    /// Of which kind.
    pub kind: Kind,
    /// Which group.
    pub group: GroupId,
    /// The group as people call it.
    pub name: String,
    /// How many children were there, of how many.
    pub present: (i64, i64),
}

/// What one teacher is paid for the sessions of one kind at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub teacher: StaffId,
    /// Of which kind.
    pub kind: Kind,
    /// For each.
    pub rate: Fen,
    /// Sessions with a roll call.
    pub sessions: i64,
    /// For all.
    pub amount: Fen,
}

/// A school's sheet of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub id: SheetId,
    /// Whose.
    pub school: SchoolId,
    /// Which month.
    pub month: Month,
    /// Where it stands.
    pub state: State,
    /// Counts its steps.
    pub version: i64,
    /// How many sessions were confirmed.
    pub sessions: i64,
    /// What they come to.
    pub total: Fen,
    /// When the school confirmed it.
    pub confirmed_at: Option<DateTime>,
    /// When the bureau reviewed it.
    pub reviewed_at: Option<DateTime>,
    /// Why it was sent back.
    pub returned_for: Option<String>,
}
