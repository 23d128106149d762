//! The SQL of roll calls, leave, substitutes and days off.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, StaffId, StudentId};

use super::model::{Leave, LeaveId, Mark, RollCall};
use crate::aftercare::participation::model::GroupId;

fn roll_call(row: &Row) -> Result<RollCall, Error> {
    Ok(RollCall {
        group: row.get("group_id")?,
        day: row.get("day")?,
        expected: row.get("expected")?,
        present: row.get("present")?,
        absent: row.get("absent")?,
        teacher: row.get("teacher_id")?,
        called_at: row.get("called_at")?,
    })
}

/// The roll call of a group on a day, if it was made.
pub async fn find_call(tx: &mut Tx, group: GroupId, day: Date) -> Result<Option<RollCall>, Error> {
    const SQL: &str = "
        SELECT group_id, day, expected, present, absent, teacher_id, called_at
        FROM roll_call WHERE group_id = $1 AND day = $2";
    tx.one(SQL, &[&group, &day], roll_call).await
}

/// The roll calls of `groups` on a day.
pub async fn calls_of(tx: &mut Tx, groups: &[GroupId], day: Date) -> Result<Vec<RollCall>, Error> {
    const SQL: &str = "
        SELECT group_id, day, expected, present, absent, teacher_id, called_at
        FROM roll_call WHERE day = $1 AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, roll_call).await
}

/// The last roll calls of a group, newest first.
pub async fn last_calls(tx: &mut Tx, group: GroupId, count: i64) -> Result<Vec<RollCall>, Error> {
    const SQL: &str = "
        SELECT group_id, day, expected, present, absent, teacher_id, called_at
        FROM roll_call WHERE group_id = $1
        ORDER BY day DESC LIMIT $2";
    tx.all(SQL, &[&group, &count], roll_call).await
}

/// Who was unlike the roster in a roll call.
pub async fn marks(tx: &mut Tx, group: GroupId, day: Date) -> Result<Vec<Mark>, Error> {
    const SQL: &str = "
        SELECT student_id, exception, fetched_by
        FROM roll_mark WHERE group_id = $1 AND day = $2
        ORDER BY student_id";
    tx.all(SQL, &[&group, &day], |row| {
        Ok(Mark {
            student: row.get("student_id")?,
            exception: row.get("exception")?,
            fetched_by: row.get("fetched_by")?,
        })
    })
    .await
}

/// Writes a roll call, in place of an earlier one of the same day.
pub async fn set_call(tx: &mut Tx, it: &RollCall) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO roll_call (group_id, day, expected, present, absent, teacher_id, called_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (group_id, day) DO UPDATE
        SET expected = excluded.expected, present = excluded.present, absent = excluded.absent,
            teacher_id = excluded.teacher_id, called_at = excluded.called_at";
    let values: &[&dyn db::Stored] =
        &[&it.group, &it.day, &it.expected, &it.present, &it.absent, &it.teacher, &it.called_at];
    tx.run(SQL, values).await?;
    Ok(())
}

