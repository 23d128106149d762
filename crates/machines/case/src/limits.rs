//! When a deadline ends: hours on the clock, calendar days, working days, and what a pause adds.

use jiff::{SignedDuration, ToSpan as _, civil::DateTime};
use vocab::{Holidays, NoNotice, WorkingDays};

use crate::definition::Span;

/// The last second of a day: a time in days ends with the day that it ends on.
pub(crate) fn end_of(day: jiff::civil::Date) -> DateTime {
    day.at(23, 59, 59, 0)
}

/// When a time of `span` ends that begins at `from`. The day that it begins on is not counted.
pub(crate) fn end(span: Span, from: DateTime, holidays: &Holidays) -> Result<DateTime, NoNotice> {
    Ok(match span {
        Span::Hours(hours) => from.saturating_add(SignedDuration::from_hours(i64::from(hours))),
        Span::Days(days) => end_of(from.date().saturating_add(i64::from(days).days())),
        Span::Months(months) => end_of(from.date().saturating_add(i64::from(months).months())),
        Span::WorkingDays(days) => end_of(holidays.add(from.date(), WorkingDays(days))?),
    })
}

/// When a time ends that was to end at `due` and stood still from `paused` to `now`.
pub(crate) fn after_pause(
    span: Span,
    due: DateTime,
    (paused, now): (DateTime, DateTime),
    holidays: &Holidays,
) -> Result<DateTime, NoNotice> {
    Ok(match span {
        Span::Hours(_) => due.saturating_add(now.duration_since(paused)),
        Span::Days(_) | Span::Months(_) => {
            due.saturating_add((now.date() - paused.date()).get_days().days())
        }
        Span::WorkingDays(_) => {
            let stood = holidays.between(paused.date(), now.date())?;
            end_of(holidays.add(due.date(), stood)?)
        }
    })
}
