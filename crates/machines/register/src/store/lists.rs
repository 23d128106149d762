//! Lists of records, what is counted in them, and what comes to its end. Scope is in the SQL.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use super::records::record;
use crate::model::{Record, RecordId};

/// A field and the words that it may say; both empty for no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) field: String,
    /// The words, each between commas: `,a,b,`.
    pub(crate) words: String,
}

impl Part {
    /// That `field` says one of `words`.
    pub(crate) fn of<'a>(field: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        Self { field: field.to_owned(), words: format!(",{},", words.join(",")) }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone)]
pub(crate) struct Narrow {
    pub(crate) entry: String,
    /// The place whose records are meant: what lies in it, and what it lies in.
    pub(crate) place: PlaceId,
    /// How the title or the place begins; empty for all.
    pub(crate) search: String,
    /// `in-force`, `ending`, `expired`, `withdrawn`, `published`; empty for all.
    pub(crate) status: String,
    pub(crate) today: Date,
    /// Until when a term that ends counts as ending.
    pub(crate) soon: Date,
    pub(crate) parts: [Part; 3],
}

/// What every title that begins with `search` comes before.
fn bound(search: &str) -> String {
    format!("{search}\u{10FFFF}")
}

/// The records of a register after `after`, by title.
pub(crate) async fn list(
    tx: &mut Tx,
    it: &Narrow,
    (after, limit): ((&str, i64), i64),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, c.place_id, p.name AS place_name, c.title, c.status, c.since,
               c.expires_on, c.published, c.version
        FROM register_record c JOIN place p ON p.id = c.place_id
        WHERE c.entry = $1
          AND (EXISTS (SELECT 1 FROM place_within w
                       WHERE w.ancestor_id = $2 AND w.place_id = c.place_id)
               OR EXISTS (SELECT 1 FROM place_within w
                          WHERE w.ancestor_id = c.place_id AND w.place_id = $2))
          AND ($3 = '' OR (c.title >= $3 AND c.title < $4) OR (p.name >= $3 AND p.name < $4))
          AND ($5 = ''
               OR ($5 = 'in-force' AND c.status = 'in-force' AND c.expires_on >= $6)
               OR ($5 = 'ending' AND c.status = 'in-force' AND c.expires_on >= $6
                   AND c.expires_on <= $7)
               OR ($5 = 'expired' AND c.status = 'in-force' AND c.expires_on < $6)
               OR ($5 = 'published' AND c.published = 1)
               OR ($5 = 'withdrawn' AND c.status = 'withdrawn'))
          AND ($8 = '' OR EXISTS (SELECT 1 FROM answer a
                                  WHERE a.owner_kind = 'rec' AND a.owner_id = c.id AND a.field = $8
                                    AND REPLACE($9, ',' || a.text_value || ',', '') <> $9))
          AND ($10 = '' OR EXISTS (SELECT 1 FROM answer a
                                   WHERE a.owner_kind = 'rec' AND a.owner_id = c.id
                                     AND a.field = $10 AND REPLACE($11, ',' || a.text_value || ',', '') <> $11))
          AND ($12 = '' OR EXISTS (SELECT 1 FROM answer a
                                   WHERE a.owner_kind = 'rec' AND a.owner_id = c.id
                                     AND a.field = $12 AND REPLACE($13, ',' || a.text_value || ',', '') <> $13))
          AND (c.title > $14 OR (c.title = $14 AND c.id > $15))
        ORDER BY c.title, c.id LIMIT $16";
    let bound = bound(&it.search);
    let [one, two, three] = &it.parts;
    let values: &[&dyn db::Stored] = &[
        &it.entry,
        &it.place,
        &it.search,
        &bound,
        &it.status,
        &it.today,
        &it.soon,
        &one.field,
        &one.words,
        &two.field,
        &two.words,
        &three.field,
        &three.words,
        &after.0,
        &after.1,
        &limit,
    ];
    tx.all(SQL, values, record).await
}

/// How many records there are, and what their answers to the number field `sum` come to.
pub(crate) async fn count(tx: &mut Tx, it: &Narrow, sum: &str) -> Result<(i64, i64), Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n, CAST(COALESCE(SUM(s.int_value), 0) AS BIGINT) AS total
        FROM register_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN answer s ON s.owner_kind = 'rec' AND s.owner_id = c.id AND s.field = $14
                          AND s.number = 0
        WHERE c.entry = $1
          AND (EXISTS (SELECT 1 FROM place_within w
                       WHERE w.ancestor_id = $2 AND w.place_id = c.place_id)
               OR EXISTS (SELECT 1 FROM place_within w
                          WHERE w.ancestor_id = c.place_id AND w.place_id = $2))
          AND ($3 = '' OR (c.title >= $3 AND c.title < $4) OR (p.name >= $3 AND p.name < $4))
          AND ($5 = ''
               OR ($5 = 'in-force' AND c.status = 'in-force' AND c.expires_on >= $6)
               OR ($5 = 'ending' AND c.status = 'in-force' AND c.expires_on >= $6
                   AND c.expires_on <= $7)
               OR ($5 = 'expired' AND c.status = 'in-force' AND c.expires_on < $6)
               OR ($5 = 'published' AND c.published = 1)
               OR ($5 = 'withdrawn' AND c.status = 'withdrawn'))
          AND ($8 = '' OR EXISTS (SELECT 1 FROM answer a
                                  WHERE a.owner_kind = 'rec' AND a.owner_id = c.id AND a.field = $8
                                    AND REPLACE($9, ',' || a.text_value || ',', '') <> $9))
          AND ($10 = '' OR EXISTS (SELECT 1 FROM answer a
                                   WHERE a.owner_kind = 'rec' AND a.owner_id = c.id
                                     AND a.field = $10 AND REPLACE($11, ',' || a.text_value || ',', '') <> $11))
          AND ($12 = '' OR EXISTS (SELECT 1 FROM answer a
                                   WHERE a.owner_kind = 'rec' AND a.owner_id = c.id
                                     AND a.field = $12 AND REPLACE($13, ',' || a.text_value || ',', '') <> $13))";
    let bound = bound(&it.search);
    let [one, two, three] = &it.parts;
    let values: &[&dyn db::Stored] = &[
        &it.entry,
        &it.place,
        &it.search,
        &bound,
        &it.status,
        &it.today,
        &it.soon,
        &one.field,
        &one.words,
        &two.field,
        &two.words,
        &three.field,
        &three.words,
        &sum,
    ];
    let found = tx.one(SQL, values, |row| Ok((row.get("n")?, row.get("total")?))).await?;
    Ok(found.unwrap_or_default())
}

