//! Whether rolls are called, and how many children come: for the bureau, the towns and the schools.
//!
//! The bureau sees counts, and of schools that have not called their rolls it sees which; who was
//! absent stays at the school. Courses are not counted here: they meet on days of their own.

pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use db::Tx;
use directory::calendar;
use jiff::{ToSpan as _, civil::Date};
use vocab::PlaceId;

use super::{error::Error, people};

/// How many days with lessons the picture goes back.
const PICTURE_DAYS: usize = 20;
/// Long enough to find that many: holidays of a month lie between two terms.
const LOOK_BACK_DAYS: i64 = 70;

/// The last days with lessons at `place` up to `day`, oldest first.
pub async fn last_days(tx: &mut Tx, place: PlaceId, day: Date) -> Result<Vec<Date>, Error> {
    let first = day.saturating_sub(LOOK_BACK_DAYS.days());
    let mut days: Vec<Date> =
        calendar::school_days(tx, place, first, day).await?.iter().map(|it| it.day).collect();
    let surplus = days.len().saturating_sub(PICTURE_DAYS);
    days.drain(..surplus);
    Ok(days)
}

/// The last day with lessons at `place` before `today`, whose own rolls are called in the afternoon.
pub async fn last_day_before(
    tx: &mut Tx,
    place: PlaceId,
    today: Date,
) -> Result<Option<Date>, Error> {
    let yesterday = today.yesterday().unwrap_or(today);
    Ok(last_days(tx, place, yesterday).await?.last().copied())
}

/// The schools of `scope` that have not called all rolls of `day`.
pub async fn silent(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Vec<model::OfSchool>, Error> {
    let Some(term) = people::term_on(tx, day).await? else { return Ok(Vec::new()) };
    let mut schools = store::of_schools(tx, scope, term, day).await?;
    schools.retain(|it| it.called < it.due);
    Ok(schools)
}
