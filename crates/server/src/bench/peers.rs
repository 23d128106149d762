//! Programs that others wrote for the same work, to run beside ours. They live in a throw-away
//! environment; one that cannot be had is said, not left out.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, ensure};

/// A Python of its own with packages from `PyPI`.
pub(super) struct Python(PathBuf);

impl Python {
    /// Makes one in `folder` and installs `packages` into it.
    pub(super) fn with(folder: &Path, packages: &[&str]) -> anyhow::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        ended(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        let it = Self(folder.to_owned());
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        ended(it.python().args(pip).args(packages))?;
        Ok(it)
    }

    fn python(&self) -> Command {
        Command::new(self.0.join("bin/python"))
    }

    /// What `script` prints, given `arguments`.
    pub(super) fn run(&self, script: &str, arguments: &[&Path]) -> anyhow::Result<String> {
        ended(self.python().args(["-c", script]).args(arguments))
    }
}

/// What Node prints when it runs `script`, a module, on `arguments`.
pub(super) fn node(script: &Path, arguments: &[&Path]) -> anyhow::Result<String> {
    ended(Command::new("node").arg(script).args(arguments))
}

/// Runs a program to its end and gives what it printed.
fn ended(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("{name} does not start"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|it| !it.trim().is_empty()).unwrap_or_default();
    ensure!(output.status.success(), "{name}: {last}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
