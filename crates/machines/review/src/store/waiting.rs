//! What waits for an expert, an applicant or a role, with the windows of its round.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId};

use crate::{model::ApplicationId, rules::State};

/// An application that waits for somebody.
pub(crate) struct Waiting {
    pub(crate) id: ApplicationId,
    pub(crate) entry: String,
    pub(crate) title: String,
    pub(crate) student: Option<String>,
    pub(crate) place: String,
    pub(crate) state: State,
    pub(crate) apply_until: Date,
    pub(crate) score_until: Date,
}

fn waiting(row: &Row) -> Result<Waiting, Error> {
    Ok(Waiting {
        id: row.get("id")?,
        entry: row.get("entry")?,
        title: row.get("title")?,
        student: row.get("student_name")?,
        place: row.get("place_name")?,
        state: row.get("state")?,
        apply_until: row.get("apply_until")?,
        score_until: row.get("score_until")?,
    })
}

/// What an expert has to score.
pub(crate) async fn waits_for_expert(
    tx: &mut Tx,
    (account, limit): (AccountId, i64),
) -> Result<Vec<Waiting>, Error> {
    const SQL: &str = "
        SELECT a.id, a.entry, a.title, s.name AS student_name, p.name AS place_name, a.state,
               r.apply_until, r.score_until
        FROM review_seat t
        JOIN review_application a ON a.id = t.application_id
        JOIN review_round r ON r.id = a.round_id
        JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE t.account_id = $1 AND t.state = 'scoring' AND a.state = 'scoring'
        ORDER BY r.score_until, a.id LIMIT $2";
    tx.all(SQL, &[&account, &limit], waiting).await
}

/// What somebody began and has not put in.
pub(crate) async fn waits_for_applicant(
    tx: &mut Tx,
    (account, limit): (AccountId, i64),
) -> Result<Vec<Waiting>, Error> {
    const SQL: &str = "
        SELECT a.id, a.entry, a.title, s.name AS student_name, p.name AS place_name, a.state,
               r.apply_until, r.score_until
        FROM review_application a
        JOIN review_round r ON r.id = a.round_id
        JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE a.made_by = $1 AND a.state = 'draft' AND r.state = 'open'
        ORDER BY r.apply_until, a.id LIMIT $2";
    tx.all(SQL, &[&account, &limit], waiting).await
}

/// What of some kinds is in `state` within `scope`.
pub(crate) async fn waits_for_role(
    tx: &mut Tx,
    (scope, state, limit): (PlaceId, State, i64),
    entries: &[String],
) -> Result<Vec<Waiting>, Error> {
    const SQL: &str = "
        SELECT a.id, a.entry, a.title, s.name AS student_name, p.name AS place_name, a.state,
               r.apply_until, r.score_until
        FROM review_application a
        JOIN review_round r ON r.id = a.round_id
        JOIN place_within w ON w.place_id = a.place_id AND w.ancestor_id = $1
        JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE a.state = $2 AND a.entry IN ($$)
        ORDER BY r.score_until, a.id LIMIT $3";
    tx.all_in(SQL, &[&scope, &state, &limit], entries, waiting).await
}
