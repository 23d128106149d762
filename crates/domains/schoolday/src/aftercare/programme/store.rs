//! The SQL of programmes.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime, Weekday};
use vocab::{AccountId, PlaceId, SchoolId, Term};

use super::model::{
    PastStep, Programme, ProgrammeId, Service, Settings, Slot, State, Step, StepId, Text,
};

fn programme(row: &Row) -> Result<Programme, Error> {
    Ok(Programme {
        id: row.get("id")?,
        school: row.get("school_id")?,
        term: row.get("term")?,
        state: row.get("state")?,
        version: row.get("version")?,
        text: Text {
            declares_no_lessons: row.get("declares_no_lessons")?,
            reason: row.get("reason")?,
            letter: row.get("letter")?,
            fee: row.get("fee")?,
            fee_basis: row.get("fee_basis")?,
        },
        filed_at: row.get("filed_at")?,
        answer_due: row.get("answer_due")?,
        returned_for: row.get("returned_for")?,
    })
}

/// The programme that `id` names, if its school lies in `scope`.
pub async fn find_programme(
    tx: &mut Tx,
    id: ProgrammeId,
    scope: PlaceId,
) -> Result<Option<Programme>, Error> {
    const SQL: &str = "
        SELECT p.id, p.school_id, p.term, p.state, p.version, p.declares_no_lessons, p.reason,
               p.letter, p.fee, p.fee_basis, p.filed_at, p.answer_due, p.returned_for
        FROM programme p
        JOIN place_within w ON w.place_id = p.school_id AND w.ancestor_id = $2
        WHERE p.id = $1";
    tx.one(SQL, &[&id, &scope], programme).await
}

/// A school's programme for a term.
pub async fn find_of_school(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
) -> Result<Option<Programme>, Error> {
    const SQL: &str = "
        SELECT id, school_id, term, state, version, declares_no_lessons, reason,
               letter, fee, fee_basis, filed_at, answer_due, returned_for
        FROM programme
        WHERE school_id = $1 AND term = $2";
    tx.one(SQL, &[&school, &term], programme).await
}

/// The programmes of `schools` for a term.
pub async fn of_schools(
    tx: &mut Tx,
    schools: &[SchoolId],
    term: Term,
) -> Result<Vec<Programme>, Error> {
    const SQL: &str = "
        SELECT id, school_id, term, state, version, declares_no_lessons, reason,
               letter, fee, fee_basis, filed_at, answer_due, returned_for
        FROM programme
        WHERE term = $1 AND school_id IN ($$)";
    tx.all_in(SQL, &[&term], schools, programme).await
}

/// Adds a draft. Says whether there was none for this school and term.
pub async fn add_programme(tx: &mut Tx, it: &Programme) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO programme (id, school_id, term, state, version, declares_no_lessons, reason,
                               letter, fee, fee_basis)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT DO NOTHING";
    let text = &it.text;
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.school,
        &it.term,
        &it.state,
        &it.version,
        &text.declares_no_lessons,
        &text.reason,
        &text.letter,
        &text.fee,
        &text.fee_basis,
    ];
    Ok(tx.run(SQL, values).await? == 1)
}

