//! The SQL of who may collect a child beside its guardians.

use db::{Error, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{FamilyId, GuardianId, StudentId};

use crate::model::NewGuardianship;

pub(crate) async fn family_of(tx: &mut Tx, student: StudentId) -> Result<Option<FamilyId>, Error> {
    const SQL: &str = "SELECT family_id FROM student WHERE id = $1";
    Ok(tx.one(SQL, &[&student], |row| row.get("family_id")).await?.flatten())
}

/// Someone of a family by name: siblings' grandmother is one person.
pub(crate) async fn find_named(
    tx: &mut Tx,
    family: FamilyId,
    name: &str,
) -> Result<Option<GuardianId>, Error> {
    const SQL: &str = "SELECT MIN(id) AS id FROM guardian WHERE family_id = $1 AND name = $2";
    Ok(tx.one(SQL, &[&family, &name], |row| row.get("id")).await?.flatten())
}

pub(crate) async fn next_priority(tx: &mut Tx, student: StudentId) -> Result<i64, Error> {
    const SQL: &str =
        "SELECT COALESCE(MAX(priority), 0) + 1 AS next FROM guardianship WHERE student_id = $1";
    Ok(tx.one(SQL, &[&student], |row| row.get("next")).await?.unwrap_or(1))
}

/// Begins a bond; one that ended on the same day goes on.
pub(crate) async fn set(
    tx: &mut Tx,
    it: &NewGuardianship,
    since: Date,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
            no_contact, priority, since, recorded_at)
        VALUES ($1, $2, $3, 0, 1, 0, $4, $5, $6)
        ON CONFLICT (student_id, guardian_id, since) DO UPDATE
        SET until = NULL, ended_at = NULL, relation = excluded.relation, may_collect = 1";
    let values: &[&dyn db::Stored] =
        &[&it.student, &it.guardian, &it.relation, &it.priority, &since, &now];
    tx.run(SQL, values).await?;
    Ok(())
}

pub(crate) async fn end(
    tx: &mut Tx,
    student: StudentId,
    guardian: GuardianId,
    day: Date,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE guardianship SET until = $3, ended_at = $4
        WHERE student_id = $1 AND guardian_id = $2 AND is_guardian = 0 AND may_collect = 1
          AND since <= $3 AND until IS NULL";
    Ok(tx.run(SQL, &[&student, &guardian, &day, &now]).await? == 1)
}
