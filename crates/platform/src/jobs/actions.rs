//! What people do with jobs: look at them, and start a failed one afresh.

use vocab::JobId;
use web::{Need, Problem, Visit};

use super::{model::Job, store};

/// Why a job was not started afresh.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// There is no such job, or not for this person.
    #[error("no such job")]
    Missing,
    /// It has not failed, or someone was quicker.
    #[error("这个任务没有失败，不需要重新执行。请刷新页面查看最新进度。")]
    NotFailed,
    /// It has begun, or is over.
    #[error("已经开始办理或已经办完，不能再撤销。请到“任务进度”查看结果。")]
    Begun,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Missing | Self::NotFailed | Self::Begun => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::NotFailed | Error::Begun => Self::refused(error.to_string()),
            Error::Db(error) => error.into(),
        }
    }
}

/// The visitor's own jobs below `before`, newest first.
pub(super) async fn own(visit: &Visit, before: i64, limit: usize) -> Result<Vec<Job>, db::Error> {
    let (account, limit) = (visit.actor.account, count(limit));
    db::read!(visit.db(), "own jobs", |tx| { store::list_of(tx, account, before, limit).await })
}

/// Everyone's jobs below `before`, newest first.
pub(super) async fn all(
    visit: &Visit,
    before: i64,
    limit: usize,
    failed: bool,
) -> Result<Vec<Job>, db::Error> {
    let limit = count(limit);
    db::read!(visit.db(), "all jobs", |tx| {
        if failed {
            store::list_failed(tx, before, limit).await
        } else {
            store::list(tx, before, limit).await
        }
    })
}

/// The job, if it is the visitor's or the visitor may see all.
pub(super) async fn find_visible(visit: &Visit, id: JobId) -> Result<Option<Job>, db::Error> {
    let found: Result<Option<Job>, db::Error> =
        db::read!(visit.db(), "find job", |tx| { store::find(tx, id).await });
    let sees_all = visit.meets(Need::May("job.watch"));
    Ok(found?.filter(|it| sees_all || it.made_by == Some(visit.actor.account)))
}

/// Starts a failed job afresh.
pub(super) async fn retry(visit: &Visit, id: JobId) -> Result<(), Error> {
    find_visible(visit, id).await?.ok_or(Error::Missing)?;
    let now = visit.now();
    crate::act!(*visit, "job.retry", |act| {
        act.about(id);
        if store::restart(act.tx(), id, now).await? { Ok(()) } else { Err(Error::NotFailed) }
    })
}

/// Takes back a job of the visitor's own that has not begun.
pub(super) async fn withdraw(visit: &Visit, id: JobId) -> Result<(), Error> {
    let job = find_visible(visit, id).await?.ok_or(Error::Missing)?;
    if job.made_by != Some(visit.actor.account) {
        return Err(Error::Missing);
    }
    let now = visit.now();
    crate::act!(*visit, "job.withdraw", |act| {
        act.about(id);
        act.note("kind", &job.kind);
        if store::withdraw(act.tx(), id, now).await? { Ok(()) } else { Err(Error::Begun) }
    })
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
