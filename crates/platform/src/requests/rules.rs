//! When a request is due, and what may be done with it.

use jiff::civil::Date;
use vocab::{AccountId, Holidays, WorkingDays};

use super::model::{Request, RequestState};

/// How many working days the house gives itself.
pub(super) const DAYS: u32 = 15;
/// A reason shorter than this says nothing.
const REASON_CHARS_MIN: usize = 4;
const REASON_CHARS_MAX: usize = 500;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The reason says too little or too much.
    #[error("请写明情况(4 到 500 个字)。")]
    Reason,
    /// The value is the one that is there.
    #[error("填写的内容和系统里现有的一样，不用更正。")]
    Same,
    /// The value does not fit the field.
    #[error("{0}")]
    Value(String),
    /// The same was asked before and is open.
    #[error("这一项已有一份申请正在办理，请等办结后再提出。")]
    Open,
    /// It is in no state for this.
    #[error("这份申请已经处理过，请刷新页面查看结果。")]
    Decided,
    /// Nobody decides on their own.
    #[error("不能办理自己提出的申请，请由其他人办理。")]
    Own,
    /// A no without a reason.
    #[error("退回或不同意时，请写明原因和下一步怎么办。")]
    NoReason,
    /// Nothing was sent in.
    #[error("请选择要补充的材料文件。")]
    NoFile,
}

/// What is decided on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Approve,
    Return,
    Refuse,
}

impl Decision {
    pub(super) fn from_key(key: &str) -> Option<Self> {
        match key {
            "approve" => Some(Self::Approve),
            "return" => Some(Self::Return),
            "refuse" => Some(Self::Refuse),
            _ => None,
        }
    }
}

/// The day by which a request that came on `day` is answered.
pub(super) fn due_on(day: Date) -> Date {
    resumed(day, DAYS)
}

/// The day on which `left` working days that begin on `day` end. Where the holidays of a year are not
/// known, weekdays are counted as if it had none: that day comes sooner, never later.
pub(super) fn resumed(day: Date, left: u32) -> Date {
    Holidays::published().add(day, WorkingDays(left)).unwrap_or_else(|_| {
        let days = day.series(jiff::Span::new().days(1)).skip(1);
        let weekdays = days.filter(|it| it.weekday().to_monday_one_offset() <= 5);
        left.checked_sub(1)
            .and_then(|nth| weekdays.into_iter().nth(usize::try_from(nth).unwrap_or(0)))
            .unwrap_or(day)
    })
}

/// How many working days are left on `day`; at least one, so that who supplies proof on the last day
/// is still answered.
pub(super) fn days_left(day: Date, due: Date) -> u32 {
    let left = Holidays::published().between(day, due).map_or_else(
        |_| {
            let days = day.series(jiff::Span::new().days(1)).skip(1).take_while(|it| *it <= due);
            let weekdays = days.filter(|it| it.weekday().to_monday_one_offset() <= 5).count();
            u32::try_from(weekdays).unwrap_or(0)
        },
        |it| it.0,
    );
    left.max(1)
}

/// Whether the words of a request say something.
pub(super) fn may_say(reason: &str) -> Result<(), Refusal> {
    let count = reason.trim().chars().count();
    if (REASON_CHARS_MIN..=REASON_CHARS_MAX).contains(&count) {
        Ok(())
    } else {
        Err(Refusal::Reason)
    }
}

/// Whether a value may be asked for in place of the one that is there.
pub(super) fn may_correct(old: Option<&str>, new: &str, reason: &str) -> Result<(), Refusal> {
    may_say(reason)?;
    if old == Some(new) { Err(Refusal::Same) } else { Ok(()) }
}

/// Whether `by` may decide so on a request.
pub(super) fn may_decide(
    it: &Request,
    by: AccountId,
    decision: Decision,
    words: &str,
) -> Result<(), Refusal> {
    if it.state != RequestState::Asked {
        return Err(Refusal::Decided);
    }
    if it.account == by {
        return Err(Refusal::Own);
    }
    if decision != Decision::Approve && words.trim().is_empty() {
        return Err(Refusal::NoReason);
    }
    Ok(())
}

/// Whether who asked may send in more.
pub(super) fn may_supply(it: &Request) -> Result<(), Refusal> {
    let fits = matches!(it.state, RequestState::Asked | RequestState::Returned);
    if fits { Ok(()) } else { Err(Refusal::Decided) }
}
