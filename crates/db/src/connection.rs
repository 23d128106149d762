//! One connection, to either database: the only place that knows which one it is.

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{
    Arguments as _, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, SqlSafeStr,
    SqlStr,
    postgres::{PgArguments, PgConnection, PgTransactionManager},
    sqlite::{SqliteArguments, SqliteConnection, SqliteTransactionManager},
};
use sqlx_core::transaction::TransactionManager as _;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    Error, Faults, Row, Value,
    limit::Limit,
    options::{self, Place, Use},
};

/// Longer than the server's own `statement_timeout`, which ends a slow statement and not the
/// connection.
const ANSWER_MAX: Duration = Duration::from_mins(1);

/// An open connection.
pub(crate) struct Connection {
    engine: Engine,
    /// How long PostgreSQL may take over an answer: a network that is gone does not say so.
    patience: Duration,
    /// Its share of what the PostgreSQL server allows.
    _permit: Option<OwnedSemaphorePermit>,
}

enum Engine {
    Sqlite(SqliteConnection),
    Postgres(Box<PgConnection>),
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_sqlite() { "Connection(SQLite)" } else { "Connection(PostgreSQL)" })
    }
}

/// Makes the file of a new database readable by its owner alone; SQLite gives the files beside it
/// the same mode. A file that is there stays as it is, and what fails here fails again when the
/// database is opened, which says why.
pub(crate) fn keep_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

