//! The connections that read: few, opened when needed, closed when idle, apart from the writer.
//!
//! Not sqlx's own pool: that one asks a connection whether it is well each time it is taken and
//! each time it is given back, which on SQLite costs as much as the query itself.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
};

use crate::{
    Error, Faults, Limit,
    connection::Connection,
    limit::Idle,
    options::{Options, Place, Use},
};

/// How long a new connection may take: a server that is gone often does not say so. Longer than
/// [`Limit`] waits for a place.
const CONNECT_MAX: Duration = Duration::from_secs(15);

/// How connections to one cell are opened.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) place: Place,
    pub(crate) limit: Option<Limit>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) patience: Duration,
    pub(crate) idle: Duration,
    pub(crate) runtime: Handle,
    pub(crate) counts: Counts,
    /// Whether the lane does not wait for the disk now: see [`Hurry`](crate::Hurry).
    pub(crate) hurried: AtomicBool,
    /// What statements ran, for tests that ask how.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) heard: crate::heard::Ear,
}

/// What was done since the database was opened.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) reads: AtomicU64,
    pub(crate) turns: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) repeats: AtomicU64,
    pub(crate) waiting: AtomicU64,
}

/// A writer that stands in line, until it is dropped.
pub(crate) struct InLine<'a>(&'a AtomicU64);

impl<'a> InLine<'a> {
    pub(crate) fn new(waiting: &'a AtomicU64) -> Self {
        Counts::one(waiting);
        Self(waiting)
    }
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Counts {
    pub(crate) fn one(count: &AtomicU64) {
        count.fetch_add(1, Relaxed);
    }
}

impl Target {
    pub(crate) async fn open(&self, purpose: Use) -> Result<Connection, Error> {
        let open = Connection::open(&self.place, purpose, self.limit.as_ref(), &self.faults);
        let opened = tokio::time::timeout(CONNECT_MAX, open).await;
        opened.unwrap_or_else(|_| Err(Error::unreachable("no answer to a new connection")))
    }

    /// Whether another cell waits for a connection of the same server.
    pub(crate) fn is_short(&self) -> bool {
        self.limit.as_ref().is_some_and(Limit::is_short)
    }
}

/// The connections that read.
#[derive(Debug)]
pub(crate) struct Pool {
    target: Arc<Target>,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<(Connection, Instant)>>,
}

impl Idle for Pool {
    fn let_go(&self) {
        self.idle().clear();
    }
}

impl Pool {
    pub(crate) fn new(target: Arc<Target>, options: &Options) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(options.readers));
        Arc::new(Self { target, places, idle: Mutex::default() })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn is_open(&self) -> bool {
        !self.idle().is_empty()
    }

    /// Closes what nobody has used for a while.
    pub(crate) fn rest(&self) {
        let limit = self.target.idle;
        self.idle().retain(|(_, since)| since.elapsed() < limit);
    }

    /// A connection in a snapshot of its own.
    pub(crate) async fn lease(self: &Arc<Self>, name: &'static str) -> Result<Lease, Error> {
        let permit = self.places.clone().acquire_owned();
        let Ok(Ok(permit)) = tokio::time::timeout(self.target.patience, permit).await else {
            return Err(Error::Contended { name });
        };
        let mut lease =
            Lease { pool: self.clone(), connection: None, clean: false, permit: Some(permit) };
        // The newest first, so that those not needed grow old.
        lease.connection = self.idle().pop().map(|(connection, _)| connection);
        if lease.connection.is_some() {
            match lease.begin().await {
                // The server has closed it meanwhile, and so the others.
                Err(Error::Unreachable(_)) => self.let_go(),
                done => return done.map(|()| lease),
            }
        }
        lease.connection = Some(self.target.open(Use::Read).await?);
        lease.begin().await?;
        Ok(lease)
    }

    fn put(&self, connection: Connection) {
        if !self.target.is_short() {
            self.idle().push((connection, Instant::now()));
        }
    }
}

/// A connection that reads, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    pool: Arc<Pool>,
    connection: Option<Connection>,
    /// Whether no statement is under way that nobody waits for.
    clean: bool,
    permit: Option<OwnedSemaphorePermit>,
}

impl Lease {
    async fn begin(&mut self) -> Result<(), Error> {
        self.clean = false;
        self.connection()?.begin_read().await?;
        self.clean = true;
        Ok(())
    }

    pub(crate) fn connection(&mut self) -> Result<&mut Connection, Error> {
        self.connection.as_mut().ok_or_else(|| Error::slip("the transaction has ended"))
    }

    /// Marks whether a statement is under way: one that is dropped midway leaves the mark.
    pub(crate) fn mark(&mut self, clean: bool) {
        self.clean = clean;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        if connection.leave_read() {
            self.pool.put(connection);
        } else if self.clean {
            // PostgreSQL has to be told, and nobody needs to wait for that.
            let (pool, permit) = (self.pool.clone(), self.permit.take());
            self.pool.target.runtime.spawn(async move {
                if connection.end_read().await.is_ok() {
                    pool.put(connection);
                }
                drop(permit);
            });
        }
    }
}
