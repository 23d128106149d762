//! What a job is.

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp, civil::Time};
use vocab::{AccountId, GrantId, JobId};

use super::JobContext;

vocab::ids! {
    /// One taking of a job or of a lease, by one process.
    LeaseId = "lse";
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its turn, or for another attempt.
    Queued,
    /// Someone works on it.
    Running,
    /// Ended well.
    Done,
    /// Ended badly, after as many attempts as it gets.
    Failed,
    /// Taken back by its person before it began.
    Withdrawn,
}

impl JobState {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Withdrawn]
            .into_iter()
            .find(|it| it.key() == key)
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "排队中",
            Self::Running => "进行中",
            Self::Done => "已完成",
            Self::Failed => "未完成",
            Self::Withdrawn => "已撤销",
        }
    }
}

db::words!(JobState);

/// A long piece of work.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// Which code does it.
    pub kind: String,
    /// What its person reads.
    pub title: String,
    /// What its code reads, as JSON.
    pub payload: String,
    /// How far it is.
    pub state: JobState,
    /// Who started it, or nobody for a scheduled one.
    pub made_by: Option<AccountId>,
    /// As what.
    pub made_as: Option<GrantId>,
    /// When.
    pub made_at: Timestamp,
    /// When it may be taken next.
    pub due_at: Timestamp,
    /// How often it was taken.
    pub attempts: i64,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How many of `total` are done.
    pub done: i64,
    /// How many there are; 0 while that is not known.
    pub total: i64,
    /// Where its code goes on after a break.
    pub checkpoint: Option<String>,
    /// What came of it, in words.
    pub result: Option<String>,
    /// Where that can be looked at: a path inside the cell.
    pub link: Option<String>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

impl Job {
    pub(super) fn new(id: JobId, kind: &str, title: &str, payload: &str, now: Timestamp) -> Self {
        Self {
            id,
            kind: kind.to_owned(),
            title: title.to_owned(),
            payload: payload.to_owned(),
            state: JobState::Queued,
            made_by: None,
            made_as: None,
            made_at: now,
            due_at: now,
            attempts: 0,
            ended_at: None,
            done: 0,
            total: 0,
            checkpoint: None,
            result: None,
            link: None,
            error: None,
        }
    }
}

/// A kind of job, as a module declares it.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Its word in the table: `directory.import`.
    pub name: &'static str,
    /// As people read it.
    pub label: &'static str,
    /// What does it.
    pub run: JobRun,
    /// How often it is tried before it counts as failed.
    pub attempts_max: i64,
    /// When it is added by itself, if it is.
    pub schedule: Option<Schedule>,
}

/// The code of a kind of job.
pub type JobRun = fn(JobContext) -> Work;

/// A job under way.
pub type Work = BoxFuture<'static, Result<Ending, JobError>>;

/// When a kind of job is added by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// Once in each such span of real time, at least a second.
    Every(SignedDuration),
    /// Once a day, when the cell's clock shows this. A demonstration that is moved on by a week
    /// gets one turn, so the code looks for everything that is due and not for today's alone.
    Daily(Time),
}

/// What came of a job that ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// In words: 「新增 812 人,3 行有错」.
    pub result: String,
    /// Where it can be looked at: a path inside the cell.
    pub link: Option<String>,
}

impl Ending {
    /// An ending in words alone.
    pub fn new(result: impl Into<String>) -> Self {
        Self { result: result.into(), link: None }
    }

    /// The same, with where it can be looked at.
    #[must_use]
    pub fn at(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }
}

/// Why a job did not get done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Trying again is of no use: the sentence tells its person why, and what to do.
    #[error("{0}")]
    Final(String),
    /// It may work later: the sentence tells why it did not now.
    #[error("{0}")]
    Later(String),
    /// Someone else has taken the job, since this process was too slow to renew its lease.
    #[error("the lease was lost")]
    Lost,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl JobError {
    /// What its person is told; of faults of ours only that there was one.
    pub(super) fn told(&self) -> &str {
        match self {
            Self::Final(words) | Self::Later(words) => words,
            Self::Lost | Self::Db(_) => "系统暂时不能保存数据，会自动重试。",
        }
    }
}

impl db::Retry for JobError {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Final(_) | Self::Later(_) | Self::Lost => None,
        }
    }
}
