//! The SQL of the catalog.

use db::{Error, Tx};
use jiff::Timestamp;
use vocab::AccountId;

use crate::Source;

/// The digest of what the cell says instead of the file at `path`.
pub(crate) async fn override_of(tx: &mut Tx, path: &str) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT digest FROM catalog_override WHERE path = $1";
    tx.one(SQL, &[&path.to_owned()], |row| row.get("digest")).await
}

/// The text with this digest.
pub(crate) async fn find_definition(tx: &mut Tx, digest: &str) -> Result<Option<Source>, Error> {
    const SQL: &str = "SELECT path, text FROM definition WHERE digest = $1";
    tx.one(SQL, &[&digest.to_owned()], |row| {
        Ok(Source::new(&row.get::<String>("path")?, &row.get::<String>("text")?))
    })
    .await
}

/// Keeps a text.
pub(crate) async fn keep_definition(
    tx: &mut Tx,
    digest: &str,
    source: &Source,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO definition (digest, path, text, kept_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (digest) DO NOTHING";
    let text = source.text.to_string();
    tx.run(SQL, &[&digest.to_owned(), &source.path, &text, &now]).await?;
    Ok(())
}

/// What the cell says instead of the program's text, for `path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The how-manieth change of the entry it is.
    pub number: i64,
    /// The text's digest; none where the program's text holds again.
    pub digest: Option<String>,
    /// The digest of the program's text at that time.
    pub base: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub by: Option<String>,
}

fn change(row: &db::Row) -> Result<Change, Error> {
    Ok(Change {
        number: row.get("number")?,
        digest: row.get("digest")?,
        base: row.get("base")?,
        reason: row.get("reason")?,
        at: row.get("changed_at")?,
        by: row.get("name")?,
    })
}

/// The changes of the entry at `path`, the latest first.
pub(crate) async fn changes(tx: &mut Tx, path: &str) -> Result<Vec<Change>, Error> {
    const SQL: &str = "
        SELECT c.number, c.digest, c.base, c.reason, c.changed_at, a.name
        FROM catalog_change c LEFT JOIN account a ON a.id = c.changed_by
        WHERE c.path = $1 ORDER BY c.number DESC";
    tx.all(SQL, &[&path.to_owned()], change).await
}

/// Every entry that the cell has a text of its own for, and since when.
pub(crate) async fn overridden(tx: &mut Tx) -> Result<Vec<(Source, Timestamp)>, Error> {
    const SQL: &str = "
        SELECT o.path, o.changed_at, d.text
        FROM catalog_override o JOIN definition d ON d.digest = o.digest ORDER BY o.path";
    tx.all(SQL, &[], |row| {
        let (path, text): (String, String) = (row.get("path")?, row.get("text")?);
        Ok((Source::new(&path, &text), row.get("changed_at")?))
    })
    .await
}

/// A change that is written down.
pub(crate) struct NewChange<'a> {
    /// Which entry.
    pub path: &'a str,
    /// The how-manieth.
    pub number: i64,
    /// The text's digest.
    pub digest: Option<String>,
    /// The digest of the program's text.
    pub base: String,
    /// Why.
    pub reason: String,
}

/// Writes a change down.
pub(crate) async fn add_change(
    tx: &mut Tx,
    it: &NewChange<'_>,
    (at, by): (Timestamp, Option<AccountId>),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO catalog_change (path, number, digest, base, reason, changed_at, changed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let path = it.path.to_owned();
    tx.run(SQL, &[&path, &it.number, &it.digest, &it.base, &it.reason, &at, &by]).await?;
    Ok(())
}

/// Has the program's text hold again.
pub(crate) async fn clear_override(tx: &mut Tx, path: &str) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM catalog_override WHERE path = $1";
    tx.run(SQL, &[&path.to_owned()]).await?;
    Ok(())
}

/// Has the cell say another text.
pub(crate) async fn set_override(
    tx: &mut Tx,
    path: &str,
    digest: &str,
    (at, by): (Timestamp, Option<AccountId>),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO catalog_override (path, digest, changed_at, changed_by) VALUES ($1, $2, $3, $4)
        ON CONFLICT (path) DO UPDATE
        SET digest = excluded.digest, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by";
    tx.run(SQL, &[&path.to_owned(), &digest.to_owned(), &at, &by]).await?;
    Ok(())
}
