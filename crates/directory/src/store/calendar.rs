//! Terms and days that go otherwise.

use db::{Error, Row, Tx, row};
use jiff::{
    Timestamp,
    civil::{Date, Weekday},
};
use vocab::PlaceId;

use crate::model::{DayChange, TermDays};

fn term_days(row: &Row) -> Result<TermDays, Error> {
    Ok(TermDays {
        term: row.get("term")?,
        first: row.get("first_day")?,
        last: row.get("last_day")?,
    })
}

fn day_change(row: &Row) -> Result<DayChange, Error> {
    let follows = match row.get::<Option<i8>>("follows")? {
        Some(number) => {
            Some(Weekday::from_monday_one_offset(number).map_err(|_| Error::corrupt("follows"))?)
        }
        None => None,
    };
    Ok(DayChange {
        place: row.get("place_id")?,
        day: row.get("day")?,
        kind: row.get("kind")?,
        follows,
        reason: row.get("reason")?,
    })
}

/// Every term, the first first.
pub(crate) async fn terms(tx: &mut Tx) -> Result<Vec<TermDays>, Error> {
    const SQL: &str = "SELECT term, first_day, last_day FROM term ORDER BY first_day";
    tx.all(SQL, &[], term_days).await
}

/// Sets the days of a term.
pub(crate) async fn set_term(tx: &mut Tx, it: &TermDays) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO term (term, first_day, last_day) VALUES ($1, $2, $3)
        ON CONFLICT (term) DO UPDATE SET first_day = excluded.first_day,
            last_day = excluded.last_day";
    tx.run(SQL, &[&it.term, &it.first, &it.last]).await?;
    Ok(())
}

/// What `place` and the places around it do otherwise between two days, the widest place first.
pub(crate) async fn day_changes(
    tx: &mut Tx,
    place: PlaceId,
    first: Date,
    last: Date,
) -> Result<Vec<DayChange>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.day, c.kind, c.follows, c.reason
        FROM place_within w JOIN day_change c ON c.place_id = w.ancestor_id
        WHERE w.place_id = $1 AND c.day >= $2 AND c.day <= $3
        ORDER BY w.depth DESC, c.day";
    tx.all(SQL, &[&place, &first, &last], day_change).await
}

/// Sets what places do otherwise on days; a second word on a day replaces the first.
pub(crate) async fn set_day_changes(
    tx: &mut Tx,
    changes: &[DayChange],
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO day_change (place_id, day, kind, follows, reason, recorded_at)";
    const TAIL: &str = "
        ON CONFLICT (place_id, day) DO UPDATE SET kind = excluded.kind, follows = excluded.follows,
            reason = excluded.reason, recorded_at = excluded.recorded_at";
    let rows = changes.iter().map(|it| {
        let follows = it.follows.map(Weekday::to_monday_one_offset);
        row![it.place, it.day, it.kind, follows, it.reason, now]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Takes back what `place` does otherwise on `day`. Says whether there was something.
pub(crate) async fn end_day_change(tx: &mut Tx, place: PlaceId, day: Date) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM day_change WHERE place_id = $1 AND day = $2";
    Ok(tx.run(SQL, &[&place, &day]).await? == 1)
}
