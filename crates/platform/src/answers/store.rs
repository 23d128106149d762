//! The SQL of lists that were sent in.

use db::{Error, Tx, row};
use jiff::Timestamp;
use vocab::AccountId;

/// Which of somebody's files: what was sent, or the marked copy of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    List,
    Copy,
}

impl Part {
    fn key(self) -> String {
        match self {
            Self::List => "list",
            Self::Copy => "copy",
        }
        .to_owned()
    }
}

/// Adds the pieces of a file.
pub(super) async fn add(
    tx: &mut Tx,
    (account, kind, part): (AccountId, &str, Part),
    (file_name, pieces): (&str, &[String]),
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO sent_list (account_id, kind, part, number, made_at, file_name, sealed)";
    let (kind, part) = (kind.to_owned(), part.key());
    let name = file_name.to_owned();
    let rows =
        (0_i64..).zip(pieces).map(|(number, it)| row![account, kind, part, number, now, name, *it]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The pieces of a file in order, with its name.
pub(super) async fn pieces(
    tx: &mut Tx,
    (account, kind, part): (AccountId, &str, Part),
) -> Result<Vec<(String, String)>, Error> {
    const SQL: &str = "
        SELECT file_name, sealed FROM sent_list
        WHERE account_id = $1 AND kind = $2 AND part = $3 ORDER BY number";
    tx.all(SQL, &[&account, &kind, &part.key()], |row| {
        Ok((row.get("file_name")?, row.get("sealed")?))
    })
    .await
}

/// Whether there is such a file.
pub(super) async fn exists(
    tx: &mut Tx,
    (account, kind, part): (AccountId, &str, Part),
) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT number FROM sent_list
        WHERE account_id = $1 AND kind = $2 AND part = $3 AND number = 0";
    let read = |row: &db::Row| row.get::<i64>("number");
    Ok(tx.one(SQL, &[&account, &kind, &part.key()], read).await?.is_some())
}

/// Drops what somebody last sent in of a kind, and its copy.
pub(super) async fn delete(tx: &mut Tx, account: AccountId, kind: &str) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM sent_list WHERE account_id = $1 AND kind = $2";
    tx.run(SQL, &[&account, &kind]).await
}

/// Drops the pieces that were made before `at`, up to `limit`.
pub(super) async fn delete_old(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM sent_list WHERE (account_id, kind, part, number) IN (
            SELECT account_id, kind, part, number FROM sent_list WHERE made_at < $1 LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}
