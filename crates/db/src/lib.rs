//! One SQL text, two databases: SQLite inside the process, or PostgreSQL beside it.
//!
//! **Invariants**
//! - The crates above never name `sqlx`: what they may do is what this crate offers.
//! - Only [`Column`] types cross: integers, text, and what is written as one of them. A moment is
//!   a count of microseconds, a civil date is ISO text, a yes or no is 0 or 1.
//! - Every write runs at the isolation that SQLite has by nature: PostgreSQL is opened at
//!   SERIALIZABLE, so that a rule that reads before it writes is right on both or on neither.
//! - A transaction's body can run more than once: it makes no call to the outside.

mod sql;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::time::Duration;

use sqlx::{AnyPool, any::AnyPoolOptions};

pub use sql::{Column, Row, Stored, Tx, Value};

/// How often a transaction that lost to another is run again before the caller is told.
const ATTEMPTS_MAX: u32 = 20;

/// Why the database did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is there already.
    #[error("a row with this key is there already")]
    Taken,
    /// Other transactions got in the way, each time.
    #[error("transaction `{name}` lost to others {ATTEMPTS_MAX} times")]
    Contended {
        /// The transaction's name.
        name: &'static str,
    },
    /// What is stored is not what the code takes it for.
    #[error("column `{column}` holds something else than expected")]
    Corrupt {
        /// The column that was read.
        column: String,
    },
    /// Anything else.
    #[error("the database failed")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // By kind, not by the constraint's name: SQLite tells none.
        match error.as_database_error().map(sqlx::error::DatabaseError::is_unique_violation) {
            Some(true) => Self::Taken,
            _ => Self::Other(error),
        }
    }
}

/// Whether running the same transaction again may well succeed.
pub trait Retry {
    /// The database's own error, if that is what this is.
    fn database(&self) -> Option<&Error>;
}

impl Retry for Error {
    fn database(&self) -> Option<&Error> {
        Some(self)
    }
}

fn lost_a_race(error: &Error) -> bool {
    let Error::Other(sqlx::Error::Database(error)) = error else {
        return false;
    };
    // PostgreSQL: serialization failure, deadlock. SQLite: busy, busy on a snapshot.
    matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

/// One step of a module's tables. Never edit one that was released: add one.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_places`: its place in the order, and what it brings.
    pub name: &'static str,
    /// The statements, in the portable subset.
    pub sql: &'static str,
}

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

    /// Brings `module`'s tables up to date: runs each of `migrations` once, in order.
    pub async fn migrate(&self, module: &str, migrations: &[Migration]) -> Result<(), Error> {
        let _ = module;
        for migration in migrations {
            sqlx::raw_sql(migration.sql).execute(&self.pool).await?;
        }
        Ok(())
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
