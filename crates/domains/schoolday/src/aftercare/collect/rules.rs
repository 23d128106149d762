//! Whom a family may put on the list of those who collect, and when a child may be fetched early.

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
};

use crate::aftercare::programme::rules::clock;

/// More than these nobody at a gate keeps apart.
const COLLECTORS_MAX: usize = 8;
/// How many days ahead a family may say that it fetches a child early.
const DAYS_AHEAD: i64 = 14;

/// Why a family's word is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No name, or one that is no name.
    #[error("姓名应为 2 到 30 个字，请填写接送人身份证上的姓名。")]
    BadName,
    /// The list is full.
    #[error("最多登记 {COLLECTORS_MAX} 名接送人。请先移除不再接送的人。")]
    TooMany,
    /// Is on the list.
    #[error("这位接送人已经在名单里，不用重复添加。")]
    Already,
    /// Must not come near the child. The words do not say so.
    #[error("不能在线添加这位接送人。请与班主任联系。")]
    NotThisOne,
    /// A guardian is always on the list.
    #[error("监护人始终可以接送，不能移除。需要限制接送的，请带法律文书到学校办理。")]
    IsGuardian,
    /// Who is named is not on the child's list.
    #[error("请从孩子的接送人名单里选择由谁接走。")]
    NotOnList,
    /// Past, or too far ahead.
    #[error("提前接走的日期应在今天到 {last} 之间。")]
    BadDay {
        /// The last day.
        last: Date,
    },
    /// The time is over, or no time of the service.
    #[error("接走时间应在 {from} 到 {to} 之间，现在是 {}。", clock(*.at))]
    BadTime {
        /// The earliest.
        from: String,
        /// The latest.
        to: String,
        /// What was asked.
        at: Time,
    },
    /// The child does not take part.
    #[error("孩子这一天不参加课后服务，不用申请提前接走。")]
    NotTakingPart,
    /// There is one for that day.
    #[error("这一天已经申请过提前接走。需要改的，请先取消再申请。")]
    Twice,
    /// It was taken back already.
    #[error("这次申请已经取消。")]
    Withdrawn,
}

/// Someone of the child's people, as the rules see them.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The name.
    pub name: &'a str,
    /// Whether the child may go home with them.
    pub may_collect: bool,
    /// Whether they must not come near it.
    pub no_contact: bool,
}

/// Whether `name` may come onto the list of a child whose people are `known`.
pub fn may_add(name: &str, known: &[Known]) -> Result<(), Refusal> {
    if !(2..=30).contains(&name.chars().count()) {
        return Err(Refusal::BadName);
    }
    if known.iter().any(|it| it.name == name && it.no_contact) {
        return Err(Refusal::NotThisOne);
    }
    if known.iter().any(|it| it.name == name && it.may_collect) {
        return Err(Refusal::Already);
    }
    if known.iter().filter(|it| it.may_collect).count() >= COLLECTORS_MAX {
        return Err(Refusal::TooMany);
    }
    Ok(())
}

/// Whether a child may be fetched at `at` on `day`, where its service lasts from `lasts.0` to
/// `lasts.1`.
pub fn may_leave_early(
    day: Date,
    at: Time,
    lasts: Option<(Time, Time)>,
    now: DateTime,
) -> Result<(), Refusal> {
    let last = now.date().saturating_add(DAYS_AHEAD.days());
    if !(now.date()..=last).contains(&day) {
        return Err(Refusal::BadDay { last });
    }
    let (starts, ends) = lasts.ok_or(Refusal::NotTakingPart)?;
    let from = if day == now.date() { starts.max(now.time()) } else { starts };
    if from <= at && at < ends {
        return Ok(());
    }
    Err(Refusal::BadTime { from: clock(from), to: clock(ends), at })
}
