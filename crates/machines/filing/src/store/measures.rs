//! The SQL of what can be counted of returns.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

/// The returns of a kind at a place.
pub(crate) struct Returns {
    pub(crate) place: PlaceId,
    pub(crate) entry: String,
    pub(crate) due: i64,
    pub(crate) filed: i64,
    pub(crate) in_time: i64,
}

/// The returns of the periods that ended between two days, by place and kind, as far as they were
/// filed by the end of the last. `CROSS JOIN` keeps SQLite from going through all returns there are
/// in the order of their places.
pub(crate) async fn returns(
    tx: &mut Tx,
    scope: PlaceId,
    (first, last): (Date, Date),
) -> Result<Vec<Returns>, Error> {
    const SQL: &str = "
        SELECT r.place_id, o.entry, COUNT(*) AS due,
               COUNT(*) FILTER (WHERE r.filed_at < $4) AS filed,
               COUNT(*) FILTER (WHERE r.filed_at < $4 AND r.filed_at <= o.closes_at) AS in_time
        FROM filing_round o CROSS JOIN filing_return r
        WHERE o.last_day BETWEEN $2 AND $3 AND r.round_id = o.id AND EXISTS (
            SELECT 1 FROM place_within w WHERE w.place_id = r.place_id AND w.ancestor_id = $1)
        GROUP BY r.place_id, o.entry";
    let end = last.tomorrow().unwrap_or(last).at(0, 0, 0, 0);
    tx.all(SQL, &[&scope, &first, &last, &end], |row| {
        Ok(Returns {
            place: row.get("place_id")?,
            entry: row.get("entry")?,
            due: row.get("due")?,
            filed: row.get("filed")?,
            in_time: row.get("in_time")?,
        })
    })
    .await
}
