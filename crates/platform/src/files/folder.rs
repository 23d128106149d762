//! A folder of this machine as the place of contents.

use std::{
    io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use tokio::{fs, io::AsyncWriteExt as _};

/// A folder that only the service's user opens. It is made when the first content comes.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// `h4/con_…h4`: by the last two characters, which spread evenly, so that no folder holds all.
    fn path(&self, name: &str) -> PathBuf {
        let part = name.get(name.len().saturating_sub(2)..).unwrap_or("__");
        self.0.join(part).join(name)
    }

    /// Written beside and renamed, so that a content is there whole or not at all.
    pub(super) async fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.0);
        make(&self.0).await?;
        make(folder).await?;
        let mut tail = [0; 8];
        getrandom::fill(&mut tail).map_err(io::Error::other)?;
        let draft = folder.join(format!(".{name}.{:016x}", u64::from_be_bytes(tail)));
        let written = write(&draft, bytes).await;
        if let Err(error) = written {
            // Half a draft is of no use to anyone; that it cannot go either changes nothing.
            let _ = fs::remove_file(&draft).await;
            return Err(error);
        }
        fs::rename(&draft, &path).await?;
        // The name, too, is to outlive a power cut before a row points to it.
        fs::File::open(folder).await?.sync_all().await
    }

    pub(super) async fn get(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.path(name)).await
    }

    pub(super) async fn has(&self, name: &str) -> io::Result<bool> {
        fs::try_exists(self.path(name)).await
    }

    pub(super) async fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

async fn make(folder: &Path) -> io::Result<()> {
    if fs::try_exists(folder).await? {
        return Ok(());
    }
    fs::create_dir_all(folder).await?;
    fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).await
}

async fn write(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft).await?;
    file.write_all(bytes).await?;
    file.sync_all().await
}
