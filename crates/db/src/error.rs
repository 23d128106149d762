//! Why the database did not do as asked, told by what a caller can do about it.

use std::{fmt, sync::Arc};

/// Why the database did not do as asked.
///
/// Cheap to clone: where a commit fails, everyone who took part in it is told.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A row with this key is there already.
    #[error("a row with this key is there already")]
    Taken,
    /// Others were in the way for too long, or each time.
    #[error("transaction `{name}` did not get its turn")]
    Contended {
        /// The transaction's name.
        name: &'static str,
    },
    /// The disk is full. Nothing was stored; what is stored can still be read.
    #[error("the database's disk is full")]
    Full,
    /// The database cannot be reached. If it was lost during a commit, what became of the
    /// transaction is not known.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Source),
    /// What is stored is not what the code takes it for.
    #[error("column `{column}` holds something else than expected")]
    Corrupt {
        /// The column that was read.
        column: String,
    },
    /// A migration was changed after it was applied.
    #[error("migration {module}/{name} was edited: applied {applied}, now {found}")]
    Edited {
        /// The module whose migration it is.
        module: String,
        /// The migration.
        name: String,
        /// The digest of what was applied.
        applied: String,
        /// The digest of what the program holds.
        found: String,
    },
    /// The database was made by a newer program.
    #[error("migration {module}/{name} is applied but unknown here: is this an older program?")]
    Newer {
        /// The module whose migration it is.
        module: String,
        /// The migration.
        name: String,
    },
    /// Another transaction got in the way. [`read!`](crate::read) and [`write!`](crate::write)
    /// run their body again, so this is seen inside a body only.
    #[error("the transaction lost to another")]
    Lost,
    /// Anything else: a slip of ours, or a fault of the database.
    #[error("the database failed")]
    Other(#[source] Source),
}

/// What lies under an [`Error`], for the log: the database's message without the values that it
/// complains of, since those may be personal.
#[derive(Clone)]
pub struct Source(Arc<str>);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Source {}

impl Error {
    /// A column that holds a word which the code does not know.
    pub fn corrupt(column: &str) -> Self {
        Self::Corrupt { column: column.to_owned() }
    }

    /// A slip of whoever calls this crate, told as any fault of the database is.
    pub(crate) fn slip(text: impl Into<Arc<str>>) -> Self {
        Self::Other(Source(text.into()))
    }

    pub(crate) fn unreachable(text: impl Into<Arc<str>>) -> Self {
        Self::Unreachable(Source(text.into()))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(told) => {
                let code = told.code().unwrap_or_default();
                from_code(&code, || Source(format!("{code}: {}", told.message()).into()))
            }
            sqlx::Error::ColumnNotFound(column) => Self::Corrupt { column: column.clone() },
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => Self::unreachable(error.to_string()),
            _ => Self::slip(error.to_string()),
        }
    }
}

/// PostgreSQL's codes have five characters, SQLite's extended ones at most four. Constraints are
/// told by kind, not by name: SQLite gives no name.
fn from_code(code: &str, source: impl FnOnce() -> Source) -> Error {
    match code {
        "23505" => return Error::Taken,
        // Serialization failure, deadlock; nobody gave way within the lock's time.
        "40001" | "40P01" | "55P03" => return Error::Lost,
        "53100" => return Error::Full,
        // Shut down, crashed, starting; too many connections; an idle one closed by the server.
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "25P03" => {
            return Error::Unreachable(source());
        }
        _ if code.len() == 5 => {
            // Class 08 is about the connection.
            let lost = code.starts_with("08");
            return if lost { Error::Unreachable(source()) } else { Error::Other(source()) };
        }
        _ => {}
    }
    let extended: u32 = code.parse().unwrap_or(0);
    match (extended & 0xff, extended) {
        // A primary key, a unique column, a row's number.
        (_, 1555 | 2067 | 2579) => Error::Taken,
        // Busy, in each of its kinds; locked.
        (5 | 6, _) => Error::Lost,
        // Full; no room for the index of the write-ahead log.
        (13, _) | (_, 4874) => Error::Full,
        // Cannot be opened.
        (14, _) => Error::Unreachable(source()),
        _ => Error::Other(source()),
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
