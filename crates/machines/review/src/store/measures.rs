//! The SQL of what can be counted of reviews.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

/// The applications of a kind at a place that came to a level.
pub(crate) struct Applied {
    pub(crate) place: PlaceId,
    pub(crate) entry: String,
    pub(crate) level: Option<String>,
    pub(crate) applied: i64,
    pub(crate) held: i64,
    /// Those of them that were settled in the time asked about.
    pub(crate) won: i64,
}

/// What was put in between two days, and what holds on the last, by place, kind and level.
pub(crate) async fn applications(
    tx: &mut Tx,
    scope: PlaceId,
    (first, last): (Date, Date),
) -> Result<Vec<Applied>, Error> {
    const SQL: &str = "
        SELECT a.place_id, a.entry, a.level,
               COUNT(*) FILTER (WHERE a.applied_on >= $2 AND a.state <> 'draft') AS applied,
               COUNT(*) FILTER (WHERE a.state = 'final' AND a.settled_at < $4
                                AND a.valid_until >= $3) AS held,
               COUNT(*) FILTER (WHERE a.state = 'final' AND a.settled_at < $4
                                AND a.settled_at >= $5) AS won
        FROM place_within w JOIN review_application a ON a.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND a.applied_on <= $3
        GROUP BY a.place_id, a.entry, a.level";
    let (begin, end) = (first.at(0, 0, 0, 0), last.tomorrow().unwrap_or(last).at(0, 0, 0, 0));
    tx.all(SQL, &[&scope, &first, &last, &end, &begin], |row| {
        Ok(Applied {
            place: row.get("place_id")?,
            entry: row.get("entry")?,
            level: row.get("level")?,
            applied: row.get("applied")?,
            held: row.get("held")?,
            won: row.get("won")?,
        })
    })
    .await
}
