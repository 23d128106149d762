//! The SQL of what can be counted of the directory: each goes over a whole scope at once.

use db::{Error, Tx};
use jiff::civil::Date;
use platform::measures::Record;
use vocab::{PlaceId, StudentId, Term};

/// Pupils of a grade at a school who stand alike.
pub(crate) struct Pupils {
    pub(crate) school: PlaceId,
    pub(crate) grade: i64,
    pub(crate) standing: String,
    pub(crate) count: i64,
}

/// Pupils by school, grade and standing: from the index alone.
pub(crate) async fn pupils(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Vec<Pupils>, Error> {
    const SQL: &str = "
        SELECT e.school_id, e.standing, e.grade, COUNT(*) AS n
        FROM enrolment e
        WHERE e.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND e.superseded_at IS NULL AND e.standing IN ('enrolled', 'suspended')
          AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)
        GROUP BY e.school_id, e.standing, e.grade";
    tx.all(SQL, &[&scope, &day], |row| {
        Ok(Pupils {
            school: row.get("school_id")?,
            grade: row.get("grade")?,
            standing: row.get("standing")?,
            count: row.get("n")?,
        })
    })
    .await
}

/// The pupils themselves: id, name, grade.
pub(crate) async fn pupil_records(
    tx: &mut Tx,
    scope: PlaceId,
    (day, standing): (Date, &str),
) -> Result<Vec<(StudentId, String, i64)>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, e.grade
        FROM enrolment e JOIN student s ON s.id = e.student_id
        WHERE e.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND e.superseded_at IS NULL AND e.standing = $3
          AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)";
    tx.all(SQL, &[&scope, &day, &standing], |row| {
        Ok((row.get("id")?, row.get("name")?, row.get("grade")?))
    })
    .await
}

/// Pupils by school, grade and sex; 0 where none is written down.
pub(crate) async fn sexes(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<(PlaceId, i64, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT e.school_id, e.grade, COALESCE(s.sex, 0) AS sex, COUNT(*) AS n
        FROM enrolment e JOIN student s ON s.id = e.student_id
        WHERE e.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND e.superseded_at IS NULL AND e.standing = 'enrolled'
          AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)
        GROUP BY e.school_id, e.grade, COALESCE(s.sex, 0)";
    tx.all(SQL, &[&scope, &day], |row| {
        Ok((row.get("school_id")?, row.get("grade")?, row.get("sex")?, row.get("n")?))
    })
    .await
}

