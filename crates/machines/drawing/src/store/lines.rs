//! The lines of a drawing.

use db::{Error, Row, Tx, row};
use vocab::{AccountId, StudentId};

use super::drawings::drawing;
use crate::{
    evidence::Placed,
    given::Labelled,
    model::{Candidate, Drawing, DrawingId, Line},
};

fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        number: row.get("number")?,
        who: Candidate {
            label: row.get("label")?,
            stratum: row.get("stratum")?,
            place: row.get("line_place_id")?,
            staff: row.get("staff_id")?,
            student: row.get("student_id")?,
        },
        excluded: row.get("excluded")?,
        position: row.get("position")?,
        picked: row.get::<i64>("picked")? == 1,
        outcome: row.get("outcome")?,
        why: row.get("why")?,
    })
}

/// Adds lines of drawings.
pub(crate) async fn add_lines<'a>(
    tx: &mut Tx,
    all: impl Iterator<Item = (DrawingId, &'a Line)>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO drawing_line (drawing_id, number, label, stratum, place_id, staff_id, student_id,
                                  excluded, position, picked, outcome, why)";
    let rows = all.map(|(id, it)| {
        row![
            id,
            it.number,
            it.who.label,
            it.who.stratum,
            it.who.place,
            it.who.staff,
            it.who.student,
            it.excluded,
            it.position,
            i64::from(it.picked),
            it.outcome,
            it.why
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The lines of a drawing: by rank where it is drawn, else by number; who is left out last.
pub(crate) async fn lines(tx: &mut Tx, id: DrawingId) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT number, label, stratum, place_id AS line_place_id, staff_id, student_id, excluded,
               position, picked, outcome, why
        FROM drawing_line WHERE drawing_id = $1
        ORDER BY CASE WHEN excluded IS NULL THEN 0 ELSE 1 END, COALESCE(position, 0), number";
    tx.all(SQL, &[&id], line).await
}

/// Writes what came of each number.
pub(crate) async fn set_places(tx: &mut Tx, id: DrawingId, placed: &[Placed]) -> Result<(), Error> {
    const HEAD: &str = "
        INSERT INTO drawing_line (drawing_id, number, label, stratum, position, picked)";
    const TAIL: &str = "
        ON CONFLICT (drawing_id, number) DO UPDATE
        SET position = excluded.position, picked = excluded.picked";
    // The lines are there; label and stratum are only for the columns that must not be empty.
    let rows = placed.iter().map(|it| {
        row![id, it.number, String::from("-"), String::new(), it.position, i64::from(it.picked)]
    });
    tx.bulk(HEAD, TAIL, rows).await?;
    Ok(())
}

/// What came of a number elsewhere: as everyone may read it, and why, for whom it is about.
pub(crate) type Came = (String, String, String);

/// Writes what came of each number elsewhere.
pub(crate) async fn set_outcomes(tx: &mut Tx, id: DrawingId, all: Vec<Came>) -> Result<(), Error> {
    const HEAD: &str = "
        INSERT INTO drawing_line (drawing_id, number, label, stratum, picked, outcome, why)";
    const TAIL: &str = "
        ON CONFLICT (drawing_id, number) DO UPDATE
        SET outcome = excluded.outcome, why = excluded.why";
    // The lines are there; label and stratum are only for the columns that must not be empty.
    let rows = all.into_iter().map(|(number, outcome, why)| {
        row![id, number, String::from("-"), String::new(), 0_i64, outcome, why]
    });
    tx.bulk(HEAD, TAIL, rows).await?;
    Ok(())
}

/// Where a pupil or a member of staff stood, the newest first: in sealed draws, and in drawn ones
/// that everyone may see. `account` is a guardian of the pupil or the member of staff.
pub(crate) async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    today: jiff::civil::Date,
) -> Result<Vec<(Drawing, Line)>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number AS drawing_number, d.entry, d.definition, d.place_id,
               p.name AS place_name, d.owner_id, d.title, d.rehearsal, d.size, d.stage, d.is_auto,
               d.account_id, d.declared_at, d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at,
               d.revealed_at, d.digest, d.result, d.reason, d.previous_id, l.number, l.label,
               l.stratum, l.place_id AS line_place_id, l.staff_id, l.student_id, l.excluded,
               l.position, l.picked, l.outcome, l.why
        FROM drawing_line l
        JOIN drawing d ON d.id = l.drawing_id
        JOIN place p ON p.id = d.place_id
        WHERE (l.student_id IN (SELECT g.student_id FROM guardianship g
                                JOIN guardian h ON h.id = g.guardian_id
                                WHERE h.account_id = $1 AND g.is_guardian = 1 AND g.no_contact = 0
                                  AND g.since <= $2 AND (g.until IS NULL OR g.until > $2))
               OR l.staff_id IN (SELECT s.id FROM staff s WHERE s.account_id = $1))
          AND d.stage IN ('sealed', 'drawn')
          AND (d.hidden_until IS NULL OR d.revealed_at IS NOT NULL)
        ORDER BY d.id DESC LIMIT 50";
    tx.all(SQL, &[&account, &today], |row| {
        let line = line(row)?;
        let number: String = row.get("drawing_number")?;
        Ok((Drawing { number, ..drawing(row)? }, line))
    })
    .await
}

