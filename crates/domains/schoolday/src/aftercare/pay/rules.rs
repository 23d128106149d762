//! What a session pays, and how a sheet moves on. A session without a roll call is not paid.

use std::collections::BTreeMap;

use jiff::civil::Date;
use vocab::{Fen, StaffId};

use super::model::{Line, Month, Rate, Session, State};
use crate::aftercare::groups::model::Kind;

/// What moves a sheet on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 学校确认.
    Confirm,
    /// 教育局审核通过.
    Review,
    /// 教育局退回.
    Return,
}

impl Step {
    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirm => "确认",
            Self::Review => "审核",
            Self::Return => "退回",
        }
    }
}

/// Why a sheet is not moved on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// From where it stands, this step is not to be taken.
    #[error("这张薪酬表目前是“{}”，不能{}。请刷新页面查看。", .from.label(), .step.label())]
    NotFrom {
        /// Where it stands.
        from: State,
        /// What was asked.
        step: Step,
    },
    /// To send something back, one says why.
    #[error("退回要写明理由。")]
    SilentReturn,
    /// Nobody called a roll in that month.
    #[error("这个月没有点名记录，没有可以确认的课时。没有点名的课时不计薪酬。")]
    Nothing,
    /// Nothing says what a session pays.
    #[error("{} 的{}没有课时标准。请教育局计财科先设定标准，再确认。", .1, .0.label())]
    NoRate(Kind, Date),
    /// The month still runs.
    #[error("这个月还没有结束，{0} 之后才能确认。")]
    NotOver(Date),
    /// Not more than nothing.
    #[error("每课时标准要大于 0 元。")]
    BadRate,
    /// Without a decision.
    #[error("请写明标准的依据(文件名与文号)。")]
    NoBasis,
    /// What was paid by another rate.
    #[error("{0} 及以前的薪酬已由学校确认，新标准要从这一天之后起算。")]
    Settled(Date),
    /// The amount cannot be written.
    #[error("金额过大，请核对每课时标准。")]
    TooMuch,
}

/// Where `step` leads from `from`.
pub fn next(from: State, step: Step, reason: &str) -> Result<State, Refusal> {
    match (from, step) {
        (State::Made | State::Returned, Step::Confirm) => Ok(State::Confirmed),
        (State::Confirmed, Step::Review) => Ok(State::Reviewed),
        (State::Confirmed, Step::Return) if reason.trim().is_empty() => Err(Refusal::SilentReturn),
        (State::Confirmed, Step::Return) => Ok(State::Returned),
        _ => Err(Refusal::NotFrom { from, step }),
    }
}

/// Whether the month's roll calls can no longer be changed.
pub fn is_settled(state: State) -> bool {
    matches!(state, State::Confirmed | State::Reviewed)
}

/// What a session of `kind` on `day` pays: the latest rate that had begun.
pub fn rate_on(rates: &[Rate], kind: Kind, day: Date) -> Option<Fen> {
    let begun = rates.iter().filter(|it| it.kind == kind && it.since <= day);
    begun.max_by_key(|it| it.since).map(|it| it.rate)
}

/// The lines of a sheet from the sessions of a month, by teacher, kind and rate: a month in which
/// a rate changed has two lines for it.
pub fn lines(sessions: &[Session], rates: &[Rate]) -> Result<Vec<Line>, Refusal> {
    if sessions.is_empty() {
        return Err(Refusal::Nothing);
    }
    let mut counted: BTreeMap<(StaffId, Kind, Fen), i64> = BTreeMap::new();
    for it in sessions {
        let rate = rate_on(rates, it.kind, it.day).ok_or(Refusal::NoRate(it.kind, it.day))?;
        *counted.entry((it.teacher, it.kind, rate)).or_default() += 1;
    }
    let line = |((teacher, kind, rate), sessions): ((StaffId, Kind, Fen), i64)| {
        let amount = rate.checked_mul(sessions).ok_or(Refusal::TooMuch)?;
        Ok(Line { teacher, kind, rate, sessions, amount })
    };
    counted.into_iter().map(line).collect()
}

/// What a sheet comes to.
pub fn total(lines: &[Line]) -> Result<Fen, Refusal> {
    Fen::sum(lines.iter().map(|it| it.amount)).ok_or(Refusal::TooMuch)
}

/// Whether a month may be confirmed on `today`: once it is over.
pub fn may_confirm(month: Month, today: Date) -> Result<(), Refusal> {
    if month.last() < today { Ok(()) } else { Err(Refusal::NotOver(month.last())) }
}

/// Whether a rate may begin on `since`: what is settled already keeps its rate.
pub fn may_set_rate(it: &Rate, settled_until: Option<Date>) -> Result<(), Refusal> {
    if it.rate.is_zero() || it.rate.is_negative() {
        return Err(Refusal::BadRate);
    }
    if it.basis.trim().is_empty() {
        return Err(Refusal::NoBasis);
    }
    match settled_until {
        Some(last) if it.since <= last => Err(Refusal::Settled(last)),
        _ => Ok(()),
    }
}
