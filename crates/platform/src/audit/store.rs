//! The SQL of the chain. Each function is one statement, and decides nothing.

use db::{Error, Row, Tx};
use jiff::Timestamp;
use vocab::ActId;

use super::model::{Block, Line, PersonalLine};

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
