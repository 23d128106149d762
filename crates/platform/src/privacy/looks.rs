//! Looks: noted while the page is made, written behind it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use db::Tx;
use tokio::sync::Notify;
use vocab::{AccountId, Clock, Id, Ids, Kind};
use web::{Cell, Problem, Visit};

use super::{
    model::{Look, Seen},
    store,
};
use crate::jobs::Stop;

/// How long a look waits at most: twice within the second that the design allows.
const PAUSE: Duration = Duration::from_millis(500);
/// So many wake the writer early.
const BATCH: usize = 2000;
/// So many unwritten ones, and records are no longer opened: a trail with holes is none.
const WAITING_MAX: usize = 100_000;

/// The looks of a cell that are not yet written; a service of the cell.
#[derive(Debug, Default)]
pub struct Looks {
    waiting: Mutex<Vec<Look>>,
    many: Notify,
}

/// Looks could not be written for so long that records are not opened any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("looks cannot be written down")]
pub struct LooksFull;

impl From<LooksFull> for Problem {
    fn from(error: LooksFull) -> Self {
        Self::unavailable(&error)
    }
}

impl Looks {
    /// Notes that the visitor looks at `what` (学生档案) of `subject`, which was masked until now.
    pub fn note<K: Kind>(
        &self,
        visit: &Visit,
        subject: Id<K>,
        what: &'static str,
    ) -> Result<(), LooksFull> {
        self.note_bits(visit, (K::PREFIX, subject.bits()), what)
    }

    /// The same of someone named by the prefix of the identifier and its bits.
    pub(crate) fn note_bits(
        &self,
        visit: &Visit,
        subject: (&'static str, i64),
        what: &'static str,
    ) -> Result<(), LooksFull> {
        let look = look_at(visit, subject, what);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING_MAX {
            return Err(LooksFull);
        }
        waiting.push(look);
        if waiting.len() == BATCH {
            self.many.notify_one();
        }
        Ok(())
    }

    /// Writes what is waiting. What cannot be written waits on.
    pub async fn flush(&self, cell: &Cell, clock: &dyn Clock, ids: &Ids) -> Result<(), db::Error> {
        let noted = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *waiting)
        };
        if noted.is_empty() {
            return Ok(());
        }
        let now = clock.now();
        let rows: Vec<_> = folded(noted).into_iter().map(|it| (ids.make(now), it)).collect();
        let written: Result<u64, db::Error> =
            db::write!(cell.db, "looks", |tx| { store::add_looks(tx, &rows).await });
        if written.is_err() {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.splice(0..0, rows.into_iter().map(|(_, it)| it));
        }
        written.map(drop)
    }

    /// Comes back when many are waiting.
    async fn many(&self) {
        self.many.notified().await;
    }
}

pub(super) fn look<K: Kind>(visit: &Visit, subject: Id<K>, what: &'static str) -> Look {
    look_at(visit, (K::PREFIX, subject.bits()), what)
}

fn look_at(
    visit: &Visit,
    (subject_kind, subject): (&'static str, i64),
    what: &'static str,
) -> Look {
    Look {
        at: visit.now(),
        civil_at: visit.civil_now(),
        account: visit.actor.account,
        grant: visit.actor.identity.grant,
        subject_kind,
        subject,
        what,
        times: 1,
        clearance: None,
        is_silent: false,
    }
}

/// The latest looks of others at `subject`, as its guardian may read them.
pub async fn latest_looks<K: Kind>(
    tx: &mut Tx,
    subject: Id<K>,
    reader: AccountId,
    limit: i64,
) -> Result<Vec<Seen>, db::Error> {
    store::looks_at(tx, (K::PREFIX, &[subject.bits()]), reader, i64::MAX, limit).await
}

/// The same person at the same thing within one batch is one row that says how often.
fn folded(noted: Vec<Look>) -> Vec<Look> {
    let mut places: HashMap<(i64, i64, &'static str, i64, &'static str), usize> = HashMap::new();
    let mut rows: Vec<Look> = Vec::new();
    for look in noted {
        let (account, grant) = (look.account.bits(), look.grant.bits());
        let key = (account, grant, look.subject_kind, look.subject, look.what);
        if let Some(at) = places.get(&key) {
            rows[*at].times += look.times;
        } else {
            places.insert(key, rows.len());
            rows.push(look);
        }
    }
    rows
}

/// Writes the looks of `cell` until `stop`, and once more then.
pub async fn keep_noting(cell: Arc<Cell>, clock: Arc<dyn Clock>, ids: Arc<Ids>, mut stop: Stop) {
    let looks = cell.service::<Looks>();
    loop {
        let going_on = tokio::select! {
            going_on = stop.pause(PAUSE) => going_on,
            () = looks.many() => true,
        };
        if let Err(error) = looks.flush(&cell, clock.as_ref(), &ids).await {
            tracing::error!(cell = cell.key, "looks: {error}");
            tokio::time::sleep(PAUSE).await;
        }
        if !going_on {
            return;
        }
    }
}
