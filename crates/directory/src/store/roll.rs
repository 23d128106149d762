//! Imports of the roll: the file, what its rows say, and whom they name.

use db::{Error, Row, Tx, row};
use jiff::Timestamp;
use vocab::{AccountId, PlaceId, StudentId};

use crate::{
    model::StudentLine,
    roll::{Import, ImportState, RollImportId, Summary, Verdict},
};

fn import(row: &Row) -> Result<Import, Error> {
    Ok(Import {
        id: row.get("id")?,
        place: row.get("place_id")?,
        made_at: row.get("made_at")?,
        made_on: row.get("made_on")?,
        file_name: row.get("file_name")?,
        state: row.get("state")?,
        refusal: row.get("refusal")?,
        faults: row.get("faults")?,
    })
}

pub(crate) async fn add_import(
    tx: &mut Tx,
    it: &Import,
    by: Option<AccountId>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO roll_import (id, place_id, made_by, made_at, made_on, file_name, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.run(SQL, &[&it.id, &it.place, &by, &it.made_at, &it.made_on, &it.file_name, &it.state])
        .await?;
    Ok(())
}

/// The import `id`, if it was made for `place`.
pub(crate) async fn find_import(
    tx: &mut Tx,
    place: PlaceId,
    id: RollImportId,
) -> Result<Option<Import>, Error> {
    const SQL: &str = "
        SELECT id, place_id, made_at, made_on, file_name, state, refusal, faults
        FROM roll_import WHERE id = $1 AND place_id = $2";
    tx.one(SQL, &[&id, &place], import).await
}

/// The latest imports of `place`.
pub(crate) async fn imports(
    tx: &mut Tx,
    place: PlaceId,
    limit: usize,
) -> Result<Vec<Import>, Error> {
    const SQL: &str = "
        SELECT id, place_id, made_at, made_on, file_name, state, refusal, faults
        FROM roll_import WHERE place_id = $1 ORDER BY id DESC LIMIT $2";
    tx.all(SQL, &[&place, &limit], import).await
}

/// How many imports of `place` wait to be confirmed.
pub(crate) async fn count_waiting(tx: &mut Tx, place: PlaceId) -> Result<i64, Error> {
    const SQL: &str =
        "SELECT COUNT(*) AS n FROM roll_import WHERE place_id = $1 AND state = 'checked'";
    Ok(tx.one(SQL, &[&place], |row| row.get("n")).await?.unwrap_or(0))
}

/// Sets how far an import is, if it is at `from`. Says whether it was.
pub(crate) async fn set_state(
    tx: &mut Tx,
    id: RollImportId,
    from: ImportState,
    to: ImportState,
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE roll_import SET state = $3 WHERE id = $1 AND state = $2";
    Ok(tx.run(SQL, &[&id, &from, &to]).await? == 1)
}

pub(crate) async fn set_checked(
    tx: &mut Tx,
    id: RollImportId,
    state: ImportState,
    faults: usize,
    refusal: Option<&str>,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE roll_import SET state = $2, faults = $3, refusal = $4 WHERE id = $1";
    tx.run(SQL, &[&id, &state, &faults, &refusal.map(str::to_owned)]).await?;
    Ok(())
}

pub(crate) async fn set_closed(tx: &mut Tx, id: RollImportId, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "UPDATE roll_import SET state = 'closed', closed_at = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &now]).await?;
    Ok(())
}

pub(crate) async fn add_parts(
    tx: &mut Tx,
    id: RollImportId,
    kind: &str,
    parts: &[String],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO roll_part (import_id, kind, number, sealed)";
    let rows = parts.iter().enumerate().map(|(at, text)| row![id, kind.to_owned(), at, *text]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

pub(crate) async fn parts(tx: &mut Tx, id: RollImportId, kind: &str) -> Result<Vec<String>, Error> {
    const SQL: &str =
        "SELECT sealed FROM roll_part WHERE import_id = $1 AND kind = $2 ORDER BY number";
    tx.all(SQL, &[&id, &kind.to_owned()], |row| row.get("sealed")).await
}

/// Drops the pieces of a file; of both kinds where none is named.
pub(crate) async fn drop_parts(
    tx: &mut Tx,
    id: RollImportId,
    kind: Option<&str>,
) -> Result<(), Error> {
    const SQL: &str = "
        DELETE FROM roll_part
        WHERE import_id = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2)";
    tx.run(SQL, &[&id, &kind.map(str::to_owned)]).await?;
    Ok(())
}

/// Forgets whom the rows named; their verdicts stay, for the record of what the import did.
pub(crate) async fn drop_names(tx: &mut Tx, id: RollImportId) -> Result<(), Error> {
    const SQL: &str = "UPDATE roll_row SET name = '' WHERE import_id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

pub(crate) async fn clear_rows(tx: &mut Tx, id: RollImportId) -> Result<(), Error> {
    tx.run("DELETE FROM roll_row WHERE import_id = $1", &[&id]).await?;
    Ok(())
}

pub(crate) async fn clear_grades(tx: &mut Tx, id: RollImportId) -> Result<(), Error> {
    tx.run("DELETE FROM roll_grade WHERE import_id = $1", &[&id]).await?;
    Ok(())
}

/// Deletes an import of which nothing else is left.
pub(crate) async fn delete_import(tx: &mut Tx, id: RollImportId) -> Result<(), Error> {
    tx.run("DELETE FROM roll_import WHERE id = $1", &[&id]).await?;
    Ok(())
}

/// A row on its way in.
pub(crate) struct NewRow {
    pub(crate) line: u32,
    pub(crate) verdict: Verdict,
    pub(crate) moves: bool,
    pub(crate) changes: bool,
    pub(crate) student: Option<StudentId>,
    pub(crate) school: Option<vocab::SchoolId>,
    pub(crate) name: String,
    pub(crate) note: String,
}

pub(crate) async fn add_rows(tx: &mut Tx, id: RollImportId, rows: &[NewRow]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO roll_row (import_id, line, verdict, moves, changes, student_id, school_id, name,
            note)";
    let rows =
        rows.iter().map(|it| {
            row![
                id, it.line, it.verdict, it.moves, it.changes, it.student, it.school, it.name,
                it.note,
            ]
        });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// What the rows come to, absent pupils left out.
pub(crate) async fn summary(tx: &mut Tx, id: RollImportId) -> Result<Summary, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS total,
               COUNT(*) FILTER (WHERE verdict = 'new' AND added = 0) AS fresh,
               COUNT(*) FILTER (WHERE moves = 1 AND moved = 0) AS moved,
               COUNT(*) FILTER (WHERE changes = 1 AND changed = 0) AS changed,
               COUNT(*) FILTER (WHERE verdict = 'same' OR (verdict = 'new' AND added = 1)
                   OR (verdict = 'known' AND moves = moved AND changes = changed)) AS same,
               COUNT(*) FILTER (WHERE verdict = 'fault') AS faulty
        FROM roll_row WHERE import_id = $1";
    let read = |row: &Row| {
        Ok(Summary {
            rows: row.get("total")?,
            new: row.get("fresh")?,
            moved: row.get("moved")?,
            changed: row.get("changed")?,
            same: row.get("same")?,
            faulty: row.get("faulty")?,
            absent: 0,
        })
    };
    Ok(tx.one(SQL, &[&id], read).await?.unwrap_or_default())
}

/// A row as people look at it.
#[derive(Clone)]
pub(crate) struct ShownRow {
    pub(crate) line: i64,
    pub(crate) verdict: Verdict,
    pub(crate) student: Option<StudentId>,
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) school_name: Option<String>,
}

/// Rows of one sort, in their order, after `line`: new (`new`), moving (`moves`), changing
/// (`changes`) or faulty (`fault`), as long as they wait.
pub(crate) async fn shown_rows(
    tx: &mut Tx,
    id: RollImportId,
    sort: &str,
    after: i64,
    limit: usize,
) -> Result<Vec<ShownRow>, Error> {
    const SQL: &str = "
        SELECT r.line, r.verdict, r.student_id, r.name, r.note, p.name AS school_name
        FROM roll_row r LEFT JOIN place p ON p.id = r.school_id
        WHERE r.import_id = $1 AND r.line > $3
          AND (($2 = 'new' AND r.verdict = 'new' AND r.added = 0)
            OR ($2 = 'moves' AND r.moves = 1 AND r.moved = 0)
            OR ($2 = 'changes' AND r.changes = 1 AND r.changed = 0)
            OR ($2 = 'fault' AND r.verdict = 'fault'))
        ORDER BY r.line
        LIMIT $4";
    tx.all(SQL, &[&id, &sort.to_owned(), &after, &limit], |row| {
        Ok(ShownRow {
            line: row.get("line")?,
            verdict: row.get("verdict")?,
            student: row.get("student_id")?,
            name: row.get("name")?,
            note: row.get("note")?,
            school_name: row.get("school_name")?,
        })
    })
    .await
}

/// Who goes to a school and grade that the file speaks of and is not named by it.
const ABSENT: &str = "
    FROM student s LEFT JOIN place p ON p.id = s.school_id
    WHERE s.standing = 'enrolled'
      AND EXISTS (
          SELECT 1 FROM roll_grade g
          WHERE g.import_id = $1 AND g.school_id = s.school_id AND g.grade = s.grade)
      AND s.school_id IN (SELECT g.school_id FROM roll_grade g WHERE g.import_id = $1)
      AND NOT EXISTS (
          SELECT 1 FROM roll_row r WHERE r.import_id = $1 AND r.student_id = s.id)";

pub(crate) async fn count_absent(tx: &mut Tx, id: RollImportId) -> Result<i64, Error> {
    let sql = db::Sql::of(&["SELECT COUNT(*) AS n", ABSENT]);
    Ok(tx.one(sql, &[&id], |row| row.get("n")).await?.unwrap_or(0))
}

pub(crate) async fn absent(
    tx: &mut Tx,
    id: RollImportId,
    after: i64,
    limit: usize,
) -> Result<Vec<StudentLine>, Error> {
    const END: &str = "AND s.id > $2 ORDER BY s.id LIMIT $3";
    let sql = db::Sql::of(&[super::students::LINE, ABSENT, END]);
    tx.all(sql, &[&id, &after, &limit], super::students::line).await
}

/// Some of those who are absent.
pub(crate) async fn absent_ids(
    tx: &mut Tx,
    id: RollImportId,
    limit: usize,
) -> Result<Vec<StudentId>, Error> {
    let sql = db::Sql::of(&["SELECT s.id", ABSENT, "ORDER BY s.id LIMIT $2"]);
    tx.all(sql, &[&id, &limit], |row| row.get("id")).await
}

/// The schools and grades that the file speaks of.
pub(crate) async fn add_grades(
    tx: &mut Tx,
    id: RollImportId,
    grades: impl Iterator<Item = (vocab::SchoolId, vocab::Grade)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO roll_grade (import_id, school_id, grade)";
    let rows = grades.map(|(school, grade)| row![id, school, grade]);
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", rows).await?;
    Ok(())
}

/// A row that waits to be taken over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WaitingRow {
    pub(crate) line: u32,
    pub(crate) student: StudentId,
    pub(crate) is_new: bool,
    pub(crate) moves: bool,
    pub(crate) changes: bool,
}

/// Those of the rows from `first` to `last` that wait for anything.
pub(crate) async fn waiting_rows(
    tx: &mut Tx,
    id: RollImportId,
    first: u32,
    last: u32,
) -> Result<Vec<WaitingRow>, Error> {
    const SQL: &str = "
        SELECT line, student_id,
               CASE WHEN verdict = 'new' AND added = 0 THEN 1 ELSE 0 END AS is_new,
               CASE WHEN moves = 1 AND moved = 0 THEN 1 ELSE 0 END AS moves,
               CASE WHEN changes = 1 AND changed = 0 THEN 1 ELSE 0 END AS changes
        FROM roll_row
        WHERE import_id = $1 AND line >= $2 AND line <= $3 AND student_id IS NOT NULL
          AND ((verdict = 'new' AND added = 0) OR moves <> moved OR changes <> changed)";
    tx.all(SQL, &[&id, &first, &last], |row| {
        Ok(WaitingRow {
            line: row.get("line")?,
            student: row.get("student_id")?,
            is_new: row.get("is_new")?,
            moves: row.get("moves")?,
            changes: row.get("changes")?,
        })
    })
    .await
}

/// Marks rows of `sort` (as in [`shown_rows`]) as taken over.
pub(crate) async fn set_taken(
    tx: &mut Tx,
    id: RollImportId,
    sort: &str,
    lines: &[u32],
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE roll_row
        SET added = CASE WHEN $2 = 'new' THEN 1 ELSE added END,
            moved = CASE WHEN $2 = 'moves' THEN 1 ELSE moved END,
            changed = CASE WHEN $2 = 'changes' THEN 1 ELSE changed END
        WHERE import_id = $1 AND line IN ($$)";
    tx.run_in(SQL, &[&id, &sort.to_owned()], lines).await?;
    Ok(())
}

/// Those of `students` whom the file does not name though it speaks of their school and grade.
pub(crate) async fn are_absent(
    tx: &mut Tx,
    id: RollImportId,
    students: &[StudentId],
) -> Result<Vec<StudentId>, Error> {
    let sql = db::Sql::of(&["SELECT s.id", ABSENT, "AND s.id IN ($$)"]);
    tx.all_in(sql, &[&id], students, |row| row.get("id")).await
}
