//! The SQL of a sheet that comes in: what its rows can mean.

use db::{Error, Row, Tx};
use jiff::civil::DateTime;
use platform::access::PlaceKind;
use vocab::PlaceId;

use super::records::{record, version};
use crate::{
    model::{NEVER, Record, RecordId},
    rules::Version,
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
