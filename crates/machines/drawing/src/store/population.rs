//! Whom lists are made of: schools, classes, staff, pupils within a place.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{PlaceId, SchoolYear};

use crate::model::Candidate;

fn place(row: &Row) -> Result<Candidate, Error> {
    Ok(Candidate {
        label: row.get("label")?,
        stratum: row.get("stratum")?,
        place: row.get("place_id")?,
        staff: None,
        student: None,
    })
}

/// The schools within `scope` that teach one of `stages`.
pub(crate) async fn schools(
    tx: &mut Tx,
    scope: PlaceId,
    stages: &[String],
) -> Result<Vec<Candidate>, Error> {
    const SQL: &str = "
        SELECT p.name AS label, t.name AS stratum, s.id AS place_id
        FROM school s
        JOIN place p ON p.id = s.id
        JOIN place t ON t.id = s.town_id
        JOIN place_within w ON w.place_id = s.id AND w.ancestor_id = $1
        WHERE p.until IS NULL
          AND EXISTS (SELECT 1 FROM school_stage g WHERE g.school_id = s.id AND g.stage IN ($$))
        ORDER BY t.position, p.position, s.id";
    tx.all_in(SQL, &[&scope], stages, place).await
}

/// The classes of a school year within `scope`.
pub(crate) async fn classes(
    tx: &mut Tx,
    scope: PlaceId,
    (stages, year): (&[String], SchoolYear),
) -> Result<Vec<Candidate>, Error> {
    const SQL: &str = "
        SELECT o.name || ' ' || p.name AS label, o.name AS stratum, c.id AS place_id
        FROM class c
        JOIN place p ON p.id = c.id
        JOIN place o ON o.id = c.school_id
        JOIN place_within w ON w.place_id = c.id AND w.ancestor_id = $1
        WHERE c.school_year = $2 AND p.until IS NULL AND c.stage IN ($$)
        ORDER BY o.position, o.id, c.grade, c.number";
    tx.all_in(SQL, &[&scope, &year.start()], stages, place).await
}

/// The staff within `scope` who hold one of `duties` on `day`.
pub(crate) async fn staff(
    tx: &mut Tx,
    scope: PlaceId,
    (duties, day): (&[String], Date),
) -> Result<Vec<Candidate>, Error> {
    const SQL: &str = "
        SELECT s.name AS label, o.name AS stratum, s.place_id, s.id AS staff_id
        FROM staff s
        JOIN place o ON o.id = s.place_id
        JOIN place_within w ON w.place_id = s.place_id AND w.ancestor_id = $1
        WHERE s.left_on IS NULL
          AND EXISTS (SELECT 1 FROM post d WHERE d.staff_id = s.id
                      AND d.since <= $2 AND (d.until IS NULL OR d.until > $2)
                      AND d.duty IN ($$))
        ORDER BY s.id";
    tx.all_in(SQL, &[&scope, &day], duties, |row| {
        Ok(Candidate { staff: row.get("staff_id")?, ..place(row)? })
    })
    .await
}

/// The pupils enrolled within `scope` in classes of `stages`.
pub(crate) async fn students(
    tx: &mut Tx,
    scope: PlaceId,
    stages: &[String],
) -> Result<Vec<Candidate>, Error> {
    const SQL: &str = "
        SELECT s.name AS label, p.name AS stratum, s.class_id AS place_id, s.id AS student_id
        FROM student s
        JOIN class c ON c.id = s.class_id
        JOIN place p ON p.id = s.class_id
        JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $1
        WHERE s.standing = 'enrolled' AND c.stage IN ($$)
        ORDER BY s.id";
    tx.all_in(SQL, &[&scope], stages, |row| {
        Ok(Candidate { student: row.get("student_id")?, ..place(row)? })
    })
    .await
}

/// The towns of a county that have schools, in their order.
pub(crate) async fn towns(tx: &mut Tx, scope: PlaceId) -> Result<Vec<String>, Error> {
    const SQL: &str = "
        SELECT p.name FROM place p
        JOIN place_within w ON w.place_id = p.id AND w.ancestor_id = $1
        WHERE p.kind = 'town' AND p.until IS NULL ORDER BY p.position, p.id";
    tx.all(SQL, &[&scope], |row| row.get("name")).await
}

/// The places that were drawn in the last `count` drawings of a kind at a place that count.
pub(crate) async fn drawn_before(
    tx: &mut Tx,
    (entry, place): (&str, PlaceId),
    count: i64,
) -> Result<Vec<(i64, String)>, Error> {
    const SQL: &str = "
        SELECT COALESCE(l.student_id, l.staff_id, l.place_id, 0) AS who, MAX(d.number) AS number
        FROM drawing_line l JOIN drawing d ON d.id = l.drawing_id
        WHERE l.picked = 1 AND d.id IN (
            SELECT e.id FROM drawing e
            WHERE e.entry = $1 AND e.place_id = $2 AND e.stage = 'drawn' AND e.rehearsal = 0
            ORDER BY e.id DESC LIMIT $3)
        GROUP BY COALESCE(l.student_id, l.staff_id, l.place_id, 0)";
    tx.all(SQL, &[&entry.to_owned(), &place, &count], |row| {
        Ok((row.get("who")?, row.get("number")?))
    })
    .await
}
