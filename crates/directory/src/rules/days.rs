//! Which days have lessons: working days within a term, unless the county, the town or the school
//! says otherwise; the narrower place has the last word.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use vocab::{Holidays, NoNotice, Term};

use super::Refusal;
use crate::model::{DayChange, DayKind, TermDays};

/// A day with lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolDay {
    /// The date.
    pub day: Date,
    /// The term that it is in.
    pub term: Term,
    /// The weekday whose timetable is kept: a made-up day follows another.
    pub follows: Weekday,
}

/// The days with lessons from `first` to `last`, both included.
///
/// `changes` are those of the school and of every place that it lies in, the widest first, so that
/// a later one overrules an earlier one of the same day.
pub fn school_days(
    terms: &[TermDays],
    changes: &[DayChange],
    holidays: &Holidays,
    first: Date,
    last: Date,
) -> Result<Vec<SchoolDay>, NoNotice> {
    let mut days = Vec::new();
    for day in first.series(1.day()).take_while(|it| *it <= last) {
        let Some(term) = terms.iter().find(|it| it.first <= day && day <= it.last) else {
            continue;
        };
        let change = changes.iter().rev().find(|it| it.day == day);
        let (has_lessons, follows) = match change {
            Some(it) => (it.kind == DayKind::Lessons, it.follows),
            None => (holidays.is_working_day(day)?, None),
        };
        if has_lessons {
            let follows = follows.unwrap_or_else(|| day.weekday());
            days.push(SchoolDay { day, term: term.term, follows });
        }
    }
    Ok(days)
}

/// Whether a place may do otherwise on `day`: only within a term.
pub fn may_change_day(terms: &[TermDays], day: Date) -> Result<(), Refusal> {
    let within = terms.iter().any(|it| it.first <= day && day <= it.last);
    if within { Ok(()) } else { Err(Refusal::OutsideTerm { day }) }
}
