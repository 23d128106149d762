//! The SQL of requests. Each function is one statement, and decides nothing.

use db::{Error, Row, Sql, Tx};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use vocab::{AccountId, Personal, PlaceId};

use super::model::{Listed, Request, RequestId, RequestKind, RequestState, Step, StepId, StepKind};

fn request(row: &Row) -> Result<Request, Error> {
    Ok(Request {
        id: row.get("id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        subject: (row.get("subject_kind")?, row.get("subject_id")?),
        subject_name: Personal::new(row.get("subject_name")?),
        account: row.get("account_id")?,
        place: row.get("place_id")?,
        field: row.get("field")?,
        old_sealed: row.get("old_sealed")?,
        new_sealed: row.get("new_sealed")?,
        reason: row.get("reason")?,
        asked_at: row.get("asked_at")?,
        asked_on: row.get("asked_on")?,
        due_on: row.get("due_on")?,
        days_left: row.get("days_left")?,
        answer: row.get("answer")?,
    })
}

fn listed(row: &Row) -> Result<Listed, Error> {
    let (asker, place_name) = (row.get("asker")?, row.get("place_name")?);
    Ok(Listed { request: request(row)?, asker, place_name })
}

const LISTED: &str = "
    SELECT r.id, r.kind, r.state, r.subject_kind, r.subject_id, r.subject_name, r.account_id,
           r.place_id, r.field, r.old_sealed, r.new_sealed, r.reason, r.asked_at, r.asked_on,
           r.due_on, r.days_left, r.answer, a.name AS asker, p.name AS place_name
    FROM data_request r
    JOIN account a ON a.id = r.account_id
    JOIN place p ON p.id = r.place_id";

pub(super) async fn add(tx: &mut Tx, it: &Request) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO data_request
            (id, kind, state, subject_kind, subject_id, subject_name, account_id, place_id, field,
             old_sealed, new_sealed, reason, asked_at, asked_on, due_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let name = it.subject_name.open();
    let values: [&dyn db::Stored; 15] = [
        &it.id,
        &it.kind,
        &it.state,
        &it.subject.0,
        &it.subject.1,
        name,
        &it.account,
        &it.place,
        &it.field,
        &it.old_sealed,
        &it.new_sealed,
        &it.reason,
        &it.asked_at,
        &it.asked_on,
        &it.due_on,
    ];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// The request `id`.
pub(super) async fn find(tx: &mut Tx, id: RequestId) -> Result<Option<Listed>, Error> {
    tx.one(Sql::of(&[LISTED, "WHERE r.id = $1"]), &[&id], listed).await
}

/// What an account asked for, the latest first.
pub(super) async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let end = "WHERE r.account_id = $1 ORDER BY r.id DESC LIMIT $2";
    tx.all(Sql::of(&[LISTED, end]), &[&account, &limit], listed).await
}

/// The requests at `scope` or inside it, those that are due first first: open ones, or those in one
/// state.
pub(super) async fn within(
    tx: &mut Tx,
    scope: PlaceId,
    state: Option<RequestState>,
    (due, after): (Date, i64),
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    const END: &str = "
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $1
        WHERE (r.state = $2 OR ($2 IS NULL AND r.state IN ('asked', 'returned', 'working')))
              AND (r.due_on, r.id) > ($3, $4)
        ORDER BY r.due_on, r.id
        LIMIT $5";
    let sql = Sql::of(&[LISTED, END]);
    tx.all(sql, &[&scope, &state, &due, &after, &limit], listed).await
}

/// Whether the same is being asked for already.
pub(super) async fn has_open(
    tx: &mut Tx,
    (kind, bits): (&str, i64),
    asked: RequestKind,
    field: Option<&str>,
) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT 1 AS n FROM data_request
        WHERE subject_kind = $1 AND subject_id = $2 AND kind = $3
              AND COALESCE(field, '') = COALESCE($4, '')
              AND state IN ('asked', 'returned', 'working')
        LIMIT 1";
    let found: Option<i64> =
        tx.one(SQL, &[&kind, &bits, &asked, &field], |row| row.get("n")).await?;
    Ok(found.is_some())
}

