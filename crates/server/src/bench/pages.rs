//! Pages as people open them: a pupil's record, a school's list, a search, a log-in.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;

use super::{
    Figure,
    http::Client,
    load::{Shot, Volley, fire},
};

/// How many browsers ask at once.
const CONNECTIONS: usize = 8;
/// Requests a figure.
const REQUESTS: usize = 8_000;
/// Log-ins: each costs a deliberately slow hash.
const LOG_INS: usize = 60;

/// Measures the pages of the county that is served at `address`.
pub(super) async fn measure(address: SocketAddr) -> anyhow::Result<Vec<Figure>> {
    let roll = log_in(address, "roll-manager").await?;
    let clerk = log_in(address, "basic-education-clerk").await?;
    let list = "/cixi/students?size=50".to_owned();
    let records = links(address, &list, &roll, "/cixi/students/stu_").await?;
    anyhow::ensure!(!records.is_empty(), "the school's list shows no pupil");
    let record = volley(address, &records, &roll).await?;
    let lists = volley(address, &[list], &roll).await?;
    let searches: Vec<String> = ["陈", "小", "chen", "wang", "zx", "明", "li", "ytong"]
        .iter()
        .map(|it| format!("/cixi/search?q={}", escaped(it)))
        .collect();
    let search = volley(address, &searches, &clerk).await?;
    let cockpit = volley_of(address, &["/cixi/aftercare".to_owned()], &clerk, 200).await?;
    let log_ins = log_ins(address).await?;
    Ok(vec![
        Figure::at_least("pupil's record, 8 connections", record.rate(), "/s", 3_000.0),
        Figure::at_most("  99 of 100 within", millis(record.percentile(99)), "ms", 10.0),
        Figure::at_least("list of a school, page of 50", lists.rate(), "/s", 2_000.0),
        Figure::at_most("  99 of 100 within", millis(lists.percentile(99)), "ms", 10.0),
        Figure::at_most(
            "county-wide search, half within",
            millis(search.percentile(50)),
            "ms",
            10.0,
        ),
        Figure::at_most("cockpit, half within", millis(cockpit.percentile(50)), "ms", 50.0),
        Figure::at_least("log-ins", log_ins.rate(), "/s", 10.0),
    ])
}

pub(super) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |all, it| all + &format!("%{it:02X}"))
}

async fn volley(address: SocketAddr, paths: &[String], cookie: &str) -> anyhow::Result<Volley> {
    volley_of(address, paths, cookie, REQUESTS).await
}

/// `count` requests over `paths` in turn. One that is no page ends the measurement.
pub(super) async fn volley_of(
    address: SocketAddr,
    paths: &[String],
    cookie: &str,
    count: usize,
) -> anyhow::Result<Volley> {
    let shots = |count| -> Vec<Shot> {
        let turn = paths.iter().cycle().take(count);
        turn.map(|it| Shot { path: it.clone(), cookie: cookie.to_owned(), form: None }).collect()
    };
    fire(address, CONNECTIONS, shots(count / 20)).await?;
    let volley = fire(address, CONNECTIONS, shots(count)).await?;
    let wrong = volley.statuses.iter().find(|it| **it != 200);
    anyhow::ensure!(wrong.is_none(), "{} answered {}", paths[0], wrong.unwrap_or(&0));
    Ok(volley)
}

/// Logs in as the demo's person of `role`, and gives the cookie.
pub(super) async fn log_in(address: SocketAddr, role: &str) -> anyhow::Result<String> {
    let mut client = Client::open(address).await?;
    let page = client.get("/cixi/login", "").await?;
    let token = page.field("csrf").context("the log-in page has no token")?;
    let form = log_in_form(&token, role);
    let answer = client.post("/cixi/login", "", &form).await?;
    answer.cookie().with_context(|| format!("{role} cannot log in: {}", answer.status))
}

fn log_in_form(token: &str, role: &str) -> String {
    format!("csrf={token}&login={role}&password={}", crate::demo::PASSWORD)
}

async fn log_ins(address: SocketAddr) -> anyhow::Result<Volley> {
    let page = Client::open(address).await?.get("/cixi/login", "").await?;
    let token = page.field("csrf").context("the log-in page has no token")?;
    let roles = ["principal", "teacher", "inspector", "guardian", "town-clerk", "school-finance"];
    let shots = roles.iter().cycle().take(LOG_INS).map(|role| Shot {
        path: "/cixi/login".to_owned(),
        cookie: String::new(),
        form: Some(log_in_form(&token, role)),
    });
    let volley = fire(address, 2, shots.collect()).await?;
    let wrong = volley.statuses.iter().filter(|it| **it != 303).count();
    anyhow::ensure!(wrong == 0, "{wrong} of {LOG_INS} log-ins were refused");
    Ok(volley)
}

/// The addresses on the page at `path` that begin with `start`.
async fn links(
    address: SocketAddr,
    path: &str,
    cookie: &str,
    start: &str,
) -> anyhow::Result<Vec<String>> {
    let answer = Client::open(address).await?.get(path, cookie).await?;
    anyhow::ensure!(answer.status == 200, "{path} answered {}", answer.status);
    let page = String::from_utf8_lossy(&answer.body).into_owned();
    let mut found: Vec<String> = page
        .match_indices(start)
        .filter_map(|(at, _)| Some(page[at..].split('"').next()?.to_owned()))
        .filter(|it| !it[start.len()..].contains('/'))
        .collect();
    found.dedup();
    Ok(found)
}
