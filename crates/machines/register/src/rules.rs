//! What may be done to a record and what comes of it: versions that never overlap, terms, reminders.
//! Functions of what they are given; what they answer, `actions` writes down.

use form::Answers;
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};
use vocab::PlaceId;

use crate::{
    definition::{Register, Term, Unique},
    model::NEVER,
};

/// Whether a record is in force. That its term has run out follows from the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It holds.
    InForce,
    /// It was withdrawn.
    Withdrawn,
}

impl Status {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The status that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::InForce, Self::Withdrawn].into_iter().find(|it| it.key() == key)
    }
}

/// Something that is done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It was entered.
    Add,
    /// What it says changed on a day.
    Change,
    /// What it said was wrong.
    Correct,
    /// Its term was made longer.
    Renew,
    /// It was taken out, with a reason.
    Withdraw,
    /// What was taken out is in force again.
    Restore,
    /// It was shown to anyone.
    Publish,
    /// It is shown to nobody outside any more.
    Hide,
    /// What held until something changed: no deed of anybody, it keeps the days before.
    Keep,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 9] = [
        Self::Add,
        Self::Change,
        Self::Correct,
        Self::Renew,
        Self::Withdraw,
        Self::Restore,
        Self::Publish,
        Self::Hide,
        Self::Keep,
    ];

    /// The word that is stored and stands in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Correct => "correct",
            Self::Renew => "renew",
            Self::Withdraw => "withdraw",
            Self::Restore => "restore",
            Self::Publish => "publish",
            Self::Hide => "hide",
            Self::Keep => "keep",
        }
    }

    /// The deed that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Add => "登记",
            Self::Change => "变更",
            Self::Correct => "更正",
            Self::Renew => "续期",
            Self::Withdraw => "撤销",
            Self::Restore => "恢复",
            Self::Publish => "公开",
            Self::Hide => "停止公开",
            Self::Keep => "变更前",
        }
    }

    /// Whether it must be given a reason.
    pub fn wants_reason(self) -> bool {
        matches!(self, Self::Correct | Self::Withdraw | Self::Restore | Self::Hide)
    }

    /// Whether it asks the fields again.
    pub fn asks_fields(self) -> bool {
        matches!(self, Self::Add | Self::Change | Self::Correct)
    }
}

/// What a version says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What lists call the record.
    pub title: String,
    /// Whether it is in force.
    pub status: Status,
    /// The last day of its term.
    pub expires: Date,
    /// Whether anyone may read it.
    pub published: bool,
    /// What was answered.
    pub document: String,
}

/// A version: what was believed, from when to when, of which days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: i64,
    /// The first day that it speaks of.
    pub from: Date,
    /// The first day that it speaks of no more.
    pub to: Date,
    /// When it was written down.
    pub recorded: DateTime,
    /// When another took its place; far away where none did.
    pub superseded: DateTime,
    /// What it says.
    pub content: Content,
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody was first.
    #[error("您打开页面以后，这条记录已经有人改过了。下面是最新内容，您填的没有保存，请核对后再改")]
    Overtaken,
    /// There is no reason.
    #[error("请写明原因，它会留在历次记录里")]
    NoReason,
    /// It is not open at present.
    #[error("这条记录现在不能这样办，请回到记录页查看能办的事项")]
    NotNow,
    /// The day lies before what holds now began, or after today.
    #[error("日期应在 {0} 到 {1} 之间：更早的内容写错了，请用“更正”")]
    Day(Date, Date),
    /// What a sheet does is no longer what was shown.
    #[error("核对以后，台账或上传的表有了变化，还没有导入。请把下面重新核对的结果看一遍再导入")]
    Moved,
    /// A sheet has more rows than are taken over at once.
    #[error("表里有 {0} 行，一次最多导入 {1} 行，请分成几张表")]
    TooMany(usize, usize),
    /// Another record says the same.
    #[error("这本台账里已有相同的记录：{0}。请打开那一条变更或恢复，不要重复登记")]
    Twice(String),
}

/// What is to be written: which versions are believed no more, and which are instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The number of the version that is superseded.
    pub supersedes: i64,
    /// What takes its place: the deed, the first day, the first day no more, the content.
    pub adds: Vec<(Deed, Date, Date, Content)>,
}

/// The version that holds from some day on without end, as is believed now.
pub fn current(versions: &[Version]) -> Option<&Version> {
    versions.iter().find(|it| it.to == NEVER && it.superseded.date() == NEVER)
}

