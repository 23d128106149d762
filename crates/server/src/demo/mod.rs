//! The demo: the county of Cixi at full size, and beside it two small cities of which other figures
//! were published. Each is a cell of its own, made once and reused after.

mod cities;

use std::{path::Path, time::Instant};

use anyhow::Context as _;
use directory::demo::{County, Plan};
use jiff::civil::{DateTime, date};
use platform::{
    accounts::{self, DemoLogin},
    demo_time,
    effects::Effects,
    measures::Measures,
    providers::{ProviderConfig, ProviderKind},
    settings,
};
use vocab::{SchoolYear, moment_of};

use crate::{
    config::{CellConfig, Config},
    tools::print,
    upgrade::Upgrading,
    wiring::{House, OpenCell},
};

/// Where the county's calendar starts.
pub(crate) const FIRST_MOMENT: DateTime = date(2021, 12, 20).at(8, 0, 0, 0);
/// The evening on which its people were entered.
const MADE_AT: DateTime = date(2021, 8, 25).at(20, 0, 0, 0);
/// What fixes everything about its people.
const SEED: u64 = 330_299;
/// The password of every demo log-in: it is no secret, and stands on the log-in page.
pub(crate) const PASSWORD: &str = "demo-2021";
/// The mark of a county that was made to the end.
const MADE: &str = "demo-made";

/// Makes the county and the cities in `data`, those of them that are not there; `fresh` makes all
/// anew.
pub(crate) async fn ensure_all(data: &Path, fresh: bool, scale: usize) -> anyhow::Result<()> {
    ensure(data, fresh, scale).await?;
    cities::ensure(data, fresh).await
}

/// Makes the county alone in `data` unless it is there; `fresh` makes it anew.
pub(crate) async fn ensure(data: &Path, fresh: bool, scale: usize) -> anyhow::Result<()> {
    ensure_in(data, None, fresh, scale).await
}

/// The same in the database at an address, which `fresh` wants to be empty; in a file without one.
pub(crate) async fn ensure_in(
    data: &Path,
    database: Option<String>,
    fresh: bool,
    scale: usize,
) -> anyhow::Result<()> {
    let config = config(database);
    let cell = &config.cells[0];
    if !fresh && is_made(data, cell).await? {
        return Ok(());
    }
    clear(data, cell)?;
    config.save(data)?;
    make(data, cell, scale).await
}

/// Where a demo cell's calendar starts.
pub(crate) fn first_moment(key: &str) -> DateTime {
    cities::find(key).map_or(FIRST_MOMENT, |it| it.first_moment)
}

/// One demo cell, its records in the database at an address, or in a file without one.
fn config(database: Option<String>) -> Config {
    Config {
        cells: vec![CellConfig { database, ..demo_cell("cixi", "慈溪市") }],
        ..Config::empty()
    }
}

fn demo_cell(key: &str, name: &str) -> CellConfig {
    CellConfig {
        key: key.to_owned(),
        name: name.to_owned(),
        database: None,
        demo: true,
        bucket: None,
        sms: None,
        providers: ProviderKind::ALL.map(ProviderConfig::stand_in).to_vec(),
    }
}

async fn is_made(data: &Path, cell: &CellConfig) -> anyhow::Result<bool> {
    let is_there = cell.database.is_some() || cell.file(data).exists();
    if Config::find(data)?.is_none() || !is_there {
        return Ok(false);
    }
    let house = House::open(data, false)?.upgrading(Upgrading::AfterCopy);
    let open = house.cell(data, cell).await?;
    let mark: Result<Option<String>, db::Error> =
        db::read!(open.db, "demo made", |tx| { settings::find(tx, MADE).await });
    Ok(mark?.is_some())
}

