//! Making the county, its size, starting the server, its memory.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::process::{Child, Command};

use super::{Figure, http::Client};
use crate::{demo, tools};

/// Makes the county anew, and says how long that took and how large it is.
pub(super) async fn make(data: &Path, scale: usize) -> anyhow::Result<Vec<Figure>> {
    let begun = Instant::now();
    demo::ensure(data, true, scale).await?;
    let took = begun.elapsed();
    let bytes = fs::metadata(data.join("cixi.db")).context("the county's file")?.len();
    Ok(vec![
        Figure::at_most("demo county made", took.as_secs_f64(), "s", 120.0),
        Figure::at_most("its database", mib(bytes), "MB", 900.0),
    ])
}

/// Megabytes: a file's size stays far below what a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "a size to be read by people")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The county in `data`, which nobody serves now, once more in the folder `name` below it. Its file is
/// copied by the database: connections that
/// made it may still be closing it.
pub(super) async fn copied(data: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let copy = data.join(name);
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    fs::create_dir_all(&copy)?;
    for file in ["xueyu.toml", "keys.toml"] {
        fs::copy(data.join(file), copy.join(file))
            .with_context(|| format!("cannot copy {file}"))?;
    }
    let (_, cell) = tools::open(data, None).await?;
    cell.db.backup_to(cell.config.file(&copy)).await.context("the county was not copied")?;
    cell.db.close().await;
    Ok(copy)
}

/// The server, as a process of its own.
pub(super) struct Server {
    child: Child,
    /// Where it listens.
    pub(super) address: SocketAddr,
    started: Duration,
}

impl Server {
    /// Starts it, and waits for its first page.
    pub(super) async fn start(data: &Path) -> anyhow::Result<Self> {
        Self::start_with(data, &[]).await
    }

    /// The same with more on its command line.
    pub(super) async fn start_with(data: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let address = free_address()?;
        let begun = Instant::now();
        let child = Command::new(std::env::current_exe()?)
            .arg("--data")
            .arg(data)
            .args(["serve", "--demo", "--listen", &address.to_string()])
            .args(more)
            .env("RUST_LOG", "warn")
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the server")?;
        while !is_up(address).await {
            anyhow::ensure!(
                begun.elapsed() < Duration::from_secs(30),
                "the server does not come up"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(Self { child, address, started: begun.elapsed() })
    }

    /// How long the start took.
    pub(super) fn start_figure(&self) -> Figure {
        Figure::at_most("start to first page", self.started.as_secs_f64(), "s", 1.0)
    }

    /// What it holds of memory that is no file's.
    pub(super) fn memory(&self) -> anyhow::Result<Figure> {
        let id = self.child.id().context("the server is gone")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|it| it.strip_prefix("RssAnon:"));
        let kib: f64 = line
            .and_then(|it| it.split_whitespace().next())
            .and_then(|it| it.parse().ok())
            .context("the kernel does not say how much memory the server holds")?;
        Ok(Figure::at_most("anonymous memory after all of it", kib / 1e3, "MB", 300.0))
    }

    /// Seconds of processor time that it has taken.
    pub(super) fn processor(&self) -> anyhow::Result<f64> {
        let id = self.child.id().context("the server is gone")?;
        processor(&id.to_string())
    }

    /// Ends it.
    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("the server was gone already")
    }
}

/// Seconds of processor time that a process has taken: by its number, or `self`.
pub(super) fn processor(process: &str) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // After the name, which may hold anything, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|it| it.parse::<f64>().ok());
    let (user, system) = (ticks(12), ticks(13));
    Ok((user.context("no processor time")? + system.context("no processor time")?) / 100.0)
}

/// Whether the demo is served at `address`.
pub async fn is_up(address: SocketAddr) -> bool {
    let Ok(mut client) = Client::open(address).await else { return false };
    client.get("/cixi/login", "").await.is_ok_and(|it| it.status == 200)
}

/// An address of this machine that nobody listens at.
///
/// # Errors
///
/// If there is none.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?)
}
