//! The SQL of dismissal tables, of the times that families declare, and of who leaves on a day.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime, Time};
use vocab::{AccountId, ClassId, FamilyId, Grade, Personal, SchoolId, StudentId, Term};

use super::model::{Batch, Stage, Table};
use crate::aftercare::days::model::Exception;

/// A school's table of a term, if it has one.
pub async fn find(tx: &mut Tx, school: SchoolId, term: Term) -> Result<Option<Table>, Error> {
    const SQL: &str = "
        SELECT school_id, term, version, published_at
        FROM dismissal WHERE school_id = $1 AND term = $2";
    tx.one(SQL, &[&school, &term], |row| {
        Ok(Table {
            school: row.get("school_id")?,
            term: row.get("term")?,
            version: row.get("version")?,
            published_at: row.get("published_at")?,
        })
    })
    .await
}

/// The lines of a table, the youngest grade first.
pub async fn batches(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    stage: Stage,
) -> Result<Vec<Batch>, Error> {
    const SQL: &str = "
        SELECT grade, gate, at, minutes
        FROM dismissal_batch WHERE school_id = $1 AND term = $2 AND stage = $3
        ORDER BY grade";
    tx.all(SQL, &[&school, &term, &stage], batch).await
}

fn batch(row: &Row) -> Result<Batch, Error> {
    Ok(Batch {
        grade: row.get("grade")?,
        gate: row.get("gate")?,
        at: row.get("at")?,
        minutes: row.get("minutes")?,
    })
}

/// The published lines of schools: what their families see.
pub async fn published_of(
    tx: &mut Tx,
    schools: &[SchoolId],
    term: Term,
) -> Result<Vec<(SchoolId, Batch)>, Error> {
    const SQL: &str = "
        SELECT school_id, grade, gate, at, minutes
        FROM dismissal_batch WHERE term = $1 AND stage = 'published' AND school_id IN ($$)
        ORDER BY school_id, grade";
    tx.all_in(SQL, &[&term], schools, |row| Ok((row.get("school_id")?, batch(row)?))).await
}

/// Begins tables, at version 1.
pub async fn add(tx: &mut Tx, all: &[Table]) -> Result<u64, Error> {
    const SQL: &str = "INSERT INTO dismissal (school_id, term, version, published_at)";
    let row = |it: &Table| db::row![it.school, it.term, it.version, it.published_at];
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.iter().map(row)).await
}

/// Counts a change of the table that was read at `version`. Says whether it was still so.
pub async fn set_version(
    tx: &mut Tx,
    it: &Table,
    published_at: Option<DateTime>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE dismissal SET version = version + 1, published_at = $4
        WHERE school_id = $1 AND term = $2 AND version = $3";
    Ok(tx.run(SQL, &[&it.school, &it.term, &it.version, &published_at]).await? == 1)
}

/// Takes the lines of a stage away.
pub async fn clear_batches(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    stage: Stage,
) -> Result<(), Error> {
    const SQL: &str =
        "DELETE FROM dismissal_batch WHERE school_id = $1 AND term = $2 AND stage = $3";
    tx.run(SQL, &[&school, &term, &stage]).await?;
    Ok(())
}

