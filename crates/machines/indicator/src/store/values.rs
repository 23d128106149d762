//! The SQL of values: what is so now, what was so on a day, and as it was known on another.

use std::collections::BTreeMap;

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, date};
use vocab::PlaceId;

use crate::{
    asking::Held,
    history::{Change, Rows},
    value::Value,
};

/// What is known without an end.
pub(crate) const NEVER: Date = date(9999, 12, 31);

fn value(row: &Row) -> Result<Value, Error> {
    Ok(Value {
        part: row.get("part")?,
        whole: row.get("whole")?,
        have: row.get("have")?,
        due: row.get("due")?,
    })
}

/// A last value: where, of which indicator, since when, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    pub(crate) place: PlaceId,
    pub(crate) indicator: i64,
    pub(crate) since: Date,
    pub(crate) value: Value,
}

fn now(row: &Row) -> Result<Now, Error> {
    Ok(Now {
        place: row.get("place_id")?,
        indicator: row.get("indicator")?,
        since: row.get("day")?,
        value: value(row)?,
    })
}

/// The last values of every indicator at every place.
pub(crate) async fn all_now(tx: &mut Tx) -> Result<Vec<Now>, Error> {
    const SQL: &str = "SELECT place_id, indicator, day, part, whole, have, due FROM figure_now";
    tx.all(SQL, &[], now).await
}

/// What holds since when, of an indicator by its name at a place.
type Named = ((String, PlaceId), Held);

fn named(row: &Row) -> Result<Named, Error> {
    let key = (row.get("name")?, row.get("place_id")?);
    Ok((key, Held { value: value(row)?, since: row.get("day")? }))
}

/// The last values of every indicator at `places`.
pub(crate) async fn now_at(tx: &mut Tx, places: &[PlaceId]) -> Result<Vec<Named>, Error> {
    const SQL: &str = "
        SELECT n.place_id, i.name, n.day, n.part, n.whole, n.have, n.due
        FROM figure_now n JOIN indicator i ON i.number = n.indicator
        WHERE n.place_id IN ($$)";
    tx.all_in(SQL, &[], places, named).await
}

/// The value of an indicator at a place on a day, as known on another, with the day from which it
/// holds.
pub(crate) async fn on_day(
    tx: &mut Tx,
    (indicator, place): (i64, PlaceId),
    (day, known): (Date, Date),
) -> Result<Option<(Date, Value)>, Error> {
    const SQL: &str = "
        SELECT day, part, whole, have, due FROM figure
        WHERE indicator = $1 AND place_id = $2 AND day <= $3 AND known_on <= $4
          AND known_until > $4
        ORDER BY day DESC LIMIT 1";
    tx.one(SQL, &[&indicator, &place, &day, &known], |row| Ok((row.get("day")?, value(row)?))).await
}

/// The values of every indicator at `places` on a day, as known on another.
pub(crate) async fn all_on_day(
    tx: &mut Tx,
    (day, known): (Date, Date),
    places: &[PlaceId],
) -> Result<Vec<Named>, Error> {
    const SQL: &str = "
        SELECT f.place_id, i.name, f.day, f.part, f.whole, f.have, f.due
        FROM figure_now n JOIN indicator i ON i.number = n.indicator
        JOIN figure f ON f.indicator = n.indicator AND f.place_id = n.place_id
        WHERE n.place_id IN ($$) AND f.known_on <= $2 AND f.known_until > $2
          AND f.day = (SELECT MAX(g.day) FROM figure g
                       WHERE g.indicator = n.indicator AND g.place_id = n.place_id
                         AND g.day <= $1 AND g.known_on <= $2 AND g.known_until > $2)";
    tx.all_in(SQL, &[&day, &known], places, named).await
}

/// The rows of an indicator at `places` up to a day, as known on another.
pub(crate) async fn series(
    tx: &mut Tx,
    indicator: i64,
    (day, known): (Date, Date),
    places: &[PlaceId],
) -> Result<BTreeMap<PlaceId, Rows>, Error> {
    const SQL: &str = "
        SELECT place_id, day, part, whole, have, due FROM figure
        WHERE indicator = $1 AND day <= $2 AND known_on <= $3 AND known_until > $3
          AND place_id IN ($$)";
    let read = |row: &Row| Ok((row.get::<PlaceId>("place_id")?, row.get("day")?, value(row)?));
    let mut all = BTreeMap::<PlaceId, Rows>::new();
    for (place, day, value) in tx.all_in(SQL, &[&indicator, &day, &known], places, read).await? {
        all.entry(place).or_default().insert(day, value);
    }
    Ok(all)
}

