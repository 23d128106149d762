//! What only one process at a time may do: sealing the audit chain, sending messages.

use db::Db;
use jiff::{SignedDuration, Timestamp};
use vocab::Ids;

use super::{model::LeaseId, store};

/// How long a lease lasts without being renewed.
const SPAN: SignedDuration = SignedDuration::from_secs(10);

/// One process's claim to a task. Costs nothing until it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    name: &'static str,
    holder: LeaseId,
    until: Timestamp,
}

impl Lease {
    /// A claim to the task `name`, not yet held.
    pub fn new(name: &'static str, ids: &Ids, now: Timestamp) -> Self {
        Self { name, holder: ids.make(now), until: Timestamp::MIN }
    }

    /// Whether this process has the say at `now`. Asks the database only when half of what it
    /// holds is over, so that a task done every second does not write every second.
    pub async fn hold(&mut self, db: &Db, now: Timestamp) -> Result<bool, db::Error> {
        if self.until > now + SPAN / 2 {
            return Ok(true);
        }
        let (name, holder, until) = (self.name, self.holder, now + SPAN);
        let held: Result<bool, db::Error> = db::write!(db, "take lease", |tx| {
            store::take_lease(tx, name, holder, now, until).await
        });
        let held = held?;
        self.until = if held { until } else { Timestamp::MIN };
        Ok(held)
    }

    /// Gives it back, so that another process need not wait.
    pub async fn end(&mut self, db: &Db) -> Result<(), db::Error> {
        if self.until == Timestamp::MIN {
            return Ok(());
        }
        let (name, holder) = (self.name, self.holder);
        self.until = Timestamp::MIN;
        db::write!(db, "end lease", |tx| { store::end_lease(tx, name, holder).await })
    }
}
