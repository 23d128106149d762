//! The SQL of keys.

use std::collections::BTreeSet;

use db::{Error, Row, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, PlaceId};
use web::{KeyId, Program};

/// A key on its way.
pub(super) struct NewKey {
    pub(super) id: KeyId,
    pub(super) name: String,
    pub(super) digest: String,
    pub(super) hint: String,
    pub(super) place: PlaceId,
    pub(super) until: Option<Date>,
    pub(super) permissions: BTreeSet<String>,
}

/// Adds a key; false where there is one by that id.
pub(super) async fn add_key(
    tx: &mut Tx,
    it: &NewKey,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, Error> {
    const KEY: &str = "
        INSERT INTO api_key (id, name, digest, hint, place_id, made_by, made_at, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO NOTHING";
    const PERMISSION: &str = "INSERT INTO api_key_permission (key_id, permission)";
    let values: [&dyn db::Stored; 8] =
        [&it.id, &it.name, &it.digest, &it.hint, &it.place, &by, &now, &it.until];
    if tx.run(KEY, &values).await? == 0 {
        return Ok(false);
    }
    let rows = it.permissions.iter().map(|permission| db::row![it.id, permission.clone()]);
    tx.bulk(PERMISSION, "", rows).await?;
    Ok(true)
}

/// The program that asks with the key behind `digest`, if the key is good on `day`.
pub(crate) async fn program(
    tx: &mut Tx,
    digest: &str,
    day: Date,
) -> Result<Option<Program>, Error> {
    const SQL: &str = "
        SELECT k.id, k.place_id, p.permission
        FROM api_key k JOIN api_key_permission p ON p.key_id = k.id
        WHERE k.digest = $1 AND k.revoked_at IS NULL AND (k.until IS NULL OR k.until > $2)";
    let read = |row: &Row| Ok((row.get("id")?, row.get("place_id")?, row.get("permission")?));
    let found: Vec<(KeyId, PlaceId, String)> =
        tx.all(SQL, &[&digest.to_owned(), &day], read).await?;
    let Some((key, place, _)) = found.first() else { return Ok(None) };
    let (key, place) = (*key, *place);
    Ok(Some(Program { key, place, permissions: found.into_iter().map(|it| it.2).collect() }))
}

/// A key as the list shows it.
pub(super) struct Line {
    pub(super) id: KeyId,
    pub(super) name: String,
    pub(super) hint: String,
    pub(super) place_name: String,
    pub(super) permissions: Vec<String>,
    pub(super) until: Option<Date>,
    pub(super) is_revoked: bool,
    pub(super) calls: i64,
    pub(super) refused: i64,
    pub(super) last_used: Option<Date>,
}

/// The keys, the newest first, with their use since `since`.
pub(super) async fn list_keys(tx: &mut Tx, since: Date) -> Result<Vec<Line>, Error> {
    const KEYS: &str = "
        SELECT k.id, k.name, k.hint, k.until, p.name AS place_name,
               CASE WHEN k.revoked_at IS NULL THEN 0 ELSE 1 END AS is_revoked,
               (SELECT CAST(SUM(u.calls) AS BIGINT) FROM api_use u
                WHERE u.key_id = k.id AND u.day >= $1) AS calls,
               (SELECT CAST(SUM(u.refused) AS BIGINT) FROM api_use u
                WHERE u.key_id = k.id AND u.day >= $1) AS refused,
               (SELECT MAX(u.day) FROM api_use u WHERE u.key_id = k.id) AS last_used
        FROM api_key k JOIN place p ON p.id = k.place_id
        ORDER BY k.id DESC";
    const PERMISSIONS: &str = "
        SELECT key_id, permission FROM api_key_permission ORDER BY key_id, permission";
    let read = |row: &Row| {
        Ok(Line {
            id: row.get("id")?,
            name: row.get("name")?,
            hint: row.get("hint")?,
            place_name: row.get("place_name")?,
            permissions: Vec::new(),
            until: row.get("until")?,
            is_revoked: row.get("is_revoked")?,
            calls: row.get::<Option<i64>>("calls")?.unwrap_or(0),
            refused: row.get::<Option<i64>>("refused")?.unwrap_or(0),
            last_used: row.get("last_used")?,
        })
    };
    let mut keys = tx.all(KEYS, &[&since], read).await?;
    let all: Vec<(KeyId, String)> =
        tx.all(PERMISSIONS, &[], |row| Ok((row.get("key_id")?, row.get("permission")?))).await?;
    for (id, permission) in all {
        if let Some(key) = keys.iter_mut().find(|it| it.id == id) {
            key.permissions.push(permission);
        }
    }
    Ok(keys)
}

/// Revokes a key. Says whether it was good until then.
pub(super) async fn revoke(tx: &mut Tx, id: KeyId, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(tx.run(SQL, &[&id, &now]).await? == 1)
}

/// Counts a call.
pub(super) async fn count_use(
    tx: &mut Tx,
    key: KeyId,
    day: Date,
    operation: &str,
    is_refused: bool,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO api_use (key_id, day, operation, calls, refused) VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (key_id, day, operation) DO UPDATE SET
            calls = api_use.calls + 1, refused = api_use.refused + excluded.refused";
    tx.run(SQL, &[&key, &day, &operation.to_owned(), &i64::from(is_refused)]).await?;
    Ok(())
}

/// The place that a system administrator means by a public number or a name; the county by nothing.
pub(super) async fn find_place(tx: &mut Tx, typed: &str) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "
        SELECT id FROM place
        WHERE ($1 = '' AND kind = 'county')
           OR ($1 <> '' AND kind IN ('county', 'town', 'school') AND (code = $1 OR name = $1))
        ORDER BY id LIMIT 1";
    tx.one(SQL, &[&typed.to_owned()], |row| row.get("id")).await
}

/// How many keys are good on `day` and have no end.
pub async fn keys_without_end(tx: &mut Tx) -> Result<i64, Error> {
    const SQL: &str =
        "SELECT COUNT(*) AS n FROM api_key WHERE revoked_at IS NULL AND until IS NULL";
    Ok(tx.one(SQL, &[], |row| row.get("n")).await?.unwrap_or(0))
}
