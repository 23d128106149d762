//! One case: its row, its deadlines, whom it waits for, what happened to it.

use db::{Error, Row, Tx, row};
use jiff::{Timestamp, civil::DateTime};
use vocab::{AccountId, PlaceId, Role};

use crate::{
    definition::Outcome,
    model::{CaseId, Event, Record},
    rules::{Desk, Running},
};

/// A row of what every list and page of cases reads.
pub(super) fn record(row: &Row) -> Result<Record, Error> {
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
        made_as: row.get("made_as")?,
        opened_at: row.get("opened_at")?,
        closed_at: row.get("closed_at")?,
        due_at: row.get("due_at")?,
        paused_at: row.get("paused_at")?,
        version: row.get("version")?,
        student: row.get("student_id")?,
        student_name: row.get("student_name")?,
    })
}

/// Adds a case.
pub(crate) async fn add(tx: &mut Tx, it: &Record) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO case_record (id, number, entry, definition, place_id, title, step, made_by,
                                 made_as, opened_at, due_at, version, student_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    tx.run(
        SQL,
        &[
            &it.id,
            &it.number,
            &it.entry,
            &it.definition,
            &it.place,
            &it.title,
            &it.step,
            &it.made_by,
            &it.made_as,
            &it.opened_at,
            &it.due_at,
            &it.version,
            &it.student,
        ],
    )
    .await?;
    Ok(())
}

/// The case `id`, whoever may see it.
pub(crate) async fn find(tx: &mut Tx, id: CaseId) -> Result<Option<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.version, c.student_id, s.name AS student_name
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

/// How a case stands from now on.
pub(crate) struct Standing<'a> {
    pub(crate) step: &'a str,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) closed_at: Option<DateTime>,
    pub(crate) due_at: DateTime,
    pub(crate) paused_at: Option<DateTime>,
    pub(crate) version: i64,
}

/// Sets how the case stands, if nothing happened to it since the version before. Says whether.
pub(crate) async fn set_standing(
    tx: &mut Tx,
    id: CaseId,
    it: &Standing<'_>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE case_record
        SET step = $2, outcome = $3, closed_at = $4, due_at = $5, paused_at = $6, version = $7
        WHERE id = $1 AND version = $7 - 1";
    let step = it.step.to_owned();
    let values: &[&dyn db::Stored] =
        &[&id, &step, &it.outcome, &it.closed_at, &it.due_at, &it.paused_at, &it.version];
    Ok(tx.run(SQL, values).await? == 1)
}

/// Writes anew whom the case waits for.
pub(crate) async fn set_desks(
    tx: &mut Tx,
    id: CaseId,
    (desks, due): (&[Desk], DateTime),
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM case_desk WHERE case_id = $1";
    const ADD: &str = "INSERT INTO case_desk (case_id, number, role, place_id, account_id, due_at)";
    tx.run(CLEAR, &[&id]).await?;
    let rows = (0_i64..).zip(desks).map(|(number, desk)| {
        let (role, place, account): (Option<Role>, Option<PlaceId>, Option<AccountId>) = match desk
        {
            Desk::Role(role, place) => (Some(*role), Some(*place), None),
            Desk::Person(account) => (None, None, Some(*account)),
        };
        row![id, number, role, place, account, due]
    });
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// Writes the deadlines of a case as they stand.
pub(crate) async fn set_clocks(
    tx: &mut Tx,
    (id, entry): (CaseId, &str),
    clocks: &[(&str, &Running)],
) -> Result<(), Error> {
    const ADD: &str = "
        INSERT INTO case_clock (case_id, clock, turn, entry, started_at, remind_at, due_at,
                                stopped_at, counted, extended_at)";
    const AGAIN: &str = "
        ON CONFLICT (case_id, clock, turn) DO UPDATE
        SET remind_at = excluded.remind_at, due_at = excluded.due_at,
            stopped_at = excluded.stopped_at, counted = excluded.counted,
            extended_at = excluded.extended_at,
            reminded_at = CASE WHEN case_clock.due_at = excluded.due_at
                               THEN case_clock.reminded_at END";
    let entry = entry.to_owned();
    let rows = clocks.iter().map(|(key, it)| {
        let key = (*key).to_owned();
        row![
            id,
            key,
            it.turn,
            entry,
            it.started,
            it.remind,
            it.due,
            it.stopped,
            it.counted,
            it.extended
        ]
    });
    tx.bulk(ADD, AGAIN, rows).await?;
    Ok(())
}

/// The deadlines of a case: the word of each, and how it stands.
pub(crate) async fn clocks(tx: &mut Tx, id: CaseId) -> Result<Vec<(String, Running)>, Error> {
    const SQL: &str = "
        SELECT clock, turn, started_at, remind_at, due_at, stopped_at, counted, extended_at
        FROM case_clock
        WHERE case_id = $1 ORDER BY turn, started_at, clock";
    tx.all(SQL, &[&id], |row| {
        let running = Running {
            clock: 0,
            turn: row.get("turn")?,
            started: row.get("started_at")?,
            remind: row.get("remind_at")?,
            due: row.get("due_at")?,
            stopped: row.get("stopped_at")?,
            counted: row.get("counted")?,
            extended: row.get("extended_at")?,
        };
        Ok((row.get("clock")?, running))
    })
    .await
}

/// What happened, as it is written down.
pub(crate) struct NewEvent<'a> {
    pub(crate) number: i64,
    pub(crate) at: Timestamp,
    pub(crate) civil_at: DateTime,
    pub(crate) action: &'a str,
    pub(crate) from: Option<&'a str>,
    pub(crate) to: &'a str,
    pub(crate) by: Option<(AccountId, Role, PlaceId)>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) document: &'a str,
}

