//! Takes jobs that are due and does them, one after the other.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use tokio::sync::watch;
use vocab::{Clock, Ids};
use web::Cell;

use super::{
    Kinds,
    context::JobContext,
    events,
    model::{Ending, Job, JobError, JobKind, LeaseId},
    rules::{self, Verdict},
    store,
};

/// How often a worker with nothing to do looks again.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a lease is renewed: well before it runs out.
const RENEWAL: Duration = Duration::from_secs(20);

/// Tells the loops of a process that it is about to end.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// The switch, and what the loops are given.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Waits for `pause`, or until the process is about to end. Says whether to go on.
    pub async fn pause(&mut self, pause: Duration) -> bool {
        // A dropped switch is as good as one that was turned.
        tokio::time::timeout(pause, self.0.wait_for(|it| *it)).await.is_err()
    }

    /// Whether the process is about to end.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }
}

/// Does the jobs of one cell. Several may run beside each other, in one process or in many.
#[derive(Clone)]
pub struct Worker {
    /// The cell.
    pub cell: Arc<Cell>,
    /// Real time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers.
    pub ids: Arc<Ids>,
    /// What can be done.
    pub kinds: Arc<Kinds>,
}

impl Worker {
    /// Works until `stop`. A job under way then is left; another process takes it up when its
    /// lease is over.
    pub async fn work(self, mut stop: Stop) {
        loop {
            let worked = tokio::select! {
                worked = self.step() => worked,
                () = stopped(stop.clone()) => return,
            };
            match worked {
                Ok(true) => {}
                Ok(false) => {
                    if !stop.pause(PAUSE).await {
                        return;
                    }
                }
                Err(error) => {
                    tracing::error!(cell = self.cell.key, "jobs: {error}");
                    if !stop.pause(PAUSE * 10).await {
                        return;
                    }
                }
            }
        }
    }

    /// Does everything that is due now, and says how many jobs that were. For tests and the demo.
    pub async fn run_all(&self) -> Result<usize, db::Error> {
        let mut done = 0;
        while self.step().await? {
            done += 1;
        }
        Ok(done)
    }

    /// Adds what the schedules and events want and does one job, if any is due. Says whether there was one.
    async fn step(&self) -> Result<bool, db::Error> {
        self.take_turns().await?;
        let now = self.clock.now();
        events::hand_over(&self.cell.db, &self.kinds, &self.ids, now).await?;
        let any: Result<bool, db::Error> =
            db::read!(self.cell.db, "due jobs", |tx| { store::is_any_due(tx, now).await });
        if !any? {
            return Ok(false);
        }
        let (lease, until) = (self.ids.make::<_>(now), now + rules::LEASE);
        let taken: Result<Option<Job>, db::Error> =
            db::write!(self.cell.db, "take job", |tx| { store::take(tx, lease, now, until).await });
        let Some(job) = taken? else { return Ok(false) };
        self.run(&job, lease).await?;
        Ok(true)
    }

    async fn take_turns(&self) -> Result<(), db::Error> {
        let (now, civil_now) = (self.clock.now(), self.cell.calendar.now());
        let taken: Result<Vec<(String, i64)>, db::Error> =
            db::read!(self.cell.db, "job turns", |tx| { store::turns(tx).await });
        let taken = taken?;
        for (kind, schedule) in self.kinds.scheduled() {
            let turn = rules::turn(schedule, now, civil_now);
            if taken.iter().any(|(name, last)| name == kind.name && *last >= turn) {
                continue;
            }
            let job = Job::new(self.ids.make(now), kind.name, kind.label, "null", now);
            let added: Result<(), db::Error> = db::write!(self.cell.db, "take turn", |tx| {
                if store::take_turn(tx, kind.name, turn).await? {
                    store::add(tx, &job).await?;
                }
                Ok(())
            });
            added?;
        }
        Ok(())
    }

