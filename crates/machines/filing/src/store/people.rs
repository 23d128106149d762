//! Who must file, who may answer, who is told, and what the platform knows of a place.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, Role};

use crate::model::{ReturnId, RoundId};

type Due = (PlaceId, Option<AccountId>);

fn of_place(row: &Row) -> Result<Due, Error> {
    Ok((row.get("id")?, None))
}

/// The schools of some stages that there are on `day`.
pub(crate) async fn schools_on(
    tx: &mut Tx,
    day: Date,
    stages: &[String],
) -> Result<Vec<Due>, Error> {
    const SQL: &str = "
        SELECT p.id FROM place p
        WHERE p.kind = 'school' AND p.since <= $1 AND (p.until IS NULL OR p.until > $1)
          AND EXISTS (SELECT 1 FROM school_stage t
                      WHERE t.school_id = p.id AND t.stage IN ($$))";
    tx.all_in(SQL, &[&day], stages, of_place).await
}

/// The classes of some stages that there are on `day`.
pub(crate) async fn classes_on(
    tx: &mut Tx,
    (day, year): (Date, i64),
    stages: &[String],
) -> Result<Vec<Due>, Error> {
    const SQL: &str = "
        SELECT p.id FROM place p JOIN class c ON c.id = p.id
        WHERE p.kind = 'class' AND p.since <= $1 AND (p.until IS NULL OR p.until > $1)
          AND c.school_year = $2 AND c.stage IN ($$)";
    tx.all_in(SQL, &[&day, &year], stages, of_place).await
}

/// The towns that there are on `day`.
pub(crate) async fn towns_on(tx: &mut Tx, day: Date) -> Result<Vec<Due>, Error> {
    const SQL: &str = "
        SELECT id FROM place
        WHERE kind = 'town' AND since <= $1 AND (until IS NULL OR until > $1)";
    tx.all(SQL, &[&day], of_place).await
}

/// Who holds one of `roles` on `day`, each person once, at one of their places.
pub(crate) async fn persons_on(tx: &mut Tx, day: Date, roles: &[Role]) -> Result<Vec<Due>, Error> {
    const SQL: &str = "
        SELECT MIN(g.place_id) AS id, g.account_id FROM role_grant g
        WHERE g.since <= $1 AND (g.until IS NULL OR g.until > $1) AND g.role IN ($$)
        GROUP BY g.account_id";
    let read = |row: &Row| Ok((row.get("id")?, Some(row.get("account_id")?)));
    tx.all_in(SQL, &[&day], roles, read).await
}

/// Who files what is missing of a period on `day`: the return, and each account that can.
pub(crate) async fn filers_of_missing(
    tx: &mut Tx,
    (round, scope, day): (RoundId, PlaceId, Date),
    roles: &[Role],
) -> Result<Vec<(ReturnId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT r.id, COALESCE(r.account_id, g.account_id) AS account_id
        FROM filing_return r
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        LEFT JOIN role_grant g ON r.account_id IS NULL AND g.place_id = r.place_id
             AND g.since <= $3 AND (g.until IS NULL OR g.until > $3) AND g.role IN ($$)
        WHERE r.round_id = $1 AND r.state <> 'filed'
          AND (r.account_id IS NOT NULL OR g.account_id IS NOT NULL)";
    let read = |row: &Row| Ok((row.get("id")?, row.get("account_id")?));
    tx.all_in(SQL, &[&round, &scope, &day], roles, read).await
}

/// Who holds one of `roles` above what is missing of a period: the account, their place, and how many
/// are missing in it.
pub(crate) async fn above_missing(
    tx: &mut Tx,
    (round, day): (RoundId, Date),
    roles: &[Role],
) -> Result<Vec<(AccountId, i64)>, Error> {
    const SQL: &str = "
        SELECT g.account_id, COUNT(DISTINCT r.id) AS n
        FROM filing_return r
        JOIN place_within w ON w.place_id = r.place_id
        JOIN role_grant g ON g.place_id = w.ancestor_id
             AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
        WHERE r.round_id = $1 AND r.state <> 'filed' AND g.role IN ($$)
        GROUP BY g.account_id";
    let read = |row: &Row| Ok((row.get("account_id")?, row.get("n")?));
    tx.all_in(SQL, &[&round, &day], roles, read).await
}

/// Writes down that whoever files `returns` was reminded.
pub(crate) async fn add_reminders(
    tx: &mut Tx,
    returns: &[ReturnId],
    (now, by): (DateTime, Option<AccountId>),
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO filing_reminder (return_id, civil_at, account_id)";
    const AGAIN: &str = "ON CONFLICT (return_id, civil_at) DO NOTHING";
    tx.bulk(SQL, AGAIN, returns.iter().map(|it| db::row![*it, now, by])).await?;
    Ok(())
}

/// When a return was reminded of, and by whom; the latest first.
pub(crate) async fn reminders(
    tx: &mut Tx,
    id: ReturnId,
) -> Result<Vec<(DateTime, Option<String>)>, Error> {
    const SQL: &str = "
        SELECT m.civil_at, a.name FROM filing_reminder m
        LEFT JOIN account a ON a.id = m.account_id
        WHERE m.return_id = $1 ORDER BY m.civil_at DESC LIMIT 50";
    tx.all(SQL, &[&id], |row| Ok((row.get("civil_at")?, row.get("name")?))).await
}

/// How many pupils are on the roll of a place: a class, a school, a town.
pub(crate) async fn pupils_at(tx: &mut Tx, place: PlaceId) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM class c
        JOIN place_within w ON w.place_id = c.id AND w.ancestor_id = $1
        JOIN student s ON s.class_id = c.id
        WHERE s.standing = 'enrolled'";
    Ok(tx.one(SQL, &[&place], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many people work at a place.
pub(crate) async fn staff_at(tx: &mut Tx, place: PlaceId) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM place_within w JOIN staff s ON s.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND s.left_on IS NULL";
    Ok(tx.one(SQL, &[&place], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many classes of a school year a place has.
pub(crate) async fn classes_at(tx: &mut Tx, place: PlaceId, year: i64) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM place_within w JOIN class c ON c.id = w.place_id
        WHERE w.ancestor_id = $1 AND c.school_year = $2";
    Ok(tx.one(SQL, &[&place, &year], |row| row.get("n")).await?.unwrap_or(0))
}
