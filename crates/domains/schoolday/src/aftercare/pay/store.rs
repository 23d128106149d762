//! The SQL of rates, sheets and the sessions behind them.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, Fen, Personal, PlaceId, SchoolId, StaffId};

use super::model::{Line, Month, Rate, Session, Sheet, SheetId, State};
use crate::aftercare::{groups::model::Kind, participation::model::GroupId};

/// Every rate, by kind, the latest first.
pub async fn rates(tx: &mut Tx) -> Result<Vec<Rate>, Error> {
    const SQL: &str = "SELECT kind, since, rate, basis FROM pay_rate ORDER BY kind, since DESC";
    tx.all(SQL, &[], |row| {
        Ok(Rate {
            kind: row.get("kind")?,
            since: row.get("since")?,
            rate: row.get("rate")?,
            basis: row.get("basis")?,
        })
    })
    .await
}

/// Sets rates; one of the same kind and day is replaced.
pub async fn set_rates(tx: &mut Tx, all: &[Rate]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO pay_rate (kind, since, rate, basis)";
    const AGAIN: &str =
        "ON CONFLICT (kind, since) DO UPDATE SET rate = excluded.rate, basis = excluded.basis";
    let row = |it: &Rate| db::row![it.kind, it.since, it.rate, it.basis];
    tx.bulk(SQL, AGAIN, all.iter().map(row)).await?;
    Ok(())
}

/// The sessions of a school from `first` to `last`: its roll calls, by teacher and day.
pub async fn sessions(
    tx: &mut Tx,
    school: SchoolId,
    first: Date,
    last: Date,
) -> Result<Vec<Session>, Error> {
    const SQL: &str = "
        SELECT r.teacher_id, r.day, g.kind, g.id, g.name, r.present, r.expected
        FROM care_group g
        JOIN roll_call r ON r.group_id = g.id AND r.day >= $2 AND r.day <= $3
        WHERE g.school_id = $1
        ORDER BY r.teacher_id, r.day, g.kind, g.id";
    tx.all(SQL, &[&school, &first, &last], |row| {
        Ok(Session {
            teacher: row.get("teacher_id")?,
            day: row.get("day")?,
            kind: row.get("kind")?,
            group: row.get("id")?,
            name: row.get("name")?,
            present: (row.get("present")?, row.get("expected")?),
        })
    })
    .await
}

fn sheet(row: &Row) -> Result<Sheet, Error> {
    let month: String = row.get("month")?;
    Ok(Sheet {
        id: row.get("id")?,
        school: row.get("school_id")?,
        month: Month::parse(&month).ok_or_else(|| Error::corrupt("month"))?,
        state: row.get("state")?,
        version: row.get("version")?,
        sessions: row.get("sessions")?,
        total: row.get("total")?,
        confirmed_at: row.get("confirmed_at")?,
        reviewed_at: row.get("reviewed_at")?,
        returned_for: row.get("returned_for")?,
    })
}

/// A school's sheet of a month, once it was begun.
pub async fn find(tx: &mut Tx, school: SchoolId, month: Month) -> Result<Option<Sheet>, Error> {
    const SQL: &str = "
        SELECT id, school_id, month, state, version, sessions, total, confirmed_at, reviewed_at,
               returned_for
        FROM pay_sheet WHERE school_id = $1 AND month = $2";
    tx.one(SQL, &[&school, &month.to_string()], sheet).await
}

/// A school's sheets, the latest month first.
pub async fn of_school(tx: &mut Tx, school: SchoolId) -> Result<Vec<Sheet>, Error> {
    const SQL: &str = "
        SELECT id, school_id, month, state, version, sessions, total, confirmed_at, reviewed_at,
               returned_for
        FROM pay_sheet WHERE school_id = $1
        ORDER BY month DESC";
    tx.all(SQL, &[&school], sheet).await
}

/// A school of a scope, with its sheet of a month where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The school.
    pub school: SchoolId,
    /// As people call it.
    pub name: String,
    /// Its sheet.
    pub sheet: Option<Sheet>,
    /// How many of its sessions of the month have a roll call.
    pub called: i64,
}

