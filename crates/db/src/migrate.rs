//! Migrations: each module's tables, brought up to date at the start, each step once.

use std::{fmt::Write as _, sync::Arc};

use sm3::{Digest, Sm3};
use sqlx::AssertSqlSafe;
use vocab::{Clock, SystemClock};

use crate::{Db, Error, Tx, dialect, options::Place};

/// One step of a module's tables. Never edit one that was released: add one.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_places`: its place in the order, and what it brings.
    pub name: &'static str,
    /// The statements, in the portable subset.
    pub sql: &'static str,
}

/// A module with its steps.
pub type Steps<'a> = (&'a str, &'a [Migration]);

/// What is still to be done to bring tables up to date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending {
    /// How many steps were done before: none in a new database.
    pub done: usize,
    /// The steps to do.
    pub steps: Vec<&'static str>,
}

/// An upgrade that was not done: nothing of it is kept.
#[derive(Debug, thiserror::Error)]
#[error("the upgrade failed at step {step}")]
pub struct Failed {
    /// The step.
    pub step: &'static str,
    /// Why.
    #[source]
    pub source: Error,
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
        let applied = self.applied(module).await?;
        check(module, migrations, &applied)?;
        for it in migrations {
            if !applied.iter().any(|(name, _)| name == it.name) {
                crate::write!(self, "migrate", |tx| { self.step(tx, module, it).await })?;
            }
        }
        Ok(())
    }

    /// What [`Db::upgrade`] would do: how many steps of `modules` are done and which are not. Writes
    /// nothing.
    ///
    /// # Errors
    ///
    /// As [`Db::migrate`].
    pub async fn pending(&self, modules: &[Steps<'_>]) -> Result<Pending, Error> {
        let mut pending = Pending::default();
        if !self.has_room().await? {
            pending.steps = modules.iter().flat_map(|it| it.1).map(|it| it.name).collect();
            return Ok(pending);
        }
        for (module, migrations) in modules {
            let applied = self.applied(module).await?;
            check(module, migrations, &applied)?;
            pending.done += applied.len();
            let is_done = |it: &&Migration| applied.iter().any(|(name, _)| name == it.name);
            pending.steps.extend(migrations.iter().filter(|it| !is_done(it)).map(|it| it.name));
        }
        Ok(pending)
    }

    /// Brings the tables of all `modules` up to date in one transaction: all of it or, where a step
    /// fails, nothing. Nobody writes meanwhile, and no step is stopped for taking long.
    ///
    /// # Errors
    ///
    /// As [`Db::migrate`], with the step that failed.
    pub async fn upgrade(&self, modules: &[Steps<'_>]) -> Result<(), Failed> {
        let begin = |source: Error| Failed { step: "begin", source };
        self.pending(modules).await.map_err(begin)?;
        match self.make_room().await {
            Err(Error::Taken) => self.make_room().await.map_err(begin)?,
            done => done.map_err(begin)?,
        }
        let mut load = self.load().await.map_err(begin)?;
        for (module, migrations) in modules {
            for it in *migrations {
                let failed = |source: Error| Failed { step: it.name, source };
                self.step(load.tx(), module, it).await.map_err(failed)?;
            }
        }
        load.commit().await.map_err(|source| Failed { step: "commit", source })
    }

    /// Does one step unless it was done.
    async fn step(&self, tx: &mut Tx, module: &str, it: &Migration) -> Result<(), Error> {
        // The record first: where two processes start at once, its key stops the second.
        let sql = "
            INSERT INTO schema_migration (module, name, digest, applied_at)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING";
        let (found, now) = (digest(it.sql), SystemClock.now());
        let is_first = tx.run(sql, &[&module, &it.name, &found, &now]).await? == 1;
        if !is_first {
            return Ok(());
        }
        tx.script(AssertSqlSafe(self.dialect(it.sql))).await
    }

    async fn applied(&self, module: &str) -> Result<Vec<(String, String)>, Error> {
        crate::read!(self, "migrations applied", |tx| {
            let sql = "SELECT name, digest FROM schema_migration WHERE module = $1 ORDER BY name";
            tx.all(sql, &[&module], |row| Ok((row.get("name")?, row.get("digest")?))).await
        })
    }

    /// Whether the table of migrations is there: else nothing ever was.
    async fn has_room(&self) -> Result<bool, Error> {
        let sql = match self.target.place {
            Place::Sqlite(_) => {
                "SELECT COUNT(*) AS n FROM sqlite_master WHERE name = 'schema_migration'"
            }
            Place::Postgres { .. } => {
                "SELECT COUNT(*) AS n FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_name = 'schema_migration'"
            }
        };
        let found: Result<Option<i64>, Error> = crate::read!(self, "migration table", |tx| {
            tx.one(sql, &[], |row| row.get("n")).await
        });
        Ok(found?.is_some_and(|it| it > 0))
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