/// Writes down what happened.
pub(crate) async fn add_event(tx: &mut Tx, id: CaseId, it: &NewEvent<'_>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO case_event (case_id, number, at, civil_at, action, from_step, to_step,
                                account_id, role, place_id, reason, document)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let (account, role, place) = (it.by.map(|it| it.0), it.by.map(|it| it.1), it.by.map(|it| it.2));
    tx.run(
        SQL,
        &[
            &id,
            &it.number,
            &it.at,
            &it.civil_at,
            &it.action.to_owned(),
            &it.from.map(str::to_owned),
            &it.to.to_owned(),
            &account,
            &role,
            &place,
            &it.reason.map(str::to_owned),
            &it.document.to_owned(),
        ],
    )
    .await?;
    Ok(())
}

/// What happened to a case, the latest first.
pub(crate) async fn events(tx: &mut Tx, id: CaseId) -> Result<Vec<Event>, Error> {
    const SQL: &str = "
        SELECT e.number, e.civil_at, e.action, e.from_step, e.to_step, e.account_id, e.role,
               e.reason, e.document, a.name, p.name AS place_name
        FROM case_event e
        LEFT JOIN account a ON a.id = e.account_id
        LEFT JOIN place p ON p.id = e.place_id
        WHERE e.case_id = $1 ORDER BY e.number DESC";
    tx.all(SQL, &[&id], |row| {
        let (account, name): (Option<AccountId>, Option<String>) =
            (row.get("account_id")?, row.get("name")?);
        let role: Option<Role> = row.get("role")?;
        Ok(Event {
            number: row.get("number")?,
            civil_at: row.get("civil_at")?,
            action: row.get("action")?,
            from: row.get("from_step")?,
            to: row.get("to_step")?,
            by: account.zip(name).zip(role).map(|((account, name), role)| (account, name, role)),
            place_name: row.get("place_name")?,
            reason: row.get("reason")?,
            document: row.get("document")?,
        })
    })
    .await
}

/// The accounts behind `desks` on `day`: who is told.
pub(crate) async fn holders(
    tx: &mut Tx,
    id: CaseId,
    day: jiff::civil::Date,
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT g.account_id AS account_id
        FROM case_desk d JOIN role_grant g ON g.place_id = d.place_id AND g.role = d.role
        WHERE d.case_id = $1 AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
        UNION
        SELECT account_id FROM case_desk WHERE case_id = $1 AND account_id IS NOT NULL";
    tx.all(SQL, &[&id, &day], |row| row.get("account_id")).await
}