fn clear(data: &Path, cell: &CellConfig) -> anyhow::Result<()> {
    let file = cell.file(data);
    for ending in ["", "-wal", "-shm"] {
        let path = file.with_file_name(format!("{}.db{ending}", cell.key));
        if path.exists() {
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// The county's people, who are the same every time.
pub(crate) fn county(scale: usize) -> anyhow::Result<County> {
    let plan = Plan::cixi(SEED).smaller(scale);
    let made_at = moment_of(MADE_AT).context("a moment")?;
    let mut county = County::generate(plan, SchoolYear::starting(2021)?, made_at);
    admissions::classes::demo::seat(&mut county);
    Ok(county)
}

/// Makes the county in the new folder `data` with its schools, staff and classes alone: nobody is on
/// a roll yet.
pub(crate) async fn make_without_roll(data: &Path, county: &County) -> anyhow::Result<()> {
    let config = config(None);
    config.save(data)?;
    let house = House::open(data, true)?;
    let open = house.cell(data, &config.cells[0]).await?;
    let hurry = open.db.hurry().await?;
    directory::demo::load_without_roll(&open.system(&house), county, &open.sealer).await?;
    hurry.finish().await?;
    open.db.close().await;
    Ok(())
}

async fn make(data: &Path, cell: &CellConfig, scale: usize) -> anyhow::Result<()> {
    let begun = Instant::now();
    let say = |what: &str| print(&format!("{:>6.1} s  {what}", begun.elapsed().as_secs_f64()));
    say("生成人员、学校、班级……");
    let county = county(scale)?;
    let house = House::open(data, true)?;
    let open = house.cell(data, cell).await?;
    let system = open.system(&house);
    // What breaks off is made anew from the beginning, so nothing waits for the disk meanwhile.
    let hurry = open.db.hurry().await?;
    say("写入名录……");
    let counts = directory::demo::load(&system, &county, &open.sealer).await?;
    directory::census::demo::load(&system, &county).await?;
    say("写入课后服务的一个学期……");
    schoolday::aftercare::demo::load(&system, &county, &open.sealer).await?;
    let effects = Effects::of(crate::MODULES.iter());
    case::demo::load(&system, &county, &effects).await?;
    drawing::demo::visits(&system, &county, &open.sealer).await?;
    notice::demo::load(&system, &county).await?;
    register::demo::load(&system, &county).await?;
    filing::demo::load(&system, &county).await?;
    review::demo::load(&system, &county).await?;
    services::graduation::demo::load(&system, &county, &open.sealer, &effects).await?;
    say("编班……");
    admissions::classes::demo::load(&system, &county).await?;
    say("学区和学位预测……");
    admissions::catchment::demo::load(&system, &county).await?;
    admissions::forecast::demo::load(&system, &county).await?;
    say("写入招生入学……");
    admissions::kindergarten::demo::load(&system, &county).await?;
    let draws = admissions::registration::demo::load(&system, &county, &open.sealer).await?;
    admissions::placement::demo::load(&system, &county, &draws).await?;
    admissions::admission::demo::load(&system, &county).await?;
    say("统计指标……");
    indicator::demo::load(&system, &Measures::of(crate::MODULES.iter())).await?;
    // Its documents quote what was counted.
    governance::load_demo(&system, &county, &open.sealer).await?;
    hurry.finish().await?;
    let logins = open_doors(&open, &county, FIRST_MOMENT).await?;
    say("县(市、区)已建好");
    print(&counts.to_string());
    tell(&logins);
    Ok(())
}

fn tell(logins: &[DemoLogin]) {
    for it in logins {
        print(&format!("  {}  账号 {}  密码 {}", it.label, it.login, it.password));
    }
}

/// Gives the cast their log-ins, which the log-in page shows, and marks the county as made.
async fn open_doors(
    open: &OpenCell,
    county: &County,
    from: DateTime,
) -> anyhow::Result<Vec<DemoLogin>> {
    let cast = county.faces();
    let hash = accounts::hash_password(PASSWORD)?;
    let logins: Vec<DemoLogin> = cast
        .iter()
        .map(|it| DemoLogin {
            label: format!("{} · {}", it.role.label(), it.place),
            login: it.role.key().to_owned(),
            password: PASSWORD.to_owned(),
        })
        .collect();
    let opened: Result<(), db::Error> = db::write!(open.db, "demo log-ins", |tx| {
        for part in &cast {
            accounts::activate_as(tx, part.account, part.role.key(), &hash).await?;
        }
        accounts::set_demo_logins(tx, &logins).await?;
        demo_time::keep(tx, from).await?;
        settings::set(tx, MADE, "1").await
    });
    opened?;
    Ok(logins)
}
