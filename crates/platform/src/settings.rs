//! What belongs to a cell itself: one text a key.

use db::{Error, Tx};

/// The value of `key`, if it was ever set.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT value FROM setting WHERE key = $1";
    tx.one(SQL, &[&key.to_owned()], |row| row.get("value")).await
}

/// Sets `key`.
pub async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO setting (key, value) VALUES ($1, $2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    tx.run(SQL, &[&key.to_owned(), &value.to_owned()]).await?;
    Ok(())
}
