//! The files of the repository, read once for all rules.

use std::{ffi::OsStr, fs, path::Path, process::Command};

use anyhow::{Context, ensure};

use super::source::Source;

/// A file of the repository.
pub(crate) struct File {
    /// From the root, with `/` on every system.
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// `None` where it is not text.
    pub(crate) text: Option<String>,
    /// Where it is Rust.
    pub(crate) rust: Option<Source>,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let rust = is(path, "rs").then(|| Source::read(path, text));
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        Self { path: path.to_owned(), bytes, text: Some(text.to_owned()), rust }
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The text, empty where the file is not text.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

/// Whether `path` ends in `.extension`.
pub(crate) fn is(path: &str, extension: &str) -> bool {
    Path::new(path).extension() == Some(OsStr::new(extension))
}

/// All files that git keeps or would keep.
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Reads the repository at `root`: what git tracks, and what it would add.
    pub(crate) fn of_repository(root: &Path) -> anyhow::Result<Self> {
        // The clone may belong to another user than the one who tests; reading it is harmless.
        let list = Command::new("git")
            .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"])
            .arg("--exclude-standard")
            .current_dir(root)
            .output()
            .context("git lists the files")?;
        ensure!(list.status.success(), "git: {}", String::from_utf8_lossy(&list.stderr));
        let mut paths: Vec<_> =
            list.stdout.split(|it| *it == 0).map(String::from_utf8_lossy).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut files = Vec::new();
        for path in paths.iter().filter(|it| !it.is_empty()) {
            // A file that was deleted and not yet committed is still in git's list.
            let Ok(bytes) = fs::read(root.join(path.as_ref())) else { continue };
            let size = u64::try_from(bytes.len())?;
            files.push(match String::from_utf8(bytes) {
                Ok(text) => File::new(path, &text),
                Err(_) => File { path: path.to_string(), bytes: size, text: None, rust: None },
            });
        }
        Ok(Self { files })
    }

    /// A tree made up for a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| File::new(path, text)).collect() }
    }

    /// The file at `path`.
    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|it| it.path == path)
    }

    /// Every Rust file with its source.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&File, &Source)> {
        self.files.iter().filter_map(|it| Some((it, it.rust.as_ref()?)))
    }
}