/// The schools of `scope` that have after-school groups, with their sheets of a month.
pub async fn of_month(tx: &mut Tx, scope: PlaceId, month: Month) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT g.school_id AS own, n.name, CAST(SUM(g.called) AS BIGINT) AS called, p.id,
               p.school_id, p.month, p.state, p.version, p.sessions, p.total, p.confirmed_at,
               p.reviewed_at, p.returned_for
        FROM (
            SELECT c.school_id, (
                SELECT COUNT(*) FROM roll_call r
                WHERE r.group_id = c.id AND r.day >= $3 AND r.day <= $4) AS called
            FROM place_within w
            JOIN school s ON s.id = w.place_id
            JOIN care_group c ON c.school_id = s.id
            WHERE w.ancestor_id = $1
        ) g
        JOIN place n ON n.id = g.school_id
        LEFT JOIN pay_sheet p ON p.school_id = g.school_id AND p.month = $2
        GROUP BY g.school_id, n.name, p.id, p.school_id, p.month, p.state, p.version, p.sessions,
                 p.total, p.confirmed_at, p.reviewed_at, p.returned_for
        HAVING SUM(g.called) > 0 OR p.id IS NOT NULL
        ORDER BY n.name, g.school_id";
    let values: &[&dyn db::Stored] = &[&scope, &month.to_string(), &month.first(), &month.last()];
    tx.all(SQL, values, |row| {
        let id: Option<SheetId> = row.get("id")?;
        Ok(Listed {
            school: row.get("own")?,
            name: row.get("name")?,
            sheet: id.map(|_| sheet(row)).transpose()?,
            called: row.get("called")?,
        })
    })
    .await
}

/// Adds sheets.
pub async fn add(tx: &mut Tx, all: &[Sheet]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO pay_sheet (id, school_id, month, state, version, sessions, total,
                               confirmed_at, reviewed_at, returned_for)";
    let row = |it: &Sheet| {
        db::row![
            it.id,
            it.school,
            it.month.to_string(),
            it.state,
            it.version,
            it.sessions,
            it.total,
            it.confirmed_at,
            it.reviewed_at,
            it.returned_for
        ]
    };
    tx.bulk(SQL, "", all.iter().map(row)).await?;
    Ok(())
}

/// Writes what a school confirmed. Says whether the sheet was still at `it.version`.
pub async fn set_confirmed(
    tx: &mut Tx,
    it: &Sheet,
    (sessions, total): (i64, Fen),
    at: DateTime,
    by: Option<AccountId>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE pay_sheet
        SET state = 'confirmed', version = version + 1, sessions = $3, total = $4,
            confirmed_at = $5, confirmed_by = $6, returned_for = NULL
        WHERE id = $1 AND version = $2";
    Ok(tx.run(SQL, &[&it.id, &it.version, &sessions, &total, &at, &by]).await? == 1)
}

/// Writes what the bureau decided. Says whether the sheet was still at `it.version`.
pub async fn set_decided(
    tx: &mut Tx,
    it: &Sheet,
    state: State,
    reason: Option<&str>,
    at: DateTime,
    by: Option<AccountId>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE pay_sheet
        SET state = $3, version = version + 1, returned_for = $4, reviewed_at = $5, reviewed_by = $6
        WHERE id = $1 AND version = $2";
    Ok(tx.run(SQL, &[&it.id, &it.version, &state, &reason, &at, &by]).await? == 1)
}

/// The lines of a sheet, by teacher and kind.
pub async fn lines(tx: &mut Tx, id: SheetId) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT teacher_id, kind, rate, sessions, amount
        FROM pay_line WHERE sheet_id = $1
        ORDER BY teacher_id, kind, rate";
    tx.all(SQL, &[&id], line).await
}

fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        teacher: row.get("teacher_id")?,
        kind: row.get("kind")?,
        rate: row.get("rate")?,
        sessions: row.get("sessions")?,
        amount: row.get("amount")?,
    })
}

/// The lines of all reviewed sheets of a month in `scope`, with school and teacher: what finance
/// pays.
pub async fn reviewed_lines(
    tx: &mut Tx,
    scope: PlaceId,
    month: Month,
) -> Result<Vec<(String, Personal<String>, Line)>, Error> {
    const SQL: &str = "
        SELECT n.name AS school, s.name, l.teacher_id, l.kind, l.rate, l.sessions, l.amount
        FROM pay_sheet p
        JOIN place_within w ON w.place_id = p.school_id AND w.ancestor_id = $1
        JOIN place n ON n.id = p.school_id
        JOIN pay_line l ON l.sheet_id = p.id
        JOIN staff s ON s.id = l.teacher_id
        WHERE p.month = $2 AND p.state = 'reviewed'
        ORDER BY n.name, p.school_id, l.teacher_id, l.kind, l.rate";
    tx.all(SQL, &[&scope, &month.to_string()], |row| {
        Ok((row.get("school")?, row.get("name")?, line(row)?))
    })
    .await
}

