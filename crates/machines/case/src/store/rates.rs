//! How punctual cases are, place by place: on time over all that ended and what is overdue; and how
//! many there were, month by month.

use db::{Error, Row, Tx};
use jiff::civil::DateTime;
use vocab::PlaceId;

use crate::model::Rate;

fn rate(row: &Row) -> Result<Rate, Error> {
    Ok(Rate {
        on_time: row.get("on_time")?,
        ended: row.get("ended")?,
        overdue: row.get("overdue")?,
    })
}

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
    tx.all(SQL, &[&entry, &scope, &now], |row| Ok((row.get("clock")?, rate(row)?))).await
}

/// A place below another, with the rates of the deadlines there.
pub(crate) struct Below {
    pub(crate) place: PlaceId,
    pub(crate) name: String,
    pub(crate) clock: String,
    pub(crate) rate: Rate,
}

/// The same for each place right below `scope` that has any.
pub(crate) async fn rates_below(
    tx: &mut Tx,
    (entry, scope): (&str, PlaceId),
    now: DateTime,
) -> Result<Vec<Below>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, k.clock AS clock,
               COUNT(*) FILTER (WHERE k.stopped_at <= k.due_at) AS on_time,
               COUNT(*) FILTER (WHERE k.stopped_at IS NOT NULL) AS ended,
               COUNT(*) FILTER (WHERE k.stopped_at IS NULL AND k.due_at < $3
                                AND (c.paused_at IS NULL OR k.due_at < c.paused_at)) AS overdue
        FROM case_clock k
        JOIN case_record c ON c.id = k.case_id
        JOIN place_within w ON w.place_id = c.place_id
        JOIN place p ON p.id = w.ancestor_id AND p.parent_id = $2
        WHERE k.entry = $1 AND k.counted = 1
        GROUP BY p.id, p.name, k.clock ORDER BY p.name, p.id, k.clock";
    tx.all(SQL, &[&entry, &scope, &now], |row| {
        let (place, name) = (row.get("id")?, row.get("name")?);
        Ok(Below { place, name, clock: row.get("clock")?, rate: rate(row)? })
    })
    .await
}

/// A month: how many cases began in it, and how many of those are closed or overdue by now.
pub(crate) struct Month {
    pub(crate) month: String,
    pub(crate) opened: i64,
    pub(crate) closed: i64,
    pub(crate) overdue: i64,
}

/// The months in which cases of a kind began within `scope`, the latest first.
pub(crate) async fn months(
    tx: &mut Tx,
    (entry, scope): (&str, PlaceId),
    now: DateTime,
) -> Result<Vec<Month>, Error> {
    const SQL: &str = "
        SELECT SUBSTR(c.opened_at, 1, 7) AS month, COUNT(*) AS opened,
               COUNT(*) FILTER (WHERE c.outcome IS NOT NULL) AS closed,
               COUNT(*) FILTER (WHERE c.outcome IS NULL AND c.due_at < $3) AS overdue
        FROM case_record c
        JOIN place_within w ON w.place_id = c.place_id AND w.ancestor_id = $2
        WHERE c.entry = $1
        GROUP BY SUBSTR(c.opened_at, 1, 7) ORDER BY 1 DESC LIMIT 36";
    tx.all(SQL, &[&entry, &scope, &now], |row| {
        Ok(Month {
            month: row.get("month")?,
            opened: row.get("opened")?,
            closed: row.get("closed")?,
            overdue: row.get("overdue")?,
        })
    })
    .await
}
