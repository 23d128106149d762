//! Puts the floors together: opens the cells, brings their tables up to date, joins the routes.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use catalog::Faces;
use db::Db;
use platform::{
    System, accounts,
    api::Operations,
    audit::ActLabels,
    codes::PhoneBook,
    demo_time::{self, DemoTime},
    effects::Effects,
    files::{FileOwners, Files},
    hall::Hall,
    measures::Measures,
    notices::{Channels, FileChannel},
    panels::Panels,
    privacy::{Keeping, Looks, Wards},
    providers::{Internet, StandIn, Wire},
    requests::Hooks,
    rights::Handovers,
    seal::{KeyFile, KeyProvider, SealedColumns, Sealer},
    waiting::Desks,
};
use vocab::{Calendar, Clock, Ids, RealCalendar, SystemClock};
use web::{App, Cell, Mac, MenuItem, Metrics, Permissions, Router, Routes, Site};

use crate::{
    config::{CellConfig, Config, key_file},
    modules::{FACES, MODULES},
    upgrade::{self, Upgrading},
};

/// What a process of an installation has in hand.
pub(crate) struct House {
    /// Real time.
    pub(crate) clock: Arc<dyn Clock>,
    /// New identifiers.
    pub(crate) ids: Arc<Ids>,
    /// The keys.
    pub(crate) keys: Arc<dyn KeyProvider>,
    /// Whether a cell that an older version made is brought up to date.
    upgrading: Upgrading,
}

/// A cell with its database open.
pub(crate) struct OpenCell {
    /// What the configuration says of it.
    pub(crate) config: CellConfig,
    /// Its database.
    pub(crate) db: Db,
    /// Its civil time.
    pub(crate) calendar: Arc<dyn Calendar>,
    /// Its calendar as it can be moved, in a demo.
    pub(crate) demo_time: Option<DemoTime>,
    /// Seals its fields.
    pub(crate) sealer: Sealer,
    /// What people handed in.
    pub(crate) files: Files,
    /// The folder of the installation.
    pub(crate) data: PathBuf,
    /// The folder for what it keeps beside its database.
    pub(crate) folder: PathBuf,
}

impl House {
    /// Opens the keys of the installation in `data`; `new` makes them first.
    pub(crate) fn open(data: &Path, new: bool) -> anyhow::Result<Self> {
        let path = key_file(data);
        let keys =
            if new && !path.exists() { KeyFile::create(&path) } else { KeyFile::open(&path) };
        Ok(Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(Ids::random().context("the system gives no randomness")?),
            keys: Arc::new(keys.context("the keys of the installation")?),
            upgrading: Upgrading::No,
        })
    }

    /// The same, which brings cells up to date.
    pub(crate) fn upgrading(self, upgrading: Upgrading) -> Self {
        Self { upgrading, ..self }
    }

    /// Opens a cell, whose tables are those of this version or are brought up to date.
    pub(crate) async fn cell(&self, data: &Path, config: &CellConfig) -> anyhow::Result<OpenCell> {
        let db = Db::connect(&config.url(data))
            .await
            .with_context(|| format!("cannot open the database of {}", config.key))?;
        upgrade::bring_up_to_date(data, config, &db, self.upgrading).await?;
        let sealer = Sealer::new(&config.key, self.keys.clone())?;
        let (calendar, demo_time) = self.calendar(&db, config).await?;
        let folder = data.join(&config.key);
        let files = Files::new(config.shelf(data)?, sealer.clone());
        Ok(OpenCell {
            config: config.clone(),
            db,
            calendar,
            demo_time,
            sealer,
            files,
            data: data.to_owned(),
            folder,
        })
    }

    async fn calendar(
        &self,
        db: &Db,
        config: &CellConfig,
    ) -> anyhow::Result<(Arc<dyn Calendar>, Option<DemoTime>)> {
        if !config.demo {
            return Ok((Arc::new(RealCalendar::over(self.clock.clone())), None));
        }
        let kept: Result<_, db::Error> =
            db::read!(db, "demo time", |tx| { demo_time::find(tx).await });
        let civil = kept?.unwrap_or_else(|| crate::demo::first_moment(&config.key));
        let demo = demo_time::going_on(self.clock.clone(), civil);
        Ok((demo.0.clone(), Some(demo)))
    }
}

impl OpenCell {
    /// The system itself, as a source of acts in this cell.
    pub(crate) fn system(&self, house: &House) -> System {
        System {
            db: self.db.clone(),
            clock: house.clock.clone(),
            calendar: self.calendar.clone(),
            ids: house.ids.clone(),
        }
    }

