//! The process is killed in a rush: what was acknowledged is there.
//!
//! The child is this test binary again, told by its environment what to do.

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    time::Duration,
};

use super::{MIGRATIONS, act, acts};
use crate::{
    Db, Error,
    testing::{Folder, on_postgres},
};

const URL: &str = "XUEYU_KILL_URL";
const MUTANT: &str = "XUEYU_KILL_MUTANT";

/// The child: writes as fast as it can and says each act that was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(url) = env::var(URL) else {
        return;
    };
    let db = Db::connect(&url).await.unwrap();
    db.migrate("test", MIGRATIONS).await.unwrap();
    db.faults().delay_commits(Duration::from_millis(5));
    db.faults().answer_early(env::var(MUTANT).is_ok());
    let tasks: Vec<_> = (0..24)
        .map(|task: i64| {
            let db = db.clone();
            tokio::spawn(async move {
                for id in task * 1_000_000.. {
                    act(&db, id).await.unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "act {id}").and_then(|()| out.flush()).unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Runs the child for a moment, kills it, and returns what it had acknowledged.
fn acknowledged_before_the_kill(url: &str, mutant: bool) -> BTreeSet<i64> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "tests::kill::child", "--nocapture"]).env(URL, url);
    if mutant {
        command.env(MUTANT, "1");
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let (mut said, mut line) = (BTreeSet::new(), String::new());
    while lines.read_line(&mut line).unwrap() > 0 {
        // A line cut short by the kill was not said.
        if let Some(id) = line.strip_suffix('\n').and_then(|it| it.strip_prefix("act ")) {
            said.insert(id.parse().unwrap());
            if said.len() == 400 {
                child.kill().unwrap();
            }
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(said.len() >= 400, "the child died early, after {} acts", said.len());
    said
}

async fn lost(db: &Db, said: &BTreeSet<i64>) -> usize {
    let there: BTreeSet<i64> = acts(db).await.into_iter().collect();
    said.difference(&there).count()
}

#[tokio::test]
async fn what_was_acknowledged_before_a_kill_is_there() {
    let folder = Folder::new();
    for round in 0..3 {
        let url = format!("sqlite:{}", folder.0.join(format!("{round}.db")).display());
        let said = acknowledged_before_the_kill(&url, false);
        let db = Db::connect(&url).await.unwrap();
        assert_eq!(lost(&db, &said).await, 0);
        act(&db, -1).await.unwrap();
    }
    on_postgres(MIGRATIONS, async |db| {
        let said = acknowledged_before_the_kill(&db.url(), false);
        assert_eq!(lost(&db, &said).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_mutant_that_answers_before_the_commit_is_caught() {
    let folder = Folder::new();
    for round in 0..20 {
        let url = format!("sqlite:{}", folder.0.join(format!("{round}.db")).display());
        let said = acknowledged_before_the_kill(&url, true);
        if lost(&Db::connect(&url).await.unwrap(), &said).await > 0 {
            return;
        }
    }
    panic!("twenty kills, and the mutant lost nothing");
}

async fn synchronous(db: &Db) -> Result<Vec<i64>, Error> {
    let sql = "PRAGMA synchronous";
    let read = |row: &crate::Row| row.get::<i64>("synchronous");
    let mut seen = Vec::new();
    seen.extend(crate::write!(db, "writer", |tx| { tx.one(sql, &[], read).await })?);
    seen.extend(crate::read!(db, "reader", |tx| { tx.one(sql, &[], read).await })?);
    // What a load leaves behind is as safe as before.
    db.load().await?.commit().await?;
    seen.extend(crate::write!(db, "writer", |tx| { tx.one(sql, &[], read).await })?);
    let hurry = db.hurry().await?;
    assert_eq!(crate::write!(db, "writer", |tx| { tx.one(sql, &[], read).await })?, Some(0));
    hurry.finish().await?;
    seen.extend(crate::write!(db, "writer", |tx| { tx.one(sql, &[], read).await })?);
    drop(db.hurry().await?);
    seen.extend(crate::write!(db, "writer", |tx| { tx.one(sql, &[], read).await })?);
    Ok(seen)
}

/// A kill does not show whether a commit waits for the disk: only the loss of power would.
#[tokio::test]
async fn every_connection_waits_for_the_disk_and_a_mutant_that_does_not_is_caught() {
    const FULL: i64 = 2;
    for mutant in [false, true] {
        let folder = Folder::new();
        let db = Db::open(&crate::Options::sqlite(folder.0.join("cell.db"))).unwrap();
        db.faults().skip_sync(mutant);
        db.migrate("test", MIGRATIONS).await.unwrap();
        let seen = synchronous(&db).await.unwrap();
        assert_eq!(seen.iter().all(|it| *it == FULL), !mutant, "{seen:?}");
        assert_eq!(seen.len(), 5);
    }
}
