//! Logging in, as a browser does it, on each database.

use std::{collections::BTreeMap, sync::Arc};

use db::{Db, testing::on_each};
use jiff::civil::date;
use vocab::{Ids, Role, TestCalendar, TestClock};
use web::{App, Cell, Mac, Permissions, Router, Site, StatusCode, testing::Browser};

use super::{Account, Sessions, add_account, authenticator::Accounts, hash_password};
use crate::{
    System,
    access::{Grant, Place, PlaceKind, add_place},
    seal,
};

struct House {
    router: Router,
    clock: Arc<TestClock>,
}

/// A cell with one account of two roles.
async fn house(db: Db) -> House {
    let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
    let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00:00"));
    let ids = Arc::new(Ids::seeded(7));
    let system = System {
        db: db.clone(),
        clock: clock.clone(),
        calendar: calendar.clone(),
        ids: ids.clone(),
    };
    let now = vocab::Clock::now(&*clock);
    let since = date(2021, 8, 1);
    let county = Place {
        id: ids.make(now),
        kind: PlaceKind::County,
        parent: None,
        code: None,
        name: "慈溪市".to_owned(),
        position: 1,
        since,
    };
    let added: Result<(), db::Error> =
        db::write!(db, "place", |tx| { add_place(tx, &county).await });
    added.unwrap();
    let account = ids.make(now);
    let grant =
        |role| Grant { id: ids.make(now), account, role, place: county.id, since, until: None };
    let grants = vec![grant(Role::BasicEducationClerk), grant(Role::Guardian)];
    let hash = hash_password("right-1234").unwrap();
    add_account(&system, Account::active(account, "clerk", "沈小岚", hash), grants).await.unwrap();
    let cell = Cell::new("cixi", "慈溪市", db, calendar, true)
        .with(Sessions::default())
        .with(seal::testing::sealer("cixi"));
    let (routes, table) = super::routes().finish();
    let app = App::new(Site {
        cells: BTreeMap::from([("cixi".to_owned(), Arc::new(cell))]),
        clock: clock.clone(),
        ids,
        authenticator: Arc::new(Accounts { clock: clock.clone() }),
        permissions: Permissions::default(),
        menu: Vec::new(),
        homes: Vec::new(),
        routes: table,
        mac: Mac::new(&[7; 32]),
        secure_cookies: false,
    });
    House { router: web::serve::site(&app, routes), clock }
}

async fn log_in(browser: &mut Browser, password: &str) -> StatusCode {
    let fields = [("login", "clerk"), ("password", password)];
    browser.submit("/cixi/login", "/cixi/login", &fields).await.status
}

#[tokio::test]
async fn a_person_logs_in_switches_identity_and_logs_out() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = Browser::new(&it.router);
        let away = browser.get("/cixi/me").await;
        assert_eq!(away.location.as_deref(), Some("/cixi/login?next=%2Fme"));
        assert_eq!(log_in(&mut browser, "right-1234").await, StatusCode::SEE_OTHER);
        let me = browser.get("/cixi/me").await;
        assert!(me.body.contains("基教科") && me.body.contains("家长"));
        let grant = me.field("grant").unwrap();
        let switched = browser.submit("/cixi/me", "/cixi/identity", &[("grant", &grant)]).await;
        assert_eq!(switched.status, StatusCode::SEE_OTHER);
        assert_ne!(browser.get("/cixi/me").await.field("grant"), Some(grant));
        browser.submit("/cixi/me", "/cixi/logout", &[]).await;
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_a_quarter_of_an_hour() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = Browser::new(&it.router);
        for _ in 0..5 {
            assert_eq!(log_in(&mut browser, "wrong").await, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(log_in(&mut browser, "right-1234").await, StatusCode::UNPROCESSABLE_ENTITY);
        it.clock.set("2021-12-20T00:15:01Z");
        assert_eq!(log_in(&mut browser, "right-1234").await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = Browser::new(&it.router);
        let fields = [("login", "clerk"), ("password", "right-1234"), ("csrf", "forged")];
        assert_eq!(browser.post("/cixi/login", &fields).await.status, StatusCode::FORBIDDEN);
        let next = [("login", "clerk"), ("password", "right-1234"), ("next", "//evil.example")];
        let reply = browser.submit("/cixi/login", "/cixi/login", &next).await;
        assert_eq!(reply.location.as_deref(), Some("/cixi/"));
    })
    .await;
}
