//! The SQL of places and grants.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{AccountId, GrantId, PlaceId, Role};
use web::Identity;

use super::{Grant, Place, PlaceKind};

fn place(row: &Row) -> Result<Place, Error> {
    Ok(Place {
        id: row.get("id")?,
        kind: row.get("kind")?,
        parent: row.get("parent_id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        position: row.get("position")?,
        since: row.get("since")?,
    })
}

/// Adds a place, with its way up to the root. Its parent is there already.
pub async fn add_place(tx: &mut Tx, it: &Place) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO place_within (ancestor_id, place_id, depth)
        SELECT ancestor_id, CAST($1 AS BIGINT), depth + 1 FROM place_within WHERE place_id = $2
        UNION ALL
        SELECT CAST($1 AS BIGINT), CAST($1 AS BIGINT), 0";
    add_places(tx, std::slice::from_ref(it)).await?;
    tx.run(SQL, &[&it.id, &it.parent]).await?;
    Ok(())
}

/// Adds many places, parents first, without their ways up: [`rebuild_closure`] follows.
pub async fn add_places(tx: &mut Tx, places: &[Place]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO place (id, kind, parent_id, code, name, position, since)";
    let row =
        |it: &Place| db::row![it.id, it.kind, it.parent, it.code, it.name, it.position, it.since];
    tx.bulk(SQL, "", places.iter().map(row)).await?;
    Ok(())
}

/// Adds the ways up of places that were added by [`add_places`] under places that have theirs.
pub async fn add_ways(tx: &mut Tx, ids: &[PlaceId]) -> Result<(), Error> {
    const UP: &str = "
        INSERT INTO place_within (ancestor_id, place_id, depth)
        SELECT w.ancestor_id, p.id, w.depth + 1
        FROM place p JOIN place_within w ON w.place_id = p.parent_id
        WHERE p.id IN ($$)
        ON CONFLICT DO NOTHING";
    const SELF: &str = "
        INSERT INTO place_within (ancestor_id, place_id, depth)
        SELECT p.id, p.id, 0 FROM place p WHERE p.id IN ($$)
        ON CONFLICT DO NOTHING";
    tx.run_in(UP, &[], ids).await?;
    tx.run_in(SELF, &[], ids).await?;
    Ok(())
}

/// Works out every place's way up anew.
pub async fn rebuild_closure(tx: &mut Tx) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM place_within";
    const FILL: &str = "
        WITH RECURSIVE up (place_id, ancestor_id, depth) AS (
            SELECT id, id, CAST(0 AS BIGINT) FROM place
            UNION ALL
            SELECT up.place_id, p.parent_id, up.depth + 1
            FROM up JOIN place p ON p.id = up.ancestor_id
            WHERE p.parent_id IS NOT NULL
        )
        INSERT INTO place_within (ancestor_id, place_id, depth)
        SELECT ancestor_id, place_id, depth FROM up";
    tx.run(CLEAR, &[]).await?;
    tx.run(FILL, &[]).await?;
    Ok(())
}

/// The place that everything lies in.
pub async fn root(tx: &mut Tx) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "SELECT id FROM place WHERE parent_id IS NULL ORDER BY id LIMIT 1";
    tx.one(SQL, &[], |row| row.get("id")).await
}

/// The place that `id` names.
pub async fn find_place(tx: &mut Tx, id: PlaceId) -> Result<Option<Place>, Error> {
    const SQL: &str =
        "SELECT id, kind, parent_id, code, name, position, since FROM place WHERE id = $1";
    tx.one(SQL, &[&id], place).await
}

/// The way from the root down to `id`, itself last.
pub async fn place_path(tx: &mut Tx, id: PlaceId) -> Result<Vec<Place>, Error> {
    const SQL: &str = "
        SELECT p.id, p.kind, p.parent_id, p.code, p.name, p.position, p.since
        FROM place_within w JOIN place p ON p.id = w.ancestor_id
        WHERE w.place_id = $1
        ORDER BY w.depth DESC";
    tx.all(SQL, &[&id], place).await
}

/// Whether `place` lies in `scope`.
pub async fn is_within(tx: &mut Tx, place: PlaceId, scope: PlaceId) -> Result<bool, Error> {
    const SQL: &str = "SELECT depth FROM place_within WHERE ancestor_id = $1 AND place_id = $2";
    Ok(tx.one(SQL, &[&scope, &place], |row| row.get::<i64>("depth")).await?.is_some())
}

/// The places of a kind that lie in `scope`, to choose from: id and name.
pub async fn places_in(
    tx: &mut Tx,
    scope: PlaceId,
    kind: PlaceKind,
) -> Result<Vec<(PlaceId, String)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name FROM place p
        JOIN place_within w ON w.place_id = p.id AND w.ancestor_id = $1
        WHERE p.kind = $2 AND p.until IS NULL
        ORDER BY p.name, p.id";
    tx.all(SQL, &[&scope, &kind], |row| Ok((row.get("id")?, row.get("name")?))).await
}

