//! The SQL of partners and packages: one statement a function.

use db::{Error, Row, Tx};
use jiff::civil::Date;

use super::model::{Package, PackageId, Partner, PartnerId, Stage, Way};
use crate::targets::{TargetId, TaskId};

fn partner(row: &Row) -> Result<Partner, Error> {
    Ok(Partner {
        id: row.get("id")?,
        side: row.get("side")?,
        name: row.get("name")?,
        key_sealed: row.get("key_sealed")?,
        since: row.get("since")?,
    })
}

fn package(row: &Row) -> Result<Package, Error> {
    Ok(Package {
        id: row.get("id")?,
        number: row.get("number")?,
        way: row.get("side")?,
        partner: row.get("partner_id")?,
        partner_name: row.get("partner_name")?,
        target: row.get("target_id")?,
        content: row.get("content")?,
        stage: row.get("state")?,
        made_on: row.get("made_on")?,
        answer: row.get::<Option<Date>>("answered_on")?.zip(row.get::<Option<String>>("reason")?),
        task: row.get("task_id")?,
    })
}

/// Notes another bureau. Says whether there was none of that name.
pub(super) async fn add_partner(tx: &mut Tx, it: &Partner) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO level_partner (id, side, name, key_sealed, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO NOTHING";
    let Partner { id, side, name, key_sealed, since } = it;
    Ok(tx.run(SQL, &[id, side, name, key_sealed, since]).await? == 1)
}

/// The other bureaus.
pub(super) async fn partners(tx: &mut Tx) -> Result<Vec<Partner>, Error> {
    const SQL: &str =
        "SELECT id, side, name, key_sealed, since FROM level_partner ORDER BY side, name";
    tx.all(SQL, &[], partner).await
}

/// Keeps a package. Says whether it is new.
pub(super) async fn add_package(tx: &mut Tx, it: &Package) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO target_package (id, number, side, partner_id, target_id, content, state, made_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (partner_id, side, number) DO NOTHING";
    let Package { id, number, way, partner, target, content, stage, made_on, .. } = it;
    Ok(tx.run(SQL, &[id, number, way, partner, target, content, stage, made_on]).await? == 1)
}

/// The packages, the latest first.
pub(super) async fn packages(
    tx: &mut Tx,
    before: Option<PackageId>,
    limit: i64,
) -> Result<Vec<Package>, Error> {
    const SQL: &str = "
        SELECT p.id, p.number, p.side, p.partner_id, b.name AS partner_name, p.target_id, p.content,
               p.state, p.made_on, p.answered_on, p.reason, p.task_id
        FROM target_package p JOIN level_partner b ON b.id = p.partner_id
        WHERE p.id < $1 ORDER BY p.id DESC LIMIT $2";
    let before = before.map_or(i64::MAX, vocab::Id::bits);
    tx.all(SQL, &[&before, &limit], package).await
}

/// A package.
pub(super) async fn find_package(tx: &mut Tx, id: PackageId) -> Result<Option<Package>, Error> {
    const SQL: &str = "
        SELECT p.id, p.number, p.side, p.partner_id, b.name AS partner_name, p.target_id, p.content,
               p.state, p.made_on, p.answered_on, p.reason, p.task_id
        FROM target_package p JOIN level_partner b ON b.id = p.partner_id WHERE p.id = $1";
    tx.one(SQL, &[&id], package).await
}

/// The package of this number that went one way between here and a partner.
pub(super) async fn numbered(
    tx: &mut Tx,
    (partner, way, number): (PartnerId, Way, &str),
) -> Result<Option<Package>, Error> {
    const SQL: &str = "
        SELECT p.id, p.number, p.side, p.partner_id, b.name AS partner_name, p.target_id, p.content,
               p.state, p.made_on, p.answered_on, p.reason, p.task_id
        FROM target_package p JOIN level_partner b ON b.id = p.partner_id
        WHERE p.partner_id = $1 AND p.side = $2 AND p.number = $3";
    tx.one(SQL, &[&partner, &way, &number.to_owned()], package).await
}

/// How many parts of a target are open or signed for by a partner.
pub(super) async fn count_held(
    tx: &mut Tx,
    target: TargetId,
    partner: PartnerId,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM target_package
        WHERE target_id = $1 AND partner_id = $2 AND state <> 'returned'";
    Ok(tx.one(SQL, &[&target, &partner], |row| row.get("n")).await?.unwrap_or(0))
}

/// Answers a package. Says whether it was open until then.
pub(super) async fn answer(
    tx: &mut Tx,
    id: PackageId,
    (stage, day, reason): (Stage, Date, &str),
    task: Option<TaskId>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE target_package SET state = $2, answered_on = $3, reason = $4, task_id = $5
        WHERE id = $1 AND state = 'open'";
    Ok(tx.run(SQL, &[&id, &stage, &day, &reason.to_owned(), &task]).await? == 1)
}

/// What arrived and waits for a signature.
pub(crate) async fn waits(
    tx: &mut Tx,
    limit: i64,
) -> Result<Vec<(PackageId, String, String)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.number, b.name
        FROM target_package p JOIN level_partner b ON b.id = p.partner_id
        WHERE p.state = 'open' AND p.side = 'arrived' ORDER BY p.id LIMIT $1";
    tx.all(SQL, &[&limit], |row| Ok((row.get("id")?, row.get("number")?, row.get("name")?))).await
}
