//! What others ask of values: what is so now, on a day, as it was known on another; a series; all
//! schools. Targets, reports and pages stand on these.

use std::collections::BTreeMap;

use db::{Error, Tx};
use jiff::civil::{Date, DateTime};
use vocab::PlaceId;

use crate::{
    history::Rows,
    store::{days, values},
    value::Value,
};

/// A value with since when it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The value.
    pub value: Value,
    /// The day on which it became this.
    pub since: Date,
}

/// A day, as it was known on another: `Known::now(day)` is as it is known today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsKnown {
    /// The day that is asked about.
    pub day: Date,
    /// The day on which it was known so.
    pub known: Date,
}

impl AsKnown {
    /// A day as it is known by now.
    pub fn now(day: Date) -> Self {
        // Nothing is known later than the day before the end of time.
        Self { day, known: values::NEVER.yesterday().unwrap_or(values::NEVER) }
    }
}

/// The value of the indicator `name` at `place`; none where nothing was counted there.
pub async fn value(
    tx: &mut Tx,
    (name, place): (&str, PlaceId),
    at: AsKnown,
) -> Result<Option<Held>, Error> {
    let Some(number) = days::number(tx, name).await? else { return Ok(None) };
    let found = values::on_day(tx, (number, place), (at.day, at.known)).await?;
    Ok(found.map(|(since, value)| Held { value, since }))
}

/// The rows of the indicator `name` at each of `places` up to a day: each holds until the next.
pub async fn series(
    tx: &mut Tx,
    name: &str,
    at: AsKnown,
    places: &[PlaceId],
) -> Result<BTreeMap<PlaceId, Rows>, Error> {
    let Some(number) = days::number(tx, name).await? else { return Ok(BTreeMap::new()) };
    values::series(tx, number, (at.day, at.known), places).await
}

/// The last values at `places`, by indicator and place.
pub async fn now(
    tx: &mut Tx,
    places: &[PlaceId],
) -> Result<BTreeMap<(String, PlaceId), Held>, Error> {
    Ok(values::now_at(tx, places).await?.into_iter().collect())
}

/// The values of every indicator at `places`, by indicator and place, as of a day.
pub async fn on_day(
    tx: &mut Tx,
    at: AsKnown,
    places: &[PlaceId],
) -> Result<BTreeMap<(String, PlaceId), Held>, Error> {
    Ok(values::all_on_day(tx, (at.day, at.known), places).await?.into_iter().collect())
}

/// The last day up to `day` for which the whole county was counted, and when that was.
pub async fn counted(tx: &mut Tx, day: Date) -> Result<Option<(Date, DateTime)>, Error> {
    days::last_counted(tx, day).await
}
