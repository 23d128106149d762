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

/// Records in force on a day, by place and register.
pub(crate) async fn records(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<(PlaceId, String, i64)>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.entry, COUNT(*) AS n
        FROM place_within w
        JOIN register_record c ON c.place_id = w.place_id
        JOIN register_version v ON v.record_id = c.id AND v.superseded_at >= $3
            AND v.valid_from <= $2 AND v.valid_to > $2
        WHERE w.ancestor_id = $1 AND v.status = 'in-force' AND v.expires_on >= $2
        GROUP BY c.place_id, c.entry";
    tx.all(SQL, &[&scope, &day, &never()], |row| {
        Ok((row.get("place_id")?, row.get("entry")?, row.get("n")?))
    })
    .await
}

/// The same as records.
pub(crate) async fn told(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, v.title
        FROM place_within w
        JOIN register_record c ON c.place_id = w.place_id
        JOIN register_version v ON v.record_id = c.id AND v.superseded_at >= $3
            AND v.valid_from <= $2 AND v.valid_to > $2
        WHERE w.ancestor_id = $1 AND v.status = 'in-force' AND v.expires_on >= $2";
    tx.all(SQL, &[&scope, &day, &never()], |row| {
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
