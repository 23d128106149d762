//! One record: its row, its versions.

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, Role};

use crate::{
    model::{Event, NEVER, Record, RecordId},
    rules::{Content, Deed, Status, Version},
};

/// A row of what every list and page of records reads.
pub(super) fn record(row: &Row) -> Result<Record, Error> {
    Ok(Record {
        id: row.get("id")?,
        entry: row.get("entry")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        title: row.get("title")?,
        status: row.get("status")?,
        since: row.get("since")?,
        expires: row.get("expires_on")?,
        published: row.get::<i64>("published")? == 1,
        version: row.get("version")?,
    })
}

/// The record `id`.
pub(crate) async fn find(tx: &mut Tx, id: RecordId) -> Result<Option<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.entry, c.place_id, p.name AS place_name, c.title, c.status, c.since,
               c.expires_on, c.published, c.version
        FROM register_record c JOIN place p ON p.id = c.place_id
        WHERE c.id = $1";
    tx.one(SQL, &[&id], record).await
}

/// The record of a register that `key` stands for.
pub(crate) async fn find_twin(
    tx: &mut Tx,
    entry: &str,
    key: &str,
) -> Result<Option<(RecordId, String)>, Error> {
    const SQL: &str = "SELECT id, title FROM register_record WHERE entry = $1 AND unique_key = $2";
    let read = |row: &Row| Ok((row.get("id")?, row.get("title")?));
    tx.one(SQL, &[&entry.to_owned(), &key.to_owned()], read).await
}

/// A record as its row is written.
pub(crate) struct RecordRow<'a> {
    pub(crate) id: RecordId,
    pub(crate) entry: &'a str,
    pub(crate) definition: &'a str,
    pub(crate) place: PlaceId,
    pub(crate) key: Option<&'a str>,
    pub(crate) since: Date,
    pub(crate) remind_on: Date,
    pub(crate) content: &'a Content,
    /// The number of its newest version.
    pub(crate) version: i64,
}

/// Adds records.
pub(crate) async fn add(tx: &mut Tx, all: &[RecordRow<'_>]) -> Result<(), Error> {
    write(tx, all, "").await?;
    Ok(())
}

/// Sets what holds now of many records, and says of how many. Whoever was first has taken the number
/// of a version, which cannot be given twice.
pub(crate) async fn set_all(tx: &mut Tx, all: &[RecordRow<'_>]) -> Result<u64, Error> {
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE
        SET definition = excluded.definition, title = excluded.title,
            unique_key = excluded.unique_key, remind_on = excluded.remind_on,
            version = excluded.version
        WHERE register_record.version < excluded.version";
    write(tx, all, TAIL).await
}

async fn write(tx: &mut Tx, all: &[RecordRow<'_>], tail: &'static str) -> Result<u64, Error> {
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
            it.version
        ]
    });
    tx.bulk(SQL, tail, rows.collect::<Vec<_>>()).await
}

/// Sets what holds now, unless somebody was first. Says whether it did.
pub(crate) async fn set(
    tx: &mut Tx,
    (id, seen, version): (RecordId, i64, i64),
    (content, definition, key): (&Content, &str, Option<&str>),
    remind_on: Date,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE register_record
        SET title = $1, status = $2, expires_on = $3, published = $4, definition = $5,
            unique_key = $6, remind_on = $7, version = $8
        WHERE id = $9 AND version = $10";
    let values: &[&dyn db::Stored] = &[
        &content.title,
        &content.status,
        &content.expires,
        &i64::from(content.published),
        &definition,
        &key,
        &remind_on,
        &version,
        &id,
        &seen,
    ];
    Ok(tx.run(SQL, values).await? == 1)
}

/// A version that is written down.
pub(crate) struct NewVersion<'a> {
    pub(crate) number: i64,
    pub(crate) deed: Deed,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) content: &'a Content,
    pub(crate) reason: Option<&'a str>,
    pub(crate) by: (Option<AccountId>, Role),
}

/// Writes down versions at `at`, each of its record.
pub(crate) async fn add_versions<'a>(
    tx: &mut Tx,
    at: DateTime,
    versions: impl Iterator<Item = (RecordId, &'a NewVersion<'a>)>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO register_version (record_id, number, deed, valid_from, valid_to, recorded_at,
                                      superseded_at, title, status, expires_on, published, document,
                                      reason, account_id, role)";
    let never = NEVER.at(0, 0, 0, 0);
    let rows = versions.map(|(id, it)| {
        let (content, reason) = (it.content, it.reason.map(ToOwned::to_owned));
        row![
            id,
            it.number,
            it.deed,
            it.from,
            it.to,
            at,
            never,
            content.title,
            content.status,
            content.expires,
            i64::from(content.published),
            content.document,
            reason,
            it.by.0,
            it.by.1
        ]
    });
    tx.bulk(SQL, "", rows.collect::<Vec<_>>()).await?;
    Ok(())
}

/// A version is believed no more from `at` on.
pub(crate) async fn supersede(
    tx: &mut Tx,
    (id, number): (RecordId, i64),
    at: DateTime,
) -> Result<(), Error> {
    const SQL: &str =
        "UPDATE register_version SET superseded_at = $1 WHERE record_id = $2 AND number = $3";
    tx.run(SQL, &[&at, &id, &number]).await?;
    Ok(())
}

/// All versions of a record, the oldest first.
pub(crate) async fn versions(tx: &mut Tx, id: RecordId) -> Result<Vec<Version>, Error> {
    const SQL: &str = "
        SELECT number, valid_from, valid_to, recorded_at, superseded_at, title, status, expires_on,
               published, document
        FROM register_version WHERE record_id = $1 ORDER BY number";
    tx.all(SQL, &[&id], version).await
}

pub(super) fn version(row: &Row) -> Result<Version, Error> {
    Ok(Version {
        number: row.get("number")?,
        from: row.get("valid_from")?,
        to: row.get("valid_to")?,
        recorded: row.get("recorded_at")?,
        superseded: row.get("superseded_at")?,
        content: Content {
            title: row.get("title")?,
            status: row.get::<Status>("status")?,
            expires: row.get("expires_on")?,
            published: row.get::<i64>("published")? == 1,
            document: row.get("document")?,
        },
    })
}

/// What was done to a record, the newest first.
pub(crate) async fn events(tx: &mut Tx, id: RecordId) -> Result<Vec<Event>, Error> {
    const SQL: &str = "
        SELECT v.number, v.deed, v.recorded_at, v.valid_from, v.reason, v.role, a.name AS name
        FROM register_version v LEFT JOIN account a ON a.id = v.account_id
        WHERE v.record_id = $1 AND v.deed <> 'keep' ORDER BY v.number DESC";
    tx.all(SQL, &[&id], |row| {
        let role: Role = row.get("role")?;
        Ok(Event {
            number: row.get("number")?,
            deed: row.get("deed")?,
            at: row.get("recorded_at")?,
            from: row.get("valid_from")?,
            by: row.get::<Option<String>>("name")?.map(|name| (name, role)),
            reason: row.get("reason")?,
        })
    })
    .await
}
