//! How long a session lives, and what its use costs.

use std::sync::Arc;

use db::testing::on_each;
use vocab::{Clock as _, Role};
use web::StatusCode;

use super::{House, RIGHT, empty, house, log_in};
use crate::accounts::{Account, Sessions, write_seen};

const SEEN: &str = "SELECT MAX(seen_at) AS n FROM session";

async fn seen(it: &House) -> i64 {
    it.number(SEEN).await
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_use() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        log_in(&mut browser, RIGHT).await;
        for at in ["00:29:00", "00:58:00", "01:27:30"] {
            it.clock.set(&format!("2021-12-20T{at}Z"));
            assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK, "{at}");
        }
        it.clock.set("2021-12-20T01:57:31Z");
        let late = browser.get("/cixi/me").await;
        assert_eq!(late.location.as_deref(), Some("/cixi/login?next=%2Fme"));
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        log_in(&mut browser, RIGHT).await;
        for minutes in (10..720).step_by(10) {
            it.clock.set("2021-12-20T00:00:00Z");
            it.clock.advance(jiff::SignedDuration::from_mins(minutes));
            assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK, "{minutes}");
        }
        it.clock.set("2021-12-20T11:59:59Z");
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);
        it.clock.set("2021-12-20T12:00:00Z");
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn pages_write_nothing_and_the_use_of_sessions_is_written_together() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        log_in(&mut browser, RIGHT).await;
        let before = seen(&it).await;
        it.clock.set("2021-12-20T00:10:00Z");
        for _ in 0..3 {
            browser.get("/cixi/me").await;
        }
        assert_eq!(seen(&it).await, before, "a page is read without a write");
        assert_eq!(write_seen(&it.cell, it.clock.now()).await.unwrap(), 1);
        assert_eq!(seen(&it).await, it.clock.now().as_microsecond());
        assert_eq!(write_seen(&it.cell, it.clock.now()).await.unwrap(), 0, "nothing new");
        // Another process knows the session from the table alone.
        it.cell.service::<Sessions>().forget_account(it.ids.make(it.clock.now()));
        it.clock.set("2021-12-20T00:39:00Z");
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_new_log_in_takes_a_new_token_and_ends_the_one_that_was_there() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        let fields = [("login", "clerk"), ("password", RIGHT)];
        let first = browser.submit("/cixi/login", "/cixi/login", &fields).await.cookie.unwrap();
        let second = browser.submit("/cixi/login", "/cixi/login", &fields).await.cookie.unwrap();
        assert_ne!(first, second);
        let mut planted = web::testing::Browser::with_cookie(&it.router, &first);
        assert_eq!(planted.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);
        let mut made_up = web::testing::Browser::with_cookie(&it.router, "xueyu_cixi=abc");
        assert_eq!(made_up.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn the_database_alone_lets_nobody_in() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        log_in(&mut browser, RIGHT).await;
        let stored: Result<_, db::Error> = db::read!(it.cell.db, "token", |tx| {
            tx.one("SELECT token FROM session", &[], |row| row.get::<String>("token")).await
        });
        let cookie = format!("xueyu_cixi={}", stored.unwrap().unwrap());
        let mut thief = web::testing::Browser::with_cookie(&it.router, &cookie);
        assert_eq!(thief.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_waits_for_its_person_lets_nobody_in() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty(db, false).await;
        let id = it.ids.make(it.clock.now());
        let pending = Account::pending(id, "clerk", "沈小岚");
        crate::accounts::add_account(&it.system, pending, Vec::new()).await.unwrap();
        assert_eq!(log_in(&mut it.browser(), "").await, StatusCode::UNPROCESSABLE_ENTITY);
        it.account("lonely", &[], None).await;
        let nothing = super::log_in_as(&mut it.browser(), "lonely", RIGHT).await;
        assert_eq!(nothing, StatusCode::UNPROCESSABLE_ENTITY, "no role runs today");
    })
    .await;
}

#[tokio::test]
async fn sessions_that_ended_long_ago_are_swept_out() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        it.account("other", &[Role::Teacher], None).await;
        log_in(&mut it.browser(), RIGHT).await;
        it.clock.set("2022-01-19T12:00:01Z");
        super::log_in_as(&mut it.browser(), "other", RIGHT).await;
        let worker = crate::jobs::Worker {
            cell: it.cell.clone(),
            clock: it.clock.clone(),
            ids: it.ids.clone(),
            kinds: Arc::new(crate::jobs::Kinds::new(crate::MODULE.jobs)),
        };
        worker.run_all().await.unwrap();
        assert_eq!(it.number("SELECT COUNT(*) AS n FROM session").await, 1);
    })
    .await;
}
