//! One limit of connections for all cells of a PostgreSQL server.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;

/// Something that may hold connections that nobody uses now.
pub(crate) trait Idle: Send + Sync {
    /// Closes them.
    fn let_go(&self);
}

/// How many connections this process opens to one PostgreSQL server, whatever the number of its
/// cells. Where all are open, a cell that needs one has the others close what they do not use.
#[derive(Clone)]
pub struct Limit {
    places: Arc<Semaphore>,
    holders: Arc<Mutex<Vec<Weak<dyn Idle>>>>,
    waiting: Arc<AtomicUsize>,
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limit({} left)", self.places.available_permits())
    }
}

impl Limit {
    /// At most `connections` at once.
    pub fn new(connections: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(connections)),
            holders: Arc::default(),
            waiting: Arc::default(),
        }
    }

    pub(crate) fn register(&self, holder: Weak<dyn Idle>) {
        let mut holders = self.holders.lock().unwrap_or_else(PoisonError::into_inner);
        holders.retain(|it| it.strong_count() > 0);
        holders.push(holder);
    }

    /// Whether someone waits, so that a connection is better closed than kept.
    pub(crate) fn is_short(&self) -> bool {
        self.waiting.load(Relaxed) > 0
    }

    /// Waits for a place; whoever gets none within ten seconds is told so.
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(permit) = self.places.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let _waiting = Waiting::new(&self.waiting);
        let holders: Vec<_> = {
            let holders = self.holders.lock().unwrap_or_else(PoisonError::into_inner);
            holders.iter().filter_map(Weak::upgrade).collect()
        };
        for holder in holders {
            holder.let_go();
        }
        let permit = self.places.clone().acquire_owned();
        match tokio::time::timeout(Duration::from_secs(10), permit).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Error::unreachable("every connection that the server allows is in use")),
        }
    }
}

/// Counts one who waits, for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
