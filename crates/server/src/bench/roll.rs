//! Taking in a roll of 60,000 pupils from the command line, as an engineer does it: the time of the
//! whole command, and the most memory that it held. Once where the county has the pupils already,
//! and once where nobody is there yet.

use std::{path::Path, process::Stdio, time::Instant};

use anyhow::Context as _;
use tokio::process::Command;

use super::Figure;
use crate::demo;

/// How many rows there are, where the county has so many pupils in the national roll.
const ROWS: usize = 60_000;

/// Writes a roll of the county in `data`, and takes it over. The demo keeps few of the roll's
/// columns, so that every row brings something new.
pub(super) async fn measure(data: &Path, scale: usize) -> anyhow::Result<Vec<Figure>> {
    let county = demo::county(scale)?;
    let on_roll = |at: &usize| county.classes[county.students[*at].class].grade.number() > 0;
    let pupils: Vec<usize> = (0..county.students.len()).filter(on_roll).take(ROWS).collect();
    let file = data.join("roll.xlsx");
    std::fs::write(&file, directory::demo::roll::workbook(&county, &pupils)?)?;
    let bare = data.join("first-roll");
    if bare.exists() {
        std::fs::remove_dir_all(&bare)?;
    }
    demo::make_without_roll(&bare, &county).await?;
    drop(county);
    let (first, first_megabytes) = take(&bare, &file).await?;
    std::fs::remove_dir_all(&bare).context("cannot remove the county of the first roll")?;
    let (seconds, megabytes) = take(data, &file).await?;
    let (again, _) = take(data, &file).await?;
    Ok(vec![
        Figure::at_most("first roll of a county, 60,000 rows", first, "s", 25.0),
        Figure::at_most("  its memory", first_megabytes, "MB", 500.0),
        Figure::at_most("roll import, 60,000 rows", seconds, "s", 25.0),
        Figure::at_most("  its memory", megabytes, "MB", 500.0),
        Figure::at_most("the same roll again", again, "s", 25.0),
    ])
}

/// Runs the command. Says how long it took, and the most memory it held, in megabytes.
async fn take(data: &Path, file: &Path) -> anyhow::Result<(f64, f64)> {
    let begun = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--data")
        .arg(data)
        .args(["import", "roll"])
        .arg(file)
        .args(["--confirm", "all"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("cannot start the import")?;
    let id = child.id().context("the import is gone")?;
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(memory(id).unwrap_or(0.0));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    anyhow::ensure!(status.success(), "the import failed");
    Ok((begun.elapsed().as_secs_f64(), peak))
}

/// The most memory that a process ever held, in megabytes.
fn memory(id: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1e3)
}