/// Adds lines.
pub async fn add_batches(
    tx: &mut Tx,
    all: impl IntoIterator<Item = (SchoolId, Term, Stage, Batch)>,
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO dismissal_batch (school_id, term, stage, grade, gate, at, minutes)";
    let row = |(school, term, stage, it): (SchoolId, Term, Stage, Batch)| {
        db::row![school, term, stage, it.grade, it.gate, it.at, it.minutes]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// The grades of a school in the year of `term`.
pub async fn grades_of(tx: &mut Tx, school: SchoolId, term: Term) -> Result<Vec<Grade>, Error> {
    const SQL: &str = "
        SELECT DISTINCT grade FROM class
        WHERE school_id = $1 AND school_year = $2
        ORDER BY grade";
    tx.all(SQL, &[&school, &term.year], |row| row.get("grade")).await
}

/// What families of a school declared: grade, time, and how many children.
pub async fn declared(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
) -> Result<Vec<(Grade, Time, i64)>, Error> {
    const SQL: &str = "
        SELECT s.grade, p.fetch_from, COUNT(*) AS n
        FROM student s JOIN pick_up p ON p.student_id = s.id AND p.term = $2
        WHERE s.school_id = $1 AND s.standing = 'enrolled'
        GROUP BY s.grade, p.fetch_from
        ORDER BY s.grade, p.fetch_from";
    tx.all(SQL, &[&school, &term], |row| {
        Ok((row.get("grade")?, row.get("fetch_from")?, row.get("n")?))
    })
    .await
}

/// The times that families declared for `students`.
pub async fn pick_ups(
    tx: &mut Tx,
    students: &[StudentId],
    term: Term,
) -> Result<Vec<(StudentId, Time)>, Error> {
    const SQL: &str =
        "SELECT student_id, fetch_from FROM pick_up WHERE term = $1 AND student_id IN ($$)";
    tx.all_in(SQL, &[&term], students, |row| Ok((row.get("student_id")?, row.get("fetch_from")?)))
        .await
}

/// Writes from when families can be at the gate.
pub async fn set_pick_ups(
    tx: &mut Tx,
    term: Term,
    all: impl IntoIterator<Item = (StudentId, Time)>,
    at: DateTime,
    by: Option<AccountId>,
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO pick_up (student_id, term, fetch_from, declared_at, declared_by)";
    const AGAIN: &str = "ON CONFLICT (student_id, term) DO UPDATE
        SET fetch_from = excluded.fetch_from, declared_at = excluded.declared_at,
            declared_by = excluded.declared_by";
    let row = |(student, from): (StudentId, Time)| db::row![student, term, from, at, by];
    tx.bulk(SQL, AGAIN, all.into_iter().map(row)).await?;
    Ok(())
}

/// Takes a family's declared time back.
pub async fn clear_pick_up(tx: &mut Tx, student: StudentId, term: Term) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM pick_up WHERE student_id = $1 AND term = $2";
    tx.run(SQL, &[&student, &term]).await?;
    Ok(())
}

/// A child who is on a roster of basic care on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub id: StudentId,
    /// As its people call it.
    pub name: Personal<String>,
    /// Siblings share it.
    pub family: Option<FamilyId>,
    /// Its grade.
    pub grade: Grade,
    /// Its class.
    pub class: ClassId,
    /// The class as people call it.
    pub class_name: String,
    /// From when the family can be there, where it said so.
    pub fetched_from: Option<Time>,
    /// Whether it stays for late care.
    pub stays_late: bool,
    /// How the roll call of the day found it, where unlike the roster.
    pub exception: Option<Exception>,
    /// Whether the roll was called.
    pub is_called: bool,
    /// When it leaves early, and with whom, where its family said so.
    pub early: Option<(Time, String)>,
}

/// Everyone who is in basic care at a school on `day`, as the rosters, the roll calls and the
/// families tell, by class and seat.
pub async fn present(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    day: Date,
) -> Result<Vec<Present>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.family_id, s.grade, s.class_id, n.name AS class_name, u.fetch_from,
               m.exception, e.at AS early_at, e.with_whom,
               CASE WHEN r.group_id IS NULL THEN 0 ELSE 1 END AS is_called,
               CASE WHEN l.id IS NULL THEN 0 ELSE 1 END AS stays_late
        FROM participation p
        JOIN student s ON s.id = p.student_id AND s.class_id IS NOT NULL
        JOIN place n ON n.id = s.class_id
        LEFT JOIN pick_up u ON u.student_id = s.id AND u.term = p.term
        LEFT JOIN participation l ON l.student_id = s.id AND l.term = p.term
            AND l.service = 'late' AND l.state = 'confirmed' AND l.since <= $3
        LEFT JOIN roll_call r ON r.group_id = p.group_id AND r.day = $3
        LEFT JOIN roll_mark m ON m.group_id = p.group_id AND m.day = $3 AND m.student_id = s.id
        LEFT JOIN early_leave e ON e.student_id = s.id AND e.day = $3 AND e.withdrawn_at IS NULL
        WHERE p.school_id = $1 AND p.term = $2 AND p.service = 'basic'
          AND p.since <= $3 AND (p.until IS NULL OR p.until > $3)
        ORDER BY s.grade, s.class_number, s.seat, s.id";
    tx.all(SQL, &[&school, &term, &day], |row| {
        let early: Option<Time> = row.get("early_at")?;
        let with: Option<String> = row.get("with_whom")?;
        Ok(Present {
            id: row.get("id")?,
            name: row.get("name")?,
            family: row.get("family_id")?,
            grade: row.get("grade")?,
            class: row.get("class_id")?,
            class_name: row.get("class_name")?,
            fetched_from: row.get("fetch_from")?,
            stays_late: row.get("stays_late")?,
            exception: row.get("exception")?,
            is_called: row.get("is_called")?,
            early: early.zip(with),
        })
    })
    .await
}
