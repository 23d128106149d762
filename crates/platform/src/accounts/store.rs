//! The SQL of accounts and sessions.

use db::{Error, Row, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, GrantId, SessionId};

use super::model::Account;

fn account(row: &Row) -> Result<Account, Error> {
    Ok(Account {
        id: row.get("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        password: row.get("password")?,
        password_until: row.get("password_until")?,
        totp: row.get("totp")?,
        totp_step: row.get("totp_step")?,
        failures: row.get("failures")?,
        locked_until: row.get("locked_until")?,
        state: row.get("state")?,
    })
}

/// Adds many accounts.
pub async fn add_accounts(
    tx: &mut Tx,
    accounts: impl IntoIterator<Item = &Account>,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO account (id, login, name, password, password_until, state, created_at)";
    let row = |it: &Account| {
        db::row![it.id, it.login, it.name, it.password, it.password_until, it.state, now]
    };
    tx.bulk(SQL, "", accounts.into_iter().map(row)).await?;
    Ok(())
}

/// The account that logs in as `login`.
pub async fn find_account_by_login(tx: &mut Tx, login: &str) -> Result<Option<Account>, Error> {
    const SQL: &str = "
        SELECT id, login, name, password, password_until, totp, totp_step, failures, locked_until,
               state
        FROM account WHERE login = $1";
    tx.one(SQL, &[&login.to_owned()], account).await
}

pub(crate) async fn find_account(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, Error> {
    const SQL: &str = "
        SELECT id, login, name, password, password_until, totp, totp_step, failures, locked_until,
               state
        FROM account WHERE id = $1";
    tx.one(SQL, &[&id], account).await
}

pub(crate) async fn set_failures(
    tx: &mut Tx,
    id: AccountId,
    failures: i64,
    locked_until: Option<Timestamp>,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE account SET failures = $2, locked_until = $3 WHERE id = $1";
    tx.run(SQL, &[&id, &failures, &locked_until]).await?;
    Ok(())
}

/// Sets a password that is good until `until`, and opens the account for it.
pub(crate) async fn set_password(
    tx: &mut Tx,
    id: AccountId,
    hash: &str,
    until: Option<Timestamp>,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE account
        SET password = $2, password_until = $3, state = 'active', failures = 0, locked_until = NULL
        WHERE id = $1";
    tx.run(SQL, &[&id, &hash, &until]).await?;
    Ok(())
}

pub(super) async fn set_totp(
    tx: &mut Tx,
    id: AccountId,
    sealed: &str,
    step: i64,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE account SET totp = $2, totp_step = $3 WHERE id = $1";
    tx.run(SQL, &[&id, &sealed.to_owned(), &step]).await?;
    Ok(())
}

/// Uses up a time step. Says whether it was still unused.
pub(super) async fn use_totp_step(tx: &mut Tx, id: AccountId, step: i64) -> Result<bool, Error> {
    const SQL: &str = "UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
    Ok(tx.run(SQL, &[&id, &step]).await? == 1)
}

/// A session on its way in.
pub(super) struct NewSession {
    pub(super) id: SessionId,
    pub(super) token_digest: String,
    pub(super) account: AccountId,
    pub(super) grant: GrantId,
    pub(super) now: Timestamp,
    pub(super) ends_at: Timestamp,
}

pub(super) async fn add_session(tx: &mut Tx, it: &NewSession) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO session (id, token, account_id, grant_id, made_at, seen_at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $5, $6)";
    tx.run(SQL, &[&it.id, &it.token_digest, &it.account, &it.grant, &it.now, &it.ends_at]).await?;
    Ok(())
}

/// Adds many sessions at once.
pub(super) async fn add_sessions(tx: &mut Tx, all: &[NewSession]) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO session (id, token, account_id, grant_id, made_at, seen_at, ends_at)";
    let row = |it: &NewSession| {
        db::row![it.id, it.token_digest, it.account, it.grant, it.now, it.now, it.ends_at]
    };
    tx.bulk(SQL, "", all.iter().map(row)).await?;
    Ok(())
}

/// A session that is good, as the authenticator reads it.
pub(super) struct LiveSession {
    pub(super) id: SessionId,
    pub(super) account: AccountId,
    pub(super) grant: GrantId,
    pub(super) name: String,
    pub(super) seen: Timestamp,
    pub(super) ends_at: Timestamp,
    pub(super) password_until: Option<Timestamp>,
    pub(super) has_totp: bool,
}

pub(super) async fn find_session(
    tx: &mut Tx,
    token_digest: &str,
    now: Timestamp,
) -> Result<Option<LiveSession>, Error> {
    const SQL: &str = "
        SELECT s.id, s.account_id, s.grant_id, s.seen_at, s.ends_at, a.name, a.password_until,
               CASE WHEN a.totp IS NULL THEN 0 ELSE 1 END AS has_totp
        FROM session s JOIN account a ON a.id = s.account_id
        WHERE s.token = $1 AND s.ends_at > $2 AND a.state = 'active'";
    let read = |row: &Row| {
        Ok(LiveSession {
            id: row.get("id")?,
            account: row.get("account_id")?,
            grant: row.get("grant_id")?,
            name: row.get("name")?,
            seen: row.get("seen_at")?,
            ends_at: row.get("ends_at")?,
            password_until: row.get("password_until")?,
            has_totp: row.get("has_totp")?,
        })
    };
    tx.one(SQL, &[&token_digest.to_owned(), &now], read).await
}

