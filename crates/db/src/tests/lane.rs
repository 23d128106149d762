//! Many writers at once: no seat too many, nobody refused for being in line, one commit for many.

use std::time::Duration;

use super::{MIGRATIONS, act, acts, count};
use crate::{
    Db, Error,
    testing::{on_each, on_postgres, on_sqlite},
};

const SEATS: i64 = 10;

/// Counts, then inserts: right only where nobody comes between.
async fn take_seat(db: &Db, id: i64) -> Result<bool, Error> {
    crate::write!(db, "take a seat", |tx| {
        let sql = "SELECT COUNT(*) AS n FROM pupil";
        let taken: i64 = tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or(0);
        if taken >= SEATS {
            return Ok(false);
        }
        tx.run("INSERT INTO pupil (id, name) VALUES ($1, $2)", &[&id, &"x"]).await?;
        Ok(true)
    })
}

async fn race(dbs: &[Db], tasks: i64) -> usize {
    let tasks: Vec<_> = (0..tasks)
        .map(|id| {
            let db = dbs[usize::try_from(id).unwrap() % dbs.len()].clone();
            tokio::spawn(async move { take_seat(&db, id).await })
        })
        .collect();
    let mut seats = 0;
    for task in tasks {
        seats += usize::from(task.await.unwrap().unwrap());
    }
    seats
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_ten_get_a_seat_and_nobody_an_error() {
    on_each(MIGRATIONS, async |db| {
        assert_eq!(race(std::slice::from_ref(&db), 200).await, 10);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, SEATS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_share_the_seats_too() {
    on_each(MIGRATIONS, async |db| {
        // Lanes of their own, as those of other processes would be.
        let dbs = [db.clone(), db.another(), db.another()];
        assert_eq!(race(&dbs, 120).await, 10);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, SEATS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lane_that_meets_others_at_every_turn_still_comes_through() {
    on_postgres(MIGRATIONS, async |db| {
        // Each reads all rows and adds one, so any two at once conflict.
        let dbs = [db.clone(), db.another(), db.another(), db.another()];
        let tasks: Vec<_> = (0..80_i64)
            .map(|id| {
                let db = dbs[usize::try_from(id).unwrap() % dbs.len()].clone();
                tokio::spawn(async move {
                    crate::write!(db, "conflict", |tx| {
                        let sql = "SELECT COALESCE(MAX(id), 0) + 1 AS n FROM pupil";
                        let next: i64 = tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or(0);
                        let sql = "INSERT INTO pupil (id, name) VALUES ($1, $2)";
                        tx.run(sql, &[&next, &"x"]).await.map_err(again_if_taken)
                    })
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 80);
    })
    .await;
}

/// The key itself may be what shows that the race is lost.
fn again_if_taken(error: Error) -> Error {
    if matches!(error, Error::Taken) { Error::Lost } else { error }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_commit_serves_many() {
    on_each(MIGRATIONS, async |db| {
        act(&db, 1000).await.unwrap();
        db.faults().delay_commits(Duration::from_millis(20));
        let before = db.tally().commits;
        let tasks: Vec<_> = (0..64)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move { act(&db, id).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 2);
        }
        let commits = db.tally().commits - before;
        assert!(commits <= 32, "{commits} commits for 64 acts");
        assert_eq!(acts(&db).await.len(), 65);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_too_waits_for_the_commit_it_rests_on() {
    on_each(MIGRATIONS, async |db| {
        db.faults().delay_commits(Duration::from_millis(200));
        let first = tokio::spawn({
            let db = db.clone();
            async move { act(&db, 1).await }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        // In line while the first one's commit is delayed, then refused for its row.
        db.faults().fail_commits(0);
        let refused = act(&db, 1).await;
        assert!(first.is_finished(), "the refusal was told before what it rests on was stored");
        assert!(matches!(refused, Err(Error::Taken)));
        assert!(first.await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_failed_ends_the_transaction_on_both() {
    on_each(MIGRATIONS, async |db| {
        act(&db, 1).await.unwrap();
        let seen: Result<(), Error> = crate::write!(db, "looks past it", |tx| {
            let sql = "INSERT INTO pupil (id, name) VALUES ($1, $2)";
            tx.run(sql, &[&2_i64, &"x"]).await?;
            assert!(tx.run(sql, &[&1_i64, &"x"]).await.is_err());
            assert!(tx.run(sql, &[&3_i64, &"x"]).await.is_err());
            Ok(())
        });
        assert!(matches!(seen, Err(Error::Taken)));
        assert_eq!(acts(&db).await, [1]);
        act(&db, 2).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_panic_in_a_body_leaves_nothing_and_the_lane_goes_on() {
    on_each(MIGRATIONS, async |db| {
        let other = db.clone();
        let broken = tokio::spawn(async move {
            let done: Result<(), Error> = crate::write!(other, "panics", |tx| {
                let sql = "INSERT INTO pupil (id, name) VALUES ($1, $2)";
                tx.run(sql, &[&7_i64, &"x"]).await?;
                panic!("on purpose");
            });
            done
        });
        assert!(broken.await.is_err());
        act(&db, 8).await.unwrap();
        assert_eq!(acts(&db).await, [8]);
    })
    .await;
}

#[tokio::test]
async fn a_read_sees_one_moment_and_cannot_write() {
    on_each(MIGRATIONS, async |db| {
        act(&db, 1).await.unwrap();
        let seen: Result<(i64, i64), Error> = crate::read!(db, "two looks", |tx| {
            let sql = "SELECT COUNT(*) AS n FROM pupil";
            let before = tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or(0);
            act(&db, before + 1).await?;
            Ok((before, tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or(0)))
        });
        assert_eq!(seen.unwrap(), (1, 1));
        let wrote: Result<u64, Error> =
            crate::read!(db, "writes", |tx| { tx.run("DELETE FROM sample", &[]).await });
        assert!(matches!(wrote, Err(Error::Other(_))));
        assert_eq!(acts(&db).await, [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_too_long_is_told_so() {
    on_sqlite(MIGRATIONS, async |db| {
        let db = db.impatient(Duration::from_millis(50));
        let held = db.load().await.unwrap();
        assert!(matches!(act(&db, 1).await, Err(Error::Contended { name: "act" })));
        drop(held);
        act(&db, 1).await.unwrap();
    })
    .await;
}

/// A handler's future must be `Send`, whatever its body borrows.
#[tokio::test]
async fn a_body_may_borrow_and_be_sent_to_another_thread() {
    fn sent<F: Future + Send>(handler: F) -> F {
        handler
    }
    async fn handler(db: &Db, names: &[String]) -> Result<u64, Error> {
        let kept: Vec<&String> = names.iter().filter(|it| !it.is_empty()).collect();
        crate::write!(db, "borrows", |tx| {
            let rows = kept.iter().zip(0_i64..).map(|(name, id)| crate::row![id, **name]);
            tx.bulk("INSERT INTO pupil (id, name)", "", rows).await?;
            tx.run_in("DELETE FROM pupil WHERE id IN ($$)", &[], &[0_i64, 7]).await?;
            let sql = "SELECT name FROM pupil WHERE name IN ($$)";
            let left = tx.all_in(sql, &[], names, |row| row.get::<String>("name")).await?;
            Ok(u64::try_from(left.len()).unwrap_or(0))
        })
    }
    on_each(MIGRATIONS, async |db| {
        let names = ["陈".to_owned(), String::new(), "林".to_owned()];
        assert_eq!(sent(handler(&db, &names)).await.unwrap(), 1);
    })
    .await;
}
