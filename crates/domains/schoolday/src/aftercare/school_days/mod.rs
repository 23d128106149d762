//! On which days schools teach: weekdays without the holidays, and what county or school changed.

mod store;

use db::Tx;
use jiff::civil::{Date, Weekday};
use vocab::{Holidays, SchoolId};

use super::error::Error;

/// What county or school changed about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// No lessons: a typhoon.
    Closed,
    /// Lessons after all, by the timetable of this weekday where one is named.
    Lessons(Option<Weekday>),
}

/// Whether there are lessons on `day`: what was changed nearest to the school holds, else the
/// State Council's working days.
pub fn has_lessons(day: Date, change: Option<Change>, holidays: &Holidays) -> Option<bool> {
    match change {
        Some(Change::Closed) => Some(false),
        Some(Change::Lessons(_)) => Some(true),
        None => holidays.is_working_day(day).ok(),
    }
}

/// Whether a school teaches on `day`.
pub async fn is_school_day(tx: &mut Tx, school: SchoolId, day: Date) -> Result<bool, Error> {
    let change = store::find_change(tx, school, day).await?;
    has_lessons(day, change, &Holidays::published())
        .ok_or_else(|| Error::Refused(vocab::NoNotice { year: day.year() }.to_string()))
}
