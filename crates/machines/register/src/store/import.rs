//! The SQL of a sheet that comes in: what its rows can mean, and many records written at once.

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, DateTime};
use platform::access::PlaceKind;
use vocab::PlaceId;

use super::records::{self, NewRecord, NewVersion, record, version};
use crate::{
    model::{NEVER, Record, RecordId},
    rules::{Content, Version},
};

/// Where a record can lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) id: PlaceId,
    pub(crate) name: String,
    /// What lies around it.
    pub(crate) around: String,
}

/// The places of `kind` within `scope`.
pub(crate) async fn spots(
    tx: &mut Tx,
    scope: PlaceId,
    kind: PlaceKind,
) -> Result<Vec<Spot>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, COALESCE(a.name, '') AS around
        FROM place p
        JOIN place_within w ON w.place_id = p.id AND w.ancestor_id = $1
        LEFT JOIN place a ON a.id = p.parent_id
        WHERE p.kind = $2 AND p.until IS NULL
        ORDER BY p.name, p.id";
    let read = |row: &Row| {
        Ok(Spot { id: row.get("id")?, name: row.get("name")?, around: row.get("around")? })
    };
    tx.all(SQL, &[&scope, &kind], read).await
}

/// The records of a register that `keys` stand for, wherever they lie.
pub(crate) async fn keyed(
    tx: &mut Tx,
    entry: &str,
    keys: &[String],
) -> Result<Vec<(String, RecordId, String)>, Error> {
    const SQL: &str = "
        SELECT unique_key, id, title FROM register_record WHERE entry = $1 AND unique_key IN ($$)";
    let read = |row: &Row| Ok((row.get("unique_key")?, row.get("id")?, row.get("title")?));
    tx.all_in(SQL, &[&entry.to_owned()], keys, read).await
}

/// The records of a register with these titles, within `scope`.
pub(crate) async fn titled(
    tx: &mut Tx,
    (entry, scope): (&str, PlaceId),
    titles: &[String],
) -> Result<Vec<(PlaceId, String, RecordId)>, Error> {
    const SQL: &str = "
        SELECT c.place_id, c.title, c.id
        FROM register_record c
        JOIN place_within w ON w.place_id = c.place_id AND w.ancestor_id = $2
        WHERE c.entry = $1 AND c.title IN ($$)";
    let read = |row: &Row| Ok((row.get("place_id")?, row.get("title")?, row.get("id")?));
    tx.all_in(SQL, &[&entry.to_owned(), &scope], titles, read).await
}

/// Those of `ids` that are records of a register within `scope`, each with what holds now.
pub(crate) async fn held(
    tx: &mut Tx,
    (entry, scope): (&str, PlaceId),
    ids: &[RecordId],
) -> Result<Vec<(Record, Version)>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, c.place_id, p.name AS place_name, c.title, c.status, c.since,
               c.expires_on, c.published, c.version, v.number, v.valid_from, v.valid_to,
               v.recorded_at, v.superseded_at, v.document
        FROM register_record c
        JOIN place p ON p.id = c.place_id
        JOIN place_within w ON w.place_id = c.place_id AND w.ancestor_id = $2
        JOIN register_version v ON v.record_id = c.id AND v.superseded_at = $3 AND v.valid_to = $4
        WHERE c.entry = $1 AND c.id IN ($$)";
    let values: &[&dyn db::Stored] = &[&entry.to_owned(), &scope, &NEVER.at(0, 0, 0, 0), &NEVER];
    tx.all_in(SQL, values, ids, |row| Ok((record(row)?, version(row)?))).await
}

/// Adds many records.
pub(crate) async fn add_records(tx: &mut Tx, all: &[NewRecord<'_>]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO register_record (id, entry, definition, place_id, title, unique_key, status,
                                     since, expires_on, remind_on, published, version)";
    let rows = all.iter().map(|it| {
        let (entry, definition) = (it.entry.to_owned(), it.definition.to_owned());
        let key = it.key.map(ToOwned::to_owned);
        row![
            it.id,
            entry,
            definition,
            it.place,
            it.content.title,
            key,
            it.content.status,
            it.since,
            it.content.expires,
            it.remind_on,
            i64::from(it.content.published),
            1_i64
        ]
    });
    tx.bulk(SQL, "", rows.collect::<Vec<_>>()).await?;
    Ok(())
}

/// What holds now of a record.
pub(crate) struct SetRecord<'a> {
    pub(crate) record: &'a Record,
    pub(crate) definition: &'a str,
    pub(crate) key: Option<&'a str>,
    pub(crate) content: &'a Content,
    pub(crate) remind_on: Date,
    /// The number of its newest version.
    pub(crate) version: i64,
}

/// Sets what holds now of many records, and says of how many. Whoever was first has taken the number
/// of a version, which cannot be given twice.
pub(crate) async fn set_records(tx: &mut Tx, all: &[SetRecord<'_>]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO register_record (id, entry, definition, place_id, title, unique_key, status,
                                     since, expires_on, remind_on, published, version)";
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE
        SET definition = excluded.definition, title = excluded.title,
            unique_key = excluded.unique_key, remind_on = excluded.remind_on,
            version = excluded.version
        WHERE register_record.version < excluded.version";
    let rows = all.iter().map(|it| {
        let (record, definition) = (it.record, it.definition.to_owned());
        let key = it.key.map(ToOwned::to_owned);
        row![
            record.id,
            record.entry,
            definition,
            record.place,
            it.content.title,
            key,
            record.status,
            record.since,
            record.expires,
            it.remind_on,
            i64::from(record.published),
            it.version
        ]
    });
    tx.bulk(SQL, TAIL, rows.collect::<Vec<_>>()).await
}

/// What holds now of many records is believed no more from `at` on.
pub(crate) async fn supersede_current(
    tx: &mut Tx,
    ids: &[RecordId],
    at: DateTime,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE register_version SET superseded_at = $1
        WHERE superseded_at = $2 AND valid_to = $3 AND record_id IN ($$)";
    tx.run_in(SQL, &[&at, &NEVER.at(0, 0, 0, 0), &NEVER], ids).await?;
    Ok(())
}

/// Writes down versions of many records at `at`.
pub(crate) async fn add_versions_of_all(
    tx: &mut Tx,
    at: DateTime,
    versions: &[(RecordId, NewVersion<'_>)],
) -> Result<(), Error> {
    records::insert_versions(tx, at, versions.iter().map(|it| (it.0, &it.1))).await
}
