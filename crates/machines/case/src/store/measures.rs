//! The SQL of what can be counted of cases: each goes over a whole scope at once.

use db::{Error, Row, Tx};
use jiff::civil::DateTime;
use platform::measures::Record;
use vocab::PlaceId;

use crate::model::CaseId;

/// The cases of a kind at a place.
pub(crate) struct Counts {
    pub(crate) place: PlaceId,
    pub(crate) entry: String,
    pub(crate) opened: i64,
    pub(crate) closed: i64,
    pub(crate) open: i64,
    pub(crate) overdue: i64,
}

/// What began and was closed from one moment to another, what was open at its end, and what of that
/// was overdue when the day began.
pub(crate) async fn cases(
    tx: &mut Tx,
    scope: PlaceId,
    (from, to, day): (DateTime, DateTime, DateTime),
) -> Result<Vec<Counts>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.entry,
               COUNT(*) FILTER (WHERE c.opened_at >= $2) AS opened,
               COUNT(*) FILTER (WHERE c.closed_at >= $2 AND c.closed_at < $3) AS closed,
               COUNT(*) FILTER (WHERE c.closed_at IS NULL OR c.closed_at >= $3) AS open,
               COUNT(*) FILTER (WHERE (c.closed_at IS NULL OR c.closed_at >= $3)
                                AND c.due_at < $4) AS overdue
        FROM place_within w JOIN case_record c ON c.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND c.opened_at < $3
        GROUP BY c.place_id, c.entry";
    tx.all(SQL, &[&scope, &from, &to, &day], |row| {
        Ok(Counts {
            place: row.get("place_id")?,
            entry: row.get("entry")?,
            opened: row.get("opened")?,
            closed: row.get("closed")?,
            open: row.get("open")?,
            overdue: row.get("overdue")?,
        })
    })
    .await
}

/// The same by what was answered to `fields`: `field.option`, of yes and no `field.yes`. What is
/// overdue is not told apart here.
pub(crate) async fn answers(
    tx: &mut Tx,
    scope: PlaceId,
    (from, to, _): (DateTime, DateTime, DateTime),
    fields: &[String],
) -> Result<Vec<(String, Counts)>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.entry, a.field, a.text_value, a.int_value,
               COUNT(*) FILTER (WHERE c.opened_at >= $2) AS opened,
               COUNT(*) FILTER (WHERE c.closed_at >= $2 AND c.closed_at < $3) AS closed,
               COUNT(*) FILTER (WHERE c.closed_at IS NULL OR c.closed_at >= $3) AS open
        FROM place_within w JOIN case_record c ON c.place_id = w.place_id
        JOIN answer a ON a.owner_kind = 'cse' AND a.owner_id = c.id
        WHERE w.ancestor_id = $1 AND c.opened_at < $3 AND a.field IN ($$)
        GROUP BY c.place_id, c.entry, a.field, a.text_value, a.int_value";
    let read = |row: &Row| {
        let (field, option): (String, Option<String>) = (row.get("field")?, row.get("text_value")?);
        let is_yes = row.get::<Option<i64>>("int_value")? == Some(1);
        let option = option.unwrap_or_else(|| if is_yes { "yes" } else { "no" }.to_owned());
        let counts = Counts {
            place: row.get("place_id")?,
            entry: row.get("entry")?,
            opened: row.get("opened")?,
            closed: row.get("closed")?,
            open: row.get("open")?,
            overdue: 0,
        };
        Ok((format!("{field}.{option}"), counts))
    };
    tx.all_in(SQL, &[&scope, &from, &to], fields, read).await
}

/// Deadlines by place and kind: those that ended from one moment to another or were overdue when the
/// day began, and those of them that were kept.
pub(crate) async fn clocks(
    tx: &mut Tx,
    scope: PlaceId,
    (from, to, day): (DateTime, DateTime, DateTime),
) -> Result<Vec<(PlaceId, String, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.entry,
               COUNT(*) FILTER (WHERE k.stopped_at >= $2 AND k.stopped_at < $3
                                OR k.stopped_at IS NULL AND k.due_at < $4
                                   AND (c.paused_at IS NULL OR k.due_at < c.paused_at)) AS ended,
               COUNT(*) FILTER (WHERE k.stopped_at >= $2 AND k.stopped_at < $3
                                AND k.stopped_at <= k.due_at) AS kept
        FROM place_within w
        JOIN case_record c ON c.place_id = w.place_id
        JOIN case_clock k ON k.case_id = c.id AND k.counted = 1
        WHERE w.ancestor_id = $1
        GROUP BY c.place_id, c.entry";
    tx.all(SQL, &[&scope, &from, &to, &day], |row| {
        Ok((row.get("place_id")?, row.get("entry")?, row.get("ended")?, row.get("kept")?))
    })
    .await
}

/// The cases that one of the measures counts, by their numbers.
pub(crate) async fn records(
    tx: &mut Tx,
    (scope, measure): (PlaceId, &str),
    (from, to, day): (DateTime, DateTime, DateTime),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, c.number
        FROM place_within w JOIN case_record c ON c.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND c.opened_at < $3
          AND ($5 = 'case.opened' AND c.opened_at >= $2
               OR $5 = 'case.closed' AND c.closed_at >= $2 AND c.closed_at < $3
               OR $5 = 'case.open' AND (c.closed_at IS NULL OR c.closed_at >= $3)
               OR $5 = 'case.overdue' AND (c.closed_at IS NULL OR c.closed_at >= $3)
                  AND c.due_at < $4)";
    tx.all(SQL, &[&scope, &from, &to, &day, &measure], |row| {
        let (id, entry): (CaseId, String) = (row.get("id")?, row.get("entry")?);
        let path = format!("/cases/{entry}/{id}");
        Ok(Record { words: vec![entry], label: row.get("number")?, path })
    })
    .await
}
