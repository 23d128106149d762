//! Deadlines that come near or have passed, and who is told.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, Role};

use crate::model::CaseId;

/// A deadline that came near or has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passed {
    pub(crate) case: CaseId,
    pub(crate) clock: String,
    pub(crate) number: String,
    pub(crate) definition: String,
}

fn passed(row: &Row) -> Result<Passed, Error> {
    Ok(Passed {
        case: row.get("case_id")?,
        clock: row.get("clock")?,
        number: row.get("number")?,
        definition: row.get("definition")?,
    })
}

/// Whether any deadline has come near or passed by `now` of which nobody was told.
pub(crate) async fn any_passed(tx: &mut Tx, now: DateTime) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT case_id FROM case_clock
        WHERE stopped_at IS NULL AND reminded_at IS NULL AND remind_at <= $1
        UNION ALL
        SELECT case_id FROM case_clock
        WHERE stopped_at IS NULL AND escalated_at IS NULL AND due_at < $1
        UNION ALL
        SELECT case_id FROM case_task
        WHERE ended_at IS NULL AND reminded_at IS NULL AND remind_at <= $1
        UNION ALL
        SELECT case_id FROM case_task
        WHERE ended_at IS NULL AND escalated_at IS NULL AND due_at < $1
        LIMIT 1";
    Ok(tx.one(SQL, &[&now], |row| row.get::<CaseId>("case_id")).await?.is_some())
}

/// Marks what comes near by `now` as told, where it was not yet; says which deadlines.
pub(crate) async fn set_reminded(tx: &mut Tx, now: DateTime) -> Result<Vec<Passed>, Error> {
    const SQL: &str = "
        UPDATE case_clock SET reminded_at = $1
        WHERE stopped_at IS NULL AND reminded_at IS NULL AND remind_at <= $1
          AND EXISTS (SELECT 1 FROM case_record c
                      WHERE c.id = case_clock.case_id AND c.paused_at IS NULL)
        RETURNING case_id, clock,
                  (SELECT number FROM case_record c WHERE c.id = case_clock.case_id) AS number,
                  (SELECT definition FROM case_record c WHERE c.id = case_clock.case_id) AS definition";
    tx.all(SQL, &[&now], passed).await
}

/// The same with what has passed by `now`.
pub(crate) async fn set_escalated(tx: &mut Tx, now: DateTime) -> Result<Vec<Passed>, Error> {
    const SQL: &str = "
        UPDATE case_clock SET escalated_at = $1
        WHERE stopped_at IS NULL AND escalated_at IS NULL AND due_at < $1
          AND EXISTS (SELECT 1 FROM case_record c
                      WHERE c.id = case_clock.case_id AND c.paused_at IS NULL)
        RETURNING case_id, clock,
                  (SELECT number FROM case_record c WHERE c.id = case_clock.case_id) AS number,
                  (SELECT definition FROM case_record c WHERE c.id = case_clock.case_id) AS definition";
    tx.all(SQL, &[&now], passed).await
}

/// The same with what others were asked for and has not been answered.
pub(crate) async fn set_tasks_reminded(tx: &mut Tx, now: DateTime) -> Result<Vec<Passed>, Error> {
    const SQL: &str = "
        UPDATE case_task SET reminded_at = $1
        WHERE ended_at IS NULL AND reminded_at IS NULL AND remind_at <= $1
        RETURNING case_id, task AS clock,
                  (SELECT number FROM case_record c WHERE c.id = case_task.case_id) AS number,
                  (SELECT definition FROM case_record c WHERE c.id = case_task.case_id) AS definition";
    tx.all(SQL, &[&now], passed).await
}

/// The same with what others were asked for and did not answer in time.
pub(crate) async fn set_tasks_escalated(tx: &mut Tx, now: DateTime) -> Result<Vec<Passed>, Error> {
    const SQL: &str = "
        UPDATE case_task SET escalated_at = $1
        WHERE ended_at IS NULL AND escalated_at IS NULL AND due_at < $1
        RETURNING case_id, task AS clock,
                  (SELECT number FROM case_record c WHERE c.id = case_task.case_id) AS number,
                  (SELECT definition FROM case_record c WHERE c.id = case_task.case_id) AS definition";
    tx.all(SQL, &[&now], passed).await
}

/// Cases whose pause has reached its limit by `now`, or that are to be looked at again.
pub(crate) async fn moved_on_by(
    tx: &mut Tx,
    now: DateTime,
    limit: i64,
) -> Result<Vec<CaseId>, Error> {
    const SQL: &str = "
        SELECT id FROM case_record WHERE resume_at IS NOT NULL AND resume_at <= $1
        UNION ALL
        SELECT id FROM case_record WHERE look_at IS NOT NULL AND looking = 0 AND look_at <= $1
        LIMIT $2";
    tx.all(SQL, &[&now, &limit], |row| row.get("id")).await
}

/// Who has each of `cases` on `day`.
pub(crate) async fn holders_of_each(
    tx: &mut Tx,
    cases: &[CaseId],
    day: Date,
) -> Result<Vec<(CaseId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT d.case_id AS case_id, COALESCE(d.account_id, g.account_id) AS account_id
        FROM case_desk d
        LEFT JOIN role_grant g ON g.place_id = d.place_id AND g.role = d.role
             AND g.since <= $1 AND (g.until IS NULL OR g.until > $1)
        WHERE d.case_id IN ($$) AND (d.account_id IS NOT NULL OR g.account_id IS NOT NULL)";
    tx.all_in(SQL, &[&day], cases, |row| Ok((row.get("case_id")?, row.get("account_id")?))).await
}

/// Who holds `role` at a place that each of `cases` lies in, on `day`.
pub(crate) async fn above_each(
    tx: &mut Tx,
    role: Role,
    cases: &[CaseId],
    day: Date,
) -> Result<Vec<(CaseId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT c.id AS case_id, g.account_id AS account_id
        FROM case_record c
        JOIN place_within w ON w.place_id = c.place_id
        JOIN role_grant g ON g.place_id = w.ancestor_id AND g.role = $1
             AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
        WHERE c.id IN ($$)";
    let read = |row: &Row| Ok((row.get("case_id")?, row.get("account_id")?));
    tx.all_in(SQL, &[&role, &day], cases, read).await
}
