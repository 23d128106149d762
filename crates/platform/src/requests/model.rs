//! Requests and their steps.

use db::Tx;
use jiff::{Timestamp, civil};
use vocab::{AccountId, Personal, PlaceId};

use super::{asking, store};
use crate::seal::{Field, Sealer};

vocab::ids! {
    /// A request of someone about their data.
    RequestId = "drq";
    /// A step of it.
    StepId = "drs";
}

/// The value that was there. The names never change: keys derive from them.
pub(super) const OLD: Field = Field::new("data_request.old");
/// The value that is asked for.
pub(super) const NEW: Field = Field::new("data_request.new");

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestKind {
    Correction,
    Erasure,
}

impl RequestKind {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Erasure => "erasure",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        [Self::Correction, Self::Erasure].into_iter().find(|it| it.key() == key)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Correction => "更正",
            Self::Erasure => "删除",
        }
    }
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestState {
    Asked,
    Returned,
    Working,
    Done,
    Refused,
    Withdrawn,
}

impl RequestState {
    pub(super) const ALL: [Self; 6] =
        [Self::Asked, Self::Returned, Self::Working, Self::Done, Self::Refused, Self::Withdrawn];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Returned => "returned",
            Self::Working => "working",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Asked => "待核对",
            Self::Returned => "待补充材料",
            Self::Working => "正在删除",
            Self::Done => "已办结",
            Self::Refused => "未同意",
            Self::Withdrawn => "已撤回",
        }
    }

    /// Whether someone has still something to do.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Returned | Self::Working)
    }
}

/// What happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepKind {
    Asked,
    Returned,
    Supplied,
    Corrected,
    Erasing,
    Erased,
    Refused,
    Withdrawn,
}

impl StepKind {
    const ALL: [Self; 8] = [
        Self::Asked,
        Self::Returned,
        Self::Supplied,
        Self::Corrected,
        Self::Erasing,
        Self::Erased,
        Self::Refused,
        Self::Withdrawn,
    ];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Returned => "returned",
            Self::Supplied => "supplied",
            Self::Corrected => "corrected",
            Self::Erasing => "erasing",
            Self::Erased => "erased",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Asked => "提出申请",
            Self::Returned => "退回，请补充材料",
            Self::Supplied => "补充了材料",
            Self::Corrected => "核对无误，已从源头更正",
            Self::Erasing => "同意删除",
            Self::Erased => "删除完成",
            Self::Refused => "未同意",
            Self::Withdrawn => "申请人撤回",
        }
    }
}

db::words!(RequestKind, RequestState, StepKind);

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) id: RequestId,
    pub(super) kind: RequestKind,
    pub(super) state: RequestState,
    /// The prefix of the person's identifier, and its bits.
    pub(super) subject: (String, i64),
    pub(super) subject_name: Personal<String>,
    pub(super) account: AccountId,
    pub(super) place: PlaceId,
    pub(super) field: Option<String>,
    pub(super) old_sealed: Option<String>,
    pub(super) new_sealed: Option<String>,
    pub(super) reason: String,
    pub(super) asked_at: Timestamp,
    pub(super) asked_on: civil::Date,
    pub(super) due_on: civil::Date,
    /// The working days that are left once the proof has come.
    pub(super) days_left: Option<i64>,
    pub(super) answer: Option<String>,
}

/// A request as lists show it, with the names that go with it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) request: Request,
    pub(super) asker: String,
    pub(super) place_name: String,
}

/// A step of a request.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) civil_at: civil::DateTime,
    pub(super) step: StepKind,
    pub(super) words: String,
    pub(super) name: Option<String>,
}

/// A correction that a demo begins with.
pub struct DemoRequest<'a> {
    /// Its name.
    pub id: RequestId,
    /// Whose record: the prefix of the identifier, and its bits.
    pub subject: (&'static str, i64),
    /// The person's name.
    pub subject_name: &'a str,
    /// Who asks.
    pub account: AccountId,
    /// Where it is checked.
    pub place: PlaceId,
    /// The field.
    pub field: &'static str,
    /// What is there, and what is asked for.
    pub values: (&'a str, &'a str),
    /// Why.
    pub reason: &'a str,
    /// The day on which it was asked.
    pub on: civil::Date,
}

/// Adds a correction as if it had been asked for on its day.
pub async fn add_demo(
    act: &mut crate::Act<'_>,
    sealer: &Sealer,
    it: &DemoRequest<'_>,
) -> Result<(), db::Error> {
    let origin = act.origin().clone();
    let seal = |field: Field, text: &str| Some(sealer.seal(field.at(it.id.bits()), text));
    let request = Request {
        id: it.id,
        kind: RequestKind::Correction,
        state: RequestState::Asked,
        subject: (it.subject.0.to_owned(), it.subject.1),
        subject_name: Personal::new(it.subject_name.to_owned()),
        account: it.account,
        place: it.place,
        field: Some(it.field.to_owned()),
        old_sealed: seal(OLD, it.values.0),
        new_sealed: seal(NEW, it.values.1),
        reason: it.reason.to_owned(),
        asked_at: origin.now,
        asked_on: it.on,
        due_on: super::rules::due_on(it.on),
        days_left: None,
        answer: None,
    };
    let tx: &mut Tx = act.tx();
    store::add(tx, &request).await?;
    let at = it.on.at(19, 30, 0, 0);
    asking::add_step(act, it.id, StepKind::Asked, it.reason, Some(it.account), at).await
}