/// Gives a role.
pub async fn add_grant(tx: &mut Tx, it: &Grant, by: Option<AccountId>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO role_grant (id, account_id, role, place_id, since, until, given_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let role = it.role.key().to_owned();
    tx.run(SQL, &[&it.id, &it.account, &role, &it.place, &it.since, &it.until, &by]).await?;
    Ok(())
}

/// Gives many roles at once.
pub async fn add_grants(tx: &mut Tx, grants: &[Grant]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO role_grant (id, account_id, role, place_id, since, until)";
    let row = |it: &Grant| {
        db::row![it.id, it.account, it.role.key().to_owned(), it.place, it.since, it.until]
    };
    tx.bulk(SQL, "", grants.iter().map(row)).await?;
    Ok(())
}

/// Ends a role from `day` on. Says whether it was running.
pub async fn end_grant(
    tx: &mut Tx,
    id: GrantId,
    day: Date,
    by: Option<AccountId>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $2, ended_by = $3
        WHERE id = $1 AND (until IS NULL OR until > $2)";
    Ok(tx.run(SQL, &[&id, &day, &by]).await? == 1)
}

/// The roles that `accounts` hold on `day`: which grant, whose, what, where.
pub async fn running_grants(
    tx: &mut Tx,
    accounts: &[AccountId],
    day: Date,
) -> Result<Vec<(GrantId, AccountId, Role, PlaceId)>, Error> {
    const SQL: &str = "
        SELECT id, account_id, role, place_id FROM role_grant
        WHERE since <= $1 AND (until IS NULL OR until > $1) AND account_id IN ($$)
        ORDER BY id";
    tx.all_in(SQL, &[&day], accounts, |row| {
        Ok((row.get("id")?, row.get("account_id")?, row.get("role")?, row.get("place_id")?))
    })
    .await
}

/// Ends many roles at once from `day` on.
pub async fn end_many(
    tx: &mut Tx,
    grants: &[GrantId],
    day: Date,
    by: Option<AccountId>,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $1, ended_by = $2
        WHERE (until IS NULL OR until > $1) AND id IN ($$)";
    tx.run_in(SQL, &[&day, &by], grants).await?;
    Ok(())
}

/// Ends a role at many places from `day` on: those of classes whose school year is over.
pub async fn end_grants_at(
    tx: &mut Tx,
    places: &[PlaceId],
    role: Role,
    day: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $2
        WHERE role = $1 AND (until IS NULL OR until > $2) AND place_id IN ($$)";
    tx.run_in(SQL, &[&role.key().to_owned(), &day], places).await?;
    Ok(())
}

/// Ends a role of `accounts`, wherever they hold it, from `day` on: those of a partner that is no
/// longer on the register.
pub async fn end_role_of(
    tx: &mut Tx,
    accounts: &[AccountId],
    role: Role,
    (day, by): (Date, Option<AccountId>),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE role_grant SET until = $2, ended_by = $3
        WHERE role = $1 AND (until IS NULL OR until > $2) AND account_id IN ($$)";
    tx.run_in(SQL, &[&role.key().to_owned(), &day, &by], accounts).await
}

/// Ends places: from `day` on they are no more, though their records stay.
pub async fn end_places(tx: &mut Tx, places: &[PlaceId], day: Date) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE place SET until = $1 WHERE (until IS NULL OR until > $1) AND id IN ($$)";
    tx.run_in(SQL, &[&day], places).await?;
    Ok(())
}

/// The identities that `account` has on `day`, in the order of the roles.
pub async fn grants_of(tx: &mut Tx, account: AccountId, day: Date) -> Result<Vec<Identity>, Error> {
    const SQL: &str = "
        SELECT g.id, g.role, g.place_id, p.name
        FROM role_grant g JOIN place p ON p.id = g.place_id
        WHERE g.account_id = $1 AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)";
    let mut found = tx.all(SQL, &[&account, &day], identity).await?;
    found.sort_by_key(|it| (it.role, it.grant));
    Ok(found)
}

/// The accounts that hold `role` at `place` itself on `day`.
pub async fn holders(
    tx: &mut Tx,
    role: Role,
    place: PlaceId,
    day: Date,
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT account_id FROM role_grant
        WHERE place_id = $1 AND role = $2 AND since <= $3 AND (until IS NULL OR until > $3)
        ORDER BY account_id";
    tx.all(SQL, &[&place, &role.key().to_owned(), &day], |row| row.get("account_id")).await
}

/// Marks the day on which a grant was last used, for the list of unused rights.
pub(crate) async fn touch_grant(tx: &mut Tx, id: GrantId, day: Date) -> Result<(), Error> {
    const SQL: &str = "UPDATE role_grant SET last_used = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &day]).await?;
    Ok(())
}

fn identity(row: &Row) -> Result<Identity, Error> {
    let role: String = row.get("role")?;
    Ok(Identity {
        grant: row.get("id")?,
        role: Role::from_key(&role).ok_or_else(|| Error::corrupt("role"))?,
        place: row.get("place_id")?,
        place_name: row.get("name")?,
    })
}
