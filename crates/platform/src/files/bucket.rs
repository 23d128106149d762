//! A bucket that speaks S3 (阿里云 OSS, `MinIO`, Ceph …) as the place of contents.
//!
//! Requests carry their signature in the address (`SigV4`) and are good for a few minutes. Contents are
//! sealed before they leave the house, so whoever runs the bucket reads nothing.

use std::{io, sync::Arc, time::Duration};

use rusty_s3::{Credentials, S3Action as _, UrlStyle};
use serde::{Deserialize, Serialize};
use ureq::Agent;

use crate::outside;

/// How long a signed address is good.
const SIGNED: Duration = Duration::from_mins(5);
/// How long a request may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// No content is larger, sealed.
const BYTES_MAX: u64 = 80 << 20;

/// Which bucket, and who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketConfig {
    /// Where: `https://oss-cn-hangzhou-internal.aliyuncs.com`.
    pub endpoint: String,
    /// The region that requests are signed for.
    pub region: String,
    /// The bucket.
    pub name: String,
    /// Whether the bucket stands in the path (`MinIO`) and not in the host's name (OSS).
    #[serde(default)]
    pub in_path: bool,
    /// The public half of the key.
    pub access_key: String,
    /// The file that holds the secret half, in the data folder unless absolute.
    pub secret_file: String,
}

/// A bucket.
#[derive(Clone)]
pub struct Bucket(Arc<Inner>);

struct Inner {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
    agent: Agent,
    prefix: String,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bucket({}, {})", self.0.bucket.name(), self.0.prefix)
    }
}

/// A bucket that cannot be addressed.
#[derive(Debug, thiserror::Error)]
#[error("the bucket's endpoint is no address: {0}")]
pub struct BadEndpoint(String);

impl Bucket {
    /// The bucket that `config` names; the contents of the cell `cell` lie under its key.
    pub fn new(config: &BucketConfig, secret: &str, cell: &str) -> Result<Self, BadEndpoint> {
        let bad = || BadEndpoint(config.endpoint.clone());
        let style = if config.in_path { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let endpoint = config.endpoint.parse().map_err(|_| bad())?;
        let (name, region) = (config.name.clone(), config.region.clone());
        let bucket = rusty_s3::Bucket::new(endpoint, style, name, region).map_err(|_| bad())?;
        let agent = outside::agent(PATIENCE);
        let credentials = Credentials::new(config.access_key.clone(), secret.trim().to_owned());
        Ok(Self(Arc::new(Inner { bucket, credentials, agent, prefix: cell.to_owned() })))
    }

    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.ask(name, move |inner, name| {
            let url = inner.bucket.put_object(Some(&inner.credentials), name).sign(SIGNED);
            inner.agent.put(url.as_str()).send(&bytes[..]).map(drop)
        })
        .await
    }

    pub(super) async fn get(&self, name: &str) -> io::Result<Vec<u8>> {
        self.ask(name, |inner, name| {
            let url = inner.bucket.get_object(Some(&inner.credentials), name).sign(SIGNED);
            let reply = inner.agent.get(url.as_str()).call()?;
            reply.into_body().into_with_config().limit(BYTES_MAX).read_to_vec()
        })
        .await
    }

    pub(super) async fn remove(&self, name: &str) -> io::Result<()> {
        let gone = self
            .ask(name, |inner, name| {
                let url = inner.bucket.delete_object(Some(&inner.credentials), name).sign(SIGNED);
                inner.agent.delete(url.as_str()).call().map(drop)
            })
            .await;
        match gone {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Asks off the async threads, since the client blocks.
    async fn ask<T: Send + 'static>(
        &self,
        name: &str,
        ask: impl FnOnce(&Inner, &str) -> Result<T, ureq::Error> + Send + 'static,
    ) -> io::Result<T> {
        let inner = Arc::clone(&self.0);
        let name = format!("{}/{name}", inner.prefix);
        let asked = tokio::task::spawn_blocking(move || ask(&inner, &name));
        asked.await.map_err(io::Error::other)?.map_err(told)
    }
}

/// The error without the address, which carries a signature.
fn told(error: ureq::Error) -> io::Error {
    match error {
        ureq::Error::StatusCode(404) => io::Error::from(io::ErrorKind::NotFound),
        ureq::Error::StatusCode(code) => io::Error::other(format!("the bucket answers {code}")),
        ureq::Error::Io(error) => error,
        ureq::Error::Timeout(_) => io::Error::from(io::ErrorKind::TimedOut),
        other => io::Error::other(other),
    }
}
