//! What is chosen from when a case is begun or moved: places, and what it is begun out of.

use db::{Error, Row, Tx};
use vocab::PlaceId;

use crate::model::CaseId;

/// The schools in `scope` that teach one of `stages`: id and name.
pub(crate) async fn schools_in(
    tx: &mut Tx,
    scope: PlaceId,
    stages: &[&str],
) -> Result<Vec<(PlaceId, String)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name FROM place p
        JOIN place_within w ON w.place_id = p.id AND w.ancestor_id = $1
        WHERE p.kind = 'school' AND p.until IS NULL
          AND EXISTS (SELECT 1 FROM school_stage g WHERE g.school_id = p.id AND g.stage IN ($$))
        ORDER BY p.name, p.id";
    let read = |row: &Row| Ok((row.get("id")?, row.get("name")?));
    tx.all_in(SQL, &[&scope], stages, read).await
}

/// Whether a school teaches one of `stages`.
pub(crate) async fn teaches(tx: &mut Tx, school: PlaceId, stages: &[&str]) -> Result<bool, Error> {
    const SQL: &str = "SELECT school_id FROM school_stage WHERE school_id = $1 AND stage IN ($$)";
    let read = |row: &Row| row.get::<PlaceId>("school_id");
    Ok(!tx.all_in(SQL, &[&school], stages, read).await?.is_empty())
}

/// The cases of a kind that were granted, to choose from: id and title, the newest first.
pub(crate) async fn granted(tx: &mut Tx, entry: &str) -> Result<Vec<(CaseId, String)>, Error> {
    const SQL: &str = "
        SELECT id, title FROM case_record
        WHERE entry = $1 AND outcome = 'done' ORDER BY id DESC LIMIT 500";
    tx.all(SQL, &[&entry], |row| Ok((row.get("id")?, row.get("title")?))).await
}
