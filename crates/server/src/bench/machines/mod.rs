//! The machines of the catalog under as many records as a large county has in years: a hundred
//! thousand open cases, a return of every day from every school, a catalog of two hundred entries.

mod entries;
mod store;

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use db::Db;
use jiff::Timestamp;
use platform::System;
use vocab::{Clock as _, SystemClock};

use super::{
    Figure,
    county::{Server, copied},
    http::Client,
    load::{Shot, Volley, fire},
    pages::{log_in, millis, volley_of},
    report,
};
use crate::{
    config::Config,
    demo::{self, FIRST_MOMENT},
    tools::{self, print},
};

/// Open cases in a county at full size.
const CASES: usize = 100_000;
/// Days of which there is a return from every school.
const DAYS: i64 = 300;
/// Requests a figure.
const REQUESTS: usize = 800;

/// Measures and reports. The county in `data`, which nobody serves now, stays as it is.
pub(super) async fn measure(data: &Path, scale: usize) -> anyhow::Result<()> {
    report(&entries::load()?);
    let copy = copied(data, "machines").await?;
    fill(&copy, scale).await?;
    let begun = SystemClock.now();
    let server = Server::start(&copy).await?;
    let db = Db::connect(&Config::load(&copy)?.cell(None)?.url(&copy)).await?;
    let sweep = ended(&db, ("case.sweep", begun)).await?;
    report(&Figure::at_most("sweep of what became overdue", sweep.0, "s", 2.0));
    print(&format!("    {}", sweep.1));
    for figure in pages(&server, &db).await? {
        report(&figure);
    }
    let bulk = bulk(&server, &db).await?;
    report(&Figure::at_most("bulk decision on 5,000 cases", bulk.0, "s", 5.0));
    print(&format!("    {}", bulk.1));
    db.close().await;
    server.stop().await?;
    fs::remove_dir_all(&copy).context("cannot remove the copy of the county")
}

/// Adds the records to the county in `data`.
async fn fill(data: &Path, scale: usize) -> anyhow::Result<()> {
    let part = CASES / scale.max(1);
    let county = demo::county(scale)?;
    let (house, cell) = tools::open(data, None).await?;
    let system: System = cell.system(&house);
    let hurry = cell.db.hurry().await?;
    let cases = case::crowd::load(&system, &county, (part, FIRST_MOMENT)).await?;
    let due = filing::demo::load_days(&system, &county, ("daily", DAYS)).await?;
    hurry.finish().await?;
    cell.db.analyze().await?;
    cell.db.close().await;
    print(&format!("    {cases} cases more; returns of {DAYS} days more from {due} schools"));
    Ok(())
}

/// How long the first job of a kind took, once it has ended, in seconds; and what it said.
async fn ended(db: &Db, (kind, since): (&str, Timestamp)) -> anyhow::Result<(f64, String)> {
    let begun = Instant::now();
    loop {
        let found: Result<_, db::Error> =
            db::read!(db, "an ended job", |tx| { store::first_ended(tx, (kind, since)).await });
        if let Some(it) = found? {
            let took = it.ended.duration_since(it.started).as_secs_f64();
            return Ok((took, it.result));
        }
        anyhow::ensure!(begun.elapsed() < Duration::from_mins(3), "no job {kind} has ended");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The lists and sums as people open them.
async fn pages(server: &Server, db: &Db) -> anyhow::Result<Vec<Figure>> {
    let address = server.address;
    let safety = log_in(address, "safety-clerk").await?;
    let (list, crowd) = opened(address, "/cixi/cases/incident", &safety).await?;
    let (desk, office) = opened(address, "/cixi/cases", &safety).await?;
    print(&format!("    at 8 connections: my list {crowd:.1} ms, my desk {office:.1} ms"));
    let round: Result<_, db::Error> =
        db::read!(db, "the last round", |tx| { store::last_round(tx, "daily").await });
    let round = round?.context("no day has a return")?;
    // One after another: an office rolls its returns up once.
    let path = format!("/cixi/filings/daily/rounds/{round}/sums?back=300");
    let sums = Shot { path, cookie: safety, form: None };
    let sums = fire(address, 1, vec![sums; REQUESTS / 20]).await?;
    anyhow::ensure!(sums.statuses.iter().all(|it| *it == 200), "the sums are no page");
    let half = |it: &Volley| millis(it.percentile(50));
    Ok(vec![
        Figure::at_most("my list of 100,000 cases, half within", list, "ms", 15.0),
        Figure::at_most("my desk of all kinds, half within", desk, "ms", 15.0),
        Figure::at_most("300 days of returns rolled up, half", half(&sums), "ms", 200.0),
    ])
}

/// How long half of those who open a page wait, in milliseconds: one after another, and eight at
/// once.
async fn opened(address: SocketAddr, path: &str, cookie: &str) -> anyhow::Result<(f64, f64)> {
    let crowd = volley_of(address, &[path.to_owned()], cookie, REQUESTS).await?;
    let shot = Shot { path: path.to_owned(), cookie: cookie.to_owned(), form: None };
    let alone = fire(address, 1, vec![shot; REQUESTS / 4]).await?;
    Ok((millis(alone.percentile(50)), millis(crowd.percentile(50))))
}

/// One decision on all that a list shows, as its clerk sends it; held for a minute, then done.
async fn bulk(server: &Server, db: &Db) -> anyhow::Result<(f64, String)> {
    let begun = SystemClock.now();
    let cookie = log_in(server.address, "safety-clerk").await?;
    let mut client = Client::open(server.address).await?;
    let list = client.get("/cixi/cases/incident", &cookie).await?;
    let token = list.field("csrf").context("the list has no token")?;
    let form = format!("csrf={token}&all=1&filter=step%3Daccept&deed=accept/accept&sure=1");
    let answer = client.post("/cixi/cases/incident/bulk", &cookie, &form).await?;
    anyhow::ensure!(answer.status == 303, "the bulk decision was answered {}", answer.status);
    ended(db, ("case.bulk", begun)).await
}
