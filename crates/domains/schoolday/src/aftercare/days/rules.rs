//! What a roll call comes to, and until when it can be made or put right.

use std::collections::BTreeSet;

use jiff::civil::Date;
use vocab::StudentId;

use super::model::{Exception, Leave, Mark};

/// How many days back a teacher may still call or correct the roll; later it is the school's to do.
const TEACHER_DAYS_BACK: i64 = 1;
/// How far ahead leave may be asked for: a term.
const LEAVE_DAYS_AHEAD: i64 = 150;

/// Why a roll call or a leave is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The day is still to come.
    #[error("{0} 还没有到，不能提前点名。")]
    TooEarly(Date),
    /// The day is too long ago for a teacher.
    #[error("{0} 的点名已过教师补点期限，请由学校课后服务管理员补录。")]
    TooLate(Date),
    /// There is no service on that day.
    #[error("{0} 不开展课后服务，不用点名。")]
    NoService(Date),
    /// The month's pay was confirmed with these figures.
    #[error("{0} 所在月份的薪酬已由学校确认，点名不能再改。请先退回薪酬表。")]
    PayConfirmed(Date),
    /// A child that is not on the roster, or twice.
    #[error("名单里没有这名学生，或同一名学生标了两次。请刷新页面，按最新名单点名。")]
    NotOnRoster,
    /// Nobody is said to have fetched the child.
    #[error("有学生提前离开但没有写明由谁接走。请选择接走的人。")]
    NobodyFetched,
    /// The leave ends before it begins, or lies in the past or too far ahead.
    #[error("请假日期不对：从今天起，结束不早于开始，最多提前一个学期。")]
    LeaveDates,
    /// It was taken back already.
    #[error("这次请假已经取消。")]
    Withdrawn,
}

/// Who calls the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The group's teacher or the substitute.
    Teacher,
    /// The school, for what a teacher forgot.
    School,
}

/// What is known of the day on which a roll is to be called.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// The present day.
    pub today: Date,
    /// Whether the service is held.
    pub is_held: bool,
    /// Whether the month's pay was confirmed.
    pub is_paid_for: bool,
}

/// Whether the roll of a day may be called, or called anew, which corrects it.
pub fn may_call(day: Day, caller: Caller) -> Result<(), Refusal> {
    if day.day > day.today {
        return Err(Refusal::TooEarly(day.day));
    }
    if !day.is_held {
        return Err(Refusal::NoService(day.day));
    }
    if day.is_paid_for {
        return Err(Refusal::PayConfirmed(day.day));
    }
    if caller == Caller::Teacher && days_between(day.day, day.today) > TEACHER_DAYS_BACK {
        return Err(Refusal::TooLate(day.day));
    }
    Ok(())
}

/// Days from `from` to `to`.
pub fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// What a roll call comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Children on the roster.
    pub expected: i64,
    /// Children who were there.
    pub present: i64,
    /// Children who were missing without a word.
    pub absent: i64,
}

/// Counts a roll: everyone on the roster was there except where `marks` say otherwise.
pub fn tally(roster: &BTreeSet<StudentId>, marks: &[Mark]) -> Result<Tally, Refusal> {
    let mut seen = BTreeSet::new();
    for mark in marks {
        if !roster.contains(&mark.student) || !seen.insert(mark.student) {
            return Err(Refusal::NotOnRoster);
        }
        let fetched = mark.fetched_by.as_deref().is_some_and(|it| !it.trim().is_empty());
        if mark.exception == Exception::LeftEarly && !fetched {
            return Err(Refusal::NobodyFetched);
        }
    }
    let count = |kind: Exception| {
        i64::try_from(marks.iter().filter(|it| it.exception == kind).count()).unwrap_or(i64::MAX)
    };
    let expected = i64::try_from(roster.len()).unwrap_or(i64::MAX);
    let (absent, on_leave) = (count(Exception::Absent), count(Exception::OnLeave));
    Ok(Tally { expected, present: expected - absent - on_leave, absent })
}

/// Whose guardians are to be told: missing now without a word, and not already told.
pub fn to_tell(before: &[Mark], now: &[Mark]) -> Vec<StudentId> {
    let absent = |marks: &[Mark]| -> BTreeSet<StudentId> {
        let absent = marks.iter().filter(|it| it.exception == Exception::Absent);
        absent.map(|it| it.student).collect()
    };
    absent(now).difference(&absent(before)).copied().collect()
}

/// Whether leave may be asked for.
pub fn may_ask_leave(from: Date, to: Date, today: Date) -> Result<(), Refusal> {
    let fits = today <= from && from <= to && days_between(today, to) <= LEAVE_DAYS_AHEAD;
    if fits { Ok(()) } else { Err(Refusal::LeaveDates) }
}

/// Whether leave may be taken back.
pub fn may_withdraw_leave(leave: &Leave) -> Result<(), Refusal> {
    if leave.withdrawn_at.is_some() { Err(Refusal::Withdrawn) } else { Ok(()) }
}
