//! A child's part in basic care, late care or evening study, from the application to its end.

use jiff::civil::{Date, DateTime};
use vocab::{AccountId, SchoolId, StudentId, Term};

use crate::aftercare::programme::model::Service;

vocab::ids! {
    /// Names a [`Participation`].
    ParticipationId = "ptc";
    /// Names a group that is cared for together.
    GroupId = "cgr";
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 已申请: the family asked, or the class teacher entered its paper form.
    Applied,
    /// 班主任已核对.
    Checked,
    /// 已确认: takes part from its first day on.
    Confirmed,
    /// 已结束: takes part no more, or never did.
    Ended,
}

impl State {
    /// Every state, in the order of an application's life.
    pub const ALL: [Self; 4] = [Self::Applied, Self::Checked, Self::Confirmed, Self::Ended];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Checked => "checked",
            Self::Confirmed => "confirmed",
            Self::Ended => "ended",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Applied => "待班主任核对",
            Self::Checked => "待学校确认",
            Self::Confirmed => "参加中",
            Self::Ended => "已结束",
        }
    }
}

/// How the family asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// On its own phone.
    Online,
    /// On paper, entered by the class teacher; the family confirms by a code in a text message.
    Paper,
}

impl Channel {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Paper => "paper",
        }
    }

    /// The channel that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Online, Self::Paper].into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Online => "家长申请",
            Self::Paper => "纸质申请(班主任录入)",
        }
    }
}

/// Whether the family pays (困难减免).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiver {
    /// It pays what everyone pays.
    None,
    /// It asked to be freed of the fee.
    Asked,
    /// It is freed of the fee.
    Granted,
}

impl Waiver {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::None, Self::Asked, Self::Granted];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Asked => "asked",
            Self::Granted => "granted",
        }
    }

    /// The value that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "无",
            Self::Asked => "已申请减免",
            Self::Granted => "已减免",
        }
    }
}

db::words!(State, Channel, Waiver);

/// A child's part in one service in one term. Nobody is asked why they take part or do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    /// Its name.
    pub id: ParticipationId,
    /// Whose it is.
    pub student: StudentId,
    /// Where.
    pub school: SchoolId,
    /// When.
    pub term: Term,
    /// In what.
    pub service: Service,
    /// Where it stands.
    pub state: State,
    /// The group, once confirmed.
    pub group: Option<GroupId>,
    /// The first day, once confirmed.
    pub since: Option<Date>,
    /// The first day on which it no longer holds, once ended.
    pub until: Option<Date>,
    /// How the family asked.
    pub channel: Channel,
    /// Whether the family confirmed what was entered for it; always so for its own application.
    pub is_confirmed_by_family: bool,
    /// Whether it pays.
    pub waiver: Waiver,
    /// When it was asked for.
    pub applied_at: DateTime,
    /// By which account.
    pub applied_by: Option<AccountId>,
}
