//! How punctual cases are: on time over all that ended and what is overdue.

use db::{Error, Tx};
use jiff::civil::DateTime;
use vocab::PlaceId;

use crate::model::Rate;

/// The rate of each deadline of a kind of case within `scope`: its word, and the figures.
pub(crate) async fn rates(
    tx: &mut Tx,
    (entry, scope): (&str, PlaceId),
    now: DateTime,
) -> Result<Vec<(String, Rate)>, Error> {
    const SQL: &str = "
        SELECT k.clock AS clock,
               COUNT(*) FILTER (WHERE k.stopped_at <= k.due_at) AS on_time,
               COUNT(*) FILTER (WHERE k.stopped_at IS NOT NULL) AS ended,
               COUNT(*) FILTER (WHERE k.stopped_at IS NULL AND k.due_at < $3
                                AND (c.paused_at IS NULL OR k.due_at < c.paused_at)) AS overdue
        FROM case_clock k
        JOIN case_record c ON c.id = k.case_id
        JOIN place_within w ON w.place_id = c.place_id AND w.ancestor_id = $2
        WHERE k.entry = $1 AND k.counted = 1
        GROUP BY k.clock ORDER BY k.clock";
    tx.all(SQL, &[&entry.to_owned(), &scope, &now], |row| {
        let rate = Rate {
            on_time: row.get("on_time")?,
            ended: row.get("ended")?,
            overdue: row.get("overdue")?,
        };
        Ok((row.get("clock")?, rate))
    })
    .await
}
