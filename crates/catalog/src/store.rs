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