/// Moves a request from one state to another. Says whether it was in the first.
pub(super) async fn set_state(
    tx: &mut Tx,
    id: RequestId,
    (from, to): (RequestState, RequestState),
    answer: Option<&str>,
    ended_on: Option<Date>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE data_request
        SET state = $3, answer = COALESCE($4, answer), ended_on = $5, days_left = NULL
        WHERE id = $1 AND state = $2";
    Ok(tx.run(SQL, &[&id, &from, &to, &answer, &ended_on]).await? == 1)
}

/// Sends a request back for proof, with the working days that are left.
pub(super) async fn send_back(
    tx: &mut Tx,
    id: RequestId,
    days_left: i64,
    answer: &str,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE data_request SET state = 'returned', days_left = $2, answer = $3
        WHERE id = $1 AND state = 'asked'";
    Ok(tx.run(SQL, &[&id, &days_left, &answer]).await? == 1)
}

/// Takes a request up again, due on a new day.
pub(super) async fn take_up(tx: &mut Tx, id: RequestId, due_on: Date) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE data_request SET state = 'asked', days_left = NULL, due_on = $2
        WHERE id = $1 AND state IN ('asked', 'returned')";
    Ok(tx.run(SQL, &[&id, &due_on]).await? == 1)
}

/// Ends the requests whose erasure is done: without the name that was erased.
pub(super) async fn finish_erasures(
    tx: &mut Tx,
    (kind, bits): (&str, i64),
    day: Date,
) -> Result<Vec<(RequestId, AccountId)>, Error> {
    const SQL: &str = "
        UPDATE data_request SET state = 'done', ended_on = $3, subject_name = '(已删除)'
        WHERE subject_kind = $1 AND subject_id = $2 AND state = 'working'
        RETURNING id, account_id";
    tx.all(SQL, &[&kind, &bits, &day], |row| Ok((row.get("id")?, row.get("account_id")?))).await
}

pub(super) async fn add_step(
    tx: &mut Tx,
    (id, request): (StepId, RequestId),
    at: DateTime,
    by: Option<AccountId>,
    (step, words): (StepKind, &str),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO data_request_step (id, request_id, civil_at, account_id, step, words)
        VALUES ($1, $2, $3, $4, $5, $6)";
    tx.run(SQL, &[&id, &request, &at, &by, &step, &words]).await?;
    Ok(())
}

/// The steps of a request, the latest first.
pub(super) async fn steps(tx: &mut Tx, id: RequestId) -> Result<Vec<Step>, Error> {
    const SQL: &str = "
        SELECT s.civil_at, s.step, s.words, a.name
        FROM data_request_step s LEFT JOIN account a ON a.id = s.account_id
        WHERE s.request_id = $1 ORDER BY s.id DESC";
    tx.all(SQL, &[&id], |row| {
        Ok(Step {
            civil_at: row.get("civil_at")?,
            step: row.get("step")?,
            words: row.get("words")?,
            name: row.get("name")?,
        })
    })
    .await
}

/// Who handles requests at `place` itself on `day`; where nobody does, the clerks over it.
pub(super) async fn handlers_of(
    tx: &mut Tx,
    place: PlaceId,
    day: Date,
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        WITH held AS (
            SELECT g.account_id, w.depth
            FROM role_grant g JOIN place_within w ON w.ancestor_id = g.place_id
            WHERE w.place_id = $1 AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
                  AND g.role IN ('principal', 'roll-manager', 'basic-education-clerk'))
        SELECT DISTINCT account_id FROM held WHERE depth = (SELECT MIN(depth) FROM held)";
    tx.all(SQL, &[&place, &day], |row| row.get("account_id")).await
}

/// Where an account's role is held, for what concerns the account alone.
pub(super) async fn account_facts(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT g.role, p.name, g.since, g.until
        FROM role_grant g JOIN place p ON p.id = g.place_id
        WHERE g.account_id = $1 ORDER BY g.since, g.id";
    tx.all(SQL, &[&account], |row| {
        let role: vocab::Role = row.get("role")?;
        let until: Option<Date> = row.get("until")?;
        let since: Date = row.get("since")?;
        let until = until.map_or_else(|| "至今".to_owned(), |it| it.to_string());
        Ok(vec![role.label().to_owned(), row.get("name")?, since.to_string(), until])
    })
    .await
}

