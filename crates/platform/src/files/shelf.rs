//! Where contents lie, and the keys that open them.

use std::io;

use super::{bucket::Bucket, folder::Folder};
use crate::seal::Sealer;

/// The contents of a cell; a service of the cell.
#[derive(Debug, Clone)]
pub struct Files {
    pub(super) shelf: Shelf,
    pub(super) sealer: Sealer,
}

impl Files {
    /// Contents on `shelf`, whose keys `sealer` seals.
    pub fn new(shelf: Shelf, sealer: Sealer) -> Self {
        Self { shelf, sealer }
    }
}

/// Where contents lie.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// In a folder of this machine.
    Folder(Folder),
    /// In a bucket that speaks S3.
    Bucket(Bucket),
}

impl Shelf {
    /// Keeps `bytes` under `name`: whole or not at all.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.put(name, &bytes).await,
            Self::Bucket(bucket) => bucket.put(name, bytes).await,
        }
    }

    /// What lies under `name`.
    pub(super) async fn get(&self, name: &str) -> io::Result<Vec<u8>> {
        match self {
            Self::Folder(folder) => folder.get(name).await,
            Self::Bucket(bucket) => bucket.get(name).await,
        }
    }

    /// Takes what lies under `name` away. What is not there is no error.
    pub(super) async fn remove(&self, name: &str) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.remove(name).await,
            Self::Bucket(bucket) => bucket.remove(name).await,
        }
    }
}
