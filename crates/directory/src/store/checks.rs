//! The SQL of what can be wrong with records: each goes over a whole scope at once.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::{ClassId, Grade, PlaceId, SchoolId, SchoolYear, StaffId, StudentId, Term};

use crate::census::Kind;

/// What can be wrong with a pupil's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// No ID number.
    NoNumber,
    /// In no class.
    NoClass,
    /// No guardian has a telephone.
    Unreachable,
    /// Two years too young for the grade, or four too old.
    OddAge,
}

impl Flaw {
    fn key(self) -> &'static str {
        match self {
            Self::NoNumber => "number",
            Self::NoClass => "class",
            Self::Unreachable => "telephone",
            Self::OddAge => "age",
        }
    }
}

/// How many pupils of a grade at a school have which flaw.
pub(crate) struct Pupils {
    pub(crate) school: PlaceId,
    pub(crate) grade: i64,
    pub(crate) no_number: i64,
    pub(crate) no_class: i64,
    pub(crate) unreachable: i64,
    pub(crate) odd_age: i64,
}

/// Flaws by school and grade, in the school year that began in `autumn`.
pub(crate) async fn pupils(tx: &mut Tx, scope: PlaceId, autumn: i64) -> Result<Vec<Pupils>, Error> {
    const SQL: &str = "
        SELECT c.school_id, c.grade, CAST(SUM(c.no_number) AS BIGINT) AS no_number,
               CAST(SUM(c.no_class) AS BIGINT) AS no_class,
               CAST(SUM(c.unreachable) AS BIGINT) AS unreachable,
               COUNT(CASE WHEN $2 NOT BETWEEN c.usual_autumn - 1 AND c.usual_autumn + 3
                     THEN 1 END) AS odd_age
        FROM pupil_check c
        WHERE c.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
        GROUP BY c.school_id, c.grade";
    tx.all(SQL, &[&scope, &autumn], |row| {
        Ok(Pupils {
            school: row.get("school_id")?,
            grade: row.get("grade")?,
            no_number: row.get("no_number")?,
            no_class: row.get("no_class")?,
            unreachable: row.get("unreachable")?,
            odd_age: row.get("odd_age")?,
        })
    })
    .await
}

/// The pupils with a flaw: id, name, grade.
pub(crate) async fn pupil_records(
    tx: &mut Tx,
    scope: PlaceId,
    (flaw, autumn): (Flaw, i64),
) -> Result<Vec<(StudentId, String, i64)>, Error> {
    const SQL: &str = "
        SELECT c.id, c.name, c.grade
        FROM pupil_check c
        WHERE c.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND CASE $3 WHEN 'number' THEN c.no_number WHEN 'class' THEN c.no_class
                      WHEN 'telephone' THEN c.unreachable
                      ELSE CASE WHEN $2 NOT BETWEEN c.usual_autumn - 1 AND c.usual_autumn + 3
                                THEN 1 ELSE 0 END END = 1";
    tx.all(SQL, &[&scope, &autumn, &flaw.key()], |row| {
        Ok((row.get("id")?, row.get("name")?, row.get("grade")?))
    })
    .await
}

/// A class without a teacher in charge.
pub(crate) struct Headless {
    pub(crate) class: ClassId,
    pub(crate) school: SchoolId,
    pub(crate) grade: Grade,
    pub(crate) number: i64,
}

/// The classes of a school year that have pupils and nobody in charge who still works there.
pub(crate) async fn headless(
    tx: &mut Tx,
    scope: PlaceId,
    year: SchoolYear,
) -> Result<Vec<Headless>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_id, c.grade, c.number
        FROM place_within w
        JOIN class c ON c.id = w.place_id AND c.school_year = $2
        LEFT JOIN staff h ON h.id = c.head_id AND h.left_on IS NULL
        WHERE w.ancestor_id = $1 AND h.id IS NULL
          AND EXISTS (SELECT 1 FROM student s WHERE s.class_id = c.id)";
    tx.all(SQL, &[&scope, &year], |row| {
        Ok(Headless {
            class: row.get("id")?,
            school: row.get("school_id")?,
            grade: row.get("grade")?,
            number: row.get("number")?,
        })
    })
    .await
}

/// Staff without a telephone, by place.
pub(crate) async fn staff(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<(PlaceId, i64)>, Error> {
    const SQL: &str = "
        SELECT s.place_id, COUNT(*) AS n
        FROM place_within w JOIN staff s ON s.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND s.phone_index IS NULL
          AND (s.left_on IS NULL OR s.left_on > $2)
        GROUP BY s.place_id";
    tx.all(SQL, &[&scope, &day], |row| Ok((row.get("place_id")?, row.get("n")?))).await
}

/// They themselves.
pub(crate) async fn staff_records(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<(StaffId, String)>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name
        FROM place_within w JOIN staff s ON s.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND s.phone_index IS NULL
          AND (s.left_on IS NULL OR s.left_on > $2)";
    tx.all(SQL, &[&scope, &day], |row| Ok((row.get("id")?, row.get("name")?))).await
}

/// Differences of a term that were found by a day and were not settled by then, by school.
pub(crate) async fn differences(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<(PlaceId, i64)>, Error> {
    const SQL: &str = "
        SELECT c.school_id, COUNT(*) AS n
        FROM census_difference d
        JOIN census n ON n.term = d.term AND n.class_id = d.class_id AND n.checked_on <= $3
        JOIN class c ON c.id = d.class_id
        JOIN place_within w ON w.place_id = c.id AND w.ancestor_id = $1
        WHERE d.term = $2 AND (d.settled_on IS NULL OR d.settled_on > $3)
        GROUP BY c.school_id";
    tx.all(SQL, &[&scope, &term, &day], |row| Ok((row.get("school_id")?, row.get("n")?))).await
}

/// A difference that is open.
pub(crate) struct Difference {
    pub(crate) class: ClassId,
    pub(crate) number: i64,
    pub(crate) grade: Grade,
    pub(crate) class_number: i64,
    pub(crate) kind: Kind,
    pub(crate) name: String,
}

/// They themselves.
pub(crate) async fn difference_records(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<Difference>, Error> {
    const SQL: &str = "
        SELECT d.class_id, d.number, c.grade, c.number AS class_number, d.kind,
               COALESCE(s.name, d.name) AS name
        FROM census_difference d
        JOIN census n ON n.term = d.term AND n.class_id = d.class_id AND n.checked_on <= $3
        JOIN class c ON c.id = d.class_id
        JOIN place_within w ON w.place_id = c.id AND w.ancestor_id = $1
        LEFT JOIN student s ON s.id = d.student_id
        WHERE d.term = $2 AND (d.settled_on IS NULL OR d.settled_on > $3)";
    tx.all(SQL, &[&scope, &term, &day], |row| {
        Ok(Difference {
            class: row.get("class_id")?,
            number: row.get("number")?,
            grade: row.get("grade")?,
            class_number: row.get("class_number")?,
            kind: row.get("kind")?,
            name: row.get("name")?,
        })
    })
    .await
}
