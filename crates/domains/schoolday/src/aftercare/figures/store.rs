//! The SQL of the figures: each counts all schools of a scope at once, as of a day.

use std::collections::HashMap;

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{PlaceId, SchoolId, Term};

use super::{
    model::{Figures, OfSchool, Rate},
    waiting::AtState,
};

/// The non-boarding compulsory schools in `scope`, by town and position, without figures yet.
pub async fn schools_in(tx: &mut Tx, scope: PlaceId) -> Result<Vec<OfSchool>, Error> {
    const SQL: &str = "
        SELECT s.id, p.name, s.town_id, t.name AS town_name
        FROM place_within w
        JOIN school s ON s.id = w.place_id
        JOIN place p ON p.id = s.id
        JOIN place t ON t.id = s.town_id
        WHERE w.ancestor_id = $1 AND s.boarding = 0 AND EXISTS (
            SELECT 1 FROM school_stage g
            WHERE g.school_id = s.id AND g.stage IN ('primary', 'junior'))
        ORDER BY t.position, t.id, p.position, s.id";
    tx.all(SQL, &[&scope], |row| {
        Ok(OfSchool {
            school: row.get("id")?,
            name: row.get("name")?,
            town: row.get("town_id")?,
            town_name: row.get("town_name")?,
            figures: Figures::default(),
        })
    })
    .await
}

type Counts = HashMap<SchoolId, (i64, i64)>;

fn counts(row: &Row) -> Result<(SchoolId, (i64, i64)), Error> {
    Ok((row.get("school_id")?, (row.get("first")?, row.get("second")?)))
}

/// Pupils of grades 1 to 9 and of grade 9, by school.
pub async fn pupils(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Counts, Error> {
    const SQL: &str = "
        SELECT e.school_id, COUNT(*) AS first,
               CAST(SUM(CASE WHEN e.grade = 9 THEN 1 ELSE 0 END) AS BIGINT) AS second
        FROM enrolment e
        WHERE e.school_id IN (
            SELECT w.place_id
            FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1 AND h.boarding = 0)
          AND e.superseded_at IS NULL AND e.standing = 'enrolled' AND e.grade BETWEEN 1 AND 9
          AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)
        GROUP BY e.school_id";
    Ok(tx.all(SQL, &[&scope, &day], counts).await?.into_iter().collect())
}

/// Children in basic care and in evening study, by school.
pub async fn participants(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
    day: Date,
) -> Result<Counts, Error> {
    const SQL: &str = "
        SELECT p.school_id,
               CAST(SUM(CASE WHEN p.service = 'basic' THEN 1 ELSE 0 END) AS BIGINT) AS first,
               CAST(SUM(CASE WHEN p.service = 'evening' THEN 1 ELSE 0 END) AS BIGINT) AS second
        FROM participation p
        WHERE p.school_id IN (
            SELECT w.place_id
            FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1 AND h.boarding = 0)
          AND p.term = $2 AND p.service IN ('basic', 'evening')
          AND p.since <= $3 AND (p.until IS NULL OR p.until > $3)
        GROUP BY p.school_id";
    Ok(tx.all(SQL, &[&scope, &term, &day], counts).await?.into_iter().collect())
}

/// Teachers who take part, here or at another school, and all teachers, by the school they are of.
pub async fn teachers(tx: &mut Tx, scope: PlaceId, term: Term, day: Date) -> Result<Counts, Error> {
    const SQL: &str = "
        SELECT s.place_id AS school_id,
               CAST(SUM(CASE WHEN EXISTS (
                   SELECT 1 FROM care_teacher c
                   WHERE c.staff_id = s.id AND c.term = $2 AND c.since <= $3
                     AND (c.until IS NULL OR c.until > $3)
               ) THEN 1 ELSE 0 END) AS BIGINT) AS first,
               COUNT(*) AS second
        FROM staff s
        WHERE s.place_id IN (
            SELECT w.place_id
            FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1 AND h.boarding = 0)
          AND s.subject IS NOT NULL AND (s.left_on IS NULL OR s.left_on > $3)
        GROUP BY s.place_id";
    Ok(tx.all(SQL, &[&scope, &term, &day], counts).await?.into_iter().collect())
}

/// Schools whose programme for the term is recorded or open.
pub async fn schools_with_programme(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<SchoolId>, Error> {
    const SQL: &str = "
        SELECT p.school_id
        FROM programme p
        JOIN place_within w ON w.place_id = p.school_id AND w.ancestor_id = $1
        WHERE p.term = $2 AND p.state IN ('recorded', 'opened')";
    tx.all(SQL, &[&scope, &term], |row| row.get("school_id")).await
}

/// The classes of a school with who takes part in basic care, by grade and number.
pub async fn classes(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    day: Date,
) -> Result<Vec<(String, Rate)>, Error> {
    const SQL: &str = "
        SELECT n.name, COUNT(*) AS pupils,
               CAST(SUM(CASE WHEN e.student_id IN (
                   SELECT student_id FROM participation
                   WHERE school_id = $1 AND term = $2 AND service = 'basic'
                     AND since <= $3 AND (until IS NULL OR until > $3)
               ) THEN 1 ELSE 0 END) AS BIGINT) AS taking
        FROM class c
        JOIN place n ON n.id = c.id
        JOIN enrolment e ON e.class_id = c.id AND e.school_id = c.school_id
        WHERE c.school_id = $1 AND e.superseded_at IS NULL AND e.standing = 'enrolled'
          AND e.since <= $3 AND (e.until IS NULL OR e.until > $3)
        GROUP BY c.id, n.name, c.grade, c.number
        ORDER BY c.grade, c.number";
    tx.all(SQL, &[&school, &term, &day], |row| {
        Ok((row.get("name")?, Rate { part: row.get("taking")?, whole: row.get("pupils")? }))
    })
    .await
}

/// How many schools that the service is for stand at each state of their programme for a term.
pub async fn programmes_by_state(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<AtState>, Error> {
    const SQL: &str = "
        SELECT p.state, COUNT(*) AS schools, MIN(p.answer_due) AS answer_due
        FROM place_within w
        JOIN school s ON s.id = w.place_id
        LEFT JOIN programme p ON p.school_id = s.id AND p.term = $2
        WHERE w.ancestor_id = $1 AND s.boarding = 0 AND EXISTS (
            SELECT 1 FROM school_stage g
            WHERE g.school_id = s.id AND g.stage IN ('primary', 'junior'))
        GROUP BY p.state
        ORDER BY COALESCE(p.state, '')";
    tx.all(SQL, &[&scope, &term], |row| {
        Ok(AtState {
            state: row.get("state")?,
            schools: row.get("schools")?,
            answer_due: row.get("answer_due")?,
        })
    })
    .await
}