/// Adds many roll calls at once.
pub async fn add_calls(tx: &mut Tx, all: impl IntoIterator<Item = RollCall>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO roll_call (group_id, day, expected, present, absent, teacher_id, called_at)";
    let row = |it: RollCall| {
        db::row![it.group, it.day, it.expected, it.present, it.absent, it.teacher, it.called_at]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// Takes the marks of a roll call away.
pub async fn clear_marks(tx: &mut Tx, group: GroupId, day: Date) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM roll_mark WHERE group_id = $1 AND day = $2";
    tx.run(SQL, &[&group, &day]).await?;
    Ok(())
}

/// Adds marks to roll calls.
pub async fn add_marks(
    tx: &mut Tx,
    all: impl IntoIterator<Item = (GroupId, Date, Mark)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO roll_mark (group_id, day, student_id, exception, fetched_by)";
    let row = |(group, day, it): (GroupId, Date, Mark)| {
        db::row![group, day, it.student, it.exception, it.fetched_by]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// Lets someone stand in.
pub async fn set_substitute(
    tx: &mut Tx,
    group: GroupId,
    day: Date,
    teacher: StaffId,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO care_substitute (group_id, day, teacher_id) VALUES ($1, $2, $3)
        ON CONFLICT (group_id, day) DO UPDATE SET teacher_id = excluded.teacher_id";
    tx.run(SQL, &[&group, &day, &teacher]).await?;
    Ok(())
}

/// Lets many stand in at once.
pub async fn add_substitutes(
    tx: &mut Tx,
    all: impl IntoIterator<Item = (GroupId, Date, StaffId)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO care_substitute (group_id, day, teacher_id)";
    let row = |(group, day, teacher): (GroupId, Date, StaffId)| db::row![group, day, teacher];
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.into_iter().map(row)).await?;
    Ok(())
}

/// Those of `groups` whose `day` is called off.
pub async fn off_on(tx: &mut Tx, groups: &[GroupId], day: Date) -> Result<Vec<GroupId>, Error> {
    const SQL: &str = "SELECT group_id FROM care_day_off WHERE day = $1 AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| row.get("group_id")).await
}

/// Those of `groups` that come together on `day` for one that was called off.
pub async fn making_up_on(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<GroupId>, Error> {
    const SQL: &str =
        "SELECT group_id FROM care_day_off WHERE made_up_on = $1 AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| row.get("group_id")).await
}

/// Calls groups' day off.
pub async fn add_days_off(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
    made_up_on: Option<Date>,
    reason: &str,
) -> Result<u64, Error> {
    const SQL: &str = "INSERT INTO care_day_off (group_id, day, made_up_on, reason)";
    let row = |id: &GroupId| db::row![*id, day, made_up_on, reason.to_owned()];
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", groups.iter().map(row)).await
}

fn leave(row: &Row) -> Result<Leave, Error> {
    Ok(Leave {
        id: row.get("id")?,
        student: row.get("student_id")?,
        from: row.get("from_day")?,
        to: row.get("to_day")?,
        asked_at: row.get("asked_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

/// Leave of `students` that is not over on `day`.
pub async fn leaves_from(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<Vec<Leave>, Error> {
    const SQL: &str = "
        SELECT id, student_id, from_day, to_day, asked_at, withdrawn_at
        FROM care_leave
        WHERE to_day >= $1 AND withdrawn_at IS NULL AND student_id IN ($$)
        ORDER BY from_day, id";
    tx.all_in(SQL, &[&day], students, leave).await
}

/// The leave that `id` names.
pub async fn find_leave(tx: &mut Tx, id: LeaveId) -> Result<Option<Leave>, Error> {
    const SQL: &str = "
        SELECT id, student_id, from_day, to_day, asked_at, withdrawn_at
        FROM care_leave WHERE id = $1";
    tx.one(SQL, &[&id], leave).await
}

/// Adds leave. Says whether it was not there yet.
pub async fn add_leave(tx: &mut Tx, it: &Leave, by: Option<AccountId>) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO care_leave (id, student_id, from_day, to_day, asked_at, asked_by)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING";
    let added = tx.run(SQL, &[&it.id, &it.student, &it.from, &it.to, &it.asked_at, &by]).await?;
    Ok(added == 1)
}

/// Takes leave back.
pub async fn set_leave_withdrawn(tx: &mut Tx, id: LeaveId, at: DateTime) -> Result<(), Error> {
    const SQL: &str = "UPDATE care_leave SET withdrawn_at = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &at]).await?;
    Ok(())
}

/// Adds many leaves at once.
pub async fn add_leaves(tx: &mut Tx, all: &[Leave]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO care_leave (id, student_id, from_day, to_day, asked_at)";
    let row = |it: &Leave| db::row![it.id, it.student, it.from, it.to, it.asked_at];
    tx.bulk(SQL, "", all.iter().map(row)).await?;
    Ok(())
}
