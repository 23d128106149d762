//! A database of its own for each test, on every engine that the project promises.

use std::{
    env, fs,
    future::Future,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::AssertSqlSafe;

use crate::{Db, Migration, Options};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Runs `test` on a new SQLite database, then on a new PostgreSQL one.
///
/// PostgreSQL is the one at `TEST_POSTGRES_URL`, where the test gets a schema. Without it the test
/// runs on SQLite alone, except in CI, where that would be a promise not kept.
///
/// # Panics
///
/// If a database cannot be made, or if `CI` is set and `TEST_POSTGRES_URL` is not.
pub async fn on_each<F: Future<Output = ()>>(migrations: &[Migration], test: impl Fn(Db) -> F) {
    on_sqlite(migrations, &test).await;
    on_postgres(migrations, &test).await;
}

/// Runs `test` on a new SQLite database. It does not wait for the disk: it need not outlive a loss
/// of power, and many tests wait less.
///
/// # Panics
///
/// If the database cannot be made.
pub async fn on_sqlite<F: Future<Output = ()>>(migrations: &[Migration], test: impl Fn(Db) -> F) {
    let folder = Folder::new();
    let db = Db::open(&Options::sqlite(folder.0.join("cell.db"))).expect("a runtime");
    db.faults().skip_sync(true);
    db.migrate("test", migrations).await.expect("migrations on SQLite");
    test(db.clone()).await;
    db.close().await;
}

/// Runs `test` on a new schema of the PostgreSQL at `TEST_POSTGRES_URL`, as [`on_each`] does.
///
/// # Panics
///
/// If the schema cannot be made, or if `CI` is set and `TEST_POSTGRES_URL` is not.
pub async fn on_postgres<F: Future<Output = ()>>(migrations: &[Migration], test: impl Fn(Db) -> F) {
    let Ok(base) = env::var("TEST_POSTGRES_URL") else {
        assert!(env::var("CI").is_err(), "CI needs TEST_POSTGRES_URL");
        return;
    };
    let name = unique();
    let url = format!("{base}/postgres?schema={name}");
    let db = Db::open(&Options::parse(&url).expect("an address")).expect("a runtime");
    drop_schema(&db, &name).await;
    db.migrate("test", migrations).await.expect("migrations on PostgreSQL");
    test(db.clone()).await;
    drop_schema(&db, &name).await;
    db.close().await;
}

async fn drop_schema(db: &Db, name: &str) {
    let dropped: Result<(), crate::Error> = crate::write!(db, "drop schema", |tx| {
        tx.script(AssertSqlSafe(format!("DROP SCHEMA IF EXISTS {name} CASCADE"))).await
    });
    dropped.expect("dropped");
}

fn unique() -> String {
    format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A folder that goes when this does, also where the test fails.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new, empty one.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    #[expect(clippy::new_without_default, reason = "it makes a folder, which a default should not")]
    pub fn new() -> Self {
        let path = env::temp_dir().join(format!("xueyu-{}", unique()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Db {
    /// Its address, for another process.
    ///
    /// # Panics
    ///
    /// If the PostgreSQL that it is in is not the one at `TEST_POSTGRES_URL`.
    pub fn url(&self) -> String {
        match &self.target.place {
            crate::options::Place::Sqlite(path) => format!("sqlite:{}", path.display()),
            crate::options::Place::Postgres { schema, .. } => {
                let base = env::var("TEST_POSTGRES_URL").expect("it is there already");
                format!("{base}/postgres?schema={}", schema.as_deref().unwrap_or("public"))
            }
        }
    }
}

/// What only this crate's own tests need.
#[cfg(test)]
impl Db {
    fn options(&self) -> Options {
        let readers = 3;
        Options {
            place: self.target.place.clone(),
            limit: None,
            readers,
            patience: self.target.patience,
            idle: self.target.idle,
        }
    }

    /// The same database by a lane of its own, as another process would have.
    pub(crate) fn another(&self) -> Self {
        Self::open(&self.options()).expect("a runtime")
    }

    /// The same with less patience.
    pub(crate) fn impatient(&self, patience: std::time::Duration) -> Self {
        Self::open(&self.options().patience(patience)).expect("a runtime")
    }

    /// Whether any connection is open.
    pub(crate) fn is_open(&self) -> bool {
        self.lane.is_open() || self.readers.is_open()
    }
}
