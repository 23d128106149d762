//! Periods that were opened, and what is done by the clock.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, Role};

use crate::model::{MarkId, ReturnId, Round, RoundId};

/// A row of what every page of a period reads.
pub(super) fn round(row: &Row) -> Result<Round, Error> {
    Ok(Round {
        id: row.get("id")?,
        entry: row.get("entry")?,
        definition: row.get("definition")?,
        period: row.get("period")?,
        label: row.get("label")?,
        first: row.get("first_day")?,
        last: row.get("last_day")?,
        opens: row.get("opens_at")?,
        closes: row.get("closes_at")?,
        source: row.get("source")?,
        locked: row.get("locked_at")?,
        mixed: row.get("mixed_at")?,
    })
}

/// Opens a period, unless it is there. Says whether it was opened.
pub(crate) async fn add_round(
    tx: &mut Tx,
    it: &Round,
    (remind, by): (Option<DateTime>, Option<AccountId>),
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO filing_round (id, entry, definition, period, label, first_day, last_day,
                                  opens_at, closes_at, remind_at, source, made_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (entry, period) DO NOTHING";
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.entry,
        &it.definition,
        &it.period,
        &it.label,
        &it.first,
        &it.last,
        &it.opens,
        &it.closes,
        &remind,
        &it.source,
        &by,
    ];
    Ok(tx.run(SQL, values).await? == 1)
}

/// The period `id`.
pub(crate) async fn find_round(tx: &mut Tx, id: RoundId) -> Result<Option<Round>, Error> {
    const SQL: &str = "
        SELECT id, entry, definition, period, label, first_day, last_day, opens_at, closes_at,
               source, locked_at, mixed_at
        FROM filing_round WHERE id = $1";
    tx.one(SQL, &[&id], round).await
}

/// The words of the periods of a kind that begin from `first` on.
pub(crate) async fn periods_since(
    tx: &mut Tx,
    entry: &str,
    first: Date,
) -> Result<Vec<String>, Error> {
    const SQL: &str = "SELECT period FROM filing_round WHERE entry = $1 AND first_day >= $2";
    tx.all(SQL, &[&entry.to_owned(), &first], |row| row.get("period")).await
}

/// The latest periods of a kind, the latest first.
pub(crate) async fn rounds(tx: &mut Tx, entry: &str, limit: i64) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        SELECT id, entry, definition, period, label, first_day, last_day, opens_at, closes_at,
               source, locked_at, mixed_at
        FROM filing_round WHERE entry = $1 ORDER BY first_day DESC, id DESC LIMIT $2";
    tx.all(SQL, &[&entry.to_owned(), &limit], round).await
}

/// From whom a return of the period is due: a place, and the person there where each files alone.
pub(crate) async fn due_in(
    tx: &mut Tx,
    id: RoundId,
) -> Result<Vec<(PlaceId, Option<AccountId>)>, Error> {
    const SQL: &str = "
        SELECT place_id, account_id FROM filing_return WHERE round_id = $1 ORDER BY place_id";
    tx.all(SQL, &[&id], |row| Ok((row.get("place_id")?, row.get("account_id")?))).await
}

/// The period before `it` of its kind.
pub(crate) async fn round_before(tx: &mut Tx, it: &Round) -> Result<Option<RoundId>, Error> {
    const SQL: &str = "
        SELECT id FROM filing_round WHERE entry = $1 AND first_day < $2
        ORDER BY first_day DESC, id DESC LIMIT 1";
    tx.one(SQL, &[&it.entry, &it.first], |row| row.get("id")).await
}

/// Locks or unlocks the period, if it is not so yet. Says whether.
pub(crate) async fn set_locked(
    tx: &mut Tx,
    id: RoundId,
    at: Option<DateTime>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE filing_round SET locked_at = $2
        WHERE id = $1 AND (CASE WHEN locked_at IS NULL THEN 0 ELSE 1 END) <> $3";
    let wanted = i64::from(at.is_some());
    Ok(tx.run(SQL, &[&id, &at, &wanted]).await? == 1)
}

/// Has every return of the period held by the lock again.
pub(crate) async fn end_releases(tx: &mut Tx, id: RoundId) -> Result<(), Error> {
    const SQL: &str = "UPDATE filing_return SET released = 0 WHERE round_id = $1 AND released = 1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Lets one return be corrected, if it cannot be yet. Says whether.
pub(crate) async fn set_released(tx: &mut Tx, id: ReturnId) -> Result<bool, Error> {
    const SQL: &str = "UPDATE filing_return SET released = 1 WHERE id = $1 AND released = 0";
    Ok(tx.run(SQL, &[&id]).await? == 1)
}

/// That something was locked or released.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) id: MarkId,
    pub(crate) round: RoundId,
    pub(crate) of: Option<ReturnId>,
    pub(crate) is_lock: bool,
    pub(crate) at: DateTime,
    pub(crate) account: AccountId,
    pub(crate) role: Role,
    pub(crate) reason: String,
}

