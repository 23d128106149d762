//! What follows from what was done to cases: deadlines, desks, what happened, what others were asked
//! for, who is a party. Each statement takes many cases.

use db::{Error, Row, Tx, row};
use jiff::{Timestamp, civil::DateTime};
use vocab::{AccountId, PlaceId, Role};

use crate::{
    model::{CaseId, Event, Made, TaskRow},
    rules::{Asked, Desk, Running},
};

/// Somebody for whom a case waits, as it is written down.
pub(crate) struct NewDesk {
    pub(crate) case: CaseId,
    pub(crate) number: i64,
    pub(crate) desk: Desk,
    pub(crate) due: DateTime,
    pub(crate) entry: String,
    pub(crate) task: Option<i64>,
}

/// Writes anew whom `cases` wait for.
pub(crate) async fn set_desks(
    tx: &mut Tx,
    cases: &[CaseId],
    desks: &[NewDesk],
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM case_desk WHERE case_id IN ($$)";
    const ADD: &str = "
        INSERT INTO case_desk (case_id, number, role, place_id, account_id, due_at, entry, task)";
    tx.run_in(CLEAR, &[], cases).await?;
    let rows = desks.iter().map(|it| {
        let (role, place, account): (Option<Role>, Option<PlaceId>, Option<AccountId>) =
            match it.desk {
                Desk::Role(role, place) => (Some(role), Some(place), None),
                Desk::Person(account) => (None, None, Some(account)),
            };
        row![it.case, it.number, role, place, account, it.due, it.entry, it.task]
    });
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// Writes anew who is a party to `cases`.
pub(crate) async fn set_parties(
    tx: &mut Tx,
    cases: &[CaseId],
    parties: &[(CaseId, Role, PlaceId)],
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM case_party WHERE case_id IN ($$)";
    const ADD: &str = "INSERT INTO case_party (case_id, role, place_id)";
    tx.run_in(CLEAR, &[], cases).await?;
    tx.bulk(ADD, "", parties.iter().map(|it| row![it.0, it.1, it.2])).await?;
    Ok(())
}

/// Writes deadlines as they stand: of each its case, kind of case and word.
pub(crate) async fn set_clocks(
    tx: &mut Tx,
    clocks: &[(CaseId, &str, &str, &Running)],
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
    let rows = clocks.iter().map(|(case, entry, key, it)| {
        let (key, entry) = ((*key).to_owned(), (*entry).to_owned());
        row![
            *case,
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

/// The deadlines of `cases`: the word of each, and how it stands.
pub(crate) async fn clocks(
    tx: &mut Tx,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, String, Running)>, Error> {
    const SQL: &str = "
        SELECT case_id, clock, turn, started_at, remind_at, due_at, stopped_at, counted, extended_at
        FROM case_clock
        WHERE case_id IN ($$) ORDER BY case_id, turn, started_at, clock";
    tx.all_in(SQL, &[], cases, |row| {
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
        Ok((row.get("case_id")?, row.get("clock")?, running))
    })
    .await
}

/// What somebody was asked for, as it is written down.
pub(crate) struct NewTask<'a> {
    pub(crate) case: CaseId,
    pub(crate) entry: &'a str,
    pub(crate) task: &'a str,
    pub(crate) it: &'a Asked,
    /// What they were told, where they were asked just now.
    pub(crate) words: &'a str,
    /// What they answered, and who did, where that was just now.
    pub(crate) answer: Option<(&'a str, AccountId)>,
}

/// Writes what others were asked for as it stands. What was told and answered once stays.
pub(crate) async fn set_tasks(tx: &mut Tx, tasks: &[NewTask<'_>]) -> Result<(), Error> {
    const ADD: &str = "
        INSERT INTO case_task (case_id, number, task, entry, role, place_id, asked_at, remind_at,
                               due_at, ended_at, answered, words, document, account_id)";
    const AGAIN: &str = "
        ON CONFLICT (case_id, number) DO UPDATE
        SET ended_at = excluded.ended_at, answered = excluded.answered,
            document = COALESCE(excluded.document, case_task.document),
            account_id = COALESCE(excluded.account_id, case_task.account_id)";
    let rows = tasks.iter().map(|new| {
        let (it, task, entry) = (new.it, new.task.to_owned(), new.entry.to_owned());
        let (words, document) = (new.words.to_owned(), new.answer.map(|it| it.0.to_owned()));
        let account = new.answer.map(|it| it.1);
        row![
            new.case,
            it.number,
            task,
            entry,
            it.role,
            it.place,
            it.asked,
            it.remind,
            it.due,
            it.ended,
            it.answered,
            words,
            document,
            account
        ]
    });
    tx.bulk(ADD, AGAIN, rows).await?;
    Ok(())
}

/// What others were asked for in `cases`: the word of each, and how it stands.
pub(crate) async fn tasks(
    tx: &mut Tx,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, String, Asked)>, Error> {
    const SQL: &str = "
        SELECT case_id, number, task, role, place_id, asked_at, remind_at, due_at, ended_at, answered
        FROM case_task WHERE case_id IN ($$) ORDER BY case_id, number";
    tx.all_in(SQL, &[], cases, |row| {
        let asked = Asked {
            number: row.get("number")?,
            task: 0,
            role: row.get("role")?,
            place: row.get("place_id")?,
            asked: row.get("asked_at")?,
            remind: row.get("remind_at")?,
            due: row.get("due_at")?,
            ended: row.get("ended_at")?,
            answered: row.get("answered")?,
        };
        Ok((row.get("case_id")?, row.get("task")?, asked))
    })
    .await
}

/// What those who were asked in a case were told, and what they answered.
pub(crate) async fn task_rows(tx: &mut Tx, case: CaseId) -> Result<Vec<TaskRow>, Error> {
    const SQL: &str = "
        SELECT t.number, t.words, t.document, a.name, p.name AS place_name
        FROM case_task t JOIN place p ON p.id = t.place_id
        LEFT JOIN account a ON a.id = t.account_id
        WHERE t.case_id = $1 ORDER BY t.number";
    tx.all(SQL, &[&case], |row| {
        Ok(TaskRow {
            number: row.get("number")?,
            words: row.get("words")?,
            document: row.get("document")?,
            by: row.get("name")?,
            place_name: row.get("place_name")?,
        })
    })
    .await
}

/// What happened, as it is written down.
pub(crate) struct NewEvent<'a> {
    pub(crate) case: CaseId,
    pub(crate) number: i64,
    pub(crate) at: Timestamp,
    pub(crate) civil_at: DateTime,
    pub(crate) action: &'a str,
    pub(crate) from: Option<&'a str>,
    pub(crate) to: &'a str,
    pub(crate) by: Option<(AccountId, Role, PlaceId)>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) document: &'a str,
    pub(crate) moved_to: Option<PlaceId>,
}

/// Writes down what happened.
pub(crate) async fn add_events(tx: &mut Tx, events: &[NewEvent<'_>]) -> Result<(), Error> {
    const ADD: &str = "
        INSERT INTO case_event (case_id, number, at, civil_at, action, from_step, to_step,
                                account_id, role, place_id, reason, document, moved_to)";
    let rows = events.iter().map(|it| {
        let account = it.by.map(|it| it.0);
        let (role, place) = (it.by.map(|it| it.1), it.by.map(|it| it.2));
        let (action, from, to) =
            (it.action.to_owned(), it.from.map(str::to_owned), it.to.to_owned());
        let (reason, document) = (it.reason.map(str::to_owned), it.document.to_owned());
        row![
            it.case,
            it.number,
            it.at,
            it.civil_at,
            action,
            from,
            to,
            account,
            role,
            place,
            reason,
            document,
            it.moved_to
        ]
    });
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// What happened to a case, the latest first.
pub(crate) async fn events(tx: &mut Tx, id: CaseId) -> Result<Vec<Event>, Error> {
    const SQL: &str = "
        SELECT e.number, e.civil_at, e.action, e.from_step, e.to_step, e.account_id, e.role,
               e.reason, e.document, a.name, p.name AS place_name, m.name AS moved_name
        FROM case_event e
        LEFT JOIN account a ON a.id = e.account_id
        LEFT JOIN place p ON p.id = e.place_id
        LEFT JOIN place m ON m.id = e.moved_to
        WHERE e.case_id = $1 ORDER BY e.number DESC";
    tx.all(SQL, &[&id], event).await
}

fn event(row: &Row) -> Result<Event, Error> {
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
        moved_to: row.get("moved_name")?,
    })
}

/// Writes down what came of an effect: of the action that led to version `number`, the `position`th.
pub(crate) async fn add_effect(
    tx: &mut Tx,
    (case, number, position): (CaseId, i64, i64),
    effect: &str,
    made: &platform::effects::Made,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO case_effect (case_id, number, position, effect, words, link)
        VALUES ($1, $2, $3, $4, $5, $6)";
    tx.run(SQL, &[&case, &number, &position, &effect, &made.words, &made.link]).await?;
    Ok(())
}

/// What came of the effects of a case's actions.
pub(crate) async fn effects(tx: &mut Tx, case: CaseId) -> Result<Vec<Made>, Error> {
    const SQL: &str = "
        SELECT number, words, link FROM case_effect WHERE case_id = $1 ORDER BY number, position";
    tx.all(SQL, &[&case], |row| {
        Ok(Made { number: row.get("number")?, words: row.get("words")?, link: row.get("link")? })
    })
    .await
}

/// How many cases of a kind about `place` were begun from one moment to another and not refused or
/// taken back; only those that answer a field so, where one is named.
pub(crate) async fn count_begun(
    tx: &mut Tx,
    (entry, place): (&str, PlaceId),
    (from, until): (DateTime, DateTime),
    (field, is): (&str, &str),
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM case_record c
        WHERE c.place_id = $1 AND c.entry = $2 AND c.opened_at >= $3 AND c.opened_at < $4
          AND (c.outcome IS NULL OR c.outcome = 'done')
          AND ($5 = '' OR EXISTS (SELECT 1 FROM answer a
                                  WHERE a.owner_kind = 'cse' AND a.owner_id = c.id
                                    AND a.field = $5 AND a.text_value = $6))";
    let values: &[&dyn db::Stored] = &[&place, &entry, &from, &until, &field, &is];
    Ok(tx.one(SQL, values, |row| row.get("n")).await?.unwrap_or(0))
}