impl Connection {
    pub(crate) async fn open(
        place: &Place,
        purpose: Use,
        limit: Option<&Limit>,
        faults: &Faults,
    ) -> Result<Self, Error> {
        match place {
            Place::Sqlite(path) => {
                keep_private(path);
                let options = options::sqlite(path, purpose, faults.skips_sync());
                let engine = Engine::Sqlite(options.connect().await?);
                let mut it = Self { engine, patience: Duration::MAX, _permit: None };
                let mode = it.fetch(SqlStr::from_static("PRAGMA journal_mode"), Vec::new()).await?;
                let mode: Option<String> =
                    mode.first().map(|it| it.get("journal_mode")).transpose()?;
                if mode.as_deref() != Some("wal") {
                    // As on some network file systems, where two processes would not see each
                    // other's locks either.
                    return Err(Error::slip("this place cannot hold a write-ahead log"));
                }
                Ok(it)
            }
            Place::Postgres { options, schema } => {
                let permit = match limit {
                    Some(limit) => Some(limit.enter().await?),
                    None => None,
                };
                let options = options::postgres(options, schema.as_deref(), purpose);
                let engine = Engine::Postgres(Box::new(options.connect().await?));
                let patience = if purpose == Use::Load { Duration::MAX } else { ANSWER_MAX };
                Ok(Self { engine, patience, _permit: permit })
            }
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// Runs statements that take no values and return nothing.
    pub(crate) async fn script(&mut self, sql: impl SqlSafeStr) -> Result<(), Error> {
        let sql = sqlx::raw_sql(sql);
        match &mut self.engine {
            Engine::Sqlite(it) => it.execute(sql).await.map(drop).map_err(Error::from),
            Engine::Postgres(it) => within(self.patience, it.execute(sql)).await.map(drop),
        }
    }

    /// Runs `sql` and says how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64, Error> {
        Ok(match &mut self.engine {
            Engine::Sqlite(it) => {
                let query = sqlx::query_with(sql, for_sqlite(values)?);
                it.execute(query).await?.rows_affected()
            }
            Engine::Postgres(it) => {
                let query = sqlx::query_with(sql, for_postgres(values)?);
                within(self.patience, it.execute(query)).await?.rows_affected()
            }
        })
    }

    /// The rows that `sql` returns.
    pub(crate) async fn fetch(
        &mut self,
        sql: SqlStr,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, Error> {
        Ok(match &mut self.engine {
            Engine::Sqlite(it) => {
                let query = sqlx::query_with(sql, for_sqlite(values)?);
                it.fetch_all(query).await?.into_iter().map(Row::from).collect()
            }
            Engine::Postgres(it) => {
                let query = sqlx::query_with(sql, for_postgres(values)?);
                let rows = within(self.patience, it.fetch_all(query)).await?;
                rows.into_iter().map(Row::from).collect()
            }
        })
    }

    /// The first row that `sql` returns.
    pub(crate) async fn fetch_one(
        &mut self,
        sql: SqlStr,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        Ok(match &mut self.engine {
            Engine::Sqlite(it) => {
                let query = sqlx::query_with(sql, for_sqlite(values)?);
                it.fetch_optional(query).await?.map(Row::from)
            }
            Engine::Postgres(it) => {
                let query = sqlx::query_with(sql, for_postgres(values)?);
                within(self.patience, it.fetch_optional(query)).await?.map(Row::from)
            }
        })
    }

    /// Has the database read `sql` without running it.
    pub(crate) async fn prepare(&mut self, sql: SqlStr) -> Result<(), Error> {
        match &mut self.engine {
            Engine::Sqlite(it) => it.prepare(sql).await.map(drop)?,
            Engine::Postgres(it) => it.prepare(sql).await.map(drop)?,
        }
        Ok(())
    }

    /// Opens a transaction that writes, and its first savepoint, in one go.
    pub(crate) async fn begin_write(&mut self, cautious: bool) -> Result<(), Error> {
        self.script(match (&self.engine, cautious) {
            // The one write lock at once, since taking it later can fail.
            (Engine::Sqlite(_), _) => "BEGIN IMMEDIATE; SAVEPOINT s1",
            (Engine::Postgres(_), false) => "BEGIN ISOLATION LEVEL SERIALIZABLE; SAVEPOINT s1",
            // A lock taken before the first query leaves the snapshot to be taken after it.
            (Engine::Postgres(_), true) => {
                "BEGIN ISOLATION LEVEL SERIALIZABLE; \
                 LOCK TABLE schema_migration IN SHARE ROW EXCLUSIVE MODE; SAVEPOINT s1"
            }
        })
        .await
    }

    /// Has SQLite take its disk for full at `pages` pages; 0 is as many as it can have.
    pub(crate) async fn limit_pages(&mut self, pages: u64) -> Result<(), Error> {
        if !self.is_sqlite() {
            return Ok(());
        }
        let pages = if pages == 0 { 4_294_967_294 } else { pages };
        self.script(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).await
    }

    /// Commits all that was done, `savepoint` being the youngest.
    pub(crate) async fn commit(&mut self, savepoint: u32) -> Result<(), Error> {
        match &mut self.engine {
            Engine::Sqlite(it) => Ok(it.execute(sqlx::raw_sql("COMMIT")).await.map(drop)?),
            Engine::Postgres(it) => {
                // The release first: a bare COMMIT of a transaction that has failed is a silent
                // ROLLBACK, while this then fails.
                let sql = format!("RELEASE SAVEPOINT s{savepoint}; COMMIT");
                match it.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map_err(Error::from) {
                    // What a cluster's coordinator makes of a race lost on one of its nodes has
                    // no code of its own. Nothing was stored, so one more try does no harm.
                    Err(Error::Other(source)) => {
                        tracing::warn!(%source, "a commit failed and is tried again");
                        Err(Error::Lost)
                    }
                    other => other.map(drop),
                }
            }
        }
    }

    /// Ends the transaction that is open, if one is, and keeps nothing of it.
    pub(crate) async fn roll_back(&mut self) -> Result<(), Error> {
        match self.script("ROLLBACK").await {
            // SQLite complains where none is open.
            Err(Error::Other(_)) if self.is_sqlite() => Ok(()),
            other => other,
        }
    }

    /// Opens a snapshot that later statements of this transaction share.
    pub(crate) async fn begin_read(&mut self) -> Result<(), Error> {
        let begun = match &mut self.engine {
            Engine::Sqlite(it) => {
                let sql = SqlStr::from_static("BEGIN DEFERRED");
                SqliteTransactionManager::begin(it, Some(sql)).await
            }
            Engine::Postgres(it) => {
                let snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                return within(
                    self.patience,
                    PgTransactionManager::begin(it, Some(SqlStr::from_static(snapshot))),
                )
                .await;
            }
        };
        begun.map_err(Error::from)
    }

    /// Leaves the snapshot without waiting: true where that is all, false where
    /// [`Self::end_read`] has yet to be awaited.
    pub(crate) fn leave_read(&mut self) -> bool {
        match &mut self.engine {
            Engine::Sqlite(it) => {
                SqliteTransactionManager::start_rollback(it);
                true
            }
            Engine::Postgres(_) => false,
        }
    }

    /// Leaves the snapshot.
    pub(crate) async fn end_read(&mut self) -> Result<(), Error> {
        match &mut self.engine {
            Engine::Sqlite(it) => SqliteTransactionManager::start_rollback(it),
            Engine::Postgres(it) => {
                PgTransactionManager::start_rollback(it);
                within(self.patience, it.ping()).await?;
            }
        }
        Ok(())
    }

    /// Reads away what is left of a statement whose caller is gone. Its error, which PostgreSQL
    /// tells here, is nobody's any more.
    pub(crate) async fn settle(&mut self) -> Result<(), Error> {
        let Engine::Postgres(it) = &mut self.engine else {
            return Ok(());
        };
        for _ in 0..3 {
            match it.ping().await {
                Err(sqlx::Error::Database(told))
                    if !told.code().is_some_and(|it| it.starts_with("57P")) => {}
                other => return Ok(other?),
            }
        }
        Err(Error::unreachable("the connection does not come to rest"))
    }
}

async fn within<T>(
    patience: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Error> {
    if patience == Duration::MAX {
        return Ok(answer.await?);
    }
    let answer = tokio::time::timeout(patience, answer).await;
    answer.map_err(|_| Error::unreachable("no answer from the database"))?.map_err(Error::from)
}

/// The text of a statement that was put together at run time, kept by whoever runs it often.
pub(crate) fn built(sql: Arc<str>) -> SqlStr {
    AssertSqlSafe(sql).into_sql_str()
}

fn for_sqlite(values: Vec<Value>) -> Result<SqliteArguments, Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(no_nul(value)?),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn for_postgres(values: Vec<Value>) -> Result<PgArguments, Error> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), 16 * values.len());
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(no_nul(value)?),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// PostgreSQL takes no NUL in a text, so neither database gets one.
fn no_nul(text: Option<String>) -> Result<Option<String>, Error> {
    match &text {
        Some(it) if it.as_bytes().contains(&0) => Err(Error::slip("a text holds a NUL")),
        _ => Ok(text),
    }
}
