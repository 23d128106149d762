//! The figures of the rush: on SQLite, on SQLite with a slow disk, on PostgreSQL.

use std::{
    env, fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use db::Db;

use super::{Outcome, Rush, Size, ask, open_pages, prepare_in, store};
use crate::{
    bench::{
        Figure,
        county::{Server, copied, processor},
        load::percentile,
        pages::millis,
        report, report_missing,
    },
    demo,
    tools::print,
};

/// The rush on the county at full size.
const FULL: Size = Size { families: 20_000, courses: 500 };
/// How many browsers ask at once.
const CONNECTIONS: usize = 256;
/// Where PostgreSQL is, as the tests are told.
const POSTGRES: &str = "TEST_POSTGRES_URL";

/// One of the figures.
struct Line {
    name: &'static str,
    goal: f64,
    /// Milliseconds that each commit takes longer.
    slow: &'static str,
}

const SQLITE: Line = Line { name: "sign-up rush, durable sign-ups", goal: 3_000.0, slow: "0" };
const SLOW: Line = Line { name: "  2 ms added to each commit", goal: 2_000.0, slow: "2" };
const SERVER: Line = Line { name: "  on PostgreSQL", goal: 1_000.0, slow: "0" };

/// Measures and reports. The county in `data`, which nobody serves now, stays as it is.
pub(in crate::bench) async fn measure(data: &Path, scale: usize) -> anyhow::Result<()> {
    for line in [&SQLITE, &SLOW] {
        let copy = copied(data, "rush").await?;
        run(&copy, scale, line).await?;
        fs::remove_dir_all(&copy).context("cannot remove the rush's copy")?;
    }
    match on_postgres(data, scale).await {
        Ok(()) => Ok(()),
        Err(error) => {
            report_missing(SERVER.name, &error);
            Ok(())
        }
    }
}

async fn on_postgres(data: &Path, scale: usize) -> anyhow::Result<()> {
    let server = env::var(POSTGRES).with_context(|| format!("{POSTGRES} names no server"))?;
    let address = format!("{server}/postgres?schema=xueyu_rush");
    let db = Db::connect(&address).await?;
    let fsync: Result<String, db::Error> = db::write!(db, "rush schema", |tx| {
        store::drop_schema(tx).await?;
        store::fsync(tx).await
    });
    let fsync = fsync?;
    let folder = data.join("rush-postgres");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    demo::ensure_in(&folder, Some(address), true, scale).await?;
    print(&format!("    PostgreSQL runs with fsync={fsync}"));
    run(&folder, scale, &SERVER).await?;
    let dropped: Result<(), db::Error> =
        db::write!(db, "rush schema", |tx| { store::drop_schema(tx).await });
    dropped?;
    fs::remove_dir_all(&folder).context("cannot remove the rush's folder")
}

/// One rush on the county in `data`.
async fn run(data: &Path, scale: usize, line: &Line) -> anyhow::Result<()> {
    let part = |whole: usize| (whole / scale.max(1)).max(1);
    let size = Size { families: part(FULL.families), courses: part(FULL.courses) };
    let rush = Arc::new(prepare_in(data, size).await?);
    let server = Server::start_with(data, &["--slow-commits", line.slow]).await?;
    let (forms, pages) = open_pages(server.address, CONNECTIONS.min(8), &rush).await?;
    let all = (0..rush.asks.len()).collect();
    let spent = || Ok::<_, anyhow::Error>((server.processor()?, processor("self")?));
    let (begun, before) = (Instant::now(), spent()?);
    let answers = ask(server.address, CONNECTIONS, &forms, all, &Arc::default()).await?;
    let took = begun.elapsed();
    let after = spent()?;
    ensure!(answers.len() == rush.asks.len(), "the server broke off");
    server.stop().await?;
    let outcome = super::outcome(data, &rush, &answers).await?;
    let mut times: Vec<Duration> = answers.iter().map(|it| it.took).collect();
    times.sort_unstable();
    tell(line, &rush, &outcome, took, &times);
    let each = |spent: f64| spent * 1e6 / f64::from(u32::try_from(times.len()).unwrap_or(1));
    print(&format!(
        "    processor time of each: server {:.0} µs, its browser {:.0} µs",
        each(after.0 - before.0),
        each(after.1 - before.1)
    ));
    if line.name == SQLITE.name {
        print(&format!("    before it, a family's course page: {}", percentiles(&pages)));
    }
    Ok(())
}

fn tell(line: &Line, rush: &Rush, outcome: &Outcome, took: Duration, times: &[Duration]) {
    let stored = outcome.seats + outcome.waiting;
    let rate = f64::from(u32::try_from(stored).unwrap_or(u32::MAX)) / took.as_secs_f64();
    report(&Figure::at_least(line.name, rate, "/s", line.goal));
    let wrong = f64::from(u32::try_from(outcome.faults.len()).unwrap_or(u32::MAX));
    report(&Figure::at_most("    oversold, lost, unclear, unrecorded", wrong, "", 0.0));
    print(&format!(
        "    {} families, {} courses, {CONNECTIONS} connections: {} seats, {} in queues, {} refused; {}",
        rush.families.len(),
        rush.offers.len(),
        outcome.seats,
        outcome.waiting,
        outcome.refused,
        percentiles(times)
    ));
    for it in outcome.faults.iter().take(10) {
        print(&format!("    {it}"));
    }
}

fn percentiles(times: &[Duration]) -> String {
    let at = |percent: usize| millis(percentile(times, percent));
    format!("half within {:.1} ms, 99 of 100 within {:.1} ms", at(50), at(99))
}
