//! What a job's code is given.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use vocab::{AccountId, GrantId, Ids, JobId};
use web::Cell;

use super::{
    model::{Job, JobError, LeaseId},
    store,
};
use crate::act::{Origin, Source};

/// A job under way: what it is to do, where, and for whom. Acts that it makes are recorded as done
/// by the person who started it.
#[derive(Clone)]
pub struct JobContext {
    /// The cell that it works in.
    pub cell: Arc<Cell>,
    /// The job.
    pub id: JobId,
    /// Who started it, or nobody for a scheduled one.
    pub made_by: Option<AccountId>,
    /// As what.
    pub made_as: Option<GrantId>,
    /// What it is to do.
    pub payload: String,
    /// Where an earlier attempt got to, if it saved that.
    pub checkpoint: Option<String>,
    /// Real time.
    pub clock: Arc<dyn vocab::Clock>,
    /// Makes identifiers.
    pub ids: Arc<Ids>,
    pub(super) lease: LeaseId,
}

impl JobContext {
    pub(super) fn new(
        cell: &Arc<Cell>,
        clock: &Arc<dyn vocab::Clock>,
        ids: &Arc<Ids>,
        job: &Job,
        lease: LeaseId,
    ) -> Self {
        Self {
            cell: cell.clone(),
            id: job.id,
            made_by: job.made_by,
            made_as: job.made_as,
            payload: job.payload.clone(),
            checkpoint: job.checkpoint.clone(),
            clock: clock.clone(),
            ids: ids.clone(),
            lease,
        }
    }

    /// The cell's database.
    pub fn db(&self) -> &db::Db {
        &self.cell.db
    }

    /// What it is to do, read as a `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        serde_json::from_str(&self.payload).map_err(|_| {
            JobError::Final("任务的内容看不懂，可能来自旧版本。请重新发起。".to_owned())
        })
    }

    /// Notes that `done` of `total` are done.
    pub async fn progress(&self, done: i64, total: i64) -> Result<(), JobError> {
        self.note(done, total, None).await
    }

    /// Notes that `done` of `total` are done, and where to go on after a break.
    pub async fn save(&self, done: i64, total: i64, checkpoint: &str) -> Result<(), JobError> {
        self.note(done, total, Some(checkpoint)).await
    }

    async fn note(&self, done: i64, total: i64, checkpoint: Option<&str>) -> Result<(), JobError> {
        let (id, lease) = (self.id, self.lease);
        let ours: Result<bool, db::Error> = db::write!(self.cell.db, "job progress", |tx| {
            store::set_progress(tx, id, lease, (done, total), checkpoint).await
        });
        if ours? { Ok(()) } else { Err(JobError::Lost) }
    }
}

impl Source for JobContext {
    fn origin(&self) -> Origin {
        let now = self.clock.now();
        Origin {
            id: self.ids.make(now),
            account: self.made_by,
            grant: self.made_as,
            now,
            civil_now: self.cell.calendar.now(),
            ids: self.ids.clone(),
        }
    }

    fn store(&self) -> &db::Db {
        &self.cell.db
    }
}
