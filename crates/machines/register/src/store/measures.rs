//! The SQL of what can be counted of registers: each goes over a whole scope at once.

use db::{Error, Tx};
use jiff::civil::{Date, DateTime};
use platform::measures::Record;
use vocab::PlaceId;

use crate::model::{NEVER, RecordId};

/// What is not superseded.
fn never() -> DateTime {
    NEVER.at(0, 0, 0, 0)
}

/// How many records of a register are at a place.
pub(crate) struct Held {
    pub(crate) place: PlaceId,
    pub(crate) entry: String,
    pub(crate) in_force: i64,
    /// Those of them that began in the time asked about.
    pub(crate) begun: i64,
}

/// Records in force on the last of two days, by place and register.
pub(crate) async fn records(
    tx: &mut Tx,
    scope: PlaceId,
    (first, last): (Date, Date),
) -> Result<Vec<Held>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.entry, COUNT(*) AS in_force,
               COUNT(*) FILTER (WHERE c.since >= $4) AS begun
        FROM place_within w
        JOIN register_record c ON c.place_id = w.place_id
        JOIN register_version v ON v.record_id = c.id AND v.superseded_at >= $3
            AND v.valid_from <= $2 AND v.valid_to > $2
        WHERE w.ancestor_id = $1 AND v.status = 'in-force' AND v.expires_on >= $2
        GROUP BY c.place_id, c.entry";
    tx.all(SQL, &[&scope, &last, &never(), &first], |row| {
        Ok(Held {
            place: row.get("place_id")?,
            entry: row.get("entry")?,
            in_force: row.get("in_force")?,
            begun: row.get("begun")?,
        })
    })
    .await
}

/// The same as records: those that began on or after `since`.
pub(crate) async fn told(
    tx: &mut Tx,
    scope: PlaceId,
    (since, day): (Date, Date),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, v.title
        FROM place_within w
        JOIN register_record c ON c.place_id = w.place_id
        JOIN register_version v ON v.record_id = c.id AND v.superseded_at >= $3
            AND v.valid_from <= $2 AND v.valid_to > $2
        WHERE w.ancestor_id = $1 AND v.status = 'in-force' AND v.expires_on >= $2
          AND c.since >= $4";
    tx.all(SQL, &[&scope, &day, &never(), &since], |row| {
        let (id, entry): (RecordId, String) = (row.get("id")?, row.get("entry")?);
        let path = format!("/registers/{entry}/{id}");
        Ok(Record { words: vec![entry], label: row.get("title")?, path })
    })
    .await
}

/// How many records say a word in a field.
pub(crate) struct Answered {
    pub(crate) place: PlaceId,
    pub(crate) entry: String,
    pub(crate) field: String,
    pub(crate) word: String,
    pub(crate) count: i64,
}

/// Records in force on a day by what they say now in the fields that are listed.
pub(crate) async fn answers(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<Answered>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.entry, a.field, a.text_value, COUNT(*) AS n
        FROM place_within w
        JOIN register_record c ON c.place_id = w.place_id
        JOIN register_version v ON v.record_id = c.id AND v.superseded_at >= $3
            AND v.valid_from <= $2 AND v.valid_to > $2
        JOIN answer a ON a.owner_kind = 'rec' AND a.owner_id = c.id AND a.text_value IS NOT NULL
        WHERE w.ancestor_id = $1 AND v.status = 'in-force' AND v.expires_on >= $2
        GROUP BY c.place_id, c.entry, a.field, a.text_value";
    tx.all(SQL, &[&scope, &day, &never()], |row| {
        Ok(Answered {
            place: row.get("place_id")?,
            entry: row.get("entry")?,
            field: row.get("field")?,
            word: row.get("text_value")?,
            count: row.get("n")?,
        })
    })
    .await
}
