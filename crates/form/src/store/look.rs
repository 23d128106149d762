//! The SQL of look-ups: by id for those who read an answer, by name within a place for those who
//! write one.

use std::collections::BTreeSet;

use db::{Error, Row, Tx};
use platform::access::PlaceKind;
use vocab::{InstitutionId, PlaceId, StaffId, StudentId};

use crate::Entry;

/// How many are offered to choose from.
pub(crate) const OFFERED: i64 = 20;

/// What `ids` of one kind stand for.
pub(crate) async fn by_ids(
    tx: &mut Tx,
    prefix: &str,
    ids: &BTreeSet<String>,
) -> Result<Vec<Entry>, Error> {
    match prefix {
        "stu" => students_by_id(tx, &parsed::<StudentId>(ids)).await,
        "stf" => staff_by_id(tx, &parsed::<StaffId>(ids)).await,
        "ins" => institutions_by_id(tx, &parsed::<InstitutionId>(ids)).await,
        _ => {
            // Schools and classes share the bits of their places.
            let plain: BTreeSet<String> = ids.iter().filter_map(|it| as_place(it)).collect();
            let found = places_by_id(tx, &parsed::<PlaceId>(&plain)).await?;
            Ok(found.into_iter().map(|it| called(it, prefix)).collect())
        }
    }
}

fn parsed<T: std::str::FromStr>(ids: &BTreeSet<String>) -> Vec<T> {
    ids.iter().filter_map(|it| it.parse().ok()).collect()
}

fn as_place(id: &str) -> Option<String> {
    id.split_once('_').map(|(_, rest)| format!("plc_{rest}"))
}

/// A place under the prefix of what it is.
pub(crate) fn called(it: Entry, prefix: &str) -> Entry {
    let id = it.id.split_once('_').map(|(_, rest)| format!("{prefix}_{rest}"));
    Entry { id: id.unwrap_or_default(), ..it }
}

fn student(row: &Row) -> Result<Entry, Error> {
    let id: StudentId = row.get("id")?;
    let (class, school): (Option<String>, Option<String>) =
        (row.get("class_name")?, row.get("school_name")?);
    let note: Vec<String> = school.into_iter().chain(class).collect();
    Ok(Entry {
        id: id.to_string(),
        name: row.get("name")?,
        note: note.join(" "),
        place: row.get("place_id")?,
    })
}

async fn students_by_id(tx: &mut Tx, ids: &[StudentId]) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, COALESCE(s.class_id, s.school_id) AS place_id, c.name AS class_name,
               p.name AS school_name
        FROM student s LEFT JOIN place c ON c.id = s.class_id LEFT JOIN place p ON p.id = s.school_id
        WHERE s.id IN ($$)";
    tx.all_in(SQL, &[], ids, student).await
}

/// The pupils of `scope` who are called so.
pub(crate) async fn students_by_name(
    tx: &mut Tx,
    scope: PlaceId,
    names: &[String],
) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, COALESCE(s.class_id, s.school_id) AS place_id, c.name AS class_name,
               p.name AS school_name
        FROM student s
        JOIN place_within w
          ON w.ancestor_id = $1 AND w.place_id = COALESCE(s.class_id, s.school_id)
        LEFT JOIN place c ON c.id = s.class_id LEFT JOIN place p ON p.id = s.school_id
        WHERE s.standing IN ('enrolled', 'suspended') AND s.name IN ($$)
        ORDER BY s.name, s.id";
    tx.all_in(SQL, &[&scope], names, student).await
}

fn staff(row: &Row) -> Result<Entry, Error> {
    let id: StaffId = row.get("id")?;
    Ok(Entry {
        id: id.to_string(),
        name: row.get("name")?,
        note: row.get("place_name")?,
        place: row.get("place_id")?,
    })
}

async fn staff_by_id(tx: &mut Tx, ids: &[StaffId]) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.place_id, p.name AS place_name
        FROM staff s JOIN place p ON p.id = s.place_id
        WHERE s.id IN ($$)";
    tx.all_in(SQL, &[], ids, staff).await
}

