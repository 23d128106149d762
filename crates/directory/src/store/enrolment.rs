//! Where pupils are and were enrolled.

use db::{Error, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::StudentId;

use crate::model::{Enrolment, Seating, Standing};

/// What is known of `student`'s enrolments, the latest first.
pub(crate) async fn enrolments(tx: &mut Tx, student: StudentId) -> Result<Vec<Enrolment>, Error> {
    const SQL: &str = "
        SELECT e.since, e.until, e.school_id, p.name AS school_name, e.class_id,
               c.number AS class_number, e.grade, e.standing, e.reason, e.end_reason
        FROM enrolment e JOIN place p ON p.id = e.school_id LEFT JOIN class c ON c.id = e.class_id
        WHERE e.student_id = $1 AND e.superseded_at IS NULL
        ORDER BY e.since DESC, e.recorded_at DESC";
    tx.all(SQL, &[&student], |row| {
        Ok(Enrolment {
            since: row.get("since")?,
            until: row.get("until")?,
            school: row.get("school_id")?,
            school_name: row.get("school_name")?,
            class: row.get("class_id")?,
            class_number: row.get("class_number")?,
            grade: row.get("grade")?,
            standing: row.get("standing")?,
            reason: row.get("reason")?,
            end_reason: row.get("end_reason")?,
        })
    })
    .await
}

/// Ends the running enrolment of `student` from `day` on. Says whether there was one.
pub(crate) async fn end_enrolment(
    tx: &mut Tx,
    student: StudentId,
    day: Date,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE enrolment SET until = $2, ended_at = $4, end_reason = $3
        WHERE student_id = $1 AND until IS NULL AND superseded_at IS NULL AND since <= $2";
    Ok(tx.run(SQL, &[&student, &day, &reason.to_owned(), &now]).await? == 1)
}

/// Enrols `student` from `day` on.
pub(crate) async fn add_enrolment(
    tx: &mut Tx,
    student: StudentId,
    at: &Seating,
    standing: Standing,
    (day, reason): (Date, &str),
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO enrolment (student_id, since, recorded_at, school_id, class_id, grade, standing,
            reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [&dyn db::Stored; 8] =
        [&student, &day, &now, &at.school, &at.class, &at.grade, &standing, &reason.to_owned()];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// Keeps on the pupil's record what the enrolment says, if nobody changed it since `version`.
pub(crate) async fn set_seating(
    tx: &mut Tx,
    student: StudentId,
    version: i64,
    at: &Seating,
    standing: Standing,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE student
        SET school_id = $3, class_id = $4, grade = $5, class_number = $6, seat = $7, standing = $8,
            version = version + 1
        WHERE id = $1 AND version = $2";
    let values: [&dyn db::Stored; 8] = [
        &student,
        &version,
        &at.school,
        &at.class,
        &at.grade,
        &at.class_number,
        &at.seat,
        &standing,
    ];
    Ok(tx.run(SQL, &values).await? == 1)
}

/// The next free number within a class.
pub(crate) async fn next_seat(tx: &mut Tx, class: vocab::ClassId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COALESCE(MAX(seat), 0) AS last FROM student WHERE class_id = $1";
    Ok(tx.one(SQL, &[&class], |row| row.get::<i64>("last")).await?.unwrap_or(0) + 1)
}
