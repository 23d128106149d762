//! Roles at places.

use db::{Error, Row, Sql, Tx};
use jiff::civil::Date;
use vocab::{AccountId, GrantId, PlaceId, Role};

use crate::{
    access::PlaceKind,
    rights::model::{GrantLine, NewGrant, PlaceLine, UnusedGrant},
};

const COLUMNS: &str = "
    SELECT g.id, g.account_id, g.role, g.place_id, g.since, g.until, g.last_used, g.deputy_for,
           p.name AS place_name, p.kind, d.name AS deputy_for_name";
const FROM: &str = "
    FROM role_grant g
    JOIN place p ON p.id = g.place_id
    LEFT JOIN account d ON d.id = g.deputy_for";

fn line(row: &Row) -> Result<GrantLine, Error> {
    Ok(GrantLine {
        id: row.get("id")?,
        account: row.get("account_id")?,
        role: row.get("role")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        kind: row.get("kind")?,
        since: row.get("since")?,
        until: row.get("until")?,
        last_used: row.get("last_used")?,
        deputy_for: row.get("deputy_for")?,
        deputy_for_name: row.get("deputy_for_name")?,
    })
}

/// Every role that an account holds or held, the newest first.
pub(in crate::rights) async fn grants_of(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<GrantLine>, Error> {
    const OF_ONE: &str = "WHERE g.account_id = $1 ORDER BY g.since DESC, g.id DESC";
    tx.all(Sql::of(&[COLUMNS, FROM, OF_ONE]), &[&account], line).await
}

/// The roles that `accounts` hold on `day`.
pub(in crate::rights) async fn grants_of_all(
    tx: &mut Tx,
    accounts: &[AccountId],
    day: Date,
) -> Result<Vec<GrantLine>, Error> {
    const OF_MANY: &str = "
        WHERE g.since <= $1 AND (g.until IS NULL OR g.until > $1) AND g.account_id IN ($$)
        ORDER BY g.id";
    tx.all_in(Sql::of(&[COLUMNS, FROM, OF_MANY]), &[&day], accounts, line).await
}

/// The role that `id` names, if there is one.
pub(in crate::rights) async fn find_grant(
    tx: &mut Tx,
    id: GrantId,
) -> Result<Option<GrantLine>, Error> {
    const ONE: &str = "WHERE g.id = $1";
    tx.one(Sql::of(&[COLUMNS, FROM, ONE]), &[&id], line).await
}

/// How many open accounts besides `except` hold `role` from `day` on for good.
pub(in crate::rights) async fn count_others(
    tx: &mut Tx,
    role: Role,
    except: AccountId,
    day: Date,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(DISTINCT g.account_id) AS n
        FROM role_grant g JOIN account a ON a.id = g.account_id
        WHERE g.role = $1 AND g.account_id <> $2 AND a.state = 'active'
          AND g.since <= $3 AND g.until IS NULL";
    Ok(tx.one(SQL, &[&role, &except, &day], |row| row.get("n")).await?.unwrap_or(0))
}

/// Gives roles, all by one person.
pub(in crate::rights) async fn add_grants(
    tx: &mut Tx,
    grants: &[NewGrant],
    by: AccountId,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO role_grant
            (id, account_id, role, place_id, since, until, given_by, deputy_for)";
    let row = |it: &NewGrant| {
        db::row![it.id, it.account, it.role, it.place, it.since, it.until, by, it.deputy_for]
    };
    tx.bulk(SQL, "", grants.iter().map(row)).await?;
    Ok(())
}

/// Ends every role of an account but the guardian's, from `day` on.
pub(in crate::rights) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    day: Date,
    by: Option<AccountId>,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $2, ended_by = $3
        WHERE account_id = $1 AND role <> 'guardian' AND (until IS NULL OR until > $2)";
    tx.run(SQL, &[&account, &day, &by]).await
}

/// Ends `grants` from `day` on. Says how many ran until then.
pub(in crate::rights) async fn end_grants(
    tx: &mut Tx,
    grants: &[GrantId],
    day: Date,
    by: AccountId,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $1, ended_by = $2
        WHERE (until IS NULL OR until > $1) AND id IN ($$)";
    tx.run_in(SQL, &[&day, &by], grants).await
}

/// Ends those of `grants` that were not used since `before`, from `day` on. Says how many.
pub(in crate::rights) async fn end_unused(
    tx: &mut Tx,
    grants: &[GrantId],
    before: Date,
    (day, by): (Date, AccountId),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $1, ended_by = $2
        WHERE since <= $3 AND (last_used IS NULL OR last_used <= $3)
          AND (until IS NULL OR until > $1) AND account_id <> $2
          AND role NOT IN ('guardian', 'system-admin', 'security-admin', 'audit-admin')
          AND id IN ($$)";
    tx.run_in(SQL, &[&day, &by, &before], grants).await
}

/// Roles of open accounts that were last used, or given, before `before`: a page of them.
pub(in crate::rights) async fn list_unused(
    tx: &mut Tx,
    before: Date,
    (role, after): (&str, Option<GrantId>),
    (today, limit): (Date, i64),
) -> Result<Vec<UnusedGrant>, Error> {
    const ACCOUNT: &str = ", a.login, a.name AS account_name";
    const UNUSED: &str = "
        JOIN account a ON a.id = g.account_id
        WHERE a.state = 'active'
          AND g.role NOT IN ('guardian', 'system-admin', 'security-admin', 'audit-admin')
          AND g.since <= $1 AND (g.last_used IS NULL OR g.last_used <= $1)
          AND (g.until IS NULL OR g.until > $2)
          AND ($3 = '' OR g.role = $3) AND g.id > $4
        ORDER BY g.id LIMIT $5";
    let after = after.map_or(0, vocab::Id::bits);
    let read = |row: &Row| {
        Ok(UnusedGrant {
            grant: line(row)?,
            login: row.get("login")?,
            name: row.get("account_name")?,
        })
    };
    let sql = Sql::of(&[COLUMNS, ACCOUNT, FROM, UNUSED]);
    tx.all(sql, &[&before, &today, &role, &after, &limit], read).await
}

/// The places of `kinds` inside `scope`, each with what it lies in, in the order of the tree.
pub(in crate::rights) async fn places(
    tx: &mut Tx,
    scope: PlaceId,
    kinds: &[PlaceKind],
) -> Result<Vec<PlaceLine>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, COALESCE(up.name, '') AS above
        FROM place_within w
        JOIN place p ON p.id = w.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        WHERE w.ancestor_id = $1 AND p.until IS NULL AND p.kind IN ($$)
        ORDER BY w.depth, p.parent_id, p.position, p.id";
    let read = |row: &Row| {
        Ok(PlaceLine { id: row.get("id")?, name: row.get("name")?, above: row.get("above")? })
    };
    tx.all_in(SQL, &[&scope], kinds, read).await
}
