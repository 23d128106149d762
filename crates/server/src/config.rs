//! What an installation is told: one TOML file beside its data.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use platform::{
    files::{Bucket, BucketConfig, Folder, Shelf},
    notices::{Gateway, SmsConfig},
    providers::{ProviderConfig, Providers, StandIn, Wire},
};
use serde::{Deserialize, Serialize};
use vocab::Clock;
use web::{Proxies, ProxyHeader};

use crate::metrics::MetricsConfig;

/// The file's name inside the data folder.
const FILE: &str = "xueyu.toml";

/// An installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Where it listens.
    #[serde(default = "listen")]
    pub(crate) listen: String,
    /// Whether cookies are only sent over TLS: on, unless a browser comes without it.
    #[serde(default)]
    pub(crate) secure_cookies: bool,
    /// The gateways whose word about a caller is taken: `10.1.2.3`, `10.1.0.0/16`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) trusted_proxies: Vec<String>,
    /// The header in which they say it: `x-forwarded-for` or `forwarded`.
    #[serde(default)]
    pub(crate) proxy_header: ProxyHeader,
    /// Where the figures for Prometheus are, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) metrics: Option<MetricsConfig>,
    /// The counties.
    #[serde(default, rename = "cell")]
    pub(crate) cells: Vec<CellConfig>,
}

/// A county of the installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CellConfig {
    /// The first segment of its addresses. Never changes: keys derive from it.
    pub(crate) key: String,
    /// As people call it.
    pub(crate) name: String,
    /// `postgres://…`, or nothing for a SQLite file in the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<String>,
    /// Whether everything in it is invented.
    #[serde(default)]
    pub(crate) demo: bool,
    /// The bucket that keeps what people hand in; without one, the data folder does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bucket: Option<BucketConfig>,
    /// The gateway for SMS; without one, notices stay in the system and no codes are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sms: Option<SmsConfig>,
    /// The houses through which one can log in.
    #[serde(default, rename = "provider", skip_serializing_if = "Vec::is_empty")]
    pub(crate) providers: Vec<ProviderConfig>,
}

fn listen() -> String {
    "127.0.0.1:8080".to_owned()
}

impl Config {
    /// An installation without a county.
    pub(crate) fn empty() -> Self {
        Self {
            listen: listen(),
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            metrics: None,
            cells: Vec::new(),
        }
    }

    /// The gateways whose word is taken.
    pub(crate) fn proxies(&self) -> anyhow::Result<Proxies> {
        let networks = self.trusted_proxies.iter().map(|it| it.parse());
        let networks = networks.collect::<Result<_, _>>().context("trusted_proxies")?;
        Ok(Proxies { networks, header: self.proxy_header })
    }

    /// What the file in `data` says, or nothing where there is no file.
    pub(crate) fn find(data: &Path) -> anyhow::Result<Option<Self>> {
        let path = data.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let config = toml::from_str(&text).with_context(|| {
            format!("{} is not what a configuration looks like", path.display())
        })?;
        Ok(Some(config))
    }

    /// What the file in `data` says.
    pub(crate) fn load(data: &Path) -> anyhow::Result<Self> {
        Self::find(data)?.with_context(|| {
            format!("no installation in {}: make one with `xueyu init`", data.display())
        })
    }

    /// Writes the file.
    pub(crate) fn save(&self, data: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(data)
            .with_context(|| format!("cannot make the folder {}", data.display()))?;
        let path = data.join(FILE);
        std::fs::write(&path, toml::to_string(self)?)
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// The cell called `key`, or the only one; in a demo its county, which stands first.
    pub(crate) fn cell(&self, key: Option<&str>) -> anyhow::Result<&CellConfig> {
        match key {
            Some(key) => self
                .cells
                .iter()
                .find(|it| it.key == key)
                .with_context(|| format!("no cell is called {key}")),
            None if self.cells.len() == 1 => Ok(&self.cells[0]),
            None if !self.cells.is_empty() && self.cells.iter().all(|it| it.demo) => {
                Ok(&self.cells[0])
            }
            None => anyhow::bail!("there are {} cells: say which with --cell", self.cells.len()),
        }
    }
}

impl CellConfig {
    /// Where its database is.
    pub(crate) fn url(&self, data: &Path) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", self.file(data).display()))
    }

    /// The folder for what people hand in.
    pub(crate) fn files(&self, data: &Path) -> PathBuf {
        data.join(&self.key).join("files")
    }

    /// Where what people hand in lies.
    pub(crate) fn shelf(&self, data: &Path) -> anyhow::Result<Shelf> {
        let Some(bucket) = &self.bucket else {
            return Ok(Shelf::Folder(Folder::new(self.files(data))));
        };
        let path = data.join(&bucket.secret_file);
        let secret = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read the bucket's secret in {}", path.display()))?;
        Ok(Shelf::Bucket(Bucket::new(bucket, &secret, &self.key)?))
    }

    /// The houses through which one can log in; a real cell takes no stand-in.
    pub(crate) fn providers(
        &self,
        data: &Path,
        wire: &Arc<dyn Wire>,
        stand_in: &Arc<StandIn>,
    ) -> anyhow::Result<Providers> {
        let mut all = Vec::new();
        for it in &self.providers {
            let secret = if it.is_stand_in() {
                String::new()
            } else {
                let path = data.join(&it.secret_file);
                std::fs::read_to_string(&path).with_context(|| {
                    format!("cannot read the secret of {} in {}", it.kind.key(), path.display())
                })?
            };
            all.push(it.open(&self.key, &secret, wire, stand_in)?);
        }
        let all = Providers(all);
        all.may_serve(self.demo).with_context(|| format!("cell {}", self.key))?;
        Ok(all)
    }

    /// The gateway for SMS; a demo takes none.
    pub(crate) fn gateway(
        &self,
        data: &Path,
        wire: &Arc<dyn Wire>,
        clock: &Arc<dyn Clock>,
    ) -> anyhow::Result<Option<Gateway>> {
        let Some(sms) = &self.sms else { return Ok(None) };
        anyhow::ensure!(
            !self.demo,
            "cell {}: a demo sends nothing, take [cell.sms] away",
            self.key
        );
        let path = data.join(&sms.secret_file);
        let secret = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read the gateway's secret in {}", path.display()))?;
        Ok(Some(sms.open(&secret, wire, clock)?))
    }

    /// Its SQLite file, where it has one.
    pub(crate) fn file(&self, data: &Path) -> PathBuf {
        data.join(format!("{}.db", self.key))
    }
}

/// The file that holds the keys of an installation.
pub(crate) fn key_file(data: &Path) -> PathBuf {
    data.join("keys.toml")
}