/// Writes `content` over what holds now: from the day on, or, where it was wrong, for all its days.
pub fn revise(
    current: &Version,
    deed: Deed,
    content: Content,
    (from, today): (Date, Date),
) -> Result<Revision, Refusal> {
    let begun = current.from;
    let mut adds = Vec::new();
    if deed == Deed::Correct || from == begun {
        adds.push((deed, begun, NEVER, content));
    } else if from < begun || from > today {
        return Err(Refusal::Day(begun, today));
    } else {
        adds.push((Deed::Keep, begun, from, current.content.clone()));
        adds.push((deed, from, NEVER, content));
    }
    Ok(Revision { supersedes: current.number, adds })
}

/// What held on `on`, as it was known at `at`.
pub fn as_known(versions: &[Version], on: Date, at: DateTime) -> Option<&Version> {
    let believed = |it: &&Version| it.recorded <= at && at < it.superseded;
    versions.iter().filter(believed).find(|it| it.from <= on && on < it.to)
}

/// The last day of a term that begins on `from`.
pub fn first_end(term: Option<&Term>, from: Date) -> Date {
    term.map_or(NEVER, |it| it.rule(from).value.until(from))
}

/// The last day after a renewal: what follows the old term, or today where that is over.
pub fn renewed_end(term: &Term, expires: Date, today: Date) -> Date {
    let next = expires.saturating_add(1.days()).max(today);
    first_end(Some(term), next)
}

/// The next day on which the keepers are reminded, after `today`.
pub fn next_reminder(term: Option<&Term>, expires: Date, today: Date) -> Date {
    let Some(term) = term.filter(|_| expires < NEVER) else { return NEVER };
    let days = term.remind_days.iter().map(|it| expires.saturating_sub(i64::from(*it).days()));
    let over = expires.saturating_add(1.days());
    days.chain([over]).filter(|it| *it > today).min().unwrap_or(NEVER)
}

/// How a record stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    InForce,
    /// In force, and its term ends in so many days.
    Ending(i32),
    /// Its term has run out.
    Expired,
    /// It was withdrawn.
    Withdrawn,
}

/// How a record stands on `today`.
pub fn standing(term: Option<&Term>, (status, expires): (Status, Date), today: Date) -> Standing {
    if status == Status::Withdrawn {
        return Standing::Withdrawn;
    }
    if expires < today {
        return Standing::Expired;
    }
    let left = (expires - today).get_days();
    let soon = term.and_then(|it| it.remind_days.first()).is_some_and(|it| left <= i32::from(*it));
    if soon && expires < NEVER { Standing::Ending(left) } else { Standing::InForce }
}

/// What can be done to a record that stands like this.
pub fn open(standing: Standing, (has_term, is_public, published): (bool, bool, bool)) -> Vec<Deed> {
    let mut deeds = Vec::new();
    if standing == Standing::Withdrawn {
        deeds.push(Deed::Restore);
    } else {
        if has_term && standing != Standing::InForce {
            deeds.push(Deed::Renew);
        }
        deeds.push(Deed::Change);
        if is_public && !published && standing != Standing::Expired {
            deeds.push(Deed::Publish);
        }
        deeds.push(Deed::Withdraw);
    }
    if is_public && published {
        deeds.push(Deed::Hide);
    }
    deeds.push(Deed::Correct);
    deeds
}

/// What a record says that is added with `answers`.
pub(crate) fn first_content(register: &Register, answers: &Answers, from: Date) -> Content {
    Content {
        title: title(register, answers),
        status: Status::InForce,
        expires: first_end(register.term.as_ref(), from),
        published: false,
        document: answers.to_document(),
    }
}

/// What a record is called in lists: its title field in words.
pub(crate) fn title(register: &Register, answers: &Answers) -> String {
    let field = &register.fields[register.title];
    let words = answers.get(&field.key).map(|it| field.words(it)).unwrap_or_default();
    words.chars().take(100).collect()
}

/// What tells a record apart: the same words, however they were typed.
pub(crate) fn unique_key(register: &Register, place: PlaceId, answers: &Answers) -> Option<String> {
    let words = register.unique.iter().map(|it| match it {
        Unique::Place => place.to_string(),
        Unique::Field(at) => {
            let field = &register.fields[*at];
            let words = answers.get(&field.key).map(|it| field.words(it)).unwrap_or_default();
            vocab::normalise(&words).to_lowercase()
        }
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join("|"))
}
