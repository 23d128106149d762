//! `xueyu draw`: lots without a server, on any PC, also one that is offline. A folder holds one
//! draw; it goes on a stick as it is.

mod beacon;
mod list;
mod pages;
mod receipt;
mod run;
mod seal;
#[cfg(test)]
mod tests;
mod verify;
mod words;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use draw::{Declaration, Sealed};
use vocab::{Clock as _, SystemClock, civil_at};

/// What is posted.
const DECLARATION: &str = "公示.json";
/// The same to print.
const NOTICE: &str = "公示.html";
/// What stays locked up.
const SEALED: &str = "密封.json";
/// What proves the result.
const TRANSCRIPT: &str = "证据.json";
/// The same to print and sign.
const PROTOCOL: &str = "派位记录.html";
/// Who got what, by 报名号.
const RESULT: &str = "结果.xlsx";
/// The record of an attempt that was broken off.
const VOID: &str = "作废记录.json";
/// The verifier for everyone.
const VERIFIER: &str = "核验.html";
/// Receipts, one a family.
const RECEIPTS: &str = "凭证";

/// The page that families open: it needs nothing but itself.
const VERIFIER_PAGE: &str = include_str!("../../../engines/draw/verifier/verify.html");
/// What draws, for the record.
const PROGRAM: &str = concat!("xueyu ", env!("CARGO_PKG_VERSION"));

/// What can be asked of `xueyu draw`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// 封存名单和规则，生成公示文件。摘要要在抽数之前公布
    Seal(Box<seal::Seal>),
    /// 输入现场抽到的数，公开秘密，产生结果和证据
    Run(run::Run),
    /// 核验公示、证据、凭证、作废记录
    Verify(verify::Verify),
    /// 给家庭开凭证，证明在名单里、组别正确
    Receipt(receipt::Give),
}

/// Does what was asked.
pub(crate) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Seal(it) => seal::run(*it),
        Command::Run(it) => run::run(&it),
        Command::Verify(it) => verify::run(&it),
        Command::Receipt(it) => receipt::run(&it),
    }
}

/// The present minute as evidence has it: civil time of Beijing.
fn now() -> String {
    civil_at(SystemClock.now()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("读不到 {}", path.display()))
}

fn write(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    fs::write(path, content).with_context(|| format!("写不了 {}", path.display()))
}

/// Writes what only its owner may read, as far as the system knows owners.
fn write_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let mut new = fs::OpenOptions::new();
    new.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A stick in FAT has no owners; the file is as safe as the stick is.
        new.mode(0o600);
    }
    let name = || format!("写不了 {}", path.display());
    new.open(path).and_then(|mut it| it.write_all(content)).with_context(name)
}

/// The declaration and the sealed list of a folder.
fn open(folder: &Path) -> anyhow::Result<(Declaration, Sealed)> {
    let name = |file: &str| format!("{}", folder.join(file).display());
    let bytes = read(&folder.join(DECLARATION))?;
    let declaration = Declaration::read(&bytes).with_context(|| name(DECLARATION))?;
    let bytes = read(&folder.join(SEALED))?;
    let sealed = Sealed::read(&bytes, &declaration).with_context(|| name(SEALED))?;
    Ok((declaration, sealed))
}

/// A folder for a new draw: one that has files is somebody's.
fn make_folder(folder: &PathBuf) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    if fs::read_dir(folder)?.next().is_some() {
        bail!("{} 里已有文件。每次派位用一个新文件夹", folder.display());
    }
    Ok(())
}
