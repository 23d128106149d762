//! Runs an installation until it is told to stop.

use std::{path::Path, time::Duration};

use anyhow::Context as _;
use tokio::{
    net::TcpListener,
    signal::{
        self,
        unix::{SignalKind, signal as unix_signal},
    },
};
use web::{App, Router};

use crate::{
    background::Background,
    config::Config,
    demo, metrics,
    upgrade::Upgrading,
    wiring::{self, House},
};

/// What whoever starts the server chooses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choices {
    /// Whether demo cells are served, too.
    pub(crate) demo: bool,
    /// What is done about a county that an older version made.
    pub(crate) upgrading: Upgrading,
    /// How much longer each commit takes.
    pub(crate) slow: Duration,
}

/// Serves the demo in `data` until the process is told to stop.
///
/// # Errors
///
/// If there is none, or it cannot be opened or served.
pub async fn serve_demo(data: &Path, listen: Option<String>) -> anyhow::Result<()> {
    let slow = Duration::ZERO;
    run(data, listen, Choices { demo: true, upgrading: Upgrading::AfterCopy, slow }).await
}

/// Serves the installation in `data`; a demo cell only where `choices` say that this is meant.
pub(crate) async fn run(
    data: &Path,
    listen: Option<String>,
    choices: Choices,
) -> anyhow::Result<()> {
    let config = Config::load(data)?;
    if let Some(cell) = config.cells.iter().find(|it| it.demo && !choices.demo) {
        let key = &cell.key;
        anyhow::bail!("cell {key} is a demo, everything in it is invented: serve it with --demo");
    }
    let (app, router) = open(data, &config, choices.upgrading).await?;
    for cell in app.cells.values() {
        cell.db.faults().delay_commits(choices.slow);
    }
    let address = listen.as_ref().unwrap_or(&config.listen);
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("cannot listen at {address}"))?;
    if let Some(config) = &config.metrics {
        metrics::serve(config, data, &app).await?;
    }
    tracing::info!("serving at http://{}", listener.local_addr()?);
    let background = Background::start(&app);
    web::serve::run(listener, router, stop()?).await?;
    background.end().await;
    Ok(())
}

async fn open(data: &Path, config: &Config, upgrading: Upgrading) -> anyhow::Result<(App, Router)> {
    let house = House::open(data, false)?.upgrading(upgrading);
    let mut cells = Vec::new();
    for cell in &config.cells {
        cells.push(house.cell(data, cell).await?);
    }
    wiring::site(&house, config, cells)
}

/// The demo county in `data`, made with one part in `scale` of its people where it is not there
/// yet, and the whole site over it: for tests that need everything.
///
/// # Errors
///
/// If the county cannot be made or opened.
pub async fn demo_site(data: &Path, scale: usize) -> anyhow::Result<(App, Router)> {
    demo::ensure(data, false, scale).await?;
    open_site(data).await
}

/// The whole site over the installation in `data`: for tests that need everything.
///
/// # Errors
///
/// If there is none, or it cannot be opened.
pub async fn open_site(data: &Path) -> anyhow::Result<(App, Router)> {
    open(data, &Config::load(data)?, Upgrading::AfterCopy).await
}

/// Done when the process is asked to end.
fn stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut term = unix_signal(SignalKind::terminate()).context("no signals")?;
    Ok(async move {
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = term.recv() => {}
        }
        tracing::info!("stopping");
    })
}
