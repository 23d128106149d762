//! One SQL text, two databases: SQLite inside the process, or PostgreSQL beside it.
//!
//! **Invariants**
//! - The crates above never name `sqlx`: what they may do is what this crate offers.
//! - Only [`Column`] types cross: integers, text, and what is written as one of them. A moment is
//!   a count of microseconds, a civil date is ISO text, a yes or no is 0 or 1.
//! - Every write runs at the isolation that SQLite has by nature: PostgreSQL is opened at
//!   SERIALIZABLE, so that a rule that reads before it writes is right on both or on neither.
//! - A transaction's body can run more than once: it makes no call to the outside.

mod column;
mod error;
mod migrate;
mod sql;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::time::Duration;

use sqlx::{AnyPool, any::AnyPoolOptions};

pub use column::{Column, Stored, Value};
pub use error::{Error, Retry, Source};
pub use migrate::Migration;
pub use sql::{Row, Sql, Tx};

use error::lost_a_race;

/// How often a transaction that lost to another is run again before the caller is told.
const ATTEMPTS_MAX: u32 = 20;

/// A pool of connections to one database.
#[derive(Debug, Clone)]
pub struct Db {
    pool: AnyPool,
    begin_read: &'static str,
    begin_write: &'static str,
}

impl Db {
    /// Connects to `url`: `sqlite:…` or `postgres:…`.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let sqlite = url.starts_with("sqlite:");
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                                       PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000";
                        sqlx::raw_sql(pragmas).execute(connection).await?;
                    }
                    Ok(())
                })
            })
            .connect(url)
            .await?;
        // A write takes SQLite's one write lock at once, since taking it later can fail.
        let (begin_read, begin_write) = if sqlite {
            ("BEGIN", "BEGIN IMMEDIATE")
        } else {
            ("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY", "BEGIN ISOLATION LEVEL SERIALIZABLE")
        };
        Ok(Self { pool, begin_read, begin_write })
    }

    #[doc(hidden)]
    pub fn reads(&self, name: &'static str) -> Attempts<'_> {
        Attempts { db: self, begin: self.begin_read, name, made: 0 }
    }

    #[doc(hidden)]
    pub fn writes(&self, name: &'static str) -> Attempts<'_> {
        Attempts { db: self, begin: self.begin_write, name, made: 0 }
    }
}

/// Runs a block over one consistent view of the database, and writes nothing.
#[macro_export]
macro_rules! read {
    ($db:expr, $name:literal, |$tx:ident| $body:block) => {
        $crate::attempt!($db.reads($name), |$tx| $body)
    };
}

/// Runs a block in a transaction: kept where it ends in `Ok`, undone where not, and run again
/// from the start where it lost to another transaction.
///
/// ```ignore
/// db::write!(app.db, "sign up", |tx| {
///     let course = load(tx, id).await?;
///     store::add_sign_up(tx, id, &sign_up, now).await?;
///     Ok(course)
/// })
/// ```
///
/// A macro, since a function that takes an async closure gives a future that is not known to be
/// `Send` where the closure borrows (rust-lang/rust#134997), and a handler's must be.
#[macro_export]
macro_rules! write {
    ($db:expr, $name:literal, |$tx:ident| $body:block) => {
        $crate::attempt!($db.writes($name), |$tx| $body)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! attempt {
    ($attempts:expr, |$tx:ident| $body:block) => {{
        let mut attempts = $attempts;
        loop {
            let mut open = match attempts.begin().await {
                Ok(open) => open,
                Err(error) => break Err(error.into()),
            };
            let result = async {
                let $tx = &mut open;
                $body
            };
            let result = result.await;
            if let Some(result) = attempts.end(open, result).await {
                break result;
            }
        }
    }};
}

/// The attempts at one transaction: see [`read!`] and [`write!`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Attempts<'a> {
    db: &'a Db,
    begin: &'static str,
    name: &'static str,
    made: u32,
}

impl Attempts<'_> {
    /// Opens the transaction.
    pub async fn begin(&mut self) -> Result<Tx, Error> {
        self.made += 1;
        Ok(Tx::new(self.db.pool.begin_with(self.begin).await?))
    }

    /// Keeps or undoes what was done, and says what came of it: `None` is to be run again.
    pub async fn end<T, E>(&mut self, tx: Tx, result: Result<T, E>) -> Option<Result<T, E>>
    where
        E: From<Error> + Retry,
    {
        let error = match result {
            Ok(value) => match tx.commit().await {
                Ok(()) => return Some(Ok(value)),
                Err(error) => error.into(),
            },
            Err(error) => error, // `tx` is dropped, and so undone.
        };
        if !error.database().is_some_and(lost_a_race) {
            return Some(Err(error));
        }
        if self.made == ATTEMPTS_MAX {
            return Some(Err(Error::Contended { name: self.name }.into()));
        }
        tokio::time::sleep(Duration::from_millis(u64::from(self.made) * 3)).await;
        None
    }
}
