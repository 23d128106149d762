//! Schools and classes with their counts.

use db::{Error, Row, Sql, Tx};
use vocab::{ClassId, PlaceId, SchoolId, SchoolYear, TownId};

use super::scope;
use crate::{
    model::{Class, School},
    scope::Scope,
};

fn school(row: &Row) -> Result<School, Error> {
    Ok(School {
        id: row.get("id")?,
        name: row.get("name")?,
        code: row.get("code")?,
        town: row.get("town_id")?,
        town_name: row.get("town_name")?,
        form: row.get("kind")?,
        ownership: row.get("ownership")?,
        boarding: row.get("boarding")?,
        address: row.get("address")?,
    })
}

const SCHOOL: &str = "
    SELECT h.id, p.name, p.code, h.town_id, t.name AS town_name, h.kind, h.ownership, h.boarding,
           h.address
    FROM school h JOIN place p ON p.id = h.id JOIN place t ON t.id = h.town_id
    WHERE p.until IS NULL AND";

/// The schools of `scope`, town by town.
pub(crate) async fn schools(tx: &mut Tx, scope: Scope) -> Result<Vec<School>, Error> {
    let sql = Sql::of(&[SCHOOL, scope::schools(scope), "ORDER BY t.position, p.position, h.id"]);
    tx.all(sql, &[&scope.place], school).await
}

/// The school `id`, if it lies in `scope`.
pub(crate) async fn find_school(
    tx: &mut Tx,
    scope: Scope,
    id: SchoolId,
) -> Result<Option<School>, Error> {
    let sql = Sql::of(&[SCHOOL, scope::schools(scope), "AND h.id = $2"]);
    tx.one(sql, &[&scope.place, &id], school).await
}

/// How many pupils sit in classes of each of `schools`, and in how many classes: from the index
/// alone.
pub(crate) async fn count_pupils(
    tx: &mut Tx,
    schools: &[SchoolId],
) -> Result<Vec<(SchoolId, i64)>, Error> {
    const SQL: &str = "
        SELECT s.school_id, COUNT(*) AS n FROM student s
        WHERE s.school_id IN ($$) AND s.class_number > 0
        GROUP BY s.school_id";
    tx.all_in(SQL, &[], schools, |row| Ok((row.get("school_id")?, row.get("n")?))).await
}

/// How many people work at each of `schools`.
pub(crate) async fn count_staff(
    tx: &mut Tx,
    schools: &[SchoolId],
) -> Result<Vec<(SchoolId, i64)>, Error> {
    const SQL: &str = "
        SELECT place_id, COUNT(*) AS n FROM staff
        WHERE place_id IN ($$) AND left_on IS NULL
        GROUP BY place_id";
    tx.all_in(SQL, &[], schools, |row| Ok((row.get("place_id")?, row.get("n")?))).await
}

fn class(row: &Row) -> Result<Class, Error> {
    Ok(Class {
        id: row.get("id")?,
        school: row.get("school_id")?,
        school_name: row.get("school_name")?,
        year: row.get("school_year")?,
        stage: row.get("stage")?,
        grade: row.get("grade")?,
        number: row.get("number")?,
        head: row.get("head_id")?,
        head_name: row.get("head_name")?,
        pupils: row.get("pupils")?,
    })
}

const CLASS: &str = "
    SELECT c.id, c.school_id, p.name AS school_name, c.school_year, c.stage, c.grade, c.number,
           c.head_id, t.name AS head_name,
           (SELECT COUNT(*) FROM student s WHERE s.class_id = c.id) AS pupils
    FROM class c JOIN place p ON p.id = c.school_id LEFT JOIN staff t ON t.id = c.head_id";

/// The classes of a school in a school year, by grade and number.
pub(crate) async fn classes(
    tx: &mut Tx,
    school: SchoolId,
    year: SchoolYear,
) -> Result<Vec<Class>, Error> {
    const END: &str = "
        WHERE c.school_id = $1 AND c.school_year = $2 ORDER BY c.grade, c.number";
    tx.all(Sql::of(&[CLASS, END]), &[&school, &year], class).await
}

/// The class `id`.
pub(crate) async fn find_class(tx: &mut Tx, id: ClassId) -> Result<Option<Class>, Error> {
    tx.one(Sql::of(&[CLASS, "WHERE c.id = $1"]), &[&id], class).await
}

/// The school with this 学校标识码.
pub(crate) async fn find_by_code(
    tx: &mut Tx,
    code: &str,
) -> Result<Option<(SchoolId, String)>, Error> {
    const SQL: &str =
        "SELECT id, name FROM place WHERE kind = 'school' AND code = $1 AND until IS NULL";
    tx.one(SQL, &[&code.to_owned()], |row| Ok((row.get("id")?, row.get("name")?))).await
}

/// The county, which is the root of the tree.
pub(crate) async fn find_county(tx: &mut Tx) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "SELECT id FROM place WHERE kind = 'county' AND parent_id IS NULL";
    tx.one(SQL, &[], |row| row.get("id")).await
}

/// The county's towns and streets with their names.
pub(crate) async fn towns(tx: &mut Tx) -> Result<Vec<(TownId, String)>, Error> {
    const SQL: &str = "
        SELECT id, name FROM place WHERE kind = 'town' AND until IS NULL ORDER BY position, id";
    tx.all(SQL, &[], |row| Ok((row.get("id")?, row.get("name")?))).await
}
