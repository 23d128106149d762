//! Indicators: counting the whole county and one school, asking for values that two years have left,
//! the cockpit.

mod store;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use db::Db;
use indicator::{
    asking::{self, AsKnown},
    counting::{count, recount},
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use platform::{System, measures::Measures};
use vocab::PlaceId;

use super::{
    Figure,
    county::{Server, copied},
    load::percentile,
    pages::{log_in, millis, volley_of},
    report,
};
use crate::tools::{self, print};

/// The first day of the two years that are filled; the demo's own counts begin after them.
const FIRST: Date = date(2019, 9, 2);
/// Each value changes so many times in two years: every tenth day of school and more.
const CHANGES: i64 = 50;
/// Days between two changes.
const EVERY: i64 = 14;
/// Of so many indicators.
const INDICATORS: i64 = 60;
/// Values that are asked for.
const ASKED: usize = 1_000;
/// Courses of a year that are asked for, each of all schools.
const SERIES: usize = 40;
/// Requests of the cockpit.
const REQUESTS: usize = 800;

/// Measures and reports. The county in `data`, which nobody serves now, stays as it is.
pub(super) async fn measure(data: &Path) -> anyhow::Result<()> {
    let copy = copied(data, "figures").await?;
    let (house, cell) = tools::open(&copy, None).await?;
    let system: System = cell.system(&house);
    let measures = Measures::of(crate::MODULES.iter());
    let schools: Result<Vec<PlaceId>, db::Error> =
        db::read!(cell.db, "schools", |tx| { store::schools(tx).await });
    let schools = schools?;
    report(&whole(&system, &measures).await?);
    report(&one_school(&system, &measures, &schools).await?);
    fill(&cell.db).await?;
    for figure in asked(&cell.db, &schools).await? {
        report(&figure);
    }
    cell.db.close().await;
    let server = Server::start(&copy).await?;
    let leader = log_in(server.address, "bureau-leader").await?;
    let paths = ["/cixi/cockpit".to_owned()];
    let volley = volley_of(server.address, &paths, &leader, REQUESTS).await?;
    let half = millis(volley.percentile(50));
    report(&Figure::at_most("cockpit of indicators, half within", half, "ms", 20.0));
    server.stop().await?;
    fs::remove_dir_all(&copy).context("cannot remove the copy of the county")
}

/// Every indicator of the county for the day of the demo, once more.
async fn whole(system: &System, measures: &Measures) -> anyhow::Result<Figure> {
    let today = system.calendar.now().date();
    let begun = Instant::now();
    let done = count(system, measures, today).await?;
    let took = begun.elapsed().as_secs_f64();
    print(&format!("    {} indicators, {} values changed", done.indicators, done.changed));
    Ok(Figure::at_most("all indicators of the county for a day", took, "s", 5.0))
}

/// What follows one act: the school where it was done, counted anew.
async fn one_school(
    system: &System,
    measures: &Measures,
    schools: &[PlaceId],
) -> anyhow::Result<Figure> {
    let today = system.calendar.now().date();
    let mut times = Vec::new();
    for school in schools.iter().take(21) {
        let begun = Instant::now();
        recount(system, measures, (*school, today, "测速")).await?;
        times.push(begun.elapsed());
    }
    let half = millis(half_of(&mut times));
    Ok(Figure::at_most("a school's indicators after an act, half", half, "ms", 300.0))
}

/// Two years of values of every school.
async fn fill(db: &Db) -> anyhow::Result<()> {
    let before = db.size().await?;
    let hurry = db.hurry().await?;
    let filled: Result<u64, db::Error> = db::write!(db, "two years of values", |tx| {
        let mut rows = 0;
        for change in 0..CHANGES {
            let day = FIRST.saturating_add((change * EVERY).days());
            rows += store::fill(tx, day, INDICATORS, change).await?;
        }
        Ok(rows)
    });
    let rows = filled?;
    hurry.finish().await?;
    db.analyze().await?;
    let more = db.size().await?.saturating_sub(before);
    print(&format!("    {rows} values of two years take {} MB", more / 1_000_000));
    Ok(())
}

/// A value on a day, and a year of all schools.
async fn asked(db: &Db, schools: &[PlaceId]) -> anyhow::Result<[Figure; 2]> {
    let names: Result<Vec<String>, db::Error> =
        db::read!(db, "indicators", |tx| { store::names(tx, INDICATORS).await });
    let names = names?;
    anyhow::ensure!(!names.is_empty() && !schools.is_empty(), "nothing was ever counted");
    let days = CHANGES * EVERY;
    let mut values = Vec::with_capacity(ASKED);
    for (at, turn) in (0..ASKED).zip(0_i64..) {
        let (name, place) = (&names[at % names.len()], schools[at * 7 % schools.len()]);
        let day = FIRST.saturating_add((turn * 37 % days).days());
        let begun = Instant::now();
        let found: Result<_, db::Error> = db::read!(db, "a value", |tx| {
            asking::value(tx, (name, place), AsKnown::now(day)).await
        });
        anyhow::ensure!(found?.is_some(), "{name} has no value on {day}");
        values.push(begun.elapsed());
    }
    let mut courses = Vec::with_capacity(SERIES);
    for name in names.iter().cycle().take(SERIES) {
        let begun = Instant::now();
        let day = FIRST.saturating_add(365.days());
        let found: Result<_, db::Error> = db::read!(db, "a year", |tx| {
            asking::series(tx, name, AsKnown::now(day), schools).await
        });
        anyhow::ensure!(found?.len() == schools.len(), "a school has no course of {name}");
        courses.push(begun.elapsed());
    }
    Ok([
        Figure::at_most("a value on a day, half within", millis(half_of(&mut values)), "ms", 5.0),
        Figure::at_most(
            "a figure of all schools over a year, half",
            millis(half_of(&mut courses)),
            "ms",
            50.0,
        ),
    ])
}

fn half_of(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    percentile(times, 50)
}
