//! What goes wrong is told to everyone it concerns, stores nothing, and passes.

use std::time::Duration;

use super::{MIGRATIONS, act, acts, count};
use crate::{
    Db, Error, Options,
    testing::{on_each, on_postgres, on_sqlite},
};

#[tokio::test]
async fn whichever_statement_fails_nothing_is_stored() {
    on_each(MIGRATIONS, async |db| {
        for n in 1.. {
            db.faults().fail_statement(n);
            let done = act(&db, 1).await;
            if db.faults().pending() {
                assert!(done.is_ok());
                assert_eq!(n, 5, "an act is four statements");
                break;
            }
            assert!(matches!(done, Err(Error::Other(_))), "statement {n}: {done:?}");
            db.faults().fail_statement(0);
            assert!(acts(&db).await.is_empty());
        }
        db.faults().fail_statement(0);
        assert_eq!(acts(&db).await, [1]);
    })
    .await;
}

/// A pupil and two samples that name it, sent together at the end or before the question.
async fn act_later(db: &Db, id: i64, asks: bool) -> Result<i64, Error> {
    crate::write!(db, "later", |tx| {
        tx.later("INSERT INTO pupil (id, name)", "", crate::row![id, "陈晨"]);
        for sample in [2 * id, 2 * id + 1] {
            let row = crate::row![sample, true, id];
            tx.later("INSERT INTO sample (id, yes, pupil_id)", "ON CONFLICT DO NOTHING", row);
        }
        if !asks {
            return Ok(2);
        }
        let sql = "SELECT COUNT(*) AS n FROM sample WHERE pupil_id = $1";
        Ok(tx.one(sql, &[&id], |row| row.get("n")).await?.unwrap_or(0))
    })
}

