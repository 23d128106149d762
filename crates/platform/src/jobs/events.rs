//! Events on their way to those who listen: each becomes a job for each listener.
//!
//! An act writes its events with the change (`act.event`). Here they are turned into jobs, once and
//! in one transaction with the mark that they were, so that a listener is tried again like any job
//! and a failing one is seen. A listener may be run twice for one event: it bears that.

use jiff::Timestamp;
use vocab::Ids;

use super::{
    Kinds,
    model::{Job, JobKind},
    store,
};

/// Code of one module that answers an event of another. Its payload is the event's.
#[derive(Clone, Copy)]
pub struct Listener {
    /// The event: `directory.student.moved`.
    pub event: &'static str,
    /// What is to be done then.
    pub job: &'static JobKind,
}

/// How many events are handed over at a time.
const BATCH: i64 = 200;

/// Why a batch was not handed over.
#[derive(Debug, thiserror::Error)]
enum NotHandedOver {
    /// Another worker was quicker.
    #[error("another worker hands over")]
    Overtaken,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for NotHandedOver {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Overtaken => None,
        }
    }
}

/// Turns waiting events into jobs. Says how many events there were.
pub(super) async fn hand_over(
    db: &db::Db,
    kinds: &Kinds,
    ids: &Ids,
    now: Timestamp,
) -> Result<usize, db::Error> {
    let found: Result<Vec<_>, db::Error> =
        db::read!(db, "waiting events", |tx| { store::undelivered(tx, BATCH).await });
    let found = found?;
    if found.is_empty() {
        return Ok(0);
    }
    let events: Vec<i64> = found.iter().map(|it| it.id).collect();
    let jobs: Vec<Job> = found
        .iter()
        .flat_map(|event| kinds.listening(&event.kind).map(move |kind| (event, kind)))
        .map(|(event, kind)| Job::new(ids.make(now), kind.name, kind.label, &event.payload, now))
        .collect();
    let handed: Result<usize, NotHandedOver> = db::write!(db, "hand over events", |tx| {
        let fresh = store::set_delivered(tx, &events, now).await?;
        if usize::try_from(fresh) != Ok(events.len()) {
            return Err(NotHandedOver::Overtaken);
        }
        store::add_all(tx, &jobs).await?;
        Ok(events.len())
    });
    match handed {
        Ok(count) => Ok(count),
        Err(NotHandedOver::Overtaken) => Ok(0),
        Err(NotHandedOver::Db(error)) => Err(error),
    }
}
