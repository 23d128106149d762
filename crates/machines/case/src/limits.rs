//! What a pause adds to a deadline: in hours, in calendar days, in working days.

use catalog::{Span, end_of_day};
use jiff::{ToSpan as _, civil::DateTime};
use vocab::{Holidays, NoNotice};

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
            end_of_day(holidays.add(due.date(), stood)?)
        }
    })
}
