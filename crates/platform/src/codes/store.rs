//! The SQL of codes.

use db::{Error, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, Role};

use super::{CodeId, rules};

/// A code on its way out.
pub(super) struct NewCode {
    pub(super) id: CodeId,
    pub(super) phone_index: String,
    pub(super) digest: String,
    pub(super) now: Timestamp,
    pub(super) ends_at: Timestamp,
}

pub(super) async fn add_code(tx: &mut Tx, it: &NewCode) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO phone_code (id, phone_index, digest, made_at, ends_at)
        VALUES ($1, $2, $3, $4, $5)";
    tx.run(SQL, &[&it.id, &it.phone_index, &it.digest, &it.now, &it.ends_at]).await?;
    Ok(())
}

/// Ends the codes of a telephone that were sent before: only the last one works.
pub(super) async fn end_codes(tx: &mut Tx, phone_index: &str, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE phone_code SET ends_at = $2
        WHERE phone_index = $1 AND made_at <= $2 AND ends_at > $2 AND proved_at IS NULL";
    tx.run(SQL, &[&phone_index.to_owned(), &now]).await?;
    Ok(())
}

/// Counts one try at a code that can still be typed, and gives its digest.
pub(super) async fn count_try(
    tx: &mut Tx,
    id: CodeId,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    const SQL: &str = "
        UPDATE phone_code SET tries = tries + 1
        WHERE id = $1 AND tries < $2 AND ends_at > $3 AND proved_at IS NULL
        RETURNING digest";
    tx.one(SQL, &[&id, &rules::TRIES_MAX, &now], |row| row.get("digest")).await
}

pub(super) async fn set_proved(tx: &mut Tx, id: CodeId, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "UPDATE phone_code SET proved_at = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &now]).await?;
    Ok(())
}

/// Uses up what a right code proved. Says whether it was still unused.
pub async fn spend(tx: &mut Tx, id: CodeId, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE phone_code SET spent_at = $2
        WHERE id = $1 AND proved_at IS NOT NULL AND spent_at IS NULL";
    Ok(tx.run(SQL, &[&id, &now]).await? == 1)
}

/// Counts one telling of a child's numbers under a right code. Says whether there was room for it.
pub async fn count_check(tx: &mut Tx, id: CodeId) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE phone_code SET checks = checks + 1
        WHERE id = $1 AND proved_at IS NOT NULL AND spent_at IS NULL AND checks < $2";
    Ok(tx.run(SQL, &[&id, &rules::CHECKS_MAX]).await? == 1)
}

/// Each role on `day` of those of `accounts` that are in use: account, its name, role, place.
pub(super) async fn open_roles(
    tx: &mut Tx,
    accounts: &[AccountId],
    day: Date,
) -> Result<Vec<(AccountId, String, Role, String)>, Error> {
    const SQL: &str = "
        SELECT a.id, a.name, g.role, p.name AS place_name
        FROM account a JOIN role_grant g ON g.account_id = a.id JOIN place p ON p.id = g.place_id
        WHERE a.state = 'active' AND g.since <= $1 AND (g.until IS NULL OR g.until > $1)
          AND a.id IN ($$)";
    let read = |row: &db::Row| {
        let role: String = row.get("role")?;
        let role = Role::from_key(&role).ok_or_else(|| Error::corrupt("role"))?;
        Ok((row.get("id")?, row.get("name")?, role, row.get("place_name")?))
    };
    tx.all_in(SQL, &[&day], accounts, read).await
}

/// Deletes the codes that ended before `moment`.
pub(crate) async fn delete_codes(tx: &mut Tx, moment: Timestamp) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM phone_code WHERE ends_at < $1";
    tx.run(SQL, &[&moment]).await
}
