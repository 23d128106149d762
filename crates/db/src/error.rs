//! Why the database did not do as asked, told by what a caller can do about it.

use std::{borrow::Cow, sync::Arc};

/// Why the database did not do as asked.
///
/// Cheap to clone: where a commit fails, everyone who took part in it is told.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A row with this key is there already.
    #[error("a row with this key is there already")]
    Taken,
    /// Other transactions got in the way, each time.
    #[error("transaction `{name}` lost to others each time")]
    Contended {
        /// The transaction's name.
        name: &'static str,
    },
    /// The disk is full. Nothing was stored; what is stored can still be read.
    #[error("the database's disk is full")]
    Full,
    /// The database cannot be reached. Whether the last commit was stored is not known.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Source),
    /// What is stored is not what the code takes it for.
    #[error("column `{column}` holds something else than expected")]
    Corrupt {
        /// The column that was read.
        column: String,
    },
    /// A released migration was changed afterwards.
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
    #[error("migration {module}/{name} is applied but unknown here: an older program?")]
    Newer {
        /// The module whose migration it is.
        module: String,
        /// The migration.
        name: String,
    },
    /// Anything else: a slip of ours, or a fault of the database.
    #[error("the database failed")]
    Other(#[source] Source),
}

impl Error {
    /// A column that holds a word which the code does not know.
    pub fn corrupt(column: &str) -> Self {
        Self::Corrupt { column: column.to_owned() }
    }
}

/// What lies under an [`Error`]: the driver's own, kept for the log.
#[derive(Debug, Clone)]
pub struct Source(Arc<sqlx::Error>);

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Source {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        // By kind, not by the constraint's name: SQLite tells none.
        match code.as_ref().map(Cow::as_ref) {
            // PostgreSQL: unique violation. SQLite: the same for a primary key, a key, a rowid.
            Some("23505" | "1555" | "2067" | "2579") => Self::Taken,
            // PostgreSQL: disk full. SQLite: full; not enough pages is told the same.
            Some("53100" | "13") => Self::Full,
            _ => Self::Other(Source(Arc::new(error))),
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

/// Whether `error` says that another transaction got in the way, so that one more try may do.
pub(crate) fn lost_a_race(error: &Error) -> bool {
    let Error::Other(Source(error)) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    // PostgreSQL: serialization failure, deadlock. SQLite: busy, busy on a snapshot.
    matches!(code.as_deref(), Some("40001" | "40P01" | "5" | "517"))
}