/// Takes the lines of a sheet away.
pub async fn clear_lines(tx: &mut Tx, id: SheetId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM pay_line WHERE sheet_id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Adds lines to sheets.
pub async fn add_lines(
    tx: &mut Tx,
    all: impl IntoIterator<Item = (SheetId, Line)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO pay_line (sheet_id, teacher_id, kind, rate, sessions, amount)";
    let row = |(id, it): (SheetId, Line)| {
        db::row![id, it.teacher, it.kind, it.rate, it.sessions, it.amount]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// The last month that any school of the county has confirmed.
pub async fn last_settled(tx: &mut Tx) -> Result<Option<Month>, Error> {
    const SQL: &str =
        "SELECT MAX(month) AS month FROM pay_sheet WHERE state IN ('confirmed', 'reviewed')";
    let month: Option<String> = tx.one(SQL, &[], |row| row.get("month")).await?.flatten();
    Ok(month.and_then(|it| Month::parse(&it)))
}

/// Groups of a school and the days on which they were called, from `first` to `last`.
pub async fn called(
    tx: &mut Tx,
    school: SchoolId,
    first: Date,
    last: Date,
) -> Result<Vec<(GroupId, Date)>, Error> {
    const SQL: &str = "
        SELECT g.id, r.day
        FROM care_group g JOIN roll_call r ON r.group_id = g.id AND r.day >= $2 AND r.day <= $3
        WHERE g.school_id = $1";
    tx.all(SQL, &[&school, &first, &last], |row| Ok((row.get("id")?, row.get("day")?))).await
}

/// Days called off at a school, from `first` to `last`.
pub async fn off(
    tx: &mut Tx,
    school: SchoolId,
    first: Date,
    last: Date,
) -> Result<Vec<(GroupId, Date)>, Error> {
    const SQL: &str = "
        SELECT g.id, o.day
        FROM care_group g JOIN care_day_off o ON o.group_id = g.id AND o.day >= $2 AND o.day <= $3
        WHERE g.school_id = $1";
    tx.all(SQL, &[&school, &first, &last], |row| Ok((row.get("id")?, row.get("day")?))).await
}

/// How many sessions each teacher of each school had, by month and kind, up to `last`: a county's
/// term at once.
pub async fn counted(
    tx: &mut Tx,
    last: Date,
) -> Result<Vec<(SchoolId, Month, StaffId, Kind, i64)>, Error> {
    const SQL: &str = "
        SELECT g.school_id, SUBSTR(r.day, 1, 7) AS month, r.teacher_id, g.kind, COUNT(*) AS n
        FROM roll_call r JOIN care_group g ON g.id = r.group_id
        WHERE r.day <= $1
        GROUP BY g.school_id, SUBSTR(r.day, 1, 7), r.teacher_id, g.kind
        ORDER BY g.school_id, month, r.teacher_id, g.kind";
    tx.all(SQL, &[&last], |row| {
        let month: String = row.get("month")?;
        let month = Month::parse(&month).ok_or_else(|| Error::corrupt("month"))?;
        Ok((row.get("school_id")?, month, row.get("teacher_id")?, row.get("kind")?, row.get("n")?))
    })
    .await
}

/// The accounts of those who review pay, where they can be told.
pub async fn reviewers(tx: &mut Tx, day: Date) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT account_id FROM role_grant
        WHERE role = 'finance-clerk' AND since <= $1 AND (until IS NULL OR until > $1)";
    tx.all(SQL, &[&day], |row| row.get("account_id")).await
}

/// The accounts of `teachers`.
pub async fn accounts(tx: &mut Tx, teachers: &[StaffId]) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "SELECT account_id FROM staff WHERE account_id IS NOT NULL AND id IN ($$)";
    tx.all_in(SQL, &[], teachers, |row| row.get("account_id")).await
}
