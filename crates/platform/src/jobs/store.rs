//! The SQL of jobs. Each function is one statement, and decides nothing.

use db::{Error, Row, Tx};
use jiff::Timestamp;
use vocab::{AccountId, JobId};

use super::model::{Ending, Job, LeaseId};

const COLUMNS: &str =
    "id, kind, title, payload, state, made_by, made_as, made_at, due_at, attempts,
    ended_at, done, total, checkpoint, result, link, error";

fn job(row: &Row) -> Result<Job, Error> {
    Ok(Job {
        id: row.get("id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        payload: row.get("payload")?,
        state: row.get("state")?,
        made_by: row.get("made_by")?,
        made_as: row.get("made_as")?,
        made_at: row.get("made_at")?,
        due_at: row.get("due_at")?,
        attempts: row.get("attempts")?,
        ended_at: row.get("ended_at")?,
        done: row.get("done")?,
        total: row.get("total")?,
        checkpoint: row.get("checkpoint")?,
        result: row.get("result")?,
        link: row.get("link")?,
        error: row.get("error")?,
    })
}

pub(super) async fn add(tx: &mut Tx, it: &Job) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO job (id, kind, title, payload, state, made_by, made_as, made_at, due_at,
                         attempts, done, total)
        VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, 0, 0, 0)";
    tx.run(
        SQL,
        &[
            &it.id,
            &it.kind,
            &it.title,
            &it.payload,
            &it.made_by,
            &it.made_as,
            &it.made_at,
            &it.due_at,
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, id: JobId) -> Result<Option<Job>, Error> {
    let sql = db::Sql::of(&["SELECT", COLUMNS, "FROM job WHERE id = $1"]);
    tx.one(sql, &[&id], job).await
}

/// Whether anything may be taken at `now`.
pub(super) async fn is_any_due(tx: &mut Tx, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "SELECT id FROM job WHERE ended_at IS NULL AND due_at <= $1 LIMIT 1";
    Ok(tx.one(SQL, &[&now], |row| row.get::<JobId>("id")).await?.is_some())
}

/// Takes the job that is due longest, until `until`.
pub(super) async fn take(
    tx: &mut Tx,
    lease: LeaseId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>, Error> {
    let sql = db::Sql::of(&[
        "UPDATE job
        SET state = 'running', lease = $1, due_at = $3, attempts = attempts + 1,
            started_at = COALESCE(started_at, $2)
        WHERE id = (SELECT id FROM job WHERE ended_at IS NULL AND due_at <= $2
                    ORDER BY due_at, id LIMIT 1)
        RETURNING",
        COLUMNS,
    ]);
    tx.one(sql, &[&lease, &now, &until], job).await
}

/// Keeps a job taken until `until`. Says whether it still was.
pub(super) async fn renew(
    tx: &mut Tx,
    id: JobId,
    lease: LeaseId,
    until: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE job SET due_at = $3 WHERE id = $1 AND lease = $2 AND state = 'running'";
    Ok(tx.run(SQL, &[&id, &lease, &until]).await? == 1)
}

/// Notes how far a job is. Says whether it is still taken.
pub(super) async fn set_progress(
    tx: &mut Tx,
    id: JobId,
    lease: LeaseId,
    (done, total): (i64, i64),
    checkpoint: Option<&str>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE job SET done = $3, total = $4, checkpoint = COALESCE($5, checkpoint)
        WHERE id = $1 AND lease = $2 AND state = 'running'";
    Ok(tx.run(SQL, &[&id, &lease, &done, &total, &checkpoint]).await? == 1)
}

/// Ends a job well. Says whether it was still taken.
pub(super) async fn end_done(
    tx: &mut Tx,
    id: JobId,
    lease: LeaseId,
    ending: &Ending,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE job
        SET state = 'done', lease = NULL, ended_at = $3, result = $4, link = $5, error = NULL,
            done = CASE WHEN total > 0 THEN total ELSE done END
        WHERE id = $1 AND lease = $2 AND state = 'running'";
    Ok(tx.run(SQL, &[&id, &lease, &now, &ending.result, &ending.link]).await? == 1)
}

/// Ends a job badly. Says whether it was still taken.
pub(super) async fn end_failed(
    tx: &mut Tx,
    id: JobId,
    lease: LeaseId,
    error: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE job SET state = 'failed', lease = NULL, ended_at = $3, error = $4
        WHERE id = $1 AND lease = $2 AND state = 'running'";
    Ok(tx.run(SQL, &[&id, &lease, &now, &error]).await? == 1)
}

/// Puts a job back until `due_at`. Says whether it was still taken.
pub(super) async fn put_back(
    tx: &mut Tx,
    id: JobId,
    lease: LeaseId,
    error: &str,
    due_at: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE job SET state = 'queued', lease = NULL, due_at = $3, error = $4
        WHERE id = $1 AND lease = $2 AND state = 'running'";
    Ok(tx.run(SQL, &[&id, &lease, &due_at, &error]).await? == 1)
}

/// The turns that were taken so far.
pub(super) async fn turns(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    const SQL: &str = "SELECT kind, turn FROM job_turn";
    tx.all(SQL, &[], |row| Ok((row.get("kind")?, row.get("turn")?))).await
}

/// Takes turn number `turn` of `kind`. Says whether it was still to be had.
pub(super) async fn take_turn(tx: &mut Tx, kind: &str, turn: i64) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO job_turn (kind, turn) VALUES ($1, $2)
        ON CONFLICT (kind) DO UPDATE SET turn = $2 WHERE job_turn.turn < $2";
    Ok(tx.run(SQL, &[&kind, &turn]).await? == 1)
}

/// Takes or renews the lease `name`. Says whether `holder` has it now.
pub(super) async fn take_lease(
    tx: &mut Tx,
    name: &str,
    holder: LeaseId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO lease (name, holder, until) VALUES ($1, $2, $4)
        ON CONFLICT (name) DO UPDATE SET holder = $2, until = $4
        WHERE lease.holder = $2 OR lease.until <= $3";
    Ok(tx.run(SQL, &[&name, &holder, &now, &until]).await? == 1)
}

/// Gives a lease back.
pub(super) async fn end_lease(tx: &mut Tx, name: &str, holder: LeaseId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM lease WHERE name = $1 AND holder = $2";
    tx.run(SQL, &[&name, &holder]).await?;
    Ok(())
}
/// Starts a failed job afresh. Says whether it was one.
pub(super) async fn restart(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE job
        SET state = 'queued', due_at = $2, ended_at = NULL, attempts = 0, error = NULL
        WHERE id = $1 AND state = 'failed'";
    Ok(tx.run(SQL, &[&id, &now]).await? == 1)
}

/// Takes back a job that has not begun. Says whether it was one.
pub(super) async fn withdraw(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE job SET state = 'withdrawn', ended_at = $2
        WHERE id = $1 AND state = 'queued' AND attempts = 0";
    Ok(tx.run(SQL, &[&id, &now]).await? == 1)
}

/// The jobs of `kind` that `account` started and that have not begun, the next to begin first.
pub(super) async fn waiting(
    tx: &mut Tx,
    account: AccountId,
    kind: &str,
) -> Result<Vec<Job>, Error> {
    let sql = db::Sql::of(&[
        "SELECT",
        COLUMNS,
        "FROM job
        WHERE made_by = $1 AND kind = $2 AND ended_at IS NULL AND state = 'queued' AND attempts = 0
        ORDER BY due_at, id",
    ]);
    tx.all(sql, &[&account, &kind], job).await
}

/// The jobs of `account` below `before`, newest first.
pub(super) async fn list_of(
    tx: &mut Tx,
    account: AccountId,
    before: i64,
    limit: i64,
) -> Result<Vec<Job>, Error> {
    let sql = db::Sql::of(&[
        "SELECT",
        COLUMNS,
        "FROM job WHERE made_by = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    ]);
    tx.all(sql, &[&account, &before, &limit], job).await
}

/// All jobs below `before`, newest first.
pub(super) async fn list(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<Job>, Error> {
    let sql = db::Sql::of(&["SELECT", COLUMNS, "FROM job WHERE id < $1 ORDER BY id DESC LIMIT $2"]);
    tx.all(sql, &[&before, &limit], job).await
}

/// The jobs that failed, below `before`, newest first.
pub(super) async fn list_failed(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<Job>, Error> {
    let sql = db::Sql::of(&[
        "SELECT",
        COLUMNS,
        "FROM job WHERE state = 'failed' AND id < $1 ORDER BY id DESC LIMIT $2",
    ]);
    tx.all(sql, &[&before, &limit], job).await
}

/// An event that was not handed over yet.
pub(super) struct Undelivered {
    pub id: i64,
    pub kind: String,
    pub payload: String,
}

/// Events that were not handed over yet, the oldest first.
pub(super) async fn undelivered(tx: &mut Tx, limit: i64) -> Result<Vec<Undelivered>, Error> {
    const SQL: &str = "
        SELECT id, kind, payload FROM outbox WHERE delivered_at IS NULL ORDER BY id LIMIT $1";
    tx.all(SQL, &[&limit], |row| {
        Ok(Undelivered { id: row.get("id")?, kind: row.get("kind")?, payload: row.get("payload")? })
    })
    .await
}

/// Marks events as handed over. Says how many were not before.
pub(super) async fn set_delivered(tx: &mut Tx, ids: &[i64], now: Timestamp) -> Result<u64, Error> {
    const SQL: &str =
        "UPDATE outbox SET delivered_at = $1 WHERE delivered_at IS NULL AND id IN ($$)";
    tx.run_in(SQL, &[&now], ids).await
}

/// Adds many jobs of nobody's.
pub(super) async fn add_all(tx: &mut Tx, jobs: &[Job]) -> Result<u64, Error> {
    const HEAD: &str = "
        INSERT INTO job (id, kind, title, payload, state, made_at, due_at, attempts, done, total)";
    let row = |it: &Job| {
        db::row![
            it.id, it.kind, it.title, it.payload, it.state, it.made_at, it.due_at, 0_i64, 0_i64,
            0_i64
        ]
    };
    tx.bulk(HEAD, "", jobs.iter().map(row)).await
}
