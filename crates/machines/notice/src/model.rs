//! Notices as they are stored and read.

use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId};

vocab::ids! {
    /// Something published.
    PublicationId = "pbl";
}

/// A notice as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its id.
    pub id: PublicationId,
    /// Its number, by which anyone finds it.
    pub number: String,
    /// Its kind.
    pub entry: String,
    /// The digest of what it was published under.
    pub definition: String,
    /// Whose it is.
    pub place: PlaceId,
    /// As people call that.
    pub place_name: String,
    /// What it is about.
    pub title: String,
    /// What is said before the table.
    pub body: String,
    /// Where it comes from: the number of a case, a document.
    pub source: String,
    /// Who published it.
    pub made_by: Option<AccountId>,
    /// When.
    pub published_at: DateTime,
    /// The last day on which one can object.
    pub closes_on: Date,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime>,
    /// Why.
    pub reason: Option<String>,
    /// How many things happened to it.
    pub version: i64,
    /// How many objections came in writing.
    pub objections: i64,
}

impl Publication {
    /// How it stands on `today`.
    pub fn state(&self, today: Date) -> State {
        if self.withdrawn_at.is_some() {
            State::Withdrawn
        } else if today <= self.closes_on {
            State::Open
        } else {
            State::Archived
        }
    }
}

/// How a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 公示中.
    Open,
    /// 公示期满, in the archive.
    Archived,
    /// 已撤回.
    Withdrawn,
}

impl State {
    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "公示中",
            Self::Archived => "公示期满",
            Self::Withdrawn => "已撤回",
        }
    }

    /// For programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Archived => "archived",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What was done to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// 发布.
    Publish,
    /// 更正.
    Correct,
    /// 撤回.
    Withdraw,
}

impl Action {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Correct => "correct",
            Self::Withdraw => "withdraw",
        }
    }

    /// The action that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Publish, Self::Correct, Self::Withdraw].into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Publish => "发布",
            Self::Correct => "更正",
            Self::Withdraw => "撤回",
        }
    }
}

db::words!(Action);

/// Something that happened to a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime,
    /// What.
    pub action: Action,
    /// Why.
    pub reason: String,
    /// What stood there until then, line by line.
    pub before: String,
}
