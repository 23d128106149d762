//! Who may do what when, and who is next for a seat that was given up. Everything here is a function
//! of what it is given.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{AdmissionId, HealthCheck, State, Vaccination};
use crate::{
    placement::Rank,
    registration::{Entry, Registration, RegistrationId},
};

/// Why something cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The day has not come.
    #[error("报到从{0}开始，当天再办理")]
    Early(Date),
    /// A family gives up before the day.
    #[error("报到日（{0}）以后，请直接与学校联系办理放弃")]
    TooLate(Date),
    /// It is somewhere else.
    #[error("这个孩子现在是“{0}”，不能这样办。请刷新页面再看")]
    NotNow(&'static str),
    /// A kindergarten takes nobody in who was not checked.
    #[error(
        "入园体检合格才能办理报到（宁波市学前教育促进条例第十七条）。没有体检的，请家长先到妇幼保健机构体检，学位保留"
    )]
    NotChecked,
    /// No reason.
    #[error("请写明原因，镇（街道）和教育局会看到")]
    NoReason,
    /// Somebody else was faster.
    #[error("刚刚被改动过，请刷新页面再办理")]
    Stale,
    /// Nobody gave up a seat there.
    #[error("这所学校没有空出来的学位")]
    NoSeat,
    /// Somebody else is next.
    #[error("次序已经变了，轮到的不是这个孩子。请刷新页面，按次序递补")]
    NotNext,
}

/// What a school does with a child on its list, from `state` on `today`.
pub(crate) fn may_report(state: State, (day, today): (Date, Date)) -> Result<(), Refusal> {
    if !state.is_live() {
        Err(Refusal::NotNow(state.label()))
    } else if today < day {
        Err(Refusal::Early(day))
    } else {
        Ok(())
    }
}

/// What is noted of a child that comes: a kindergarten looks at the health check as well, and takes in
/// nobody without it (宁波市学前教育促进条例第十七条); nobody is kept out for a vaccination.
pub(crate) fn noted(
    entry: Entry,
    (saw, health): (Vaccination, HealthCheck),
) -> Result<String, Refusal> {
    match (entry, health) {
        (Entry::Kindergarten, HealthCheck::NotShown) => Err(Refusal::NotChecked),
        (Entry::Kindergarten, HealthCheck::Passed) => Ok(format!("入园体检合格；{}", saw.label())),
        (Entry::Primary | Entry::Junior, _) => Ok(saw.label().to_owned()),
    }
}

/// Whether a family may give a seat up by itself: until the day before its child would come.
pub(crate) fn may_give_up(state: State, (day, today): (Date, Date)) -> Result<(), Refusal> {
    if state != State::Expected {
        Err(Refusal::NotNow(state.label()))
    } else if today >= day {
        Err(Refusal::TooLate(day))
    } else {
        Ok(())
    }
}

/// Whether a school may enter that a family gives up, on paper: whoever came has not.
pub(crate) fn may_release(state: State) -> Result<(), Refusal> {
    if matches!(state, State::Expected | State::Absent) {
        Ok(())
    } else {
        Err(Refusal::NotNow(state.label()))
    }
}

/// A reason without what surrounds it.
pub(crate) fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::NoReason) } else { Ok(text.to_owned()) }
}

/// A seat that a child who waits has elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// It, as it was read.
    pub(crate) seat: (AdmissionId, i64),
    /// The school's name.
    pub(crate) school_name: String,
}

/// A child who waits for a seat at a school.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) child: Registration,
    /// The seat that it has elsewhere.
    pub(crate) holds: Option<Held>,
    pub(crate) rank: Rank,
    /// Why it stands there, in words.
    pub(crate) why: String,
}

/// Those who are seated together: one child, or siblings.
pub(crate) type Together = Vec<Candidate>;

/// Everyone in order. Siblings stand where the last of them would.
pub(crate) fn in_order(all: Vec<Candidate>) -> Vec<Together> {
    let mut joined = BTreeMap::<RegistrationId, Together>::new();
    for it in all {
        joined.entry(it.child.bundle.unwrap_or(it.child.id)).or_default().push(it);
    }
    let mut all: Vec<Together> = joined.into_values().collect();
    all.sort_by_key(|it| it.iter().map(|one| one.rank).max());
    all
}

/// Who is next for `seats` seats: siblings who do not all find one are passed over, as in a draw.
pub(crate) fn next(order: &[Together], seats: usize) -> Option<&Together> {
    order.iter().find(|it| it.len() <= seats)
}