    async fn run(&self, job: &Job, lease: LeaseId) -> Result<(), db::Error> {
        let context = JobContext::new(&self.cell, &self.clock, &self.ids, job, lease);
        let Some(kind) = self.kinds.find(&job.kind) else {
            let words = "这个版本的系统不认识这种任务。请联系系统管理员。".to_owned();
            return self.fail(&context, job, &JobError::Final(words), Verdict::Failed).await;
        };
        if job.attempts > kind.attempts_max {
            let words =
                "任务多次在中途中断，已停止重试。请联系系统管理员查看后再重新发起。".to_owned();
            return self.fail(&context, job, &JobError::Final(words), Verdict::Failed).await;
        }
        let outcome = self.with_heartbeat(kind, context.clone()).await;
        match outcome {
            Ok(ending) => self.end(&context, job, &ending).await,
            Err(JobError::Lost) => Ok(()),
            Err(error) => {
                tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, "job failed: {error}");
                let verdict = rules::after_failure(kind, job.attempts, &error, self.clock.now());
                self.fail(&context, job, &error, verdict).await
            }
        }
    }

    /// Runs the code, and keeps the job taken meanwhile. A panic is a failure like another.
    async fn with_heartbeat(
        &self,
        kind: &'static JobKind,
        context: JobContext,
    ) -> Result<Ending, JobError> {
        let (id, lease) = (context.id, context.lease);
        let mut run = AssertUnwindSafe((kind.run)(context)).catch_unwind();
        loop {
            tokio::select! {
                outcome = &mut run => {
                    let panicked = |_| Err(JobError::Later("系统出了故障，会自动重试。".to_owned()));
                    return outcome.unwrap_or_else(panicked);
                }
                () = tokio::time::sleep(RENEWAL) => {}
            }
            let until = self.clock.now() + rules::LEASE;
            let ours: Result<bool, db::Error> = db::write!(self.cell.db, "renew job", |tx| {
                store::renew(tx, id, lease, until).await
            });
            // A database that is away for a moment is no reason to stop: the lease outlasts it.
            if matches!(ours, Ok(false)) {
                return Err(JobError::Lost);
            }
        }
    }

    async fn end(&self, context: &JobContext, job: &Job, ending: &Ending) -> Result<(), db::Error> {
        let (id, lease, now) = (job.id, context.lease, self.clock.now());
        let Some(account) = job.made_by else {
            return db::write!(self.cell.db, "end job", |tx| {
                store::end_done(tx, id, lease, ending, now).await?;
                Ok(())
            });
        };
        let ended: Result<(), JobError> = crate::act!(*context, "job.done", |act| {
            if !store::end_done(act.tx(), id, lease, ending, now).await? {
                return Err(JobError::Lost);
            }
            act.about(id);
            act.note("kind", &job.kind);
            let link = ending.link.clone().unwrap_or_else(|| format!("/jobs/{id}"));
            act.tell(account, format!("{}：已完成", job.title), link);
            Ok(())
        });
        lost_is_no_fault(ended)
    }

    async fn fail(
        &self,
        context: &JobContext,
        job: &Job,
        error: &JobError,
        verdict: Verdict,
    ) -> Result<(), db::Error> {
        let (id, lease, words) = (job.id, context.lease, error.told());
        if let Verdict::Again(due_at) = verdict {
            return db::write!(self.cell.db, "put job back", |tx| {
                store::put_back(tx, id, lease, words, due_at).await?;
                Ok(())
            });
        }
        let now = self.clock.now();
        let ended: Result<(), JobError> = crate::act!(*context, "job.failed", |act| {
            if !store::end_failed(act.tx(), id, lease, words, now).await? {
                return Err(JobError::Lost);
            }
            act.about(id);
            act.note("kind", &job.kind);
            if let Some(account) = job.made_by {
                act.tell(account, format!("{}：未完成", job.title), format!("/jobs/{id}"));
            }
            Ok(())
        });
        lost_is_no_fault(ended)
    }
}

/// Where another process has taken the job meanwhile, its end is that process's to write.
fn lost_is_no_fault(ended: Result<(), JobError>) -> Result<(), db::Error> {
    match ended {
        Err(JobError::Db(error)) => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

async fn stopped(mut stop: Stop) {
    let _ = stop.0.wait_for(|it| *it).await;
}
