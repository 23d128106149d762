//! Makes an installation, or adds a county to one, with its three separated administrators.
//!
//! 三员分立 (GB/T 22239-2019, level 3): one account runs the system, one gives rights, one reads
//! the trail; none of them can do another's work.

use std::path::Path;

use anyhow::Context as _;
use platform::{
    access::{self, Grant, Place, PlaceKind},
    accounts::{self, Account},
};
use vocab::{AccountId, PlaceId, Role};

use crate::{
    config::{CellConfig, Config},
    tools::print,
    wiring::{House, OpenCell},
};

/// The administrators: role, log-in, name.
const ADMINISTRATORS: [(Role, &str, &str); 3] = [
    (Role::SystemAdmin, "system", "系统管理员"),
    (Role::SecurityAdmin, "security", "安全管理员"),
    (Role::AuditAdmin, "audit", "审计管理员"),
];

/// What a new county is called.
pub(crate) struct NewCounty {
    /// The first segment of its addresses.
    pub(crate) key: String,
    /// As people call it.
    pub(crate) name: String,
    /// Its division code (GB/T 2260).
    pub(crate) division: String,
    /// `postgres://…`, or nothing for a SQLite file.
    pub(crate) database: Option<String>,
}

/// Makes the county, and prints the administrators' first passwords, once.
pub(crate) async fn run(data: &Path, new: NewCounty) -> anyhow::Result<()> {
    let found = Config::find(data)?;
    let mut config = found.unwrap_or_else(Config::empty);
    if config.cells.iter().any(|it| it.key == new.key) {
        anyhow::bail!("there is a county {} already", new.key);
    }
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if new.key.is_empty() || !new.key.chars().all(plain) {
        anyhow::bail!("a county's key is of a-z, 0-9 and -: it stands in every address");
    }
    let cell = CellConfig {
        key: new.key,
        name: new.name,
        database: new.database,
        demo: false,
        bucket: None,
        sms: None,
        providers: Vec::new(),
    };
    std::fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    let house = House::open(data, true)?;
    let open = house.cell(data, &cell).await?;
    let place = add_county(&open, &house, &new.division).await?;
    config.cells.push(cell);
    config.save(data)?;
    print(&format!(
        "{} is made. Its administrators, each for a person of their own:",
        open.config.name
    ));
    for (role, login, name) in ADMINISTRATORS {
        let password = accounts::first_password().context("the system gives no randomness")?;
        add_administrator(&open, &house, place, (role, login, name), &password).await?;
        print(&format!("  {name}  log-in: {login}  first password: {password}"));
    }
    print("The passwords are not kept anywhere; change them at the first log-in.");
    Ok(())
}

async fn add_county(open: &OpenCell, house: &House, division: &str) -> anyhow::Result<PlaceId> {
    let system = open.system(house);
    let county = Place {
        id: house.ids.make(house.clock.now()),
        kind: PlaceKind::County,
        parent: None,
        code: Some(division.to_owned()),
        name: open.config.name.clone(),
        position: 1,
        since: open.calendar.today(),
    };
    let added: Result<(), db::Error> = platform::act!(system, "cell.init", |act| {
        act.about(county.id);
        access::add_place(act.tx(), &county).await
    });
    added.context("the county's place")?;
    Ok(county.id)
}

async fn add_administrator(
    open: &OpenCell,
    house: &House,
    place: PlaceId,
    (role, login, name): (Role, &str, &str),
    password: &str,
) -> anyhow::Result<()> {
    let now = house.clock.now();
    let account: AccountId = house.ids.make(now);
    let since = open.calendar.today();
    let grant = Grant { id: house.ids.make(now), account, role, place, since, until: None };
    let hash = accounts::hash_password(password)?;
    let account = Account::first(account, login, name, hash, now);
    accounts::add_account(&open.system(house), account, vec![grant]).await?;
    Ok(())
}
