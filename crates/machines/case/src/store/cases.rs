//! The rows of cases.

use db::{Error, Row, Tx, row};
use jiff::civil::DateTime;
use platform::access::PlaceKind;
use vocab::{PlaceId, Role};

use crate::model::{CaseId, Record};

/// A row of what every list and page of cases reads.
pub(super) fn record(row: &Row) -> Result<Record, Error> {
    let (look, looking): (Option<DateTime>, i64) = (row.get("look_at")?, row.get("looking")?);
    Ok(Record {
        id: row.get("id")?,
        number: row.get("number")?,
        entry: row.get("entry")?,
        definition: row.get("definition")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        title: row.get("title")?,
        step: row.get("step")?,
        outcome: row.get("outcome")?,
        made_by: row.get("made_by")?,
        made_as: Role::from_key(&row.get::<String>("made_as")?),
        opened_at: row.get("opened_at")?,
        closed_at: row.get("closed_at")?,
        due_at: row.get("due_at")?,
        paused_at: row.get("paused_at")?,
        resume_at: row.get("resume_at")?,
        look: look.map(|it| (it, looking == 1)),
        cause: row.get::<Option<String>>("cause_name")?.zip(row.get("cause_link")?),
        version: row.get("version")?,
        student: row.get("student_id")?,
        student_name: row.get("student_name")?,
    })
}

/// Writes cases as they stand: new ones, and what has become of others.
pub(crate) async fn save(tx: &mut Tx, all: &[&Record]) -> Result<(), Error> {
    const ADD: &str = "
        INSERT INTO case_record (id, number, entry, definition, place_id, title, step, outcome,
                                 made_by, made_as, opened_at, closed_at, due_at, paused_at,
                                 resume_at, look_at, looking, version, student_id, cause_name,
                                 cause_link)";
    const AGAIN: &str = "
        ON CONFLICT (id) DO UPDATE
        SET place_id = excluded.place_id, title = excluded.title, step = excluded.step,
            outcome = excluded.outcome, closed_at = excluded.closed_at, due_at = excluded.due_at,
            paused_at = excluded.paused_at, resume_at = excluded.resume_at,
            look_at = excluded.look_at, looking = excluded.looking, version = excluded.version
        WHERE case_record.version < excluded.version";
    let rows = all.iter().map(|it| {
        let made_as = it.made_as.map_or(SYSTEM, Role::key).to_owned();
        let (look_at, looking) = (it.look.map(|it| it.0), it.look.is_some_and(|it| it.1));
        let (name, link) = it.cause.clone().unzip();
        row![
            it.id,
            it.number,
            it.entry,
            it.definition,
            it.place,
            it.title,
            it.step,
            it.outcome,
            it.made_by,
            made_as,
            it.opened_at,
            it.closed_at,
            it.due_at,
            it.paused_at,
            it.resume_at,
            look_at,
            looking,
            it.version,
            it.student,
            name,
            link
        ]
    });
    tx.bulk(ADD, AGAIN, rows).await?;
    Ok(())
}

/// What stands for the role where nobody began a case.
const SYSTEM: &str = "system";

/// The case `id`, whoever may see it.
pub(crate) async fn find(tx: &mut Tx, id: CaseId) -> Result<Option<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE c.id = $1";
    tx.one(SQL, &[&id], record).await
}

/// Which case has this number, whoever may see it.
pub(crate) async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<CaseId>, Error> {
    const SQL: &str = "SELECT id FROM case_record WHERE number = $1";
    tx.one(SQL, &[&number.to_owned()], |row| row.get("id")).await
}

/// The cases `ids`, whoever may see them.
pub(crate) async fn load_all(tx: &mut Tx, ids: &[CaseId]) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE c.id IN ($$)";
    tx.all_in(SQL, &[], ids, record).await
}

/// The places around each of `places` and itself, from the county down.
pub(crate) async fn paths(
    tx: &mut Tx,
    places: &[PlaceId],
) -> Result<Vec<(PlaceId, PlaceKind, PlaceId)>, Error> {
    const SQL: &str = "
        SELECT w.place_id AS of_id, p.kind, p.id
        FROM place_within w JOIN place p ON p.id = w.ancestor_id
        WHERE w.place_id IN ($$)
        ORDER BY w.place_id, w.depth DESC";
    tx.all_in(SQL, &[], places, |row| Ok((row.get("of_id")?, row.get("kind")?, row.get("id")?)))
        .await
}
