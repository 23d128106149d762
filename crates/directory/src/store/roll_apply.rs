//! What a confirmed import changes beyond adding rows: enrolments that end, bonds that run.

use db::{Error, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{ClassId, Grade, GuardianId, SchoolId, SchoolYear, StudentId};

use crate::{events::At, model::Relation};

/// Ends the running enrolments of `students` from `day` on. One that began later is superseded: it
/// was planned and did not come about.
pub(crate) async fn end_enrolments(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE enrolment
        SET until = CASE WHEN since <= $1 THEN $1 ELSE since END, end_reason = $2, ended_at = $3,
            superseded_at = CASE WHEN since <= $1 THEN superseded_at ELSE $3 END
        WHERE until IS NULL AND superseded_at IS NULL AND student_id IN ($$)";
    tx.run_in(SQL, &[&day, &reason.to_owned(), &now], students).await?;
    Ok(())
}

/// The classes of a school year at `schools`.
pub(crate) async fn classes_at(
    tx: &mut Tx,
    year: SchoolYear,
    schools: &[SchoolId],
) -> Result<Vec<(SchoolId, Grade, i64, ClassId)>, Error> {
    const SQL: &str = "
        SELECT id, school_id, grade, number FROM class
        WHERE school_year = $1 AND school_id IN ($$)";
    tx.all_in(SQL, &[&year], schools, |row| {
        Ok((row.get("school_id")?, row.get("grade")?, row.get("number")?, row.get("id")?))
    })
    .await
}

/// A bond that runs.
pub(crate) struct Bond {
    pub(crate) student: StudentId,
    pub(crate) guardian: GuardianId,
    pub(crate) since: Date,
    pub(crate) relation: Relation,
    pub(crate) is_guardian: bool,
}

/// The running bonds of `students`.
pub(crate) async fn bonds(tx: &mut Tx, students: &[StudentId]) -> Result<Vec<Bond>, Error> {
    const SQL: &str = "
        SELECT student_id, guardian_id, since, relation, is_guardian FROM guardianship
        WHERE until IS NULL AND student_id IN ($$)";
    tx.all_in(SQL, &[], students, |row| {
        Ok(Bond {
            student: row.get("student_id")?,
            guardian: row.get("guardian_id")?,
            since: row.get("since")?,
            relation: row.get("relation")?,
            is_guardian: row.get("is_guardian")?,
        })
    })
    .await
}

/// The highest number in use in each of `classes`.
pub(crate) async fn last_seats(
    tx: &mut Tx,
    classes: &[ClassId],
) -> Result<Vec<(ClassId, i64)>, Error> {
    const SQL: &str = "
        SELECT class_id, MAX(seat) AS last FROM student WHERE class_id IN ($$) GROUP BY class_id";
    tx.all_in(SQL, &[], classes, |row| Ok((row.get("class_id")?, row.get("last")?))).await
}

/// Marks those of `students` who are at school as gone. Says how many were.
pub(crate) async fn set_left(tx: &mut Tx, students: &[StudentId]) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE student
        SET standing = 'left', class_id = NULL, class_number = 0, seat = 0, version = version + 1
        WHERE standing = 'enrolled' AND id IN ($$)";
    tx.run_in(SQL, &[], students).await
}

/// Where those of `students` sit who are at school.
pub(crate) async fn seats(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(StudentId, At)>, Error> {
    const SQL: &str = "
        SELECT id, school_id, class_id FROM student
        WHERE standing = 'enrolled' AND school_id IS NOT NULL AND id IN ($$)";
    tx.all_in(SQL, &[], students, |row| {
        Ok((row.get("id")?, At { school: row.get("school_id")?, class: row.get("class_id")? }))
    })
    .await
}