/// The rows that hold now of `indicators` at a place.
pub(crate) async fn rows_at(
    tx: &mut Tx,
    place: PlaceId,
    indicators: &[i64],
) -> Result<BTreeMap<i64, Rows>, Error> {
    const SQL: &str = "
        SELECT indicator, day, part, whole, have, due FROM figure
        WHERE place_id = $1 AND known_until = $2 AND indicator IN ($$)";
    let read = |row: &Row| Ok((row.get::<i64>("indicator")?, row.get("day")?, value(row)?));
    let mut all = BTreeMap::<i64, Rows>::new();
    for (indicator, day, value) in tx.all_in(SQL, &[&place, &NEVER], indicators, read).await? {
        all.entry(indicator).or_default().insert(day, value);
    }
    Ok(all)
}

/// A change of a row, with where.
pub(crate) type Placed = (i64, PlaceId, Change);

/// Ends rows on the day on which it became known that they are not so. What became known on that
/// same day is gone: knowledge is kept by the day.
pub(crate) async fn end(
    tx: &mut Tx,
    (indicator, place, day): (i64, PlaceId, Date),
    known: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE figure SET known_until = $4
        WHERE indicator = $1 AND place_id = $2 AND day = $3 AND known_until = $5";
    tx.run(SQL, &[&indicator, &place, &day, &known, &NEVER]).await?;
    Ok(())
}

/// Writes rows that hold from now on.
pub(crate) async fn add(
    tx: &mut Tx,
    changes: &[Placed],
    known: Date,
    why: Option<&str>,
) -> Result<(), Error> {
    let why = why.map(str::to_owned);
    let begun = changes.iter().filter_map(|(indicator, place, change)| match change {
        Change::Begin(day, it) => Some((indicator, place, day, it)),
        Change::End(_) => None,
    });
    let rows = begun.map(|(indicator, place, day, it)| {
        row![*indicator, *place, *day, known, NEVER, it.part, it.whole, it.have, it.due, why]
    });
    tx.bulk(
        "INSERT INTO figure (indicator, place_id, day, known_on, known_until, part, whole, have, due, why)",
        "ON CONFLICT (indicator, place_id, day, known_on) DO UPDATE SET known_until = excluded.known_until, part = excluded.part, whole = excluded.whole, have = excluded.have, due = excluded.due, why = excluded.why",
        rows,
    )
    .await?;
    Ok(())
}

/// Sets what is so now.
pub(crate) async fn set_now(tx: &mut Tx, all: &[Now]) -> Result<(), Error> {
    let rows = all.iter().map(|Now { place, indicator, since, value: it }| {
        row![*place, *indicator, *since, it.part, it.whole, it.have, it.due]
    });
    tx.bulk(
        "INSERT INTO figure_now (place_id, indicator, day, part, whole, have, due)",
        "ON CONFLICT (place_id, indicator) DO UPDATE SET day = excluded.day, part = excluded.part, whole = excluded.whole, have = excluded.have, due = excluded.due",
        rows,
    )
    .await?;
    Ok(())
}

/// A row that was corrected: the day that it was about, what it said, when that was known and until
/// when, and why it no longer held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Corrected {
    pub(crate) day: Date,
    pub(crate) value: Value,
    pub(crate) known_on: Date,
    pub(crate) known_until: Date,
    pub(crate) why: Option<String>,
}

/// Every row of an indicator at a place that is about the days from `first` to `last`, also those
/// that were corrected, the latest first.
pub(crate) async fn versions(
    tx: &mut Tx,
    (indicator, place): (i64, PlaceId),
    (first, last): (Date, Date),
) -> Result<Vec<Corrected>, Error> {
    const SQL: &str = "
        SELECT day, part, whole, have, due, known_on, known_until, why FROM figure
        WHERE indicator = $1 AND place_id = $2 AND day BETWEEN $3 AND $4
        ORDER BY day DESC, known_on DESC LIMIT 200";
    tx.all(SQL, &[&indicator, &place, &first, &last], |row| {
        Ok(Corrected {
            day: row.get("day")?,
            value: value(row)?,
            known_on: row.get("known_on")?,
            known_until: row.get("known_until")?,
            why: row.get("why")?,
        })
    })
    .await
}
