//! Runs an installation until it is told to stop.

use std::path::Path;

use anyhow::Context as _;
use tokio::{
    net::TcpListener,
    signal::{
        self,
        unix::{SignalKind, signal as unix_signal},
    },
};

use crate::{
    background::Background,
    config::Config,
    wiring::{self, House},
};

/// Serves the installation in `data`; a demo cell only where `demo` says that this is meant.
pub(crate) async fn run(data: &Path, listen: Option<String>, demo: bool) -> anyhow::Result<()> {
    let config = Config::load(data)?;
    if let Some(cell) = config.cells.iter().find(|it| it.demo && !demo) {
        let key = &cell.key;
        anyhow::bail!("cell {key} is a demo, everything in it is invented: serve it with --demo");
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
    let background = Background::start(&app);
    web::serve::run(listener, router, stop()?).await?;
    background.end().await;
    Ok(())
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
