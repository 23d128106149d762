//! The SQL of the chain. Each function is one statement, and decides nothing.

use db::{Error, Row, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, ActId};

use super::model::{Block, Entry, Line, PersonalLine, Wanted};

fn block(row: &Row) -> Result<Block, Error> {
    Ok(Block {
        number: row.get("number")?,
        previous: row.get("previous")?,
        head: row.get("head")?,
        records: row.get("records")?,
        made_at: row.get("made_at")?,
    })
}

fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        id: row.get("id")?,
        at: row.get("at")?,
        civil_at: row.get("civil_at")?,
        account: row.get("account_id")?,
        grant: row.get("grant_id")?,
        kind: row.get("kind")?,
        subject_kind: row.get("subject_kind")?,
        subject: row.get("subject_id")?,
        notes: row.get("notes")?,
        digest: row.get("digest")?,
        block: row.get("block")?,
    })
}

/// Records that are in no block yet, with their digests, by id.
pub(super) async fn unsealed(tx: &mut Tx, limit: i64) -> Result<Vec<(ActId, String)>, Error> {
    const SQL: &str = "SELECT id, digest FROM act WHERE block IS NULL ORDER BY id LIMIT $1";
    tx.all(SQL, &[&limit], |row| Ok((row.get("id")?, row.get("digest")?))).await
}

/// How many records are in no block yet, and when the oldest of them was written.
pub(super) async fn waiting(tx: &mut Tx) -> Result<(i64, Option<Timestamp>), Error> {
    const SQL: &str = "SELECT COUNT(*) AS n, MIN(at) AS oldest FROM act WHERE block IS NULL";
    let found = tx.one(SQL, &[], |row| Ok((row.get("n")?, row.get("oldest")?))).await?;
    Ok(found.unwrap_or((0, None)))
}

pub(super) async fn last_block(tx: &mut Tx) -> Result<Option<Block>, Error> {
    const SQL: &str = "
        SELECT number, previous, head, records, made_at
        FROM act_block
        ORDER BY number DESC
        LIMIT 1";
    tx.one(SQL, &[], block).await
}

pub(super) async fn add_block(tx: &mut Tx, it: &Block) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO act_block (number, previous, head, records, made_at)
        VALUES ($1, $2, $3, $4, $5)";
    tx.run(SQL, &[&it.number, &it.previous, &it.head, &it.records, &it.made_at]).await?;
    Ok(())
}

/// Puts records into a block. Says how many were in none before.
pub(super) async fn set_block(tx: &mut Tx, number: i64, ids: &[ActId]) -> Result<u64, Error> {
    const SQL: &str = "UPDATE act SET block = $1 WHERE block IS NULL AND id IN ($$)";
    tx.run_in(SQL, &[&number], ids).await
}

/// Blocks above `after`, by number.
pub(super) async fn blocks(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Block>, Error> {
    const SQL: &str = "
        SELECT number, previous, head, records, made_at
        FROM act_block
        WHERE number > $1
        ORDER BY number
        LIMIT $2";
    tx.all(SQL, &[&after, &limit], block).await
}

/// The records of the blocks from `first` to `last`, block by block, each in the order of ids.
pub(super) async fn lines(tx: &mut Tx, first: i64, last: i64) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT id, at, civil_at, account_id, grant_id, kind, subject_kind, subject_id, notes,
               digest, block
        FROM act
        WHERE block IS NOT NULL AND block >= $1 AND block <= $2
        ORDER BY block, id";
    tx.all(SQL, &[&first, &last], line).await
}

/// The records that are in no block yet, above `after`.
pub(super) async fn unsealed_lines(
    tx: &mut Tx,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT id, at, civil_at, account_id, grant_id, kind, subject_kind, subject_id, notes,
               digest, block
        FROM act
        WHERE block IS NULL AND id > $1
        ORDER BY id
        LIMIT $2";
    tx.all(SQL, &[&after, &limit], line).await
}

/// Personal values that still stand beside the records of the blocks from `first` to `last`.
pub(super) async fn personal(
    tx: &mut Tx,
    first: i64,
    last: i64,
) -> Result<Vec<PersonalLine>, Error> {
    const SQL: &str = "
        SELECT p.act_id, p.key, p.salt, p.value, a.notes
        FROM act a JOIN act_personal p ON p.act_id = a.id
        WHERE a.block IS NOT NULL AND a.block >= $1 AND a.block <= $2
        ORDER BY p.act_id, p.key";
    let read = |row: &Row| {
        Ok(PersonalLine {
            act: row.get("act_id")?,
            key: row.get("key")?,
            salt: row.get("salt")?,
            value: row.get("value")?,
            notes: row.get("notes")?,
        })
    };
    tx.all(SQL, &[&first, &last], read).await
}