/// Whether somebody who acts for `place` may see the record.
pub(crate) async fn is_seen(tx: &mut Tx, id: RecordId, place: PlaceId) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT c.id FROM register_record c
        WHERE c.id = $1
          AND (EXISTS (SELECT 1 FROM place_within w
                       WHERE w.ancestor_id = $2 AND w.place_id = c.place_id)
               OR EXISTS (SELECT 1 FROM place_within w
                          WHERE w.ancestor_id = c.place_id AND w.place_id = $2))";
    Ok(tx.one(SQL, &[&id, &place], |row| row.get::<RecordId>("id")).await?.is_some())
}

/// What the records say.
pub(crate) async fn documents(
    tx: &mut Tx,
    ids: &[RecordId],
) -> Result<Vec<(RecordId, String)>, Error> {
    const SQL: &str = "
        SELECT owner_id, document FROM answer_document
        WHERE owner_kind = 'rec' AND owner_id IN ($$)";
    tx.all_in(SQL, &[], ids, |row| Ok((row.get("owner_id")?, row.get("document")?))).await
}

/// The records in force whose day in `field` lies from `from` to before `to`.
pub(crate) async fn dated(
    tx: &mut Tx,
    it: &Narrow,
    field: &str,
    (from, to): (Date, Date),
) -> Result<Vec<(Date, RecordId, String, String)>, Error> {
    const SQL: &str = "
        SELECT a.text_value AS day, c.id, c.title, p.name AS place_name
        FROM answer a
        JOIN register_record c ON c.id = a.owner_id
        JOIN place p ON p.id = c.place_id
        WHERE a.entry = $1 AND a.field = $2 AND a.owner_kind = 'rec'
          AND a.text_value >= $3 AND a.text_value < $4 AND c.status = 'in-force'
          AND (EXISTS (SELECT 1 FROM place_within w
                       WHERE w.ancestor_id = $5 AND w.place_id = c.place_id)
               OR EXISTS (SELECT 1 FROM place_within w
                          WHERE w.ancestor_id = c.place_id AND w.place_id = $5))
        ORDER BY a.text_value, c.title, c.id";
    let values: &[&dyn db::Stored] = &[&it.entry, &field, &from, &to, &it.place];
    tx.all(SQL, values, |row| {
        Ok((row.get("day")?, row.get("id")?, row.get("title")?, row.get("place_name")?))
    })
    .await
}

/// The published records of a register that hold on `today`, by title.
pub(crate) async fn published(
    tx: &mut Tx,
    (entry, today): (&str, Date),
    search: &str,
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, c.place_id, p.name AS place_name, c.title, c.status, c.since,
               c.expires_on, c.published, c.version
        FROM register_record c JOIN place p ON p.id = c.place_id
        WHERE c.entry = $1 AND c.published = 1 AND c.status = 'in-force' AND c.expires_on >= $2
          AND ($3 = '' OR (c.title >= $3 AND c.title < $4) OR (p.name >= $3 AND p.name < $4))
        ORDER BY c.title, c.id";
    let bound = bound(search);
    tx.all(SQL, &[&entry, &today, &search, &bound], record).await
}

/// The records in force whose keepers are to be reminded by `today`.
pub(crate) async fn due(tx: &mut Tx, today: Date) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, c.place_id, p.name AS place_name, c.title, c.status, c.since,
               c.expires_on, c.published, c.version
        FROM register_record c JOIN place p ON p.id = c.place_id
        WHERE c.remind_on <= $1 AND c.status = 'in-force'
        ORDER BY c.entry, c.expires_on, c.id";
    tx.all(SQL, &[&today], record).await
}

/// The next reminder of `records` is on `day`.
pub(crate) async fn set_reminded(
    tx: &mut Tx,
    day: Date,
    records: &[RecordId],
) -> Result<(), Error> {
    const SQL: &str = "UPDATE register_record SET remind_on = $1 WHERE id IN ($$)";
    tx.run_in(SQL, &[&day], records).await?;
    Ok(())
}

/// Who holds `role` at a place that each of `records` lies in, on `day`.
pub(crate) async fn keepers_of_each(
    tx: &mut Tx,
    (role, day): (Role, Date),
    records: &[RecordId],
) -> Result<Vec<(RecordId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT c.id AS record_id, g.account_id AS account_id
        FROM register_record c
        JOIN place_within w ON w.place_id = c.place_id
        JOIN role_grant g ON g.place_id = w.ancestor_id AND g.role = $1
             AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
        WHERE c.id IN ($$)";
    let read = |row: &Row| Ok((row.get("record_id")?, row.get("account_id")?));
    tx.all_in(SQL, &[&role, &day], records, read).await
}
