//! Two small cities beside the county. What was published of a city is shown in its own cell and
//! nowhere else: Ningbo's rate of problems handled within a day (2022), Shaoxing's petitions (2021).
//! In Ningbo's cell it is the day on which the year's plan is read in and handed down.

use std::path::Path;

use anyhow::Context as _;
use case::published::{Course, Published};
use directory::demo::{County, Plan, Region};
use jiff::civil::{Date, DateTime, date};
use platform::{effects::Effects, measures::Measures};
use vocab::{SchoolYear, moment_of};

use super::{clear, demo_cell, is_made, open_doors, tell};
use crate::{
    config::Config,
    tools::print,
    wiring::{House, OpenCell},
};

/// A city of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct City {
    key: &'static str,
    region: Region,
    /// Where its calendar starts.
    pub(super) first_moment: DateTime,
    /// The school year that it shows.
    year: i16,
    published: Published,
    /// The days on which its figures are counted, the year's last among them.
    days: [Date; 2],
    /// Whether it hands targets down to the county.
    hands_down: bool,
}

const CITIES: [City; 2] = [
    City {
        key: "ningbo",
        region: Region::NINGBO,
        first_moment: date(2023, 1, 20).at(8, 0, 0, 0),
        year: 2022,
        // 97.7 % within 24 hours; how many there were was not published: 85 of 87 is ours.
        published: Published { year: 2022, count: 87, late: 2, course: Course::Incident },
        days: [date(2022, 12, 31), date(2023, 1, 20)],
        hands_down: true,
    },
    City {
        key: "shaoxing",
        region: Region::SHAOXING,
        first_moment: date(2021, 12, 31).at(8, 0, 0, 0),
        year: 2021,
        // 472 petitions; forwarded, told, accepted and answered in time: 100 % each.
        published: Published { year: 2021, count: 472, late: 0, course: Course::Petition },
        days: [date(2021, 11, 30), date(2021, 12, 31)],
        hands_down: false,
    },
];

/// The city whose cell has that key.
pub(super) fn find(key: &str) -> Option<&'static City> {
    CITIES.iter().find(|it| it.key == key)
}

/// Makes those that are not there; `fresh` makes all anew.
pub(super) async fn ensure(data: &Path, fresh: bool) -> anyhow::Result<()> {
    for city in &CITIES {
        let mut config = Config::load(data)?;
        let cell = demo_cell(city.key, city.region.name);
        let known = config.cells.iter().any(|it| it.key == city.key);
        if known && !fresh && is_made(data, &cell).await? {
            continue;
        }
        clear(data, &cell)?;
        if !known {
            config.cells.push(cell);
            config.save(data)?;
        }
        make(data, city).await?;
    }
    Ok(())
}

async fn make(data: &Path, city: &City) -> anyhow::Result<()> {
    let at = moment_of(date(city.year, 8, 25).at(20, 0, 0, 0)).context("a moment")?;
    let plan = Plan::city(city.region, super::SEED);
    let county = County::generate(plan, SchoolYear::starting(city.year)?, at);
    let house = House::open(data, false)?;
    let open = house.cell(data, &demo_cell(city.key, city.region.name)).await?;
    let hurry = open.db.hurry().await?;
    fill(&house, (&open, city), &county).await?;
    hurry.finish().await?;
    let logins = open_doors(&open, &county, city.first_moment).await?;
    open.db.close().await;
    print(&format!("{}（{}）已建好", city.region.name, city.first_moment.date()));
    tell(&logins);
    Ok(())
}

async fn fill(
    house: &House,
    (open, city): (&OpenCell, &City),
    county: &County,
) -> anyhow::Result<()> {
    let system = open.system(house);
    directory::demo::load(&system, county, &open.sealer).await?;
    let effects = Effects::of(crate::MODULES.iter());
    case::published::load(&system, county, (&effects, city.published)).await?;
    let measures = Measures::of(crate::MODULES.iter());
    indicator::demo::load_days(&system, &measures, &city.days).await?;
    if city.hands_down {
        governance::load_demo_city(&system, &open.sealer).await?;
    }
    Ok(())
}
