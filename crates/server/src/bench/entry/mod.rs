//! Entry to school as families meet it: the evening on which a window opens, when twenty thousand open
//! the form and send it; and the day of the results, when everyone looks a number up.

mod store;

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use admissions::registration::{CampaignId, Terms, demo::fields};
use anyhow::{Context as _, ensure};
use db::Db;
use platform::accounts::{self, Rehearsing};

use super::{
    Figure,
    county::{Server, copied},
    http::Client,
    load::{percentile, share},
    pages::{millis, volley_of},
    report,
};
use crate::{
    config::Config,
    tools::{self, print},
};

/// Families that register.
const FAMILIES: usize = 20_000;
/// How many browsers are open at once.
const CONNECTIONS: usize = 64;
/// Look-ups of results.
const LOOKUPS: usize = 20_000;

/// What one family's browser knows before it opens the form.
struct Family {
    cookie: String,
    /// The school of its area.
    school: String,
    /// What it will type, as it is sent.
    typed: String,
}

/// A window that is ready to open.
struct Window {
    campaign: CampaignId,
    before: i64,
    families: Vec<Family>,
}

/// Measures and reports. The county in `data`, which nobody serves now, stays as it is.
pub(super) async fn measure(data: &Path, scale: usize) -> anyhow::Result<()> {
    let copy = copied(data, "entry").await?;
    let window = Arc::new(prepare(&copy, FAMILIES / scale.max(1)).await?);
    let server = Server::start(&copy).await?;
    let begun = Instant::now();
    let times = register(server.address, &window).await?;
    let took = begun.elapsed();
    let db = Db::connect(&Config::load(&copy)?.cell(None)?.url(&copy)).await?;
    let stored: Result<i64, db::Error> =
        db::read!(db, "registered", |tx| { store::registered(tx, window.campaign).await });
    let lost = i64::try_from(window.families.len())? - (stored? - window.before);
    for figure in [
        Figure::at_most("20,000 families register", took.as_secs_f64(), "s", 60.0),
        Figure::at_most("  lost", f64::from(i32::try_from(lost)?), "", 0.0),
        Figure::at_most("  99 of 100 answers within", millis(percentile(&times, 99)), "ms", 300.0),
    ] {
        report(&figure);
    }
    print(&format!(
        "    {} families, {CONNECTIONS} at once, each opens the form and sends it; half of the answers within {:.1} ms",
        window.families.len(),
        millis(percentile(&times, 50))
    ));
    look_up(server.address, &db).await?;
    db.close().await;
    server.stop().await?;
    fs::remove_dir_all(&copy).context("cannot remove the copy of the county")
}

/// Logs as many guardians in, and decides what each types.
async fn prepare(data: &Path, families: usize) -> anyhow::Result<Window> {
    let (house, cell) = tools::open(data, None).await?;
    let system = cell.system(&house);
    let found: Result<_, db::Error> = db::read!(cell.db, "the open window", |tx| {
        let limit = i64::try_from(families).unwrap_or(i64::MAX);
        Ok((store::open_campaign(tx).await?, store::guardians(tx, limit).await?))
    });
    let (campaign, guardians) = found?;
    let campaign = campaign.context("the county has no window that is open")?;
    let read: Result<_, admissions::registration::Error> =
        db::read!(cell.db, "its terms", |tx| { Terms::load(tx, campaign).await });
    let terms = read?;
    let (mut all, mut people) = (Vec::new(), Vec::new());
    for (nth, (account, grant)) in guardians.into_iter().enumerate() {
        let typed =
            fields(&terms, nth).context("there are more families than invented children")?;
        let school = typed.iter().find(|it| it.0 == "school").context("no school")?.1.clone();
        let typed = typed.iter().map(|(name, value)| format!("{name}={}", web::escaped(value)));
        let token = format!("entry-{nth}-{account}");
        let cookie = format!("{}={token}", web::serve::cookie_name("cixi"));
        all.push(Family { cookie, school, typed: typed.collect::<Vec<_>>().join("&") });
        people.push(Rehearsing { account, grant, token });
    }
    let admitted: Result<i64, db::Error> = platform::act!(system, "demo.load.rush", |act| {
        let (ids, now) = (act.origin().ids.clone(), act.origin().now);
        accounts::admit(act.tx(), &people, &ids, now).await?;
        store::registered(act.tx(), campaign).await
    });
    let before = admitted?;
    cell.db.close().await;
    Ok(Window { campaign, before, families: all })
}

/// Every family opens the form and sends it. How long each answer took, shortest first.
async fn register(address: SocketAddr, window: &Arc<Window>) -> anyhow::Result<Vec<Duration>> {
    let mut times = share(CONNECTIONS, |next| register_some(address, window.clone(), next)).await?;
    times.sort_unstable();
    Ok(times)
}

async fn register_some(
    address: SocketAddr,
    window: Arc<Window>,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<Vec<Duration>> {
    let path = format!("/cixi/family/entry/{}", window.campaign);
    let mut client = Client::open(address).await?;
    let mut times = Vec::new();
    while let Some(it) = window.families.get(next.fetch_add(1, Relaxed)) {
        let begun = Instant::now();
        let page = client.get(&format!("{path}?school={}", it.school), &it.cookie).await?;
        times.push(begun.elapsed());
        ensure!(page.status == 200, "the form answered {}", page.status);
        let hidden = |name| page.field(name).with_context(|| format!("the form has no {name}"));
        let form = format!("csrf={}&id={}&{}", hidden("csrf")?, hidden("id")?, it.typed);
        let begun = Instant::now();
        let answer = client.post(&path, &it.cookie, &form).await?;
        times.push(begun.elapsed());
        ensure!(answer.status == 303, "a registration was answered {}", answer.status);
    }
    Ok(times)
}

/// The day of the results.
async fn look_up(address: SocketAddr, db: &Db) -> anyhow::Result<()> {
    let read: Result<Vec<String>, db::Error> =
        db::read!(db, "public numbers", |tx| { store::public_numbers(tx, 1_000).await });
    let path = |it: &String| format!("/cixi/entry/results?number={it}");
    let paths: Vec<String> = read?.iter().map(path).collect();
    ensure!(!paths.is_empty(), "no result is public");
    let volley = volley_of(address, &paths, "", LOOKUPS).await?;
    report(&Figure::at_least("results looked up by number", volley.rate(), "/s", 1_000.0));
    let late = millis(volley.percentile(99));
    report(&Figure::at_most("  99 of 100 within", late, "ms", 50.0));
    Ok(())
}
