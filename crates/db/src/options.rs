//! Where a cell's database is, and how much of it this process takes.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{Error, Limit};

/// Prepared statements that a connection keeps: more than any page uses.
const STATEMENTS: usize = 256;

/// Where a cell's database is, and how much of it this process takes.
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) place: Place,
    pub(crate) limit: Option<Limit>,
    pub(crate) readers: usize,
    pub(crate) patience: Duration,
    pub(crate) idle: Duration,
}

/// One SQLite file, or one schema of a PostgreSQL database.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres { options: Arc<PgConnectOptions>, schema: Option<Arc<str>> },
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
    /// One load of very many rows, whose durability comes at its end.
    Load,
}

impl Options {
    /// The SQLite file at `path`, made if it is not there.
    pub fn sqlite(path: impl AsRef<Path>) -> Self {
        Self::new(Place::Sqlite(path.as_ref().to_owned()), 4)
    }

    /// What `url` names: `sqlite:county.db`, or `postgres://user@host/database?schema=county`.
    pub fn parse(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Ok(Self::sqlite(path.split('?').next().unwrap_or(path)));
        }
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut schema, mut rest) = (None, Vec::new());
        for pair in query.split('&').filter(|it| !it.is_empty()) {
            match pair.strip_prefix("schema=") {
                Some(name) => schema = Some(schema_name(name)?),
                None => rest.push(pair),
            }
        }
        let url =
            if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        // The URL may hold a password, so the message does not repeat it.
        let options: PgConnectOptions =
            url.parse().map_err(|_| Error::slip("this is no address of a database"))?;
        Ok(Self::new(Place::Postgres { options: Arc::new(options), schema }, 3))
    }

    fn new(place: Place, readers: usize) -> Self {
        Self {
            place,
            limit: None,
            readers,
            patience: Duration::from_secs(15),
            idle: Duration::from_mins(1),
        }
    }

    /// Shares `limit` with the other cells of the same PostgreSQL server.
    #[must_use]
    pub fn limit(self, limit: &Limit) -> Self {
        Self { limit: Some(limit.clone()), ..self }
    }

    /// How many connections read at once, at most.
    #[must_use]
    pub fn readers(self, readers: usize) -> Self {
        Self { readers: readers.max(1), ..self }
    }

    /// How long a transaction waits for its turn before it is told that it has lost.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// After how long a connection that nobody uses is closed.
    #[must_use]
    pub fn idle(self, idle: Duration) -> Self {
        Self { idle, ..self }
    }
}

/// A schema's name goes into SQL text, so it is of plain letters.
fn schema_name(name: &str) -> Result<Arc<str>, Error> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || name.len() > 60 || !name.bytes().all(plain) {
        return Err(Error::slip("a schema's name is of the letters a-z, digits and _"));
    }
    Ok(name.into())
}

/// How a SQLite connection is opened. `synchronous=FULL` makes a commit wait until the disk has
/// it; only a load may do without, until its end.
pub(crate) fn sqlite(path: &Path, purpose: Use, skips_sync: bool) -> SqliteConnectOptions {
    let sync = if skips_sync || purpose == Use::Load {
        SqliteSynchronous::Off
    } else {
        SqliteSynchronous::Full
    };
    let kib = if purpose == Use::Load { 256 * 1024 } else { 8 * 1024 };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(sync)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(STATEMENTS)
        .pragma("cache_size", format!("-{kib}"))
        .pragma("mmap_size", (128 * 1024 * 1024).to_string())
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
        // What was deleted is overwritten where that costs nothing: an erased child stays erased.
        .pragma("secure_delete", "FAST")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", (64 * 1024 * 1024).to_string())
        .disable_statement_logging();
    if purpose == Use::Read { options.pragma("query_only", "ON") } else { options }
}

/// How a PostgreSQL connection is opened. No statement waits for ever, and no transaction that
/// was left alone holds others up.
pub(crate) fn postgres(
    base: &PgConnectOptions,
    schema: Option<&str>,
    purpose: Use,
) -> PgConnectOptions {
    let (slow, sync) = if purpose == Use::Load { ("0", "off") } else { ("50s", "on") };
    let options = base
        .clone()
        .application_name("xueyu")
        .statement_cache_capacity(STATEMENTS)
        .options([
            ("idle_in_transaction_session_timeout", "60s"),
            ("lock_timeout", "10s"),
            ("statement_timeout", slow),
            ("synchronous_commit", sync),
            ("client_min_messages", "warning"),
        ])
        .disable_statement_logging();
    match schema {
        Some(schema) => options.options([("search_path", schema)]),
        None => options,
    }
}