#[tokio::test]
async fn what_is_sent_later_is_there_when_it_is_asked_for_and_at_the_end_or_not_at_all() {
    on_each(MIGRATIONS, async |db| {
        for (id, asks, statements) in [(1, true, 4), (2, false, 3)] {
            for n in 1.. {
                db.faults().fail_statement(n);
                let done = act_later(&db, id, asks).await;
                if db.faults().pending() {
                    assert_eq!(done.unwrap(), 2);
                    assert_eq!(n, statements + 1);
                    break;
                }
                assert!(matches!(done, Err(Error::Other(_))), "statement {n}: {done:?}");
                assert_eq!(acts(&db).await.len(), usize::try_from(id - 1).unwrap());
            }
            db.faults().fail_statement(0);
        }
        assert_eq!(acts(&db).await, [1, 2]);
        assert!(matches!(act_later(&db, 2, false).await, Err(Error::Taken)));
        let refused: Result<(), Error> = crate::write!(db, "refused", |tx| {
            tx.later("INSERT INTO pupil (id, name)", "", crate::row![3_i64, "陈晨"]);
            Err(Error::Taken)
        });
        assert!(matches!(refused, Err(Error::Taken)));
        assert_eq!(acts(&db).await, [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_commit_fails_everyone_in_it_is_told_and_nothing_is_stored() {
    on_each(MIGRATIONS, async |db| {
        act(&db, 1000).await.unwrap();
        // The first commit is slow, so that all others gather behind it; then theirs fails.
        db.faults().delay_commits(Duration::from_millis(150));
        let first = tokio::spawn({
            let db = db.clone();
            async move { act(&db, 0).await }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let others: Vec<_> = (1..=20)
            .map(|id| {
                let db = db.clone();
                // Some of them are refusals: they rest on what is not stored either.
                tokio::spawn(async move { act(&db, if id % 4 == 0 { 1 } else { id }).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(10)).await;
        assert!(!first.is_finished(), "the first commit should still be under way");
        assert!(first.await.unwrap().is_ok());
        db.faults().fail_commits(20);
        for other in others {
            assert!(matches!(other.await.unwrap(), Err(Error::Other(_))));
        }
        db.faults().fail_commits(0);
        db.faults().delay_commits(Duration::ZERO);
        assert_eq!(acts(&db).await, [0, 1000]);
        act(&db, 1).await.unwrap();
    })
    .await;
}

/// Adds a pupil with a name of 3,000 bytes: one page each.
async fn fill(db: &Db, id: i64) -> Result<u64, Error> {
    let name = "x".repeat(3000);
    crate::write!(db, "fill", |tx| {
        tx.run("INSERT INTO pupil (id, name) VALUES ($1, $2)", &[&id, &name]).await
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_as_such_and_once_there_is_room_all_goes_on() {
    on_sqlite(MIGRATIONS, async |db| {
        let pages = db.size().await.unwrap() / 4096;
        db.faults().limit_pages(pages + 20);
        let mut stored = 0;
        let full = loop {
            match fill(&db, stored).await {
                Ok(_) => stored += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(full, Error::Full), "{full:?}");
        assert!(stored > 5);
        // Many at once: none is told more than is there, and reading goes on.
        let tasks: Vec<_> = (100..140)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move { fill(&db, id).await })
            })
            .collect();
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => stored += 1,
                Err(error) => assert!(matches!(error, Error::Full), "{error:?}"),
            }
        }
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, stored);
        db.faults().limit_pages(0);
        for id in 200..260 {
            fill(&db, id).await.unwrap();
        }
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, stored + 60);
    })
    .await;
}

/// On a real file system of a megabyte or two, where there is one: its path is in
/// `TEST_SMALL_DISK`, whoever runs the test as root can mount a tmpfs there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a small disk at TEST_SMALL_DISK"]
async fn a_disk_that_is_really_full_is_told_as_such_and_recovers() {
    let folder = std::path::PathBuf::from(std::env::var("TEST_SMALL_DISK").unwrap());
    let path = folder.join("cell.db");
    let db = Db::open(&Options::sqlite(&path)).unwrap();
    db.migrate("test", MIGRATIONS).await.unwrap();
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![1; 300_000]).unwrap();
    let mut stored = Vec::new();
    for id in 0..2000 {
        match fill(&db, id).await {
            Ok(_) => stored.push(id),
            Err(error) => {
                assert!(matches!(error, Error::Full), "{error:?}");
                break;
            }
        }
    }
    assert!(stored.len() < 2000, "this disk is not small");
    for id in 2000..2020 {
        match fill(&db, id).await {
            Ok(_) => stored.push(id),
            Err(error) => assert!(matches!(error, Error::Full), "{error:?}"),
        }
    }
    let there = i64::try_from(stored.len()).unwrap();
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, there);
    std::fs::remove_file(&ballast).unwrap();
    for id in 3000..3010 {
        fill(&db, id).await.unwrap();
    }
    assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, there + 10);
}

/// Ends every other connection to the server that works in the same schema.
async fn cut(db: &Db) {
    let ended: Result<Vec<i64>, Error> = crate::read!(db, "cut", |tx| {
        let sql = "
            SELECT CASE WHEN pg_terminate_backend(pid) THEN 1 ELSE 0 END AS ended
            FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND application_name = 'xueyu'
                AND pid IN (SELECT pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                    JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = current_schema())";
        tx.all(sql, &[], |row| row.get("ended")).await
    });
    ended.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_made_anew_and_nobody_notices_who_was_not_committing() {
    on_postgres(MIGRATIONS, async |db| {
        let knife = db.another();
        act(&db, 0).await.unwrap();
        let mut stored = vec![0];
        for id in 1..40 {
            let writer = tokio::spawn({
                let db = db.clone();
                async move { act(&db, id).await }
            });
            cut(&knife).await;
            match writer.await.unwrap() {
                Ok(_) => stored.push(id),
                Err(error) => assert!(matches!(error, Error::Unreachable(_)), "{error:?}"),
            }
        }
        let there = acts(&db).await;
        assert!(stored.iter().all(|id| there.contains(id)));
        assert!(stored.len() > 30, "almost none should notice: {}", stored.len());
    })
    .await;
}

#[tokio::test]
async fn an_idle_connection_that_the_server_closed_is_not_noticed() {
    on_postgres(MIGRATIONS, async |db| {
        act(&db, 1).await.unwrap();
        acts(&db).await;
        let pids = "SELECT CAST(pg_backend_pid() AS BIGINT) AS n";
        let reader = count(&db, pids).await;
        let writer: Result<Option<i64>, Error> =
            crate::write!(db, "pid", |tx| { tx.one(pids, &[], |row| row.get("n")).await });
        let knife = db.another();
        for pid in [reader, writer.unwrap().unwrap()] {
            let sql =
                "SELECT CASE WHEN pg_terminate_backend(CAST($1 AS INT)) THEN 1 ELSE 0 END AS n";
            let cut: Result<Option<i64>, Error> =
                crate::read!(knife, "cut", |tx| { tx.one(sql, &[&pid], |row| row.get("n")).await });
            assert_eq!(cut.unwrap(), Some(1));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(acts(&db).await, [1]);
        act(&db, 2).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_as_such_at_once() {
    let db = Db::open(&Options::parse("postgres://xueyu@127.0.0.1:1/none").unwrap()).unwrap();
    let started = std::time::Instant::now();
    for _ in 0..5 {
        assert!(matches!(act(&db, 1).await, Err(Error::Unreachable(_))));
    }
    assert!(started.elapsed() < Duration::from_secs(2));
    let seen: Result<u64, Error> = crate::read!(db, "look", |tx| { tx.run("SELECT 1", &[]).await });
    assert!(matches!(seen, Err(Error::Unreachable(_))));
}