/// What others opened of someone, the latest first.
pub(super) async fn looks_at(
    tx: &mut Tx,
    (kind, bits): (&str, i64),
    reader: AccountId,
    limit: i64,
) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT l.civil_at, a.name, g.role, p.name AS place_name, l.what, l.times
        FROM look l
        JOIN account a ON a.id = l.account_id
        JOIN role_grant g ON g.id = l.grant_id
        JOIN place p ON p.id = g.place_id
        WHERE l.subject_kind = $1 AND l.subject_id = $2 AND l.account_id <> $3 AND l.is_silent = 0
        ORDER BY l.id DESC LIMIT $4";
    tx.all(SQL, &[&kind, &bits, &reader, &limit], |row| {
        let (at, role): (DateTime, vocab::Role) = (row.get("civil_at")?, row.get("role")?);
        let (place, name): (String, String) = (row.get("place_name")?, row.get("name")?);
        let times: i64 = row.get("times")?;
        Ok(vec![
            at.strftime("%Y-%m-%d %H:%M").to_string(),
            format!("{place} {} · {name}", role.label()),
            row.get("what")?,
            times.to_string(),
        ])
    })
    .await
}

/// What was answered for someone to texts about their data.
pub(super) async fn consents_of(
    tx: &mut Tx,
    (kind, bits): (&str, i64),
) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT t.title, t.version, c.answer, c.answered_on, c.ended_on, a.name
        FROM consent c JOIN told_text t ON t.id = c.text_id JOIN account a ON a.id = c.account_id
        WHERE c.subject_kind = $1 AND c.subject_id = $2
        ORDER BY c.id DESC";
    tx.all(SQL, &[&kind, &bits], |row| {
        let (version, title): (i64, String) = (row.get("version")?, row.get("title")?);
        let answer: crate::consents::Answer = row.get("answer")?;
        let (on, ended): (Date, Option<Date>) = (row.get("answered_on")?, row.get("ended_on")?);
        let ended = ended.map(|it| it.to_string()).unwrap_or_default();
        let text = format!("{title}(第 {version} 版)");
        Ok(vec![text, answer.label().to_owned(), on.to_string(), ended, row.get("name")?])
    })
    .await
}

/// Erases what an account was told inside the system.
pub(super) async fn erase_inbox(tx: &mut Tx, account: i64) -> Result<u64, Error> {
    tx.run("DELETE FROM inbox WHERE account_id = $1", &[&account]).await
}

/// Takes the proofs of requests that ended before `day` away: what they proved is decided.
pub(super) async fn remove_proofs(
    tx: &mut Tx,
    day: Date,
    now: Timestamp,
    limit: i64,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE file SET removed_at = $2, content_id = NULL, name = '附件'
        WHERE id IN (
            SELECT f.id FROM file f JOIN data_request r ON r.id = f.owner_id
            WHERE f.owner_kind = 'drq' AND f.removed_at IS NULL AND r.ended_on < $1
            ORDER BY f.id LIMIT $3)";
    tx.run(SQL, &[&day, &now, &limit]).await
}

/// Deletes the steps of requests that ended before `day`.
pub(super) async fn delete_steps(tx: &mut Tx, day: Date, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM data_request_step
        WHERE id IN (
            SELECT s.id FROM data_request_step s JOIN data_request r ON r.id = s.request_id
            WHERE r.ended_on < $1 ORDER BY s.id LIMIT $2)";
    tx.run(SQL, &[&day, &limit]).await
}

/// Deletes requests that ended before `day` and have no steps any more.
pub(super) async fn delete_ended(tx: &mut Tx, day: Date, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM data_request
        WHERE id IN (
            SELECT r.id FROM data_request r
            WHERE r.ended_on < $1
                  AND NOT EXISTS (SELECT 1 FROM data_request_step s WHERE s.request_id = r.id)
            ORDER BY r.id LIMIT $2)";
    tx.run(SQL, &[&day, &limit]).await
}
