//! The families' browsers.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};

use super::Rush;
use crate::bench::{
    http::{Answer, Client},
    load::{Shot, share},
};

/// What came of one request.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Which of [`Rush::asks`].
    pub ask: usize,
    /// How long the answer took.
    pub took: Duration,
    /// Its status.
    pub status: u16,
}

/// The forms that the families have before them, one for each of [`Rush::asks`].
#[derive(Debug)]
pub struct Forms(pub(super) Arc<Vec<Shot>>);

/// Every family opens the course page. The forms of what each will ask for, and how long the pages
/// took, shortest first.
///
/// # Errors
///
/// If a page is not there, or offers no form for a course.
pub async fn open_pages(
    address: SocketAddr,
    connections: usize,
    rush: &Arc<Rush>,
) -> anyhow::Result<(Forms, Vec<Duration>)> {
    let opened = share(connections, |next| open_some(address, rush.clone(), next)).await?;
    let mut forms: Vec<Option<Shot>> = rush.asks.iter().map(|_| None).collect();
    let mut times = Vec::with_capacity(rush.families.len());
    for (ask, shot, took) in opened {
        forms[ask] = Some(shot);
        times.extend(took);
    }
    times.sort_unstable();
    let forms: Option<Vec<Shot>> = forms.into_iter().collect();
    Ok((Forms(Arc::new(forms.context("a family has no form")?)), times))
}

/// The form of an ask, and how long its page took where one was opened for it.
type Opened = (usize, Shot, Option<Duration>);

async fn open_some(
    address: SocketAddr,
    rush: Arc<Rush>,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<Vec<Opened>> {
    let path = format!("/cixi/family/courses?term={}", rush.term);
    let mut client = Client::open(address).await?;
    let mut forms = Vec::new();
    loop {
        let at = next.fetch_add(1, Relaxed);
        let Some(family) = rush.families.get(at) else { return Ok(forms) };
        let begun = Instant::now();
        let page = client.get(&path, &family.cookie).await?;
        let mut took = Some(begun.elapsed());
        ensure!(page.status == 200, "a family's course page answered {}", page.status);
        // A family's asks stand side by side.
        let first = rush.asks.partition_point(|it| it.family < at);
        let own = rush.asks[first..].iter().take_while(|it| it.family == at);
        for (ask, it) in (first..).zip(own) {
            let student = family.student.to_string();
            let form = form_of(&page, &student, &it.offer.to_string());
            let form = form.context("no form for a course")?;
            let shot = Shot {
                path: "/cixi/family/courses/book".to_owned(),
                cookie: family.cookie.clone(),
                form: Some(form),
            };
            forms.push((ask, shot, took.take()));
        }
    }
}

/// The hidden fields of the form that asks for `offer` for `student`, as they are sent.
fn form_of(page: &Answer, student: &str, offer: &str) -> Option<String> {
    let page = std::str::from_utf8(&page.body).ok()?;
    let forms = page.split("<form").filter_map(|it| it.split_once("</form>"));
    let is_it =
        |it: &&str| [student, offer].iter().all(|id| it.contains(&format!("value=\"{id}\"")));
    let form = forms.map(|it| it.0).find(is_it)?;
    let field = |input: &str| {
        let (name, rest) = input.split_once('"')?;
        let value = rest.split_once("value=\"")?.1.split_once('"')?.0;
        Some(format!("{name}={value}"))
    };
    let fields: Vec<String> = form.split("name=\"").skip(1).filter_map(field).collect();
    Some(fields.join("&"))
}

/// Sends the forms of `which` asks over `connections` connections, each the next one that is left.
/// A connection that breaks ends its part: what it had no answer to is missing from what comes back.
/// `answered` counts the answers as they come.
///
/// # Errors
///
/// If a browser's task breaks off.
pub async fn ask(
    address: SocketAddr,
    connections: usize,
    forms: &Forms,
    which: Vec<usize>,
    answered: &Arc<AtomicUsize>,
) -> anyhow::Result<Vec<Asked>> {
    let which = Arc::new(which);
    let work = |next: Arc<AtomicUsize>| {
        let (which, forms, answered) = (which.clone(), forms.0.clone(), answered.clone());
        async move {
            let mut all = Vec::new();
            // A server that is gone answers nobody any more: what was answered stays.
            let _: io::Result<()> =
                ask_some(address, &forms, (&which, &next), &answered, &mut all).await;
            Ok(all)
        }
    };
    share(connections, work).await
}

async fn ask_some(
    address: SocketAddr,
    forms: &[Shot],
    (which, next): (&[usize], &AtomicUsize),
    answered: &AtomicUsize,
    all: &mut Vec<Asked>,
) -> io::Result<()> {
    let mut client = Client::open(address).await?;
    while let Some(ask) = which.get(next.fetch_add(1, Relaxed)).copied() {
        let shot = &forms[ask];
        let begun = Instant::now();
        let form = shot.form.as_deref().unwrap_or_default();
        let status = client.post(&shot.path, &shot.cookie, form).await?.status;
        answered.fetch_add(1, Relaxed);
        all.push(Asked { ask, took: begun.elapsed(), status });
    }
    Ok(())
}
