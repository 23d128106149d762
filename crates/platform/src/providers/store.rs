//! The SQL of log-ins through another house.

use db::{Error, Row, Tx};
use jiff::Timestamp;
use vocab::AccountId;

use super::{Begun, ProviderKind};

db::words!(ProviderKind);

/// A log-in on its way out.
pub(super) struct NewAttempt<'a> {
    pub(super) state_digest: String,
    pub(super) browser_digest: String,
    pub(super) provider: ProviderKind,
    pub(super) begun: &'a Begun,
    pub(super) next: &'a str,
    pub(super) now: Timestamp,
    pub(super) ends_at: Timestamp,
}

pub(super) async fn add_attempt(tx: &mut Tx, it: &NewAttempt<'_>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO outside_attempt (state, provider, browser, nonce, verifier, redirect, next,
            made_at, ends_at, wants_person)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values: [&dyn db::Stored; 10] = [
        &it.state_digest,
        &it.provider,
        &it.browser_digest,
        &it.begun.nonce,
        &it.begun.verifier,
        &it.begun.redirect,
        &it.next.to_owned(),
        &it.now,
        &it.ends_at,
        &it.begun.wants_person,
    ];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// What a browser that comes back went out with, and for.
pub(super) struct Came {
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) redirect: String,
    pub(super) next: String,
    pub(super) wants_person: bool,
}

/// Uses a state up that this browser was given for this provider, if it is still good.
pub(super) async fn use_attempt(
    tx: &mut Tx,
    (state_digest, browser_digest): (&str, &str),
    provider: ProviderKind,
    now: Timestamp,
) -> Result<Option<Came>, Error> {
    const SQL: &str = "
        UPDATE outside_attempt SET used_at = $4
        WHERE state = $1 AND browser = $2 AND provider = $3 AND ends_at > $4 AND used_at IS NULL
        RETURNING nonce, verifier, redirect, next, wants_person";
    let read = |row: &Row| {
        Ok(Came {
            nonce: row.get("nonce")?,
            verifier: row.get("verifier")?,
            redirect: row.get("redirect")?,
            next: row.get("next")?,
            wants_person: row.get("wants_person")?,
        })
    };
    let (state, browser) = (state_digest.to_owned(), browser_digest.to_owned());
    tx.one(SQL, &[&state, &browser, &provider, &now], read).await
}

/// Notes who came back, for the link that is still to be confirmed.
pub(super) async fn set_subject(
    tx: &mut Tx,
    state_digest: &str,
    subject_index: &str,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE outside_attempt SET subject_index = $2 WHERE state = $1";
    tx.run(SQL, &[&state_digest.to_owned(), &subject_index.to_owned()]).await?;
    Ok(())
}

/// What this browser came back with last and nobody has linked yet.
pub(super) async fn find_pending(
    tx: &mut Tx,
    browser_digest: &str,
    now: Timestamp,
) -> Result<Option<(String, ProviderKind, String)>, Error> {
    const SQL: &str = "
        SELECT state, provider, subject_index FROM outside_attempt
        WHERE browser = $1 AND ends_at > $2 AND subject_index IS NOT NULL AND linked_at IS NULL
        ORDER BY made_at DESC, state LIMIT 1";
    let read = |row: &Row| Ok((row.get("state")?, row.get("provider")?, row.get("subject_index")?));
    tx.one(SQL, &[&browser_digest.to_owned(), &now], read).await
}

pub(super) async fn set_linked(
    tx: &mut Tx,
    state_digest: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE outside_attempt SET linked_at = $2 WHERE state = $1 AND linked_at IS NULL";
    Ok(tx.run(SQL, &[&state_digest.to_owned(), &now]).await? == 1)
}

/// Whose account somebody at a provider is linked with.
pub(super) async fn find_linked(
    tx: &mut Tx,
    provider: ProviderKind,
    subject_index: &str,
) -> Result<Option<AccountId>, Error> {
    const SQL: &str =
        "SELECT account_id FROM outside_login WHERE provider = $1 AND subject_index = $2";
    tx.one(SQL, &[&provider, &subject_index.to_owned()], |row| row.get("account_id")).await
}

/// Links an account, in place of what it was linked with at the same provider.
pub(super) async fn link(
    tx: &mut Tx,
    (provider, subject_index): (ProviderKind, &str),
    account: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO outside_login (provider, subject_index, account_id, linked_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id, provider) DO UPDATE SET
            subject_index = excluded.subject_index, linked_at = excluded.linked_at";
    tx.run(SQL, &[&provider, &subject_index.to_owned(), &account, &now]).await?;
    Ok(())
}

/// With whom an account is linked, and since when.
pub(super) async fn logins_of(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(ProviderKind, Timestamp)>, Error> {
    const SQL: &str =
        "SELECT provider, linked_at FROM outside_login WHERE account_id = $1 ORDER BY provider";
    tx.all(SQL, &[&account], |row| Ok((row.get("provider")?, row.get("linked_at")?))).await
}

pub(super) async fn unlink(
    tx: &mut Tx,
    account: AccountId,
    provider: ProviderKind,
) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM outside_login WHERE account_id = $1 AND provider = $2";
    Ok(tx.run(SQL, &[&account, &provider]).await? == 1)
}

/// Deletes what was on its way before `moment`.
pub(crate) async fn delete_attempts(tx: &mut Tx, moment: Timestamp) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM outside_attempt WHERE ends_at < $1";
    tx.run(SQL, &[&moment]).await
}