/// Adds many programmes at once, wherever they stand.
pub async fn add_programmes<'a>(
    tx: &mut Tx,
    all: impl IntoIterator<Item = &'a Programme>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO programme (id, school_id, term, state, version, declares_no_lessons, reason,
                               letter, fee, fee_basis, filed_at, answer_due, returned_for)";
    let row = |it: &Programme| {
        let text = &it.text;
        db::row![
            it.id,
            it.school,
            it.term,
            it.state,
            it.version,
            text.declares_no_lessons,
            text.reason,
            text.letter,
            text.fee,
            text.fee_basis,
            it.filed_at,
            it.answer_due,
            it.returned_for
        ]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// Writes the text of the draft that was read at `version`. Says whether it was still so.
pub async fn set_text(
    tx: &mut Tx,
    id: ProgrammeId,
    version: i64,
    text: &Text,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE programme
        SET declares_no_lessons = $3, reason = $4, letter = $5, fee = $6, fee_basis = $7,
            version = version + 1
        WHERE id = $1 AND version = $2";
    let values: &[&dyn db::Stored] = &[
        &id,
        &version,
        &text.declares_no_lessons,
        &text.reason,
        &text.letter,
        &text.fee,
        &text.fee_basis,
    ];
    Ok(tx.run(SQL, values).await? == 1)
}

/// Moves the programme that was read as `it` to `state`. Says whether it was still so.
pub async fn set_state(
    tx: &mut Tx,
    it: &Programme,
    state: State,
    filed: Option<(DateTime, Date)>,
    returned_for: Option<&str>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE programme
        SET state = $3, filed_at = COALESCE($4, filed_at), answer_due = $5, returned_for = $6,
            version = version + 1
        WHERE id = $1 AND version = $2";
    let (filed_at, due) = (filed.map(|it| it.0), filed.map(|it| it.1));
    let values: &[&dyn db::Stored] = &[&it.id, &it.version, &state, &filed_at, &due, &returned_for];
    Ok(tx.run(SQL, values).await? == 1)
}

fn slot(row: &Row) -> Result<Slot, Error> {
    let weekday = Weekday::from_monday_one_offset(row.get("weekday")?);
    Ok(Slot {
        service: row.get("service")?,
        weekday: weekday.map_err(|_| Error::corrupt("weekday"))?,
        segment: row.get("segment")?,
        starts: row.get("starts")?,
        ends: row.get("ends")?,
    })
}

/// The timetable of a programme, by service, day and time.
pub async fn slots(tx: &mut Tx, id: ProgrammeId) -> Result<Vec<Slot>, Error> {
    const SQL: &str = "
        SELECT service, weekday, segment, starts, ends
        FROM programme_slot
        WHERE programme_id = $1
        ORDER BY service, weekday, starts";
    tx.all(SQL, &[&id], slot).await
}

/// The timetables of several programmes.
pub async fn slots_of(tx: &mut Tx, ids: &[ProgrammeId]) -> Result<Vec<(ProgrammeId, Slot)>, Error> {
    const SQL: &str = "
        SELECT programme_id, service, weekday, segment, starts, ends
        FROM programme_slot
        WHERE programme_id IN ($$)
        ORDER BY service, weekday, starts";
    tx.all_in(SQL, &[], ids, |row| Ok((row.get("programme_id")?, slot(row)?))).await
}

/// The services that a programme has times for.
pub async fn services(tx: &mut Tx, id: ProgrammeId) -> Result<Vec<Service>, Error> {
    const SQL: &str =
        "SELECT DISTINCT service FROM programme_slot WHERE programme_id = $1 ORDER BY service";
    tx.all(SQL, &[&id], |row| row.get("service")).await
}

/// Takes the timetable of a programme away.
pub async fn clear_slots(tx: &mut Tx, id: ProgrammeId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM programme_slot WHERE programme_id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Adds slots to timetables.
pub async fn add_slots(
    tx: &mut Tx,
    slots: impl IntoIterator<Item = (ProgrammeId, Slot)>,
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO programme_slot (programme_id, service, weekday, starts, ends, segment)";
    let row = |(id, it): (ProgrammeId, Slot)| {
        let weekday = it.weekday.to_monday_one_offset();
        db::row![id, it.service, weekday, it.starts, it.ends, it.segment]
    };
    tx.bulk(SQL, "", slots.into_iter().map(row)).await?;
    Ok(())
}

/// Adds a step to a programme's history.
pub async fn add_step(
    tx: &mut Tx,
    id: StepId,
    programme: ProgrammeId,
    step: Step,
    at: DateTime,
    by: Option<AccountId>,
    reason: &str,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO programme_step (id, programme_id, step, at, account_id, reason)
        VALUES ($1, $2, $3, $4, $5, $6)";
    tx.run(SQL, &[&id, &programme, &step, &at, &by, &reason]).await?;
    Ok(())
}

/// Adds steps that nobody of the system took: those of the demo.
pub async fn add_steps<'a>(
    tx: &mut Tx,
    all: impl IntoIterator<Item = (StepId, ProgrammeId, Step, DateTime, &'a str)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO programme_step (id, programme_id, step, at, reason)";
    let row = |(id, programme, step, at, reason): (StepId, ProgrammeId, Step, DateTime, &str)| {
        db::row![id, programme, step, at, reason.to_owned()]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// A programme's history, newest first.
pub async fn steps(tx: &mut Tx, id: ProgrammeId) -> Result<Vec<PastStep>, Error> {
    const SQL: &str = "
        SELECT s.step, s.at, s.reason, a.name
        FROM programme_step s
        LEFT JOIN account a ON a.id = s.account_id
        WHERE s.programme_id = $1
        ORDER BY s.id DESC";
    tx.all(SQL, &[&id], |row| {
        Ok(PastStep {
            step: row.get("step")?,
            at: row.get("at")?,
            by: row.get("name")?,
            reason: row.get("reason")?,
        })
    })
    .await
}

/// What the county settled for a term, if it has.
pub async fn find_settings(tx: &mut Tx, term: Term) -> Result<Option<Settings>, Error> {
    const SQL: &str = "SELECT file_due, answer_days, work_ends FROM care_term WHERE term = $1";
    tx.one(SQL, &[&term], |row| {
        Ok(Settings {
            file_due: row.get("file_due")?,
            answer_days: row.get("answer_days")?,
            work_ends: row.get("work_ends")?,
        })
    })
    .await
}

/// Settles a term anew.
pub async fn set_settings(tx: &mut Tx, term: Term, it: &Settings) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO care_term (term, file_due, answer_days, work_ends)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (term) DO UPDATE
        SET file_due = excluded.file_due, answer_days = excluded.answer_days,
            work_ends = excluded.work_ends";
    tx.run(SQL, &[&term, &it.file_due, &it.answer_days, &it.work_ends]).await?;
    Ok(())
}

/// A school with where its programme for a term stands, if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub school_name: String,
    /// Its town's name.
    pub town_name: String,
    /// The programme: state, when it was filed, until when the bureau answers.
    pub programme: Option<(ProgrammeId, State, Option<DateTime>, Option<Date>)>,
    /// When the bureau last reminded it, if it did.
    pub reminded_at: Option<DateTime>,
}

/// Every non-boarding compulsory school in `scope` with its programme for `term`, by town.
pub async fn list(tx: &mut Tx, scope: PlaceId, term: Term) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT s.id AS school_id, n.name, t.name AS town_name,
               p.id, p.state, p.filed_at, p.answer_due,
               (SELECT MAX(r.at) FROM programme_reminder r
                WHERE r.term = $2 AND r.school_id = s.id) AS reminded_at
        FROM place_within w
        JOIN school s ON s.id = w.place_id
        JOIN place n ON n.id = s.id
        JOIN place t ON t.id = s.town_id
        LEFT JOIN programme p ON p.school_id = s.id AND p.term = $2
        WHERE w.ancestor_id = $1 AND s.boarding = 0 AND EXISTS (
            SELECT 1 FROM school_stage g
            WHERE g.school_id = s.id AND g.stage IN ('primary', 'junior'))
        ORDER BY t.position, t.id, n.position, s.id";
    tx.all(SQL, &[&scope, &term], |row| {
        let programme = match row.get::<Option<ProgrammeId>>("id")? {
            Some(id) => Some((id, row.get("state")?, row.get("filed_at")?, row.get("answer_due")?)),
            None => None,
        };
        Ok(Listed {
            school: row.get("school_id")?,
            school_name: row.get("name")?,
            town_name: row.get("town_name")?,
            programme,
            reminded_at: row.get("reminded_at")?,
        })
    })
    .await
}
