//! Runs an installation until it is told to stop.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use platform::demo_time::{self, DemoTime};
use tokio::net::TcpListener;
use vocab::Calendar as _;
use web::{App, Cell};

use crate::{
    config::Config,
    wiring::{self, House},
};

/// How often a demo keeps where its calendar stands.
const KEEP_EVERY: Duration = Duration::from_secs(60);

/// Serves the installation in `data`; a demo cell only where `demo` says that this is meant.
pub(crate) async fn run(data: &Path, listen: Option<String>, demo: bool) -> anyhow::Result<()> {
    let config = Config::load(data)?;
    if let Some(cell) = config.cells.iter().find(|it| it.demo && !demo) {
        anyhow::bail!(
            "cell {} is a demo, everything in it is invented: serve it with --demo",
            cell.key
        );
    }
    let house = House::open(data, false)?;
    let mut cells = Vec::new();
    for cell in &config.cells {
        cells.push(house.cell(data, cell).await?);
    }
    let (app, router) = wiring::site(&house, &config, cells)?;
    let address = listen.as_ref().unwrap_or(&config.listen);
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("cannot listen at {address}"))?;
    tracing::info!("serving at http://{}", listener.local_addr()?);
    for cell in app.cells.values() {
        tokio::spawn(keep_demo_time(cell.clone()));
    }
    web::serve::run(listener, router, stop()).await?;
    close(&app).await;
    Ok(())
}

async fn stop() {
    let mut term = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(term) => term,
        Err(error) => {
            tracing::warn!("no signal to stop by: {error}");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
    tracing::info!("stopping");
}

async fn keep_demo_time(cell: Arc<Cell>) {
    if !cell.demo {
        return;
    }
    loop {
        tokio::time::sleep(KEEP_EVERY).await;
        keep(&cell).await;
    }
}

async fn keep(cell: &Cell) {
    let now = cell.service::<DemoTime>().0.now();
    let kept: Result<(), db::Error> =
        db::write!(cell.db, "keep demo time", |tx| { demo_time::keep(tx, now).await });
    if let Err(error) = kept {
        tracing::warn!("the demo's calendar was not kept: {error}");
    }
}

async fn close(app: &App) {
    for cell in app.cells.values().filter(|it| it.demo) {
        keep(cell).await;
    }
}
