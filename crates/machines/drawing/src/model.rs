//! Drawings as they are stored and read.

use jiff::civil::DateTime;
use vocab::{AccountId, PlaceId, Role, StaffId, StudentId};

vocab::ids! {
    /// A drawing.
    DrawingId = "drw";
}

/// How far a drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 已登记: what is to be drawn is said, the list may still change.
    Declared,
    /// 已封存: list, rule and sources are settled, and their digest is public.
    Sealed,
    /// 已抽取.
    Drawn,
    /// 已作废: broken off before the secret was opened, with a reason.
    Void,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Declared, Self::Sealed, Self::Drawn, Self::Void];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Sealed => "sealed",
            Self::Drawn => "drawn",
            Self::Void => "void",
        }
    }

    /// The stage that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Declared => "待封存",
            Self::Sealed => "已封存，待抽取",
            Self::Drawn => "已抽取",
            Self::Void => "已作废",
        }
    }
}

/// A file of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// What is posted before the draw.
    Declaration,
    /// What proves the result.
    Transcript,
    /// The record of a draw that was broken off.
    Void,
}

impl Paper {
    /// Every file.
    pub const ALL: [Self; 3] = [Self::Declaration, Self::Transcript, Self::Void];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Declaration => "declaration",
            Self::Transcript => "transcript",
            Self::Void => "void",
        }
    }

    /// The file that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// Its name, as the command line writes it.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Declaration => "公示.json",
            Self::Transcript => "证据.json",
            Self::Void => "作废记录.json",
        }
    }
}

db::words!(Stage, Paper);

/// A drawing as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Its id.
    pub id: DrawingId,
    /// Its number, by which anyone finds it.
    pub number: String,
    /// Its kind.
    pub entry: String,
    /// The digest of what it was declared under.
    pub definition: String,
    /// Whose it is, which bounds whom it is drawn from.
    pub place: PlaceId,
    /// As people call that.
    pub place_name: String,
    /// The thing in another module that it is made for.
    pub owner: Option<i64>,
    /// What it is about.
    pub title: String,
    /// Whether it counts for nothing.
    pub rehearsal: bool,
    /// How many are drawn, in each town where the kind says so; 0 where all are put in order.
    pub size: i64,
    /// How far it is.
    pub stage: Stage,
    /// Whether its public values are asked for, and not drawn by hands.
    pub is_auto: bool,
    /// Who declared it.
    pub made_by: Option<AccountId>,
    /// When.
    pub declared_at: DateTime,
    /// Before when it is not drawn.
    pub draws_at: DateTime,
    /// Until when the result is hidden.
    pub hidden_until: Option<DateTime>,
    /// When the list was sealed.
    pub sealed_at: Option<DateTime>,
    /// When it was drawn.
    pub drawn_at: Option<DateTime>,
    /// When a hidden result came out.
    pub revealed_at: Option<DateTime>,
    /// The digest that was posted before the draw.
    pub digest: Option<String>,
    /// The digest of the evidence.
    pub result: Option<String>,
    /// Why it was broken off.
    pub reason: Option<String>,
    /// The one before, which this is a further attempt of.
    pub previous: Option<DrawingId>,
}

impl Drawing {
    /// Whether everyone may see what came of it.
    pub fn is_public(&self) -> bool {
        self.stage == Stage::Drawn && (self.hidden_until.is_none() || self.revealed_at.is_some())
    }

    /// Whether it has a result that not everyone may see yet.
    pub fn is_hidden(&self) -> bool {
        self.stage == Stage::Drawn && !self.is_public()
    }
}

/// Somebody or something on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// As people call it.
    pub label: String,
    /// What they are drawn beside: their town.
    pub stratum: String,
    /// A school or a class, or where a person belongs.
    pub place: Option<PlaceId>,
    /// A person who works there.
    pub staff: Option<StaffId>,
    /// A pupil.
    pub student: Option<StudentId>,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number that it is drawn by.
    pub number: String,
    /// Who.
    pub who: Candidate,
    /// Why it does not take part.
    pub excluded: Option<String>,
    /// Its rank.
    pub position: Option<i64>,
    /// Whether it was drawn.
    pub picked: bool,
    /// What came of it elsewhere, as everyone may read it.
    pub outcome: Option<String>,
    /// Why, for whom it is about.
    pub why: Option<String>,
}

/// Someone who was there and saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Who.
    pub name: String,
    /// As what.
    pub role: Role,
    /// What they had to say.
    pub words: String,
    /// When they signed.
    pub at: DateTime,
}
