//! Figures, not checks: `cargo test --release -p db figures -- --ignored --nocapture`.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use super::{MIGRATIONS, act};
use crate::{
    Db, Error,
    testing::{on_each, on_sqlite},
};

fn say(what: &str, count: u64, since: Instant) {
    let took = since.elapsed();
    let rate = f64::from(u32::try_from(count).unwrap()) / took.as_secs_f64();
    writeln!(std::io::stdout(), "{what}: {count} in {took:.2?}, {rate:.0}/s").unwrap();
}

fn name(db: &Db) -> &'static str {
    if db.url().starts_with("sqlite") { "SQLite" } else { "PostgreSQL" }
}

async fn rush(db: &Db, writers: i64, acts: i64) {
    let tasks: Vec<_> = (0..writers)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                for id in 0..acts {
                    act(&db, writer * 1_000_000 + id).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a benchmark"]
async fn figures_of_the_lane() {
    for (writers, delay) in [(1, 0), (8, 0), (64, 0), (256, 0), (64, 2), (256, 2)] {
        on_each(MIGRATIONS, async |db| {
            act(&db, -1).await.unwrap();
            db.faults().delay_commits(Duration::from_millis(delay));
            let (before, started) = (db.tally(), Instant::now());
            let acts = (8000 / writers).min(1000);
            rush(&db, writers, acts).await;
            let commits = db.tally().commits - before.commits;
            let total = (writers * acts).unsigned_abs();
            let per = total / commits.max(1);
            say(
                &format!(
                    "{} acts of 4 statements, {writers} writers, +{delay} ms, {per} a commit",
                    name(&db)
                ),
                total,
                started,
            );
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a benchmark"]
async fn figures_of_reading() {
    on_each(MIGRATIONS, async |db| {
        let rows = (0..100_000_i64).map(|id| crate::row![id, format!("学生{id}")]);
        let added: Result<u64, Error> = crate::write!(db, "add", |tx| {
            tx.bulk("INSERT INTO pupil (id, name)", "", rows.clone()).await
        });
        added.unwrap();
        for (rows, tasks) in [(1_i64, 1_i64), (1, 8), (50, 8)] {
            let started = Instant::now();
            let rounds = 3000;
            let tasks: Vec<_> = (0..tasks)
                .map(|task| {
                    let db = db.clone();
                    tokio::spawn(async move {
                        for round in 0..rounds {
                            let from = (task * 7919 + round * 31) % 90_000;
                            let found: Result<Vec<(i64, String)>, Error> =
                                crate::read!(db, "page", |tx| {
                                    let sql = "SELECT id, name FROM pupil WHERE id >= $1
                                        ORDER BY id LIMIT $2";
                                    let read =
                                        |row: &crate::Row| Ok((row.get("id")?, row.get("name")?));
                                    tx.all(sql, &[&from, &rows], read).await
                                });
                            assert_eq!(found.unwrap().len(), usize::try_from(rows).unwrap());
                        }
                    })
                })
                .collect();
            let total = tasks.len() as u64 * 3000;
            for task in tasks {
                task.await.unwrap();
            }
            say(&format!("{} reads of {rows} rows", name(&db)), total, started);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a benchmark"]
async fn figures_of_loading() {
    const ROWS: i64 = 1_000_000;
    on_each(MIGRATIONS, async |db| {
        let mut load = db.load().await.unwrap();
        let started = Instant::now();
        for from in (0..ROWS).step_by(10_000) {
            let rows = (from..from + 10_000).map(|id| crate::row![id, format!("学生{id}")]);
            load.tx().bulk("INSERT INTO pupil (id, name)", "", rows).await.unwrap();
        }
        say(&format!("{} load of pupils, 2 columns", name(&db)), ROWS.unsigned_abs(), started);
        let started = Instant::now();
        let day = jiff::civil::date(2021, 12, 20);
        for from in (0..ROWS).step_by(10_000) {
            let rows = (from..from + 10_000).map(|id| {
                crate::row![
                    id,
                    true,
                    day,
                    "08:00:00",
                    "x",
                    None::<String>,
                    7_i64,
                    (id * 7919) % ROWS
                ]
            });
            let head = "INSERT INTO sample (id, yes, day, hour, moment, role, size, pupil_id)";
            load.tx().bulk(head, "", rows).await.unwrap();
        }
        say(
            &format!("{} load of samples, 8 columns, foreign key, 2 indexes", name(&db)),
            ROWS.unsigned_abs(),
            started,
        );
        let started = Instant::now();
        load.commit().await.unwrap();
        say(&format!("{} commit of the load", name(&db)), 1, started);
    })
    .await;
    on_sqlite(MIGRATIONS, async |db| {
        let started = Instant::now();
        for from in (0..200_000_i64).step_by(10_000) {
            let rows = (from..from + 10_000).map(|id| crate::row![id, format!("学生{id}")]);
            let added: Result<u64, Error> = crate::write!(db, "add", |tx| {
                tx.bulk("INSERT INTO pupil (id, name)", "", rows.clone()).await
            });
            added.unwrap();
        }
        say("SQLite bulk in the lane, 2 columns", 200_000, started);
    })
    .await;
}
