//! Copies of a county that are whole, and bringing one back.
//!
//! A copy is made while the county is served. The keys are not in it: they are kept apart, since a
//! copy with its keys beside it would be no better protected than the county itself.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::Timestamp;
use platform::{
    audit,
    files::{self, Folder},
    settings,
};

use crate::{
    config::{CellConfig, Config, key_file},
    tools::{self, print},
    upgrade::Upgrading,
    wiring::{House, OpenCell},
};

/// Copies a county into `to`, a new folder, and says the head of its audit chain.
pub(crate) async fn backup(data: &Path, key: Option<&str>, to: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(
        !to.exists(),
        "{} is there already: a copy goes into a new folder",
        to.display()
    );
    let (house, cell) = tools::open(data, key).await?;
    anyhow::ensure!(
        cell.config.database.is_none(),
        "{} is in PostgreSQL: copy it with pg_dump",
        cell.config.key
    );
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let config = Config { cells: vec![cell.config.clone()], ..Config::empty() };
    cell.db.backup_to(cell.config.file(to)).await.context("the copy was not made")?;
    config.save(to)?;
    // After the database: what the copied rows name lay there before they were written, and goes a
    // day after nothing names it at the earliest.
    copy_folder(&cell.config.files(data), &cell.config.files(to))?;
    let copy = db::Db::connect(&cell.config.url(to)).await.context("the copy does not open")?;
    let report = audit::verify(&copy, None).await?;
    anyhow::ensure!(report.is_whole(), "the copy's audit chain is not whole");
    check_files(&copy, to, &cell.config).await?;
    LastBackup { at: house.clock.now(), beside: is_beside(data, to)? }.keep(&house, &cell).await?;
    print(&format!("{} 已备份到 {}", cell.config.name, to.display()));
    print(&format!("链头 {}", head(&report)));
    print("密钥文件不在备份里，请另外保存 keys.toml。");
    Ok(())
}

/// When a county was last copied, and where to: for `xueyu check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LastBackup {
    /// When.
    pub(crate) at: Timestamp,
    /// Whether the copy lies on the county's own disk, and is lost with it.
    pub(crate) beside: bool,
}

/// The setting that holds it.
const LAST_BACKUP: &str = "last_backup";

impl LastBackup {
    async fn keep(self, house: &House, cell: &OpenCell) -> Result<(), db::Error> {
        let place = if self.beside { "beside" } else { "apart" };
        platform::act!(cell.system(house), "cell.backup", |act| {
            act.note("place", place);
            settings::set(act.tx(), LAST_BACKUP, &format!("{} {place}", self.at)).await
        })
    }

    /// The last one that was taken of a county.
    pub(crate) async fn find(cell: &OpenCell) -> Result<Option<Self>, db::Error> {
        let kept: Result<Option<String>, db::Error> =
            db::read!(cell.db, "last backup", |tx| { settings::find(tx, LAST_BACKUP).await });
        Ok(kept?.and_then(|it| {
            let (at, place) = it.split_once(' ')?;
            Some(Self { at: at.parse().ok()?, beside: place == "beside" })
        }))
    }
}

/// Whether two folders lie on one disk.
fn is_beside(one: &Path, other: &Path) -> anyhow::Result<bool> {
    Ok(fs::metadata(one)?.dev() == fs::metadata(other)?.dev())
}

/// Brings the copy in `from` into the new installation `data`, with the keys of the old one.
pub(crate) async fn restore(from: &Path, data: &Path, keys: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(
        Config::find(data)?.is_none(),
        "{} holds an installation already: a copy is brought back into a new folder",
        data.display()
    );
    let config = Config::load(from)?;
    let cell = config.cell(None)?;
    fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    copy(&cell.file(from), &cell.file(data))?;
    copy_folder(&cell.files(from), &cell.files(data))?;
    copy(keys, &key_file(data))?;
    config.save(data)?;
    let report = check(data, cell).await?;
    print(&format!("{} 已恢复到 {}", cell.name, data.display()));
    print(&format!("链头 {}", head(&report)));
    anyhow::ensure!(report.is_whole(), "the copy's audit chain is not whole");
    Ok(())
}

/// Fails where a content that the database names is not in the copy.
async fn check_files(copy: &db::Db, to: &Path, cell: &CellConfig) -> anyhow::Result<()> {
    if cell.bucket.is_some() {
        print("附件在对象存储里，不在这份备份中：请在对象存储上开启版本控制和异地复制。");
        return Ok(());
    }
    let (files, missing) = files::missing(copy, &Folder::new(cell.files(to))).await?;
    anyhow::ensure!(missing == 0, "{missing} of {files} files are not in the copy");
    print(&format!("附件 {files} 个，齐全"));
    Ok(())
}

/// Copies a folder of folders of files with their rights; drafts of files that are being written
/// are left.
fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o700))?;
    for entry in entries {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &there)?;
        } else if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            copy(&entry.path(), &there)?;
        }
    }
    Ok(())
}

async fn check(data: &Path, cell: &CellConfig) -> anyhow::Result<audit::Report> {
    // What was brought back is a copy itself.
    let house = House::open(data, false)?.upgrading(Upgrading::HasCopy);
    let open = house.cell(data, cell).await?;
    Ok(audit::verify(&open.db, None).await?)
}

fn head(report: &audit::Report) -> String {
    report.head.as_ref().map_or_else(|| "(空)".to_owned(), ToString::to_string)
}

/// Copies a file with its rights; one that is there is not overwritten.
fn copy(from: &Path, to: &PathBuf) -> anyhow::Result<()> {
    anyhow::ensure!(!to.exists(), "{} is there already", to.display());
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}
