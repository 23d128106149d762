//! A cell with people in it, for tests of pages: real routes and rights, log-ins without passwords.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use db::Db;
use jiff::civil::date;
use vocab::{AccountId, Clock as _, GrantId, Ids, PlaceId, Role, TestCalendar, TestClock};
use web::{
    Actor, App, Authenticator, Cell, Identity, Later, Mac, Metrics, Permissions, Program, Proxies,
    Router, Routes, Site, testing::Browser,
};

use crate::{
    Module, System,
    access::{self, Grant, Place, PlaceKind},
    accounts::{self, Account},
    api::Operations,
    audit::ActLabels,
    effects::Effects,
    files::{FileOwners, Files, Folder, Shelf},
    jobs::{Kinds, Worker},
    measures::Measures,
    panels::Panels,
    privacy::{Keeping, Looks},
    requests::Hooks,
    seal::{self, SealedColumns},
    waiting::Desks,
};

/// A cell called `cixi` on 2021-12-20 at 08:00, with the routes and rights of some modules.
pub struct House {
    /// Real time.
    pub clock: Arc<TestClock>,
    /// Civil time.
    pub calendar: Arc<TestCalendar>,
    /// New identifiers.
    pub ids: Arc<Ids>,
    /// The cell.
    pub cell: Arc<Cell>,
    /// The whole site.
    pub router: Router,
    /// The county's place, with everything in it.
    pub county: PlaceId,
    people: Arc<People>,
    folder: std::path::PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        // Whatever was handed in; most houses have nothing.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Someone who is logged in.
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The role in use.
    pub grant: GrantId,
    /// The browser that is logged in.
    pub browser: Browser,
}

#[derive(Default)]
struct People(RwLock<HashMap<String, Actor>>);

impl Authenticator for People {
    fn program<'a>(
        &'a self,
        cell: &'a Cell,
        key: &'a str,
    ) -> Later<'a, Result<Option<Program>, db::Error>> {
        accounts::program(cell, key)
    }

    fn authenticate<'a>(
        &'a self,
        _: &'a Cell,
        token: &'a str,
    ) -> Later<'a, Result<Option<Actor>, db::Error>> {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned();
        Box::pin(async move { Ok(found) })
    }
}

impl House {
    /// A cell over `db`, whose tables are there already, with the services of this floor; `services`
    /// adds what other modules ask for, or puts another in place of one.
    ///
    /// # Panics
    ///
    /// If the database does not take the county.
    pub async fn new(db: Db, modules: &[Module], services: impl FnOnce(Cell) -> Cell) -> Self {
        Self::of(db, modules, services, false).await
    }

    /// The same, where everything is invented.
    ///
    /// # Panics
    ///
    /// If the database does not take the county.
    pub async fn demo(db: Db, modules: &[Module], services: impl FnOnce(Cell) -> Cell) -> Self {
        Self::of(db, modules, services, true).await
    }

