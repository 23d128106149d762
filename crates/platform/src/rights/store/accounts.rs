//! Accounts.

use db::{Error, Row, Sql, Stored, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, PlaceId};

use crate::rights::model::AccountLine;

const COLUMNS: &str = "
    SELECT a.id, a.login, a.name, a.state, a.locked_until, a.password_until, a.created_at,
           CASE WHEN a.password IS NULL THEN 0 ELSE 1 END AS has_password,
           CASE WHEN a.totp IS NULL THEN 0 ELSE 1 END AS has_totp";
const COUNT: &str = "SELECT COUNT(*) AS n";
const EVERYONE: &str = "FROM account a";
/// Whoever's log-in or name begins with what was typed.
const FOUND: &str = "
    FROM (SELECT id FROM account WHERE login >= $7 AND login < $8
          UNION SELECT id FROM account WHERE name >= $7 AND name < $8) f
    JOIN account a ON a.id = f.id";
const MATCHING: &str = "
    WHERE ($1 = 0 OR a.id < $1)
      AND ($2 = '' OR a.state = $2 OR ($2 = 'locked' AND a.locked_until > $3))
      AND ($4 = '' OR a.id IN (
          SELECT account_id FROM role_grant
          WHERE role = $4 AND since <= $5 AND (until IS NULL OR until > $5)))";
const AT_PLACES: &str = "
      AND a.id IN (
          SELECT g.account_id
          FROM place_within w JOIN role_grant g ON g.place_id = w.place_id
          WHERE ($4 = '' OR g.role = $4) AND g.since <= $5 AND (g.until IS NULL OR g.until > $5)
            AND w.ancestor_id IN ($$))";
const NEWEST_FIRST: &str = "ORDER BY a.id DESC LIMIT $6";
/// Every statement names every value, since PostgreSQL wants to know the type of each.
const NO_LIMIT: &str = "LIMIT $6";

/// What the list is narrowed to.
#[derive(Clone)]
pub(in crate::rights) struct Wanted {
    /// Only what comes after this account, the newest being first.
    pub(in crate::rights) after: Option<AccountId>,
    /// A state's word, `locked`, or nothing.
    pub(in crate::rights) state: String,
    /// A role's word, or nothing.
    pub(in crate::rights) role: String,
    /// What a log-in or a name begins with.
    pub(in crate::rights) typed: String,
    /// The places that the roles lie in; nothing for all.
    pub(in crate::rights) places: Option<Vec<PlaceId>>,
    pub(in crate::rights) now: Timestamp,
    pub(in crate::rights) today: Date,
    pub(in crate::rights) limit: i64,
}

fn line(row: &Row) -> Result<AccountLine, Error> {
    Ok(AccountLine {
        id: row.get("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        state: row.get("state")?,
        locked_until: row.get("locked_until")?,
        password_until: row.get("password_until")?,
        has_password: row.get("has_password")?,
        has_totp: row.get("has_totp")?,
        created_at: row.get("created_at")?,
    })
}

async fn matching<T>(
    tx: &mut Tx,
    (what, order): (&'static str, &'static str),
    it: &Wanted,
    read: impl Fn(&Row) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let after = it.after.map_or(0, vocab::Id::bits);
    let beyond = format!("{}\u{10FFFF}", it.typed);
    let all: [&dyn Stored; 8] =
        [&after, &it.state, &it.now, &it.role, &it.today, &it.limit, &it.typed, &beyond];
    let (from, values) =
        if it.typed.is_empty() { (EVERYONE, &all[..6]) } else { (FOUND, &all[..]) };
    match &it.places {
        None => tx.all(Sql::of(&[what, from, MATCHING, order]), values, read).await,
        Some(places) => {
            let sql = Sql::of(&[what, from, MATCHING, AT_PLACES, order]);
            tx.all_in(sql, values, places, read).await
        }
    }
}

/// A page of accounts, the newest first.
pub(in crate::rights) async fn list_accounts(
    tx: &mut Tx,
    it: &Wanted,
) -> Result<Vec<AccountLine>, Error> {
    matching(tx, (COLUMNS, NEWEST_FIRST), it, line).await
}

/// How many accounts there are in all.
pub(in crate::rights) async fn count_accounts(tx: &mut Tx, it: &Wanted) -> Result<i64, Error> {
    let all = Wanted { after: None, ..it.clone() };
    let found = matching(tx, (COUNT, NO_LIMIT), &all, |row| row.get("n")).await?;
    Ok(found.first().copied().unwrap_or(0))
}

/// The account that `id` names, if there is one.
pub(in crate::rights) async fn load_account(
    tx: &mut Tx,
    id: AccountId,
) -> Result<Option<AccountLine>, Error> {
    const ONE: &str = "WHERE a.id = $1";
    tx.one(Sql::of(&[COLUMNS, EVERYONE, ONE]), &[&id], line).await
}

/// Open accounts that work where `account` does: the first that come to mind as a successor.
pub(in crate::rights) async fn colleagues(
    tx: &mut Tx,
    account: AccountId,
    day: Date,
    limit: i64,
) -> Result<Vec<AccountLine>, Error> {
    const AT_WORK: &str = "
        WHERE a.id <> $1 AND a.state <> 'closed' AND a.id IN (
            SELECT g.account_id
            FROM role_grant own JOIN role_grant g ON g.place_id = own.place_id
            WHERE own.account_id = $1 AND own.role <> 'guardian' AND g.role <> 'guardian'
              AND (own.until IS NULL OR own.until > $2) AND (g.until IS NULL OR g.until > $2))
        ORDER BY a.name, a.id LIMIT $3";
    tx.all(Sql::of(&[COLUMNS, EVERYONE, AT_WORK]), &[&account, &day, &limit], line).await
}

/// Closes an account: its password is gone, and its second factor.
pub(in crate::rights) async fn close(tx: &mut Tx, id: AccountId) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE account
        SET state = 'closed', password = NULL, password_until = NULL, totp = NULL
        WHERE id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Takes the second factor away, for somebody whose telephone is lost.
pub(in crate::rights) async fn clear_totp(tx: &mut Tx, id: AccountId) -> Result<(), Error> {
    const SQL: &str = "UPDATE account SET totp = NULL WHERE id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}
