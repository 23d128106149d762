//! The SQL of early leaving.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, GuardianId, StudentId};

use super::model::{EarlyLeave, EarlyLeaveId};

fn early(row: &Row) -> Result<EarlyLeave, Error> {
    let withdrawn: Option<DateTime> = row.get("withdrawn_at")?;
    Ok(EarlyLeave {
        id: row.get("id")?,
        student: row.get("student_id")?,
        day: row.get("day")?,
        at: row.get("at")?,
        guardian: row.get("guardian_id")?,
        with_whom: row.get("with_whom")?,
        is_withdrawn: withdrawn.is_some(),
    })
}

/// What was said of `students` for `day` and later.
pub async fn from_day(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<Vec<EarlyLeave>, Error> {
    const SQL: &str = "
        SELECT id, student_id, day, at, guardian_id, with_whom, withdrawn_at
        FROM early_leave
        WHERE day >= $1 AND withdrawn_at IS NULL AND student_id IN ($$)
        ORDER BY day, id";
    tx.all_in(SQL, &[&day], students, early).await
}

/// The one that `id` names.
pub async fn find(tx: &mut Tx, id: EarlyLeaveId) -> Result<Option<EarlyLeave>, Error> {
    const SQL: &str = "
        SELECT id, student_id, day, at, guardian_id, with_whom, withdrawn_at
        FROM early_leave WHERE id = $1";
    tx.one(SQL, &[&id], early).await
}

/// Adds some. Says how many were not there yet.
pub async fn add(
    tx: &mut Tx,
    all: &[EarlyLeave],
    at: DateTime,
    by: Option<AccountId>,
) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO early_leave (id, student_id, day, at, guardian_id, with_whom, asked_at, asked_by)";
    let row = |it: &EarlyLeave| {
        db::row![it.id, it.student, it.day, it.at, it.guardian, it.with_whom, at, by]
    };
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.iter().map(row)).await
}

/// Takes one back.
pub async fn set_withdrawn(tx: &mut Tx, id: EarlyLeaveId, at: DateTime) -> Result<(), Error> {
    const SQL: &str = "UPDATE early_leave SET withdrawn_at = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &at]).await?;
    Ok(())
}

/// Takes back what was agreed with someone about a child from `day` on. Says how many.
pub async fn void(
    tx: &mut Tx,
    (student, guardian): (StudentId, GuardianId),
    day: Date,
    at: DateTime,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE early_leave SET withdrawn_at = $4
        WHERE student_id = $1 AND guardian_id = $2 AND day >= $3 AND withdrawn_at IS NULL";
    tx.run(SQL, &[&student, &guardian, &day, &at]).await
}

/// Erases of a child who fetched it and when its family can come. Says how many rows it touched.
pub async fn erase(tx: &mut Tx, student: i64) -> Result<u64, Error> {
    const EARLY: &str = "UPDATE early_leave SET with_whom = '(已删除)' WHERE student_id = $1";
    const MARKS: &str = "
        UPDATE roll_mark SET fetched_by = '(已删除)'
        WHERE student_id = $1 AND fetched_by IS NOT NULL";
    const TIMES: &str = "DELETE FROM pick_up WHERE student_id = $1";
    let early = tx.run(EARLY, &[&student]).await?;
    let marks = tx.run(MARKS, &[&student]).await?;
    Ok(early + marks + tx.run(TIMES, &[&student]).await?)
}
