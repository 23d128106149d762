//! Pupils: lists, the record, the numbers by which one is found.

use db::{Error, Row, Sql, Tx};
use vocab::{ClassId, StudentId};

use super::scope;
use crate::{
    model::{Student, StudentFilter, StudentKey, StudentLine},
    scope::Scope,
};

pub(super) fn line(row: &Row) -> Result<StudentLine, Error> {
    Ok(StudentLine {
        id: row.get("id")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        born: row.get("birth_date")?,
        standing: row.get("standing")?,
        roll_kind: row.get("roll_kind")?,
        school: row.get("school_id")?,
        school_name: row.get("school_name")?,
        class: row.get("class_id")?,
        grade: row.get("grade")?,
        class_number: row.get("class_number")?,
        seat: row.get("seat")?,
    })
}

/// What a line of a list is read from.
pub(super) const LINE: &str = "
    SELECT s.id, s.name, s.sex, s.birth_date, s.standing, s.roll_kind, s.school_id, s.class_id,
           s.grade, s.class_number, s.seat, p.name AS school_name";
const OF_STUDENT: &str = "FROM student s LEFT JOIN place p ON p.id = s.school_id WHERE";

/// The pupils of `scope` that `filter` lets through, by school, grade, class and seat.
pub(crate) async fn students(
    tx: &mut Tx,
    scope: Scope,
    filter: &StudentFilter,
    after: StudentKey,
    limit: usize,
) -> Result<Vec<StudentLine>, Error> {
    const FILTER: &str = "
          AND ($2 IS NULL OR s.grade = $2)
          AND ($3 IS NULL OR s.class_number = $3)
          AND ($4 IS NULL OR s.sex = $4)
          AND (s.standing = $5 OR ($5 IS NULL AND s.standing IN ('enrolled', 'suspended')))";
    // Within one school the order of the index goes on after its first column.
    const IN_SCHOOL: &str = "
          AND s.school_id = $6
          AND (s.grade, s.class_number, s.seat, s.id) > ($7, $8, $9, $10)
        ORDER BY s.grade, s.class_number, s.seat, s.id
        LIMIT $11";
    const ANYWHERE: &str = "
          AND (s.school_id, s.grade, s.class_number, s.seat, s.id) > ($6, $7, $8, $9, $10)
        ORDER BY s.school_id, s.grade, s.class_number, s.seat, s.id
        LIMIT $11";
    let (school, end) = match filter.school {
        Some(school) => (school.bits(), IN_SCHOOL),
        None => (after.school, ANYWHERE),
    };
    let sql = Sql::of(&[LINE, OF_STUDENT, scope::pupils(scope), FILTER, end]);
    tx.all(
        sql,
        &[
            &scope.place,
            &filter.grade,
            &filter.class_number,
            &filter.sex,
            &filter.standing,
            &school,
            &after.grade,
            &after.class_number,
            &after.seat,
            &after.id,
            &limit,
        ],
        line,
    )
    .await
}

/// How many the same list has in all.
pub(crate) async fn count_students(
    tx: &mut Tx,
    scope: Scope,
    filter: &StudentFilter,
) -> Result<i64, Error> {
    const START: &str = "SELECT COUNT(*) AS n FROM student s WHERE";
    const END: &str = "
          AND ($2 IS NULL OR s.school_id = $2)
          AND ($3 IS NULL OR s.grade = $3)
          AND ($4 IS NULL OR s.class_number = $4)
          AND ($5 IS NULL OR s.sex = $5)
          AND (s.standing = $6 OR ($6 IS NULL AND s.standing IN ('enrolled', 'suspended')))";
    let sql = Sql::of(&[START, scope::pupils(scope), END]);
    let values: [&dyn db::Stored; 6] = [
        &scope.place,
        &filter.school,
        &filter.grade,
        &filter.class_number,
        &filter.sex,
        &filter.standing,
    ];
    Ok(tx.one(sql, &values, |row| row.get("n")).await?.unwrap_or(0))
}

/// The record of `id`, if it lies in `scope`.
pub(crate) async fn find_student(
    tx: &mut Tx,
    scope: Scope,
    id: StudentId,
) -> Result<Option<Student>, Error> {
    const MORE: &str =
        ", s.family_id, s.id_kind, s.id_sealed, s.roll_sealed, s.registry, s.version";
    let sql = Sql::of(&[LINE, MORE, OF_STUDENT, scope::pupils(scope), "AND s.id = $2"]);
    tx.one(sql, &[&scope.place, &id], record).await
}

fn record(row: &Row) -> Result<Student, Error> {
    Ok(Student {
        line: line(row)?,
        family: row.get("family_id")?,
        id_kind: row.get("id_kind")?,
        id_sealed: row.get("id_sealed")?,
        roll_sealed: row.get("roll_sealed")?,
        registry: row.get("registry")?,
        version: row.get("version")?,
    })
}

/// The pupil of `scope` with an ID number or a 学籍号 of this index.
pub(crate) async fn find_by_number(
    tx: &mut Tx,
    scope: Scope,
    id_index: &str,
    roll_index: &str,
) -> Result<Vec<StudentLine>, Error> {
    let sql = Sql::of(&[
        LINE,
        OF_STUDENT,
        scope::pupils(scope),
        "AND (s.id_index = $2 OR s.roll_index = $3)",
    ]);
    tx.all(sql, &[&scope.place, &id_index.to_owned(), &roll_index.to_owned()], line).await
}

/// The pupils of `scope` whose guardians have a telephone number of this index.
pub(crate) async fn find_by_phone(
    tx: &mut Tx,
    scope: Scope,
    phone_index: &str,
) -> Result<Vec<StudentLine>, Error> {
    const FROM: &str = "
        FROM guardian g JOIN guardianship r ON r.guardian_id = g.id
        JOIN student s ON s.id = r.student_id LEFT JOIN place p ON p.id = s.school_id
        WHERE g.phone_index = $2 AND r.until IS NULL AND";
    let sql = Sql::of(&[LINE, FROM, scope::pupils(scope), "ORDER BY s.id"]);
    tx.all(sql, &[&scope.place, &phone_index.to_owned()], line).await
}

/// The pupils of `scope` whose names have a key from `low` up to, but without, `high`.
pub(crate) async fn find_by_name(
    tx: &mut Tx,
    scope: Scope,
    (low, high): (&str, &str),
    limit: usize,
) -> Result<Vec<StudentLine>, Error> {
    const FROM: &str = "
        FROM name_key k JOIN student s ON s.name = k.name
        LEFT JOIN place p ON p.id = s.school_id
        WHERE k.key >= $2 AND k.key < $3 AND";
    let sql = Sql::of(&[LINE, FROM, scope::pupils(scope), "ORDER BY k.key, k.name, s.id LIMIT $4"]);
    tx.all(sql, &[&scope.place, &low.to_owned(), &high.to_owned(), &limit], line).await
}

/// The pupils of a class on `day`, as known now, by seat.
pub(crate) async fn roster(
    tx: &mut Tx,
    class: ClassId,
    day: jiff::civil::Date,
) -> Result<Vec<StudentLine>, Error> {
    const FROM: &str = "
        FROM enrolment e JOIN student s ON s.id = e.student_id
        LEFT JOIN place p ON p.id = s.school_id
        WHERE e.class_id = $1 AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)
          AND e.superseded_at IS NULL AND e.standing = 'enrolled'
        ORDER BY CASE WHEN s.class_id = $1 THEN s.seat ELSE 0 END, s.id";
    tx.all(Sql::of(&[LINE, FROM]), &[&class, &day], line).await
}