    fn into_cell(self, doors: &Doors) -> anyhow::Result<Cell> {
        let providers = self.config.providers(&self.data, &doors.wire, &doors.stand_in)?;
        let CellConfig { key, name, demo, .. } = &self.config;
        let channels = match self.config.gateway(&self.data, &doors.wire, &doors.clock)? {
            Some(gateway) => Channels::Outside {
                channels: vec![Arc::new(gateway)],
                book: Arc::new(directory::Addresses),
            },
            // What would go out lies in a file until there is a gateway.
            None => {
                Channels::StandIn(Arc::new(FileChannel::new(self.folder.join("messages.jsonl"))))
            }
        };
        let cell = with_services(Cell::new(key, name, self.db, self.calendar, *demo))
            .with(channels)
            .with(self.files)
            .with(providers)
            .with(self.sealer);
        Ok(match self.demo_time {
            Some(demo_time) => {
                cell.with(demo_time).with(doors.stand_in.clone()).with(drawing::Beacons::stand_in())
            }
            None => cell,
        })
    }
}

/// `cell` with every service that follows from the modules alone, whatever its configuration: one
/// place for the server and for tests that walk the whole house.
#[must_use]
pub fn with_services(cell: Cell) -> Cell {
    let wards: Arc<dyn Wards> = Arc::new(directory::Families);
    let phones: Arc<dyn PhoneBook> = Arc::new(directory::joining::Phones);
    let keeping = Keeping {
        retention: MODULES.iter().flat_map(|it| it.retention).collect(),
        erasers: MODULES.iter().flat_map(|it| it.erasers).collect(),
    };
    cell.with(accounts::Sessions::default())
        .with(ActLabels::new(MODULES.iter().flat_map(|it| it.acts).copied().flatten()))
        .with(FileOwners::new(MODULES.iter().flat_map(|it| it.files)))
        .with(Effects::of(MODULES.iter()))
        .with(Measures::of(MODULES.iter()))
        .with(Panels::of(MODULES.iter()))
        .with(services::Fonts::default())
        .with(paper::Fonts::default())
        .with(Faces::new(FACES))
        .with(Handovers::of(&MODULES))
        .with(Hooks::of(&MODULES))
        .with(Desks::of(MODULES.iter()))
        .with(Hall::of(MODULES.iter()))
        .with(Looks::default())
        .with(wards)
        .with(phones)
        .with(keeping)
        .with(Operations::of(MODULES.iter()))
        .with(SealedColumns(MODULES.iter().flat_map(|it| it.sealed).copied().collect()))
}

/// The ways to the houses through which one can log in, and messages go out.
struct Doors {
    clock: Arc<dyn Clock>,
    wire: Arc<dyn Wire>,
    stand_in: Arc<StandIn>,
}

impl Doors {
    fn new(house: &House) -> anyhow::Result<Self> {
        let stand_in = StandIn::new(house.clock.clone()).context("the demo's log-in provider")?;
        Ok(Self {
            clock: house.clock.clone(),
            wire: Arc::new(Internet::default()),
            stand_in: Arc::new(stand_in),
        })
    }
}

/// The navigation: the one desk over all, then what people came for, their own account last.
fn menu() -> Vec<MenuItem> {
    let mut all: Vec<_> = MODULES.iter().rev().flat_map(|it| it.menu).copied().collect();
    all.sort_by_key(|it| !it.group.is_empty());
    all
}

/// The whole site over `cells`.
pub(crate) fn site(
    house: &House,
    config: &Config,
    cells: Vec<OpenCell>,
) -> anyhow::Result<(App, Router)> {
    let routes = MODULES.iter().fold(Routes::new(), |all, it| all.merge(it.all_routes()));
    let (router, table) = routes.finish();
    let form_key = house.keys.derive(&house.keys.indexing(), "forms")?;
    let form_key = form_key.context("the key file names a key that it does not hold")?;
    let doors = Doors::new(house)?;
    let cells = cells
        .into_iter()
        .map(|it| Ok((it.config.key.clone(), Arc::new(it.into_cell(&doors)?))))
        .collect::<anyhow::Result<BTreeMap<_, _>>>()?;
    let app = App::new(Site {
        cells,
        clock: house.clock.clone(),
        ids: house.ids.clone(),
        authenticator: Arc::new(accounts::Accounts { clock: house.clock.clone() }),
        permissions: Permissions::new(MODULES.iter().flat_map(|it| it.permissions)),
        menu: menu(),
        homes: MODULES.iter().flat_map(|it| it.homes).copied().collect(),
        routes: table,
        mac: Mac::new(form_key.bytes()),
        secure_cookies: config.secure_cookies,
        proxies: config.proxies()?,
        metrics: Metrics::default(),
    });
    let router = web::serve::site(&app, router);
    Ok((app, router))
}