/// Writes down that something was locked or released.
pub(crate) async fn add_mark(tx: &mut Tx, it: &Mark) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO filing_mark (id, round_id, return_id, kind, civil_at, account_id, role, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let kind = if it.is_lock { "lock" } else { "release" }.to_owned();
    let values: &[&dyn db::Stored] =
        &[&it.id, &it.round, &it.of, &kind, &it.at, &it.account, &it.role, &it.reason];
    tx.run(SQL, values).await?;
    Ok(())
}

/// What was locked and released: when, what, by whom, why.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    pub(crate) is_lock: bool,
    pub(crate) of: Option<String>,
    pub(crate) at: DateTime,
    pub(crate) who: String,
    pub(crate) role: Role,
    pub(crate) reason: String,
}

fn marked(row: &Row) -> Result<Marked, Error> {
    Ok(Marked {
        is_lock: row.get::<String>("kind")? == "lock",
        of: row.get("place_name")?,
        at: row.get("civil_at")?,
        who: row.get::<Option<String>>("name")?.unwrap_or_default(),
        role: row.get("role")?,
        reason: row.get("reason")?,
    })
}

/// What was locked and released of a period, the latest first.
pub(crate) async fn marks_of_round(tx: &mut Tx, id: RoundId) -> Result<Vec<Marked>, Error> {
    const SQL: &str = "
        SELECT m.kind, p.name AS place_name, m.civil_at, a.name, m.role, m.reason
        FROM filing_mark m
        LEFT JOIN filing_return r ON r.id = m.return_id
        LEFT JOIN place p ON p.id = r.place_id
        LEFT JOIN account a ON a.id = m.account_id
        WHERE m.round_id = $1 ORDER BY m.id DESC LIMIT 100";
    tx.all(SQL, &[&id], marked).await
}

/// The same of one return.
pub(crate) async fn marks_of_return(tx: &mut Tx, id: ReturnId) -> Result<Vec<Marked>, Error> {
    const SQL: &str = "
        SELECT m.kind, p.name AS place_name, m.civil_at, a.name, m.role, m.reason
        FROM filing_mark m
        JOIN filing_return r ON r.id = m.return_id
        JOIN place p ON p.id = r.place_id
        LEFT JOIN account a ON a.id = m.account_id
        WHERE m.return_id = $1 ORDER BY m.id DESC";
    tx.all(SQL, &[&id], marked).await
}

/// Marks the periods that close soon as reminded of; says which.
pub(crate) async fn set_reminded(tx: &mut Tx, now: DateTime) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        UPDATE filing_round SET reminded_at = $1
        WHERE reminded_at IS NULL AND remind_at <= $1
        RETURNING id, entry, definition, period, label, first_day, last_day, opens_at, closes_at,
                  source, locked_at, mixed_at";
    tx.all(SQL, &[&now], round).await
}

/// Marks the periods that have closed as told of; says which.
pub(crate) async fn set_escalated(tx: &mut Tx, now: DateTime) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        UPDATE filing_round SET escalated_at = $1
        WHERE escalated_at IS NULL AND closes_at < $1
        RETURNING id, entry, definition, period, label, first_day, last_day, opens_at, closes_at,
                  source, locked_at, mixed_at";
    tx.all(SQL, &[&now], round).await
}

/// Whether the clock has anything to do with a period by `now`.
pub(crate) async fn any_passed(tx: &mut Tx, now: DateTime) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT id FROM filing_round WHERE reminded_at IS NULL AND remind_at <= $1
        UNION ALL
        SELECT id FROM filing_round WHERE escalated_at IS NULL AND closes_at < $1
        LIMIT 1";
    Ok(tx.one(SQL, &[&now], |row| row.get::<RoundId>("id")).await?.is_some())
}

/// What places do otherwise on a day, by the places of `kind` in them: whether there are lessons, the
/// widest word first.
pub(crate) async fn changes_on(
    tx: &mut Tx,
    day: Date,
    kind: platform::access::PlaceKind,
) -> Result<Vec<(PlaceId, bool)>, Error> {
    const SQL: &str = "
        SELECT w.place_id, c.kind
        FROM day_change c
        JOIN place_within w ON w.ancestor_id = c.place_id
        JOIN place p ON p.id = w.place_id AND p.kind = $2
        WHERE c.day = $1 ORDER BY w.depth DESC, w.place_id";
    tx.all(SQL, &[&day, &kind], |row| {
        Ok((row.get("place_id")?, row.get::<String>("kind")? == "lessons"))
    })
    .await
}
