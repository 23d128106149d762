//! What an act promises, on each database.

use std::sync::Arc;

use db::testing::on_each;
use vocab::{Ids, TestCalendar, TestClock};

use super::{System, digest};

fn system(db: db::Db) -> System {
    System {
        db,
        clock: Arc::new(TestClock::at("2021-12-20T00:00:00Z")),
        calendar: Arc::new(TestCalendar::at("2021-12-20T08:00:00")),
        ids: Arc::new(Ids::seeded(7)),
    }
}

async fn count(db: &db::Db, sql: &'static str) -> i64 {
    let found: Result<_, db::Error> =
        db::read!(db, "count", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
    found.unwrap().unwrap_or(0)
}

#[tokio::test]
async fn a_record_goes_with_the_change_and_not_without_it() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(db.clone());
        let done: Result<(), db::Error> = crate::act!(system, "test.done", |act| {
            act.note("count", 3);
            act.note_personal("name", "陈小明");
            act.event("test.happened", "{}");
            Ok(())
        });
        done.unwrap();
        let failed: Result<(), db::Error> =
            crate::act!(system, "test.failed", |_act| { Err(db::Error::Taken) });
        assert!(failed.is_err());
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM act").await, 1);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM act_personal").await, 1);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM outbox").await, 1);
        let sql = "SELECT COUNT(*) AS n FROM act WHERE notes LIKE '%陈小明%'";
        assert_eq!(count(&db, sql).await, 0, "a personal value stands only in the erasable table");
    })
    .await;
}

#[test]
fn lengths_keep_neighbouring_parts_apart() {
    assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
}
