//! A database of its own for each test, on every engine that the project promises.

use std::{
    env, fs,
    future::Future,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{Db, Migration};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Runs `test` on a new SQLite database, then on a new PostgreSQL one.
///
/// PostgreSQL is the one at `TEST_POSTGRES_URL`. Without it the test runs on SQLite alone, except
/// in CI, where that would be a promise not kept.
///
/// # Panics
///
/// If a database cannot be made, or if `CI` is set and `TEST_POSTGRES_URL` is not.
pub async fn on_each<F: Future<Output = ()>>(migrations: &[Migration], test: impl Fn(Db) -> F) {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("t{}_{number}", std::process::id());

    let path: PathBuf = env::temp_dir().join(format!("{name}.db"));
    let db = Db::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.expect("SQLite");
    db.migrate("test", migrations).await.expect("migrations on SQLite");
    test(db.clone()).await;
    db.pool.close().await;
    let _ = fs::remove_file(path);

    let Ok(base) = env::var("TEST_POSTGRES_URL") else {
        assert!(env::var("CI").is_err(), "CI needs TEST_POSTGRES_URL");
        return;
    };
    let admin = Db::connect(&format!("{base}/postgres")).await.expect("PostgreSQL");
    let (create, drop) = (
        format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C'"),
        format!("DROP DATABASE {name} WITH (FORCE)"),
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(create)).execute(&admin.pool).await.expect("a database");
    let db = Db::connect(&format!("{base}/{name}")).await.expect("the new database");
    db.migrate("test", migrations).await.expect("migrations on PostgreSQL");
    test(db.clone()).await;
    db.pool.close().await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(drop)).execute(&admin.pool).await.expect("dropped");
}
