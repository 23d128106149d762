//! `xueyu draw receipt`: a file for each family that shows where its child stands on the list.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use draw::{Digest, Receipts};

use super::{RECEIPTS, open, write_private};
use crate::tools::print;

/// The most bytes of a number that stand in the name of a file.
const SHOWN_MAX: usize = 120;

/// Whose receipts are given.
#[derive(Debug, clap::Args)]
pub(crate) struct Give {
    #[arg(help = "seal 生成的文件夹")]
    folder: PathBuf,
    #[arg(help = "报名号，可写多个")]
    numbers: Vec<String>,
    #[arg(long, conflicts_with = "numbers", help = "所有人的")]
    all: bool,
}

/// Writes them into the folder of the draw.
pub(super) fn run(task: &Give) -> anyhow::Result<()> {
    let (declaration, sealed) = open(&task.folder)?;
    let numbers = if task.all { sealed.numbers() } else { &task.numbers };
    if numbers.is_empty() {
        bail!("请写报名号，或用 --all 开出所有人的凭证");
    }
    let folder = task.folder.join(RECEIPTS);
    fs::create_dir_all(&folder).with_context(|| format!("建不了 {}", folder.display()))?;
    let receipts = Receipts::new(&declaration);
    for number in numbers {
        let receipt = receipts.receipt(sealed.key(), number);
        let receipt = receipt.with_context(|| format!("报名号“{number}”不在名单里"))?;
        write_private(&place(&folder, number), receipt.file().as_bytes())?;
    }
    print(&format!(
        "{} 份凭证在 {}。凭证能看出谁是谁，只交给本人家庭。",
        numbers.len(),
        folder.display()
    ));
    Ok(())
}

/// A name that every file system takes; what it does not take, or what is too long for it, is told
/// apart by a digest.
fn place(folder: &Path, number: &str) -> PathBuf {
    let plain = |it: char| it.is_alphanumeric() || it == '-' || it == '_';
    if number.chars().all(plain) && number.len() <= SHOWN_MAX {
        return folder.join(format!("凭证-{number}.json"));
    }
    let shown = number.chars().map(|it| if plain(it) { it } else { '_' });
    let shown: String = shown.take(SHOWN_MAX / 4).collect();
    let digest = Digest::of(number.as_bytes()).to_string();
    folder.join(format!("凭证-{shown}~{}.json", &digest[..12]))
}
