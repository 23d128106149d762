//! Many requests at once, and what they took.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::task::JoinSet;

use super::http::Client;

/// One request: where, as whom, and the form if it posts one.
#[derive(Debug, Clone)]
pub(super) struct Shot {
    /// The path.
    pub(super) path: String,
    /// The cookie.
    pub(super) cookie: String,
    /// What is posted.
    pub(super) form: Option<String>,
}

/// What came of many.
pub(super) struct Volley {
    /// How long all of it took.
    pub(super) took: Duration,
    /// How long each took, shortest first.
    pub(super) times: Vec<Duration>,
    /// The status of each, in the order of the shots.
    pub(super) statuses: Vec<u16>,
}

impl Volley {
    /// Requests a second.
    pub(super) fn rate(&self) -> f64 {
        let count = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.took.as_secs_f64()
    }

    /// The time that `percent` of them did not pass.
    pub(super) fn percentile(&self, percent: usize) -> Duration {
        percentile(&self.times, percent)
    }
}

/// The time that `percent` of `times`, shortest first, did not pass.
pub(super) fn percentile(times: &[Duration], percent: usize) -> Duration {
    let last = times.len().saturating_sub(1);
    times.get(last.min(times.len() * percent / 100)).copied().unwrap_or_default()
}

/// Does the same over `connections` connections at once, each told which is the next that is left, and
/// puts together what they bring.
///
/// # Errors
///
/// If one of them breaks off.
pub(super) async fn share<T, W>(
    connections: usize,
    work: impl Fn(Arc<AtomicUsize>) -> W,
) -> anyhow::Result<Vec<T>>
where
    T: Send + 'static,
    W: Future<Output = anyhow::Result<Vec<T>>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(work(next.clone()));
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done.context("a connection's task")??);
    }
    Ok(all)
}

/// Sends `shots` over `connections` connections, each the next one that is left.
pub(super) async fn fire(
    address: SocketAddr,
    connections: usize,
    shots: Vec<Shot>,
) -> anyhow::Result<Volley> {
    let shots = Arc::new(shots);
    let begun = Instant::now();
    let mut all = share(connections, |next| work(address, shots.clone(), next)).await?;
    let took = begun.elapsed();
    all.sort_unstable_by_key(|it| it.0);
    let mut times: Vec<_> = all.iter().map(|it| it.1).collect();
    times.sort_unstable();
    let statuses = all.iter().map(|it| it.2).collect();
    Ok(Volley { took, times, statuses })
}

/// Which shot, how long it took, what was answered.
type Hit = (usize, Duration, u16);

async fn work(
    address: SocketAddr,
    shots: Arc<Vec<Shot>>,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<Vec<Hit>> {
    let mut client = Client::open(address).await?;
    let mut done = Vec::new();
    loop {
        let at = next.fetch_add(1, Relaxed);
        let Some(shot) = shots.get(at) else { return Ok(done) };
        let begun = Instant::now();
        let answer = match &shot.form {
            None => client.get(&shot.path, &shot.cookie).await?,
            Some(form) => client.post(&shot.path, &shot.cookie, form).await?,
        };
        done.push((at, begun.elapsed(), answer.status));
    }
}