    async fn of(
        db: Db,
        modules: &[Module],
        services: impl FnOnce(Cell) -> Cell,
        demo: bool,
    ) -> Self {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00:00"));
        let ids = Arc::new(Ids::seeded(7));
        let people = Arc::new(People::default());
        let keeping = Keeping {
            retention: modules.iter().flat_map(|it| it.retention).collect(),
            erasers: modules.iter().flat_map(|it| it.erasers).collect(),
        };
        let mut tail = [0; 8];
        getrandom::fill(&mut tail).expect("the system gives randomness");
        let tail = u64::from_be_bytes(tail);
        let folder = std::env::temp_dir().join(format!("xueyu-files-{tail:016x}"));
        let sealer = seal::testing::sealer("cixi");
        let files = Files::new(Shelf::Folder(Folder::new(folder.clone())), sealer.clone());
        let cell = Cell::new("cixi", "慈溪市", db, calendar.clone(), demo)
            .with(ActLabels::new(modules.iter().flat_map(|it| it.acts).copied().flatten()))
            .with(FileOwners::new(modules.iter().flat_map(|it| it.files)))
            .with(files)
            .with(keeping)
            .with(Effects::of(modules))
            .with(Measures::of(modules))
            .with(Panels::of(modules))
            .with(Operations::of(modules))
            .with(Hooks::of(modules))
            .with(Desks::of(modules))
            .with(crate::hall::Hall::of(modules))
            .with(Looks::default())
            .with(SealedColumns(modules.iter().flat_map(|it| it.sealed).copied().collect()))
            .with(sealer);
        let cell = services(cell);
        let cell = Arc::new(cell);
        let routes = modules.iter().fold(Routes::new(), |all, it| all.merge(it.all_routes()));
        let (router, table) = routes.finish();
        let app = App::new(Site {
            cells: BTreeMap::from([("cixi".to_owned(), cell.clone())]),
            clock: clock.clone(),
            ids: ids.clone(),
            authenticator: people.clone(),
            permissions: Permissions::new(modules.iter().flat_map(|it| it.permissions)),
            menu: modules.iter().flat_map(|it| it.menu).copied().collect(),
            homes: modules.iter().flat_map(|it| it.homes).copied().collect(),
            routes: table,
            mac: Mac::new(&[7; 32]),
            secure_cookies: false,
            proxies: Proxies::default(),
            metrics: Metrics::default(),
        });
        let router = web::serve::site(&app, router);
        let county = ids.make(clock.now());
        let house = Self { clock, calendar, ids, cell, router, county, people, folder };
        house.add(house.county, PlaceKind::County, None, "慈溪市").await;
        house
    }

    /// The folder of what people hand in.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// The system itself as a source of acts.
    pub fn system(&self) -> System {
        System {
            db: self.cell.db.clone(),
            clock: self.clock.clone(),
            calendar: self.calendar.clone(),
            ids: self.ids.clone(),
        }
    }

    /// Does every job of `modules` that is due, as the server's worker would.
    ///
    /// # Panics
    ///
    /// If the database fails.
    pub async fn work(&self, modules: &[Module]) {
        let kinds = Kinds::of(modules);
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let worker = Worker { cell: self.cell.clone(), clock, ids, kinds: Arc::new(kinds) };
        worker.run_all().await.expect("the jobs are done");
    }

    /// A new place inside `parent`.
    pub async fn place(&self, kind: PlaceKind, parent: PlaceId, name: &str) -> PlaceId {
        let id = self.ids.make(self.clock.now());
        self.add(id, kind, Some(parent), name).await;
        id
    }

    async fn add(&self, id: PlaceId, kind: PlaceKind, parent: Option<PlaceId>, name: &str) {
        let name = name.to_owned();
        let since = date(2021, 8, 1);
        let place = Place { id, kind, parent, code: None, name, position: 1, since };
        let added: Result<(), db::Error> =
            db::write!(self.cell.db, "place", |tx| { access::add_place(tx, &place).await });
        added.expect("the place is stored");
    }

    /// A new account with one role, logged in.
    ///
    /// # Panics
    ///
    /// If the database does not take it.
    pub async fn person(&self, name: &str, role: Role, place: PlaceId) -> Person {
        let now = self.clock.now();
        let (account, grant): (AccountId, GrantId) = (self.ids.make(now), self.ids.make(now));
        let token = account.to_string();
        let row = Account::active(account, &token, name, String::new());
        let since = date(2021, 8, 1);
        let grants = vec![Grant { id: grant, account, role, place, since, until: None }];
        accounts::add_account(&self.system(), row, grants).await.expect("the account is stored");
        let identity = Identity { grant, role, place, place_name: name.to_owned() };
        let actor = Actor {
            account,
            session: self.ids.make(now),
            name: name.to_owned(),
            identity: identity.clone(),
            identities: vec![identity],
            held_at: None,
            unread: 0,
            waiting: 0,
        };
        let mut people = self.people.0.write().unwrap_or_else(PoisonError::into_inner);
        people.insert(token.clone(), actor);
        let cookie = format!("{}={token}", web::serve::cookie_name("cixi"));
        Person { account, grant, browser: Browser::with_cookie(&self.router, &cookie) }
    }
}
