//! Logging in, as a browser does it, on each database.

mod limits;
mod log_in;
mod own;
mod rules;
mod sessions;

use std::{collections::BTreeMap, sync::Arc};

use db::Db;
use jiff::{Timestamp, civil::date};
use vocab::{AccountId, Clock as _, Ids, PlaceId, Role, TestCalendar, TestClock};
use web::{
    App, Cell, Mac, Metrics, Permissions, Proxies, Router, Site, StatusCode, testing::Browser,
};

use super::{Account, Sessions, add_account, authenticator::Accounts, hash_password};
use crate::{
    System,
    access::{Grant, Place, PlaceKind, add_place},
    seal,
};

pub(crate) const RIGHT: &str = "right-1234";

pub(crate) struct House {
    pub(crate) router: Router,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) ids: Arc<Ids>,
    pub(crate) system: System,
    pub(crate) cell: Arc<Cell>,
    pub(crate) county: PlaceId,
    /// The password's hash: working it out takes its time.
    hash: String,
}

/// A cell with one account, `clerk`, of two roles.
async fn house(db: Db) -> House {
    let it = empty(db, true).await;
    it.account("clerk", &[Role::BasicEducationClerk, Role::Guardian], None).await;
    it
}

/// A cell without people.
async fn empty(db: Db, demo: bool) -> House {
    empty_with(db, demo, |cell| cell).await
}

/// A cell without people, with further services.
pub(crate) async fn empty_with(db: Db, demo: bool, services: impl FnOnce(Cell) -> Cell) -> House {
    let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
    let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00:00"));
    let ids = Arc::new(Ids::seeded(7));
    let system = System {
        db: db.clone(),
        clock: clock.clone(),
        calendar: calendar.clone(),
        ids: ids.clone(),
    };
    let county = Place {
        id: ids.make(clock.now()),
        kind: PlaceKind::County,
        parent: None,
        code: None,
        name: "慈溪市".to_owned(),
        position: 1,
        since: date(2021, 8, 1),
    };
    let added: Result<(), db::Error> =
        db::write!(db, "place", |tx| { add_place(tx, &county).await });
    added.unwrap();
    let cell = Cell::new("cixi", "慈溪市", db, calendar, demo)
        .with(Sessions::default())
        .with(seal::testing::sealer("cixi"));
    let cell = Arc::new(services(cell));
    let routes = super::routes()
        .merge(crate::codes::routes())
        .merge(crate::invitations::routes())
        .merge(crate::providers::routes());
    let (routes, table) = routes.finish();
    let app = App::new(Site {
        cells: BTreeMap::from([("cixi".to_owned(), cell.clone())]),
        clock: clock.clone(),
        ids: ids.clone(),
        authenticator: Arc::new(Accounts { clock: clock.clone() }),
        permissions: Permissions::new(crate::PERMISSIONS),
        menu: Vec::new(),
        homes: Vec::new(),
        routes: table,
        mac: Mac::new(&[7; 32]),
        secure_cookies: false,
        proxies: Proxies {
            networks: vec!["10.1.0.0/16".parse().unwrap()],
            header: web::ProxyHeader::XForwardedFor,
        },
        metrics: Metrics::default(),
    });
    let router = web::serve::site(&app, routes);
    let hash = hash_password(RIGHT).unwrap();
    House { router, clock, ids, system, cell, county: county.id, hash }
}

impl House {
    pub(crate) async fn account(
        &self,
        login: &str,
        roles: &[Role],
        until: Option<Timestamp>,
    ) -> AccountId {
        let now = self.clock.now();
        let id = self.ids.make(now);
        let account = Account {
            password_until: until,
            ..Account::active(id, login, "沈小岚", self.hash.clone())
        };
        let grant = |role: &Role| Grant {
            id: self.ids.make(now),
            account: id,
            role: *role,
            place: self.county,
            since: date(2021, 8, 1),
            until: None,
        };
        let grants = roles.iter().map(grant).collect();
        add_account(&self.system, account, grants).await.unwrap();
        id
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.router)
    }

    /// The number that `sql` comes to, as `n`.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> =
            db::read!(self.cell.db, "number", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
        found.unwrap().unwrap()
    }
}

pub(crate) async fn log_in_as(browser: &mut Browser, login: &str, password: &str) -> StatusCode {
    let fields = [("login", login), ("password", password)];
    browser.submit("/cixi/login", "/cixi/login", &fields).await.status
}

async fn log_in(browser: &mut Browser, password: &str) -> StatusCode {
    log_in_as(browser, "clerk", password).await
}

/// Opens a page, which must be whole.
pub(crate) async fn open(browser: &mut Browser, path: &str) -> web::testing::Reply {
    let reply = browser.get(path).await;
    assert_eq!(web::ui::check::faults(&reply.body), Vec::<String>::new(), "{path}");
    reply
}
