//! A database of its own for each test, on every engine that the project promises.

use std::{
    env, fs,
    future::Future,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use sm3::{Digest, Sm3};
use sqlx::AssertSqlSafe;

use crate::{Db, Migration, Options};

/// The schema of a cell in a test's database.
const SCHEMA: &str = "cell";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Runs `test` on a new SQLite database, then on a new PostgreSQL one.
///
/// PostgreSQL is the server at `TEST_POSTGRES_URL`, where the test gets a database. Without it the
/// test runs on SQLite alone, except in CI, where that would be a promise not kept.
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

/// Runs `test` on a new database of the PostgreSQL at `TEST_POSTGRES_URL`, as [`on_each`] does.
///
/// # Panics
///
/// If the database cannot be made, or if `CI` is set and `TEST_POSTGRES_URL` is not.
pub async fn on_postgres<F: Future<Output = ()>>(migrations: &[Migration], test: impl Fn(Db) -> F) {
    let Ok(base) = env::var("TEST_POSTGRES_URL") else {
        assert!(env::var("CI").is_err(), "CI needs TEST_POSTGRES_URL");
        return;
    };
    let server = Server::connect(base).await;
    let (model, name) = (server.model(migrations).await, unique());
    // Hundreds of tables are copied sooner than made.
    server.run(format!("CREATE DATABASE {name} TEMPLATE {model} STRATEGY file_copy")).await;
    let db = server.open(&name);
    test(db.clone()).await;
    db.close().await;
    server.run(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// The PostgreSQL of the tests, where databases are made and dropped.
struct Server {
    base: String,
    pool: sqlx::PgPool,
}

impl Server {
    async fn connect(base: String) -> Self {
        let pool = sqlx::PgPool::connect(&format!("{base}/postgres")).await;
        Self { base, pool: pool.expect("the PostgreSQL at TEST_POSTGRES_URL") }
    }

    /// The name of a database in which `migrations` are done: the first test that needs it makes it.
    async fn model(&self, migrations: &[Migration]) -> String {
        let mut digest = Sm3::new();
        for it in migrations {
            digest.update(it.sql);
        }
        let digest = digest.finalize().iter().take(8).fold(0, |all, it| all << 8 | u64::from(*it));
        let (model, unfinished) = (format!("model_{digest:x}"), format!("making_{digest:x}"));
        let mut alone = self.pool.begin().await.expect("a transaction");
        let wait = "SELECT pg_advisory_xact_lock(hashtext($1))";
        sqlx::query(wait).bind(&model).execute(&mut *alone).await.expect("a turn");
        let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
        let found = sqlx::query(sql).bind(&model).fetch_optional(&mut *alone).await;
        if found.expect("an answer").is_none() {
            self.run(format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
            self.run(format!("CREATE DATABASE {unfinished}")).await;
            let db = self.open(&unfinished);
            db.migrate("test", migrations).await.expect("migrations on PostgreSQL");
            db.close().await;
            // What a read has not given back yet is closed with it; who renames waits for that.
            drop(db);
            self.run(format!("ALTER DATABASE {unfinished} RENAME TO {model}")).await;
        }
        model
    }

    fn open(&self, name: &str) -> Db {
        let url = format!("{}/{name}?schema={SCHEMA}", self.base);
        Db::open(&Options::parse(&url).expect("an address")).expect("a runtime")
    }

    async fn run(&self, sql: String) {
        sqlx::query(AssertSqlSafe(sql)).execute(&self.pool).await.expect("a database for the test");
    }
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
    /// If it is not in the PostgreSQL at `TEST_POSTGRES_URL`.
    pub fn url(&self) -> String {
        match &self.target.place {
            crate::options::Place::Sqlite(path) => format!("sqlite:{}", path.display()),
            crate::options::Place::Postgres { options, schema } => {
                let base = env::var("TEST_POSTGRES_URL").expect("it is there already");
                let name = options.get_database().expect("tests name their database");
                format!("{base}/{name}?schema={}", schema.as_deref().unwrap_or("public"))
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
