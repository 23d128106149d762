//! How large a database is.

use crate::{Db, Error, options::Place};

impl Db {
    /// The bytes that the database takes up: on PostgreSQL all of it, whichever schema is this one.
    pub async fn bytes(&self) -> Result<u64, Error> {
        const SQLITE: &str = "
            SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
        const POSTGRES: &str = "SELECT pg_database_size(current_database()) AS bytes";
        let sql = match &self.target.place {
            Place::Sqlite(_) => SQLITE,
            Place::Postgres { .. } => POSTGRES,
        };
        let found: Result<Option<i64>, Error> =
            crate::read!(self, "bytes", |tx| { tx.one(sql, &[], |row| row.get("bytes")).await });
        Ok(found?.and_then(|it| it.try_into().ok()).unwrap_or(0))
    }
}