/// The line of one pupil.
pub(crate) async fn line_of_student(
    tx: &mut Tx,
    id: DrawingId,
    student: StudentId,
) -> Result<Option<Line>, Error> {
    const SQL: &str = "
        SELECT number, label, stratum, place_id AS line_place_id, staff_id, student_id, excluded,
               position, picked, outcome, why
        FROM drawing_line WHERE drawing_id = $1 AND student_id = $2";
    tx.one(SQL, &[&id, &student], line).await
}

/// Where pupils stand in the drawings that other modules had made, sealed or drawn, the newest first:
/// for which thing, which drawing, which line.
pub(crate) async fn of_students(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(Drawing, Line)>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number AS drawing_number, d.entry, d.definition, d.place_id,
               p.name AS place_name, d.owner_id, d.title, d.rehearsal, d.size, d.stage, d.is_auto,
               d.account_id, d.declared_at, d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at,
               d.revealed_at, d.digest, d.result, d.reason, d.previous_id, l.number, l.label,
               l.stratum, l.place_id AS line_place_id, l.staff_id, l.student_id, l.excluded,
               l.position, l.picked, l.outcome, l.why
        FROM drawing_line l
        JOIN drawing d ON d.id = l.drawing_id
        JOIN place p ON p.id = d.place_id
        WHERE l.student_id IN ($$) AND d.owner_id IS NOT NULL AND d.stage IN ('sealed', 'drawn')
        ORDER BY d.id DESC";
    tx.all_in(SQL, &[], students, |row| {
        let line = line(row)?;
        let number: String = row.get("drawing_number")?;
        Ok((Drawing { number, ..drawing(row)? }, line))
    })
    .await
}

/// The lists of the drawings that other modules had made for `owners`, sealed or drawn, each in the
/// order drawn.
pub(crate) async fn labelled(tx: &mut Tx, owners: &[i64]) -> Result<Vec<Labelled>, Error> {
    const SQL: &str = "
        SELECT d.owner_id, d.number AS drawing_number, l.number, l.label, l.position
        FROM drawing d JOIN drawing_line l ON l.drawing_id = d.id
        WHERE d.owner_id IN ($$) AND d.stage IN ('sealed', 'drawn') AND l.excluded IS NULL
        ORDER BY d.owner_id, COALESCE(l.position, 0), l.number";
    tx.all_in(SQL, &[], owners, |row| {
        Ok(Labelled {
            owner: row.get("owner_id")?,
            drawing: row.get("drawing_number")?,
            number: row.get("number")?,
            label: row.get("label")?,
            position: row.get("position")?,
        })
    })
    .await
}
