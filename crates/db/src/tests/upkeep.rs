//! Copies, sizes, plans, loads, limits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{MIGRATIONS, act, acts, count};
use crate::{
    Db, Error, Limit, Options,
    testing::{Folder, on_each, on_postgres, on_sqlite},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_running_database_is_whole_and_opens_elsewhere() {
    on_sqlite(MIGRATIONS, async |db| {
        let folder = Folder::new();
        let stop = Arc::new(AtomicBool::new(false));
        let writer = tokio::spawn({
            let (db, stop) = (db.clone(), stop.clone());
            async move {
                let mut id = 0;
                while !stop.load(Relaxed) {
                    act(&db, id).await.unwrap();
                    id += 1;
                }
                id
            }
        });
        tokio::time::sleep(Duration::from_millis(30)).await;
        let before = acts(&db).await.len();
        let copy = folder.0.join("copy.db");
        db.backup_to(&copy).await.unwrap();
        stop.store(true, Relaxed);
        writer.await.unwrap();
        assert!(db.backup_to(&copy).await.is_err(), "a copy is never written over");
        #[cfg(unix)]
        for file in std::fs::read_dir(&folder.0).unwrap() {
            let mode = std::os::unix::fs::PermissionsExt::mode(
                &file.unwrap().metadata().unwrap().permissions(),
            );
            assert_eq!(mode & 0o077, 0, "nobody but its owner reads it");
        }

        let restored = Db::open(&Options::sqlite(&copy)).unwrap();
        restored.migrate("test", MIGRATIONS).await.unwrap();
        // `acts` sees that none is there by half.
        let there = acts(&restored).await.len();
        assert!(before <= there && there <= acts(&db).await.len());
        act(&restored, -1).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_load_is_seen_when_it_is_done_and_undone_when_it_is_dropped() {
    on_each(MIGRATIONS, async |db| {
        let rows = |from: i64| (from..from + 1000).map(|id| crate::row![id, "x"]);
        let mut load = db.load().await.unwrap();
        load.tx().bulk("INSERT INTO pupil (id, name)", "", rows(0)).await.unwrap();
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 0);
        drop(load);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 0);

        let mut load = db.load().await.unwrap();
        load.tx().bulk("INSERT INTO pupil (id, name)", "", rows(0)).await.unwrap();
        load.commit().await.unwrap();
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 1000);

        let mut load = db.load().await.unwrap();
        let taken = load.tx().bulk("INSERT INTO pupil (id, name)", "", rows(500)).await;
        assert!(matches!(taken, Err(Error::Taken)));
        assert!(matches!(load.commit().await, Err(Error::Taken)));
        let orphan = "INSERT INTO sample (id, yes, pupil_id) VALUES (1, 1, 5000)";
        let mut load = db.load().await.unwrap();
        let refused = load.tx().run(orphan, &[]).await;
        assert!(matches!((refused, load.commit().await), (Err(_), Err(_))), "an orphan came in");
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 1000);
        act(&db, 2000).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn acts_in_a_hurry_are_acts_as_ever() {
    on_each(MIGRATIONS, async |db| {
        act(&db, 1).await.unwrap();
        let hurry = db.hurry().await.unwrap();
        act(&db, 2).await.unwrap();
        assert!(matches!(act(&db, 2).await, Err(Error::Taken)));
        hurry.finish().await.unwrap();
        act(&db, 3).await.unwrap();
        assert_eq!(acts(&db).await, [1, 2, 3]);
    })
    .await;
}

#[tokio::test]
async fn a_plan_shows_which_statements_read_whole_tables() {
    on_each(MIGRATIONS, async |db| {
        let scans = async |sql: &'static str| db.explain(sql).await.unwrap().scans().len();
        assert_eq!(scans("SELECT name FROM pupil WHERE id = $1").await, 0);
        assert_eq!(scans("SELECT name FROM pupil WHERE id IN ($$)").await, 0);
        assert_eq!(scans("SELECT id FROM sample WHERE pupil_id = $1 ORDER BY id").await, 0);
        assert_eq!(scans("UPDATE sample SET yes = $1 WHERE pupil_id = $2").await, 0);
        assert_eq!(scans("SELECT id FROM pupil WHERE name = $1").await, 1);
        assert_eq!(scans("DELETE FROM sample WHERE size > $1").await, 1);
        let both = "SELECT s.id FROM sample s JOIN pupil p ON p.id = s.pupil_id WHERE s.size = $1";
        assert!(scans(both).await >= 1);
    })
    .await;
}

#[tokio::test]
async fn a_statement_is_checked_without_being_run() {
    on_each(MIGRATIONS, async |db| {
        db.prepare_check("INSERT INTO pupil (id, name) VALUES ($1, $2)").await.unwrap();
        db.prepare_check("DELETE FROM pupil WHERE name = $1 AND id IN ($$)").await.unwrap();
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 0);
        for wrong in ["SELECT nothing FROM pupil", "SELECT id FROM nowhere", "SELEC id FROM pupil"]
        {
            assert!(matches!(db.prepare_check(wrong).await, Err(Error::Other(_))), "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_statement_gets_as_many_values_as_it_takes_and_no_nul() {
    on_each(MIGRATIONS, async |db| {
        let wrong: [&[&dyn crate::Stored]; 3] =
            [&[&1_i64], &[&1_i64, &"x", &2_i64], &[&1_i64, &"\0"]];
        for values in wrong {
            let done: Result<u64, Error> = crate::write!(db, "wrong", |tx| {
                tx.run("INSERT INTO pupil (id, name) VALUES ($1, $2)", values).await
            });
            assert!(matches!(done, Err(Error::Other(_))));
        }
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 0);
    })
    .await;
}

#[tokio::test]
async fn size_and_analyze_are_there_on_both() {
    on_each(MIGRATIONS, async |db| {
        let before = db.size().await.unwrap();
        let name = "x".repeat(500);
        let added: Result<u64, Error> = crate::write!(db, "add", |tx| {
            let rows = (0..2000_i64).map(|id| crate::row![id, name]);
            tx.bulk("INSERT INTO pupil (id, name)", "", rows).await
        });
        added.unwrap();
        db.analyze().await.unwrap();
        assert!(db.size().await.unwrap() > before + 1_000_000);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 2000);
    })
    .await;
}

#[tokio::test]
async fn a_cell_that_is_analyzed_leaves_its_neighbours_alone() {
    const KNOWN: &str = "
        SELECT COUNT(*) AS n FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname = current_schema() AND c.relname = 'pupil' AND c.reltuples >= 0";
    on_postgres(MIGRATIONS, async |own| {
        let url = own.url().replace("schema=cell", "schema=neighbour");
        let neighbour = Db::connect(&url).await.unwrap();
        neighbour.migrate("test", MIGRATIONS).await.unwrap();
        own.analyze().await.unwrap();
        assert_eq!(count(&own, KNOWN).await, 1);
        assert_eq!(count(&neighbour, KNOWN).await, 0);
        neighbour.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_error_s_text_does_not_repeat_what_a_row_holds() {
    on_each(MIGRATIONS, async |db| {
        let done: Result<u64, Error> = crate::write!(db, "check", |tx| {
            let sql = "INSERT INTO sample (id, yes, role) VALUES (1, 7, $1)";
            tx.run(sql, &[&"陈晨"]).await
        });
        let error = done.unwrap_err();
        let told = format!("{error:?} {error}");
        assert!(told.to_lowercase().contains("check") && !told.contains("陈"), "{told}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cells_of_one_server_share_its_limit_and_let_go_of_what_they_do_not_use() {
    on_postgres(MIGRATIONS, async |db| {
        let limit = Limit::new(3);
        let options = Options::parse(&db.url()).unwrap().limit(&limit);
        let cells: Vec<Db> = (0..6).map(|_| Db::open(&options).unwrap()).collect();
        for round in 0..3 {
            let tasks: Vec<_> = (0..6)
                .map(|cell: usize| {
                    let db = cells[cell].clone();
                    let id = round * 10 + i64::try_from(cell).unwrap();
                    tokio::spawn(async move {
                        act(&db, id).await.unwrap();
                        acts(&db).await;
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        }
        assert_eq!(acts(&db).await.len(), 18);
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_nobody_uses_is_closed() {
    on_postgres(MIGRATIONS, async |db| {
        let idle = Duration::from_millis(400);
        let cell = Db::open(&Options::parse(&db.url()).unwrap().idle(idle)).unwrap();
        act(&cell, 1).await.unwrap();
        assert_eq!(acts(&cell).await, [1]);
        assert!(cell.is_open());
        tokio::time::sleep(4 * idle).await;
        assert!(!cell.is_open());
        act(&cell, 2).await.unwrap();
        assert_eq!(acts(&cell).await, [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn what_ran_is_remembered_with_where_it_was_joined_and_whether_it_could_write() {
    on_each(MIGRATIONS, async |db| {
        let done: Result<(), Error> = crate::write!(db, "some", |tx| {
            tx.all("SELECT id FROM pupil WHERE id = $1", &[&1_i64], |_| Ok(())).await?;
            tx.run_in("UPDATE pupil SET name = $1 WHERE id IN ($$)", &[&"改"], &[1_i64, 2]).await?;
            Ok(())
        });
        done.unwrap();
        let line = line!() + 2;
        let done: Result<_, Error> = crate::read!(db, "joined", |tx| {
            let sql = crate::Sql::of(&["SELECT id FROM pupil", "WHERE id = $1"]);
            tx.one(sql, &[&1_i64], |_| Ok(())).await
        });
        done.unwrap();
        let heard = db.heard();
        let of = |text: &str| -> Vec<_> {
            let all = heard.iter().filter(|it| it.sql.as_str() == text);
            all.map(|it| (it.in_write, it.sql.joined_at().map(std::panic::Location::line)))
                .collect()
        };
        let select = of("SELECT id FROM pupil WHERE id = $1");
        assert_eq!(select, [(true, None), (false, Some(line))]);
        assert_eq!(of("UPDATE pupil SET name = $1 WHERE id IN ($$)"), [(true, None)]);
    })
    .await;
}
