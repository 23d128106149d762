//! The turn of the school year at a school, set by set. In the statements `$1` is the year that ends,
//! `$2` the school, `$3` the first day of the year that begins.

use std::collections::HashMap;

use db::{Error, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, ClassId, Grade, SchoolId, SchoolYear, StaffId, TownId};

use crate::model::SchoolForm;

/// A class that turns.
pub(crate) struct OldClass {
    pub(crate) id: ClassId,
    pub(crate) school: SchoolId,
    pub(crate) school_name: String,
    pub(crate) town: TownId,
    pub(crate) town_name: String,
    pub(crate) form: SchoolForm,
    pub(crate) grade: Grade,
    pub(crate) number: i64,
    pub(crate) head: Option<StaffId>,
    pub(crate) account: Option<AccountId>,
    pub(crate) pupils: i64,
}

/// What a school turns from and to.
#[derive(Clone, Copy)]
pub(crate) struct Turning {
    /// The year that ends, the year that begins.
    pub(crate) years: (SchoolYear, SchoolYear),
    pub(crate) school: SchoolId,
    /// The first day of the year that begins.
    pub(crate) first: Date,
    pub(crate) now: Timestamp,
}

/// The oldest school year that has a class whose place has not ended.
pub(crate) async fn oldest_running(tx: &mut Tx) -> Result<Option<SchoolYear>, Error> {
    const SQL: &str = "
        SELECT MIN(c.school_year) AS year FROM class c JOIN place p ON p.id = c.id
        WHERE p.until IS NULL";
    let found = tx.one(SQL, &[], |row| row.get::<Option<SchoolYear>>("year")).await?;
    Ok(found.flatten())
}

/// The schools with classes of `old` that have not turned.
pub(crate) async fn schools_to_turn(tx: &mut Tx, old: SchoolYear) -> Result<Vec<SchoolId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT c.school_id FROM class c JOIN place p ON p.id = c.id
        WHERE c.school_year = $1 AND p.until IS NULL ORDER BY c.school_id";
    tx.all(SQL, &[&old], |row| row.get("school_id")).await
}

/// The classes of a school year that have not turned, at one school or all, with their class
/// teachers' accounts.
pub(crate) async fn classes(
    tx: &mut Tx,
    year: SchoolYear,
    school: Option<SchoolId>,
) -> Result<Vec<OldClass>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_id, s.name AS school_name, h.town_id, o.name AS town_name, h.kind,
               c.grade, c.number, c.head_id, t.account_id,
               (SELECT COUNT(*) FROM student u WHERE u.class_id = c.id) AS pupils
        FROM class c JOIN place p ON p.id = c.id JOIN school h ON h.id = c.school_id
        JOIN place s ON s.id = h.id JOIN place o ON o.id = h.town_id
        LEFT JOIN staff t ON t.id = c.head_id
        WHERE c.school_year = $1 AND p.until IS NULL
          AND (CAST($2 AS BIGINT) IS NULL OR c.school_id = $2)
        ORDER BY c.school_id, c.grade, c.number";
    tx.all(SQL, &[&year, &school], |row| {
        Ok(OldClass {
            id: row.get("id")?,
            school: row.get("school_id")?,
            school_name: row.get("school_name")?,
            town: row.get("town_id")?,
            town_name: row.get("town_name")?,
            form: row.get("kind")?,
            grade: row.get("grade")?,
            number: row.get("number")?,
            head: row.get("head_id")?,
            account: row.get("account_id")?,
            pupils: row.get("pupils")?,
        })
    })
    .await
}

/// The classes that a school has for `year`, by grade and number.
pub(crate) async fn class_ids(
    tx: &mut Tx,
    school: SchoolId,
    year: SchoolYear,
) -> Result<HashMap<(Grade, i64), ClassId>, Error> {
    const SQL: &str =
        "SELECT id, grade, number FROM class WHERE school_id = $1 AND school_year = $2";
    let all = tx
        .all(SQL, &[&school, &year], |row| {
            Ok(((row.get("grade")?, row.get("number")?), row.get("id")?))
        })
        .await?;
    Ok(all.into_iter().collect())
}

/// Ends the enrolments of all who sit in classes of the old year.
pub(crate) async fn end_enrolments(tx: &mut Tx, it: Turning) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE enrolment
        SET until = $3, ended_at = $4,
            end_reason = CASE WHEN EXISTS (
                SELECT 1 FROM class n WHERE n.follows_id = enrolment.class_id)
                THEN 'promotion' ELSE 'graduation' END
        WHERE until IS NULL AND superseded_at IS NULL
          AND class_id IN (SELECT id FROM class WHERE school_id = $2 AND school_year = $1)";
    tx.run(SQL, &[&it.years.0, &it.school, &it.first, &it.now]).await
}

/// Enrols those who move up in their new classes.
pub(crate) async fn add_enrolments(tx: &mut Tx, it: Turning) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO enrolment (student_id, since, recorded_at, school_id, class_id, grade, standing,
            reason)
        SELECT s.id, $3, $4, n.school_id, n.id, n.grade, 'enrolled', 'promotion'
        FROM class c JOIN class n ON n.follows_id = c.id JOIN student s ON s.class_id = c.id
        WHERE c.school_id = $2 AND c.school_year = $1";
    tx.run(SQL, &[&it.years.0, &it.school, &it.first, &it.now]).await
}

/// Seats those who move up in their new classes.
pub(crate) async fn promote(tx: &mut Tx, it: Turning) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE student SET class_id = n.id, grade = n.grade, version = version + 1
        FROM class c JOIN class n ON n.follows_id = c.id
        WHERE c.id = student.class_id AND c.school_id = $2 AND c.school_year = $1";
    tx.run(SQL, &[&it.years.0, &it.school]).await
}

/// Those who still sit in a class of the old year have finished.
pub(crate) async fn graduate(tx: &mut Tx, it: Turning) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE student
        SET standing = 'graduated', class_id = NULL, class_number = 0, seat = 0,
            version = version + 1
        WHERE class_id IN (SELECT id FROM class WHERE school_id = $2 AND school_year = $1)";
    tx.run(SQL, &[&it.years.0, &it.school]).await
}

/// Ends the posts of the old classes' teachers.
pub(crate) async fn end_posts(tx: &mut Tx, it: Turning) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE post SET until = $3, ended_at = $4
        WHERE duty = 'class-teacher' AND until IS NULL AND since <= $3
          AND place_id IN (SELECT id FROM class WHERE school_id = $2 AND school_year = $1)";
    tx.run(SQL, &[&it.years.0, &it.school, &it.first, &it.now]).await
}

/// Gives the class teachers who moved up with their classes their posts.
pub(crate) async fn add_posts(tx: &mut Tx, it: Turning) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO post (staff_id, place_id, duty, since, recorded_at)
        SELECT n.head_id, n.id, 'class-teacher', $3, $4
        FROM class c JOIN class n ON n.follows_id = c.id
        WHERE c.school_id = $2 AND c.school_year = $1 AND n.head_id IS NOT NULL
        ON CONFLICT DO NOTHING";
    tx.run(SQL, &[&it.years.0, &it.school, &it.first, &it.now]).await
}

/// How many pupils are suspended: they stay in their grade.
pub(crate) async fn count_suspended(tx: &mut Tx) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM student WHERE standing = 'suspended'";
    Ok(tx.one(SQL, &[], |row| row.get("n")).await?.unwrap_or(0))
}
