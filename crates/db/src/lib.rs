//! One SQL text, two databases: SQLite inside the process, or PostgreSQL beside it.
#![doc = include_str!("../README.md")]

mod attempt;
mod column;
mod connection;
mod dialect;
mod error;
mod faults;
mod group;
#[cfg(any(test, feature = "testing"))]
mod heard;
mod lane;
mod limit;
mod lists;
mod load;
mod migrate;
mod options;
mod pool;
mod row;
mod size;
mod sql;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod upkeep;
mod version;
mod vocabulary;

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{runtime::Handle, sync::Mutex};

pub use attempt::Attempts;
pub use column::{Column, Stored, Value};
pub use error::{Error, Retry, Source};
pub use faults::Faults;
#[cfg(any(test, feature = "testing"))]
pub use heard::Heard;
pub use limit::Limit;
pub use load::{Hurry, Load};
pub use migrate::{Failed, Migration, Pending, Steps};
pub use options::Options;
pub use row::Row;
pub use sql::{Sql, Tx};
pub use upkeep::Plan;
pub use version::Version;

use lane::Lane;
use limit::Idle;
use pool::{Counts, Pool, Target};
use version::Asker;

/// One cell's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    target: Arc<Target>,
    lane: Arc<Lane>,
    readers: Arc<Pool>,
    asker: Arc<Mutex<Asker>>,
}

impl Db {
    /// Opens the database at `url`, `sqlite:…` or `postgres:…`, and sees that it is there.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let db = Self::open(&Options::parse(url)?)?;
        db.ping().await?;
        Ok(db)
    }

    /// The database that `options` name. Nothing is asked of it before the first transaction.
    ///
    /// # Errors
    ///
    /// If this is not called from within a tokio runtime, where its connections live.
    pub fn open(options: &Options) -> Result<Self, Error> {
        let runtime = Handle::try_current().map_err(|it| Error::slip(it.to_string()))?;
        let target = Arc::new(Target {
            place: options.place.clone(),
            limit: options.limit.clone(),
            faults: Arc::default(),
            patience: options.patience,
            idle: options.idle,
            runtime,
            counts: Counts::default(),
            hurried: AtomicBool::new(false),
            #[cfg(any(test, feature = "testing"))]
            heard: heard::Ear::default(),
        });
        let lane = Lane::new(target.clone());
        let readers = Pool::new(target.clone(), options);
        if let Some(limit) = &options.limit {
            let (lane, readers) = (Arc::downgrade(&lane), Arc::downgrade(&readers));
            limit.register(lane as Weak<dyn Idle>);
            limit.register(readers as Weak<dyn Idle>);
        }
        let asker = Arc::new(Mutex::new(Asker::new()));
        let it = Self { target, lane, readers, asker };
        it.target.runtime.spawn(it.rests(options.idle));
        Ok(it)
    }

    /// Whether the database answers, on the side that writes and on the side that reads.
    pub async fn ping(&self) -> Result<(), Error> {
        crate::write!(self, "ping", |tx| { tx.run("SELECT 1", &[]).await.map(drop) })?;
        crate::read!(self, "ping", |tx| { tx.run("SELECT 1", &[]).await.map(drop) })
    }

    /// What is to go wrong here: nothing, unless a test or the benchmark asks for it.
    pub fn faults(&self) -> &Faults {
        &self.target.faults
    }

    /// What was done since the database was opened.
    pub fn tally(&self) -> Tally {
        let counts = &self.target.counts;
        let of = |count: &AtomicU64| count.load(Relaxed);
        Tally {
            reads: of(&counts.reads),
            writes: of(&counts.turns),
            commits: of(&counts.commits),
            repeats: of(&counts.repeats),
            waiting: of(&counts.waiting),
        }
    }

    /// Waits until all that was begun is stored, and closes what is not in use.
    pub async fn close(&self) {
        if let Ok(mut group) = self.lane.closed("close").await {
            group.let_go();
        }
        self.readers.let_go();
        self.asker.lock().await.rest(Duration::ZERO);
    }

    /// Closes what nobody has used for a while, until the database itself is dropped.
    fn rests(&self, idle: Duration) -> impl Future<Output = ()> + Send + 'static {
        let lane = Arc::downgrade(&self.lane);
        let readers = Arc::downgrade(&self.readers);
        let asker = Arc::downgrade(&self.asker);
        let pause = (idle / 4).clamp(Duration::from_millis(10), Duration::from_secs(15));
        async move {
            loop {
                tokio::time::sleep(pause).await;
                let open = (lane.upgrade(), readers.upgrade(), asker.upgrade());
                let (Some(lane), Some(readers), Some(asker)) = open else {
                    return;
                };
                lane.rest();
                readers.rest();
                if let Ok(mut asker) = asker.try_lock() {
                    asker.rest(idle);
                }
            }
        }
    }

    #[doc(hidden)]
    pub fn reads(&self, name: &'static str) -> Attempts<'_> {
        Attempts::new(self, name, false)
    }

    #[doc(hidden)]
    pub fn writes(&self, name: &'static str) -> Attempts<'_> {
        Attempts::new(self, name, true)
    }
}

/// What was done since a database was opened: for the page that shows how the server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Transactions that read.
    pub reads: u64,
    /// Turns in the write lane.
    pub writes: u64,
    /// Commits: each serves as many turns as met in it.
    pub commits: u64,
    /// Bodies that were run again, since they lost to another or their connection was lost.
    pub repeats: u64,
    /// Writers that stand in line at this moment.
    pub waiting: u64,
}