/// The schools that are there on a day.
pub(crate) async fn schools(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Vec<PlaceId>, Error> {
    const SQL: &str = "
        SELECT h.id FROM place_within w
        JOIN school h ON h.id = w.place_id JOIN place p ON p.id = h.id
        WHERE w.ancestor_id = $1 AND p.since <= $2 AND (p.until IS NULL OR p.until > $2)";
    tx.all(SQL, &[&scope, &day], |row| row.get("id")).await
}

/// The same as records.
pub(crate) async fn school_records(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT h.id, p.name FROM place_within w
        JOIN school h ON h.id = w.place_id JOIN place p ON p.id = h.id
        WHERE w.ancestor_id = $1 AND p.since <= $2 AND (p.until IS NULL OR p.until > $2)";
    tx.all(SQL, &[&scope, &day], |row| {
        let id: vocab::SchoolId = row.get("id")?;
        Ok(Record { words: Vec::new(), label: row.get("name")?, path: format!("/schools/{id}") })
    })
    .await
}

/// The classes of the school year that have pupils: school, grade, pupils.
pub(crate) async fn classes(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<(PlaceId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT c.school_id, c.grade, COUNT(*) AS n
        FROM place_within w
        JOIN class c ON c.id = w.place_id
        JOIN enrolment e ON e.class_id = c.id AND e.since <= $2
            AND (e.until IS NULL OR e.until > $2)
            AND e.superseded_at IS NULL AND e.standing = 'enrolled'
        WHERE w.ancestor_id = $1
        GROUP BY c.id, c.school_id, c.grade";
    tx.all(SQL, &[&scope, &day], |row| {
        Ok((row.get("school_id")?, row.get("grade")?, row.get("n")?))
    })
    .await
}

/// Staff by place, whether they teach, and sex.
pub(crate) async fn staff(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<(PlaceId, i64, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT s.place_id, CASE WHEN s.subject IS NULL THEN 0 ELSE 1 END AS teaches,
               COALESCE(s.sex, 0) AS sex, COUNT(*) AS n
        FROM place_within w JOIN staff s ON s.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND (s.left_on IS NULL OR s.left_on > $2)
        GROUP BY s.place_id, CASE WHEN s.subject IS NULL THEN 0 ELSE 1 END, COALESCE(s.sex, 0)";
    tx.all(SQL, &[&scope, &day], |row| {
        Ok((row.get("place_id")?, row.get("teaches")?, row.get("sex")?, row.get("n")?))
    })
    .await
}

/// The same as records.
pub(crate) async fn staff_records(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.place_id, CASE WHEN s.subject IS NULL THEN 0 ELSE 1 END AS teaches,
               COALESCE(s.sex, 0) AS sex
        FROM place_within w JOIN staff s ON s.place_id = w.place_id
        WHERE w.ancestor_id = $1 AND (s.left_on IS NULL OR s.left_on > $2)";
    tx.all(SQL, &[&scope, &day], |row| {
        let post = if row.get::<i64>("teaches")? == 1 { "teacher" } else { "other" };
        let sex: i64 = row.get("sex")?;
        let id: vocab::StaffId = row.get("id")?;
        Ok(Record {
            words: vec![post.to_owned(), sex.to_string()],
            label: vocab::mask_name(&row.get::<String>("name")?),
            path: format!("/staff/{id}"),
        })
    })
    .await
}

/// Guardians of a school's pupils, and those of them with an account.
pub(crate) async fn guardians(
    tx: &mut Tx,
    scope: PlaceId,
) -> Result<Vec<(PlaceId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT s.school_id, COUNT(DISTINCT g.id) AS all_of,
               COUNT(DISTINCT CASE WHEN g.account_id IS NOT NULL THEN g.id END) AS bound
        FROM student s
        JOIN guardian g ON g.family_id = s.family_id
        WHERE s.standing = 'enrolled' AND s.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
        GROUP BY s.school_id";
    tx.all(SQL, &[&scope], |row| Ok((row.get("school_id")?, row.get("all_of")?, row.get("bound")?)))
        .await
}

/// Classes whose roll was checked by a day of a term, and the pupils on it, by school.
pub(crate) async fn census(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<(PlaceId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT c.school_id, COUNT(*) AS classes, CAST(SUM(n.on_roll) AS BIGINT) AS pupils
        FROM place_within w
        JOIN class c ON c.id = w.place_id
        JOIN census n ON n.class_id = c.id AND n.term = $2 AND n.checked_on <= $3
        WHERE w.ancestor_id = $1
        GROUP BY c.school_id";
    tx.all(SQL, &[&scope, &term, &day], |row| {
        Ok((row.get("school_id")?, row.get("classes")?, row.get("pupils")?))
    })
    .await
}

/// Partners in force on a day, and their people.
pub(crate) async fn partners(tx: &mut Tx, day: Date) -> Result<Option<(i64, i64)>, Error> {
    const SQL: &str = "
        SELECT (SELECT COUNT(*) FROM institution i
                WHERE i.approved_on <= $1 AND (i.ended_on IS NULL OR i.ended_on > $1)) AS partners,
               (SELECT COUNT(*) FROM institution_person p
                WHERE p.approved_on <= $1 AND (p.ended_on IS NULL OR p.ended_on > $1)) AS people";
    tx.one(SQL, &[&day], |row| Ok((row.get("partners")?, row.get("people")?))).await
}
