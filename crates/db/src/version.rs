//! Whether anything was written since: for what is counted from the records, and kept until then.

use std::time::{Duration, Instant};

use sqlx::SqlStr;

use crate::{
    Db, Error,
    connection::Connection,
    options::{Place, Use},
    pool::Target,
};

/// The state of a database between two writes. While it is the same, so is all that is stored.
///
/// Read it *before* what is to be kept: a write in between then makes the kept value look older
/// than it is, and never newer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version(u64, String);

/// Who asks SQLite. Its answers can only be compared on one and the same connection, so this one
/// is kept for nothing else; after a new one was opened nothing counts as the same.
#[derive(Debug)]
pub(crate) struct Asker {
    connection: Option<Connection>,
    opened: u64,
    asked: Instant,
}

impl Asker {
    pub(crate) fn new() -> Self {
        Self { connection: None, opened: 0, asked: Instant::now() }
    }

    async fn ask(&mut self, target: &Target) -> Result<Version, Error> {
        self.asked = Instant::now();
        let connection = if let Some(it) = &mut self.connection {
            it
        } else {
            self.opened += 1;
            self.connection.insert(target.open(Use::Read).await?)
        };
        let sql = SqlStr::from_static("PRAGMA data_version");
        let rows = match connection.fetch(sql, Vec::new()).await {
            Ok(rows) => rows,
            Err(error) => {
                self.connection = None;
                return Err(error);
            }
        };
        let row = rows.first().ok_or_else(|| Error::slip("SQLite tells no version"))?;
        Ok(Version(self.opened, row.get::<i64>("data_version")?.to_string()))
    }

    /// Closes the connection if nobody has asked for `idle`.
    pub(crate) fn rest(&mut self, idle: Duration) {
        if self.asked.elapsed() >= idle {
            self.connection = None;
        }
    }
}

impl Db {
    /// The database's version now. Any commit changes it, of another process too.
    pub async fn version(&self) -> Result<Version, Error> {
        // Which transactions a reader sees: every one that writes has a number of its own.
        const SQL: &str = "SELECT CAST(pg_current_snapshot() AS TEXT) AS snapshot";
        if matches!(self.target.place, Place::Sqlite(_)) {
            return self.asker.lock().await.ask(&self.target).await;
        }
        crate::read!(self, "version", |tx| {
            let snapshot = tx.one(SQL, &[], |row| row.get("snapshot")).await?;
            Ok::<_, Error>(Version(0, snapshot.unwrap_or_default()))
        })
    }
}
