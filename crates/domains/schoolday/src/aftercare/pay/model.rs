//! A month's pay for after-school service at a school: sessions that were held, by teacher.

use vocab::{Fen, StaffId};

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

/// What one teacher is paid for one kind of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub teacher: StaffId,
    /// Sessions with a roll call.
    pub sessions: u32,
    /// For each.
    pub rate: Fen,
    /// For all.
    pub amount: Fen,
}