pub(super) async fn end_session(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "UPDATE session SET ends_at = $2 WHERE id = $1 AND ends_at > $2";
    tx.run(SQL, &[&id, &now]).await?;
    Ok(())
}

/// Ends the other sessions of an account, after its password changed.
pub(super) async fn end_other_sessions(
    tx: &mut Tx,
    account: AccountId,
    keep: SessionId,
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str =
        "UPDATE session SET ends_at = $3 WHERE account_id = $1 AND id <> $2 AND ends_at > $3";
    tx.run(SQL, &[&account, &keep, &now]).await
}

/// Ends every session of an account.
pub(crate) async fn end_sessions(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str = "UPDATE session SET ends_at = $2 WHERE account_id = $1 AND ends_at > $2";
    tx.run(SQL, &[&account, &now]).await
}

/// The grant that the account's last session ended up with.
pub(super) async fn find_last_grant(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<GrantId>, Error> {
    const SQL: &str =
        "SELECT grant_id FROM session WHERE account_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1";
    tx.one(SQL, &[&account], |row| row.get("grant_id")).await
}

/// Notes that `sessions` were used up to `now`.
pub(super) async fn set_seen(
    tx: &mut Tx,
    sessions: &[SessionId],
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str = "UPDATE session SET seen_at = $1 WHERE seen_at < $1 AND id IN ($$)";
    tx.run_in(SQL, &[&now], sessions).await
}

/// Deletes the sessions that ended before `moment`.
pub(super) async fn delete_sessions(tx: &mut Tx, moment: Timestamp) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM session WHERE ends_at < $1";
    tx.run(SQL, &[&moment]).await
}

pub(super) async fn set_session_grant(
    tx: &mut Tx,
    id: SessionId,
    grant: GrantId,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE session SET grant_id = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &grant]).await?;
    Ok(())
}

/// How many notices an account has not read.
pub(super) async fn unread(tx: &mut Tx, account: AccountId) -> Result<u64, Error> {
    const SQL: &str =
        "SELECT COUNT(*) AS unread FROM inbox WHERE account_id = $1 AND read_at IS NULL";
    let unread: Option<i64> = tx.one(SQL, &[&account], |row| row.get("unread")).await?;
    Ok(unread.and_then(|it| it.try_into().ok()).unwrap_or(0))
}

/// Puts an account to use that waits for its person, without a password.
pub async fn open_account(tx: &mut Tx, id: AccountId) -> Result<(), Error> {
    const SQL: &str = "UPDATE account SET state = 'active' WHERE id = $1 AND state = 'pending'";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Puts many accounts to use that wait for their people, without passwords.
pub(super) async fn open_accounts(tx: &mut Tx, ids: &[AccountId]) -> Result<(), Error> {
    const SQL: &str = "UPDATE account SET state = 'active' WHERE state = 'pending' AND id IN ($$)";
    tx.run_in(SQL, &[], ids).await?;
    Ok(())
}

/// Gives an account that was made in bulk its log-in and password, and puts it to use.
pub async fn activate_as(tx: &mut Tx, id: AccountId, login: &str, hash: &str) -> Result<(), Error> {
    const SQL: &str =
        "UPDATE account SET login = $2, password = $3, state = 'active' WHERE id = $1";
    tx.run(SQL, &[&id, &login.to_owned(), &hash.to_owned()]).await?;
    Ok(())
}

/// How many accounts hold an administrator's role on `day` and have no second factor.
pub async fn administrators_without_totp(tx: &mut Tx, day: Date) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(DISTINCT a.id) AS without
        FROM account a JOIN role_grant g ON g.account_id = a.id
        WHERE g.role IN ('system-admin', 'security-admin', 'audit-admin')
          AND a.state = 'active' AND a.totp IS NULL
          AND g.since <= $1 AND (g.until IS NULL OR g.until > $1)";
    Ok(tx.one(SQL, &[&day], |row| row.get("without")).await?.unwrap_or(0))
}

/// A log-in that still runs.
pub(crate) struct OpenSession {
    pub(crate) id: SessionId,
    pub(crate) made_at: Timestamp,
    pub(crate) seen_at: Timestamp,
}

/// The sessions of an account that run at `now` and were used since `active`, newest first.
pub(crate) async fn open_sessions(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
    active: Timestamp,
) -> Result<Vec<OpenSession>, Error> {
    const SQL: &str = "
        SELECT id, made_at, seen_at FROM session
        WHERE account_id = $1 AND ends_at > $2 AND seen_at >= $3
        ORDER BY made_at DESC, id DESC";
    let read = |row: &Row| {
        Ok(OpenSession {
            id: row.get("id")?,
            made_at: row.get("made_at")?,
            seen_at: row.get("seen_at")?,
        })
    };
    tx.all(SQL, &[&account, &now, &active], read).await
}
