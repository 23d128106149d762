//! The SQL of doing the same for many schools.

use db::{Error, Tx};
use jiff::civil::DateTime;
use vocab::{AccountId, PlaceId, SchoolId, Term};

use super::rules::Chosen;
use crate::aftercare::programme::model::{ProgrammeId, State, StepId};

/// Of `schools` those that lie in `scope`, with where their programme for `term` stands.
pub(super) async fn chosen(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
    schools: &[SchoolId],
) -> Result<Vec<(Chosen, Option<ProgrammeId>)>, Error> {
    const SQL: &str = "
        SELECT s.id AS school_id, n.name, p.id, p.state
        FROM school s
        JOIN place_within w ON w.place_id = s.id AND w.ancestor_id = $1
        JOIN place n ON n.id = s.id
        LEFT JOIN programme p ON p.school_id = s.id AND p.term = $2
        WHERE s.boarding = 0 AND s.id IN ($$)
        ORDER BY n.position, s.id";
    tx.all_in(SQL, &[&scope, &term], schools, |row| {
        let it = Chosen {
            school: row.get("school_id")?,
            name: row.get("name")?,
            state: row.get("state")?,
        };
        Ok((it, row.get("id")?))
    })
    .await
}

/// Moves all of `ids` that are filed to `state`, and says which those were.
pub(super) async fn set_states(
    tx: &mut Tx,
    ids: &[ProgrammeId],
    state: State,
    returned_for: Option<&str>,
) -> Result<Vec<(ProgrammeId, SchoolId)>, Error> {
    const SQL: &str = "
        UPDATE programme
        SET state = $1, answer_due = NULL, returned_for = $2, version = version + 1
        WHERE state = 'filed' AND id IN ($$)
        RETURNING id, school_id";
    tx.all_in(SQL, &[&state, &returned_for], ids, |row| Ok((row.get("id")?, row.get("school_id")?)))
        .await
}

/// Who did what, when and why with programmes.
pub(super) struct Done<'a> {
    pub(super) step: crate::aftercare::programme::model::Step,
    pub(super) at: DateTime,
    pub(super) by: Option<AccountId>,
    pub(super) reason: &'a str,
}

/// Adds the same step to the history of many.
pub(super) async fn add_steps(
    tx: &mut Tx,
    ids: impl Iterator<Item = (StepId, ProgrammeId)>,
    done: &Done<'_>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO programme_step (id, programme_id, step, at, account_id, reason)";
    let row = |(id, programme): (StepId, ProgrammeId)| {
        db::row![id, programme, done.step, done.at, done.by, done.reason.to_owned()]
    };
    tx.bulk(SQL, "", ids.map(row)).await?;
    Ok(())
}

/// Notes that schools were reminded.
pub(super) async fn add_reminders(
    tx: &mut Tx,
    reminders: impl Iterator<Item = (StepId, SchoolId)>,
    term: Term,
    (at, by): (DateTime, Option<AccountId>),
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO programme_reminder (id, school_id, term, at, account_id)";
    let row = |(id, school): (StepId, SchoolId)| db::row![id, school, term.to_string(), at, by];
    tx.bulk(SQL, "", reminders.map(row)).await?;
    Ok(())
}