/// The staff of `scope` who are called so.
pub(crate) async fn staff_by_name(
    tx: &mut Tx,
    scope: PlaceId,
    names: &[String],
) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.place_id, p.name AS place_name
        FROM staff s JOIN place p ON p.id = s.place_id
        JOIN place_within w ON w.ancestor_id = $1 AND w.place_id = s.place_id
        WHERE s.left_on IS NULL AND s.name IN ($$)
        ORDER BY s.name, s.id";
    tx.all_in(SQL, &[&scope], names, staff).await
}

fn institution(row: &Row) -> Result<Entry, Error> {
    let id: InstitutionId = row.get("id")?;
    let note: String = row.get("field")?;
    Ok(Entry { id: id.to_string(), name: row.get("name")?, note, place: None })
}

async fn institutions_by_id(tx: &mut Tx, ids: &[InstitutionId]) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "SELECT id, name, field FROM institution WHERE id IN ($$)";
    tx.all_in(SQL, &[], ids, institution).await
}

/// The partners on the register that are called so.
pub(crate) async fn institutions_by_name(
    tx: &mut Tx,
    names: &[String],
) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT id, name, field FROM institution
        WHERE approved_on IS NOT NULL AND ended_on IS NULL AND name IN ($$)";
    tx.all_in(SQL, &[], names, institution).await
}

/// The partners on the register: it is one page long.
pub(crate) async fn institutions(tx: &mut Tx) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT id, name, field FROM institution
        WHERE approved_on IS NOT NULL AND ended_on IS NULL ORDER BY name, id";
    tx.all(SQL, &[], institution).await
}

fn place(row: &Row) -> Result<Entry, Error> {
    let id: PlaceId = row.get("id")?;
    let note: Option<String> = row.get("around")?;
    Ok(Entry {
        id: id.to_string(),
        name: row.get("name")?,
        note: note.unwrap_or_default(),
        place: Some(id),
    })
}

async fn places_by_id(tx: &mut Tx, ids: &[PlaceId]) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, a.name AS around FROM place p LEFT JOIN place a ON a.id = p.parent_id
        WHERE p.id IN ($$)";
    tx.all_in(SQL, &[], ids, place).await
}

/// The places of `scope` that are called so, with their kinds.
pub(crate) async fn places_by_name(
    tx: &mut Tx,
    scope: PlaceId,
    names: &[String],
) -> Result<Vec<(PlaceKind, Entry)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.kind, p.name, a.name AS around
        FROM place p LEFT JOIN place a ON a.id = p.parent_id
        JOIN place_within w ON w.ancestor_id = $1 AND w.place_id = p.id
        WHERE p.until IS NULL AND p.name IN ($$)
        ORDER BY p.position, p.id";
    tx.all_in(SQL, &[&scope], names, |row| Ok((row.get("kind")?, place(row)?))).await
}

/// Every place of `scope` of some kinds.
pub(crate) async fn places_of(
    tx: &mut Tx,
    scope: PlaceId,
    kinds: &[PlaceKind],
) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, a.name AS around
        FROM place_within w JOIN place p ON p.id = w.place_id
        LEFT JOIN place a ON a.id = p.parent_id
        WHERE w.ancestor_id = $1 AND p.until IS NULL AND p.kind IN ($$)
        ORDER BY p.position, p.id";
    tx.all_in(SQL, &[&scope], kinds, place).await
}

/// Which of `places` lie in `scope`.
pub(crate) async fn within(
    tx: &mut Tx,
    scope: PlaceId,
    places: &[PlaceId],
) -> Result<BTreeSet<PlaceId>, Error> {
    const SQL: &str =
        "SELECT place_id FROM place_within WHERE ancestor_id = $1 AND place_id IN ($$)";
    let found = tx.all_in(SQL, &[&scope], places, |row| row.get("place_id")).await?;
    Ok(found.into_iter().collect())
}
