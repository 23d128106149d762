//! The SQL of invitations.

use db::{Error, Row, Sql, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, PlaceId};

use super::InvitationId;

/// Somebody who is not in yet.
pub(super) struct Waiting {
    pub(super) account: AccountId,
    pub(super) login: String,
    pub(super) name: String,
    /// The roles, and where.
    pub(super) place_name: String,
    /// Until when the last invitation can be used, if there is one.
    pub(super) invited_until: Option<Timestamp>,
}

/// Accounts that wait for their person and whose every role lies in `$1`; none is a guardian's or an
/// administrator's.
const WAITING: &str = "
    FROM account a
    WHERE a.state = 'pending'
      AND a.id IN (
          SELECT g.account_id FROM place_within w JOIN role_grant g ON g.place_id = w.place_id
          WHERE w.ancestor_id = $1 AND (g.until IS NULL OR g.until > $2))
      AND NOT EXISTS (
          SELECT 1 FROM role_grant g
          WHERE g.account_id = a.id AND (g.until IS NULL OR g.until > $2)
            AND (g.role IN ('guardian', 'system-admin', 'security-admin', 'audit-admin')
                 OR NOT EXISTS (
                     SELECT 1 FROM place_within w
                     WHERE w.ancestor_id = $1 AND w.place_id = g.place_id)))";

fn waiting(row: &Row) -> Result<Waiting, Error> {
    Ok(Waiting {
        account: row.get("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        place_name: row.get("place_name")?,
        invited_until: row.get("invited_until")?,
    })
}

const COLUMNS: &str = "
    SELECT a.id, a.login, a.name,
           (SELECT MIN(p.name) FROM role_grant g JOIN place p ON p.id = g.place_id
            WHERE g.account_id = a.id AND (g.until IS NULL OR g.until > $2)) AS place_name,
           (SELECT MAX(i.ends_at) FROM invitation i
            WHERE i.account_id = a.id AND i.used_at IS NULL) AS invited_until";

/// A page of those who wait, by account, after `after`; `typed` is how a name begins.
pub(super) async fn list_waiting(
    tx: &mut Tx,
    (scope, day): (PlaceId, Date),
    typed: &str,
    after: Option<AccountId>,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    const PART: &str = "
          AND a.id > $3 AND ($4 = '' OR (a.name >= $4 AND a.name < $5))
        ORDER BY a.id LIMIT $6";
    let after = after.map_or(0, vocab::Id::bits);
    let beyond = format!("{typed}\u{10FFFF}");
    let values: [&dyn db::Stored; 6] = [&scope, &day, &after, &typed.to_owned(), &beyond, &limit];
    tx.all(Sql::of(&[COLUMNS, WAITING, PART]), &values, waiting).await
}

/// How many wait in all.
pub(super) async fn count_waiting(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<i64, Error> {
    const COUNT: &str = "SELECT COUNT(*) AS n";
    let sql = Sql::of(&[COUNT, WAITING]);
    Ok(tx.one(sql, &[&scope, &day], |row| row.get("n")).await?.unwrap_or(0))
}

/// Those of `accounts` that wait.
pub(super) async fn load_waiting(
    tx: &mut Tx,
    (scope, day): (PlaceId, Date),
    accounts: &[AccountId],
) -> Result<Vec<Waiting>, Error> {
    const CHOSEN: &str = "AND a.id IN ($$)";
    let sql = Sql::of(&[COLUMNS, WAITING, CHOSEN]);
    tx.all_in(sql, &[&scope, &day], accounts, waiting).await
}

/// An invitation on its way.
pub(super) struct NewInvitation {
    pub(super) id: InvitationId,
    pub(super) account: AccountId,
    pub(super) digest: String,
}

pub(super) async fn add_invitations(
    tx: &mut Tx,
    all: &[NewInvitation],
    by: AccountId,
    (now, ends_at): (Timestamp, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO invitation (id, account_id, digest, made_by, made_at, ends_at)";
    let rows = all.iter().map(|it| db::row![it.id, it.account, it.digest, by, now, ends_at]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Ends the invitations of `accounts` that can still be used.
pub(super) async fn end_invitations(
    tx: &mut Tx,
    accounts: &[AccountId],
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE invitation SET ends_at = $1
        WHERE ends_at > $1 AND used_at IS NULL AND account_id IN ($$)";
    tx.run_in(SQL, &[&now], accounts).await
}

/// An invitation that can be used.
pub(super) struct Open {
    pub(super) id: InvitationId,
    pub(super) account: AccountId,
    pub(super) login: String,
    pub(super) name: String,
}

pub(super) async fn find_open(
    tx: &mut Tx,
    digest: &str,
    now: Timestamp,
) -> Result<Option<Open>, Error> {
    const SQL: &str = "
        SELECT i.id, i.account_id, a.login, a.name
        FROM invitation i JOIN account a ON a.id = i.account_id
        WHERE i.digest = $1 AND i.ends_at > $2 AND i.used_at IS NULL AND a.state = 'pending'";
    let read = |row: &Row| {
        Ok(Open {
            id: row.get("id")?,
            account: row.get("account_id")?,
            login: row.get("login")?,
            name: row.get("name")?,
        })
    };
    tx.one(SQL, &[&digest.to_owned(), &now], read).await
}

/// Uses an invitation up. Says whether it was still unused.
pub(super) async fn use_invitation(
    tx: &mut Tx,
    id: InvitationId,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE invitation SET used_at = $2 WHERE id = $1 AND used_at IS NULL";
    Ok(tx.run(SQL, &[&id, &now]).await? == 1)
}