const ENTRY: &str = "
    SELECT a.id, a.at, a.civil_at, a.kind, a.subject_kind, a.subject_id, a.notes, a.digest,
           a.block, c.login, c.name
    FROM act a LEFT JOIN account c ON c.id = a.account_id
    WHERE";

fn entry(row: &Row) -> Result<Entry, Error> {
    let kind: Option<String> = row.get("subject_kind")?;
    let bits: Option<i64> = row.get("subject_id")?;
    Ok(Entry {
        id: row.get("id")?,
        at: row.get("at")?,
        civil_at: row.get("civil_at")?,
        kind: row.get("kind")?,
        subject: kind.zip(bits),
        notes: row.get("notes")?,
        digest: row.get("digest")?,
        block: row.get("block")?,
        login: row.get("login")?,
        name: row.get("name")?,
    })
}

/// The records that are wanted, newest first.
pub(super) async fn search(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<Entry>, Error> {
    const REST: &str = "
        a.civil_at >= $1 AND a.civil_at < $2 AND a.kind >= $3 AND a.kind <= $4
        AND (a.civil_at, a.id) < ($5, $6)
        ORDER BY a.civil_at DESC, a.id DESC
        LIMIT $7";
    let (low, high) = match &wanted.kind {
        Some(kind) => (kind.as_str(), kind.as_str()),
        None => ("", "~"),
    };
    let (moment, id) = wanted.below.as_ref().map_or(("9999", i64::MAX), |it| (&it.0, it.1));
    let (from, until, limit) = (wanted.from.as_str(), wanted.until.as_str(), wanted.limit);
    let rest: [&dyn db::Stored; 7] = [&from, &until, &low, &high, &moment, &id, &limit];
    let (by, own): (&'static str, Vec<&dyn db::Stored>) = match (&wanted.account, &wanted.subject) {
        (None, None) => ("", vec![]),
        (Some(account), None) => ("a.account_id = $8 AND", vec![account]),
        (None, Some((kind, bits))) => {
            ("a.subject_kind = $8 AND a.subject_id = $9 AND", vec![kind, bits])
        }
        (Some(account), Some((kind, bits))) => (
            "a.subject_kind = $8 AND a.subject_id = $9 AND a.account_id = $10 AND",
            vec![kind, bits, account],
        ),
    };
    let values: Vec<&dyn db::Stored> = rest.into_iter().chain(own).collect();
    tx.all(db::Sql::of(&[ENTRY, by, REST]), &values, entry).await
}

/// The record `id`.
pub(super) async fn find_entry(tx: &mut Tx, id: ActId) -> Result<Option<Entry>, Error> {
    tx.one(db::Sql::of(&[ENTRY, "a.id = $1"]), &[&id], entry).await
}

/// The names of the personal values that still stand beside a record.
pub(super) async fn personal_keys(tx: &mut Tx, id: ActId) -> Result<Vec<String>, Error> {
    const SQL: &str = "SELECT key FROM act_personal WHERE act_id = $1 ORDER BY key";
    tx.all(SQL, &[&id], |row| row.get("key")).await
}

/// The account that logs in as `login`.
pub(super) async fn find_account(tx: &mut Tx, login: &str) -> Result<Option<AccountId>, Error> {
    const SQL: &str = "SELECT id FROM account WHERE login = $1";
    tx.one(SQL, &[&login], |row| row.get("id")).await
}

/// How many records are in blocks, by what the blocks say.
pub(super) async fn sealed_count(tx: &mut Tx) -> Result<i64, Error> {
    const SQL: &str = "SELECT CAST(COALESCE(SUM(records), 0) AS BIGINT) AS n FROM act_block";
    Ok(tx.one(SQL, &[], |row| row.get("n")).await?.unwrap_or(0))
}

/// Whoever reads the trail on `day`.
pub(super) async fn auditors(tx: &mut Tx, day: Date) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT account_id
        FROM role_grant
        WHERE role = 'audit-admin' AND since <= $1 AND (until IS NULL OR until > $1)";
    tx.all(SQL, &[&day], |row| row.get("account_id")).await
}
