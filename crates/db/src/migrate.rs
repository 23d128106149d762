//! Migrations: each module's tables, brought up to date at the start, each step once.

use std::{fmt::Write as _, sync::Arc};

use sm3::{Digest, Sm3};
use sqlx::AssertSqlSafe;
use vocab::{Clock, SystemClock};

use crate::{Db, Error, dialect, options::Place};

/// One step of a module's tables. Never edit one that was released: add one.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_places`: its place in the order, and what it brings.
    pub name: &'static str,
    /// The statements, in the portable subset.
    pub sql: &'static str,
}

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS schema_migration (
        module TEXT NOT NULL,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        applied_at BIGINT NOT NULL,
        PRIMARY KEY (module, name)
    )";

impl Db {
    /// Brings `module`'s tables up to date: runs each of `migrations` once, in order, each in a
    /// transaction of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Edited`] if one that was applied has changed since; [`Error::Newer`] if one was
    /// applied that `migrations` does not hold. Either stops the start: nobody knows what such a
    /// database looks like.
    pub async fn migrate(&self, module: &str, migrations: &[Migration]) -> Result<(), Error> {
        match self.make_room().await {
            // Another process was faster.
            Err(Error::Taken) => self.make_room().await?,
            done => done?,
        }
        let module = module.to_owned();
        let applied = crate::read!(self, "migrations applied", |tx| {
            let sql = "SELECT name, digest FROM schema_migration WHERE module = $1 ORDER BY name";
            tx.all(sql, &[&module], |row| Ok((row.get("name")?, row.get("digest")?))).await
        })?;
        check(&module, migrations, &applied)?;
        for migration in migrations {
            if applied.iter().any(|(name, _)| name == migration.name) {
                continue;
            }
            let now = SystemClock.now();
            let found: String = digest(migration.sql);
            let text = self.dialect(migration.sql);
            crate::write!(self, "migrate", |tx| {
                // The record first: where two processes start at once, its key stops the second.
                let sql = "
                    INSERT INTO schema_migration (module, name, digest, applied_at)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT DO NOTHING";
                let first = tx.run(sql, &[&module, &migration.name, &found, &now]).await? == 1;
                if first { tx.script(AssertSqlSafe(text.clone())).await } else { Ok(()) }
            })?;
        }
        Ok(())
    }

    /// The schema, where the cell is one, and the table of migrations.
    async fn make_room(&self) -> Result<(), Error> {
        if let Place::Postgres { schema: Some(schema), .. } = &self.target.place {
            crate::write!(self, "cell schema", |tx| {
                let sql = format!("CREATE SCHEMA IF NOT EXISTS {schema}");
                tx.script(AssertSqlSafe(sql)).await
            })?;
        }
        let text = self.dialect(TABLE);
        crate::write!(self, "migration table", |tx| {
            tx.script(AssertSqlSafe(text.clone())).await
        })
    }

    /// The text as this database takes it best. What is recorded is the digest of `sql` itself.
    fn dialect(&self, sql: &str) -> Arc<str> {
        match self.target.place {
            Place::Sqlite(_) => dialect::for_sqlite(sql).into(),
            Place::Postgres { .. } => sql.into(),
        }
    }
}

/// Refuses what was edited after it was applied, and what a newer program applied.
fn check(
    module: &str,
    migrations: &[Migration],
    applied: &[(String, String)],
) -> Result<(), Error> {
    for (name, applied) in applied {
        let Some(migration) = migrations.iter().find(|it| it.name == name) else {
            return Err(Error::Newer { module: module.to_owned(), name: name.clone() });
        };
        let found = digest(migration.sql);
        if found != *applied {
            return Err(Error::Edited {
                module: module.to_owned(),
                name: name.clone(),
                applied: applied.clone(),
                found,
            });
        }
    }
    Ok(())
}

/// The SM3 digest of a migration's text. Line ends do not count: a checkout may change them.
fn digest(sql: &str) -> String {
    let mut text = String::new();
    for byte in Sm3::digest(sql.replace("\r\n", "\n")) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
