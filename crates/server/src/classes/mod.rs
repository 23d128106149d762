//! `xueyu classes`: balanced classes without a server, on any PC, also one that is offline. A folder
//! holds one year group.

mod after;
mod list;
mod protocol;
mod run;
mod seal;
mod teachers;
#[cfg(test)]
mod tests;
mod verify;

use std::{fs, io::Write as _, path::Path};

use anyhow::Context as _;
use classing::Transcript;

/// What was sealed: plan, list without names, requests.
const SEALED: &str = "方案.json";
/// What is posted before the seed is drawn.
const NOTICE: &str = "公示.html";
/// Numbers and names, which are needed for the class lists and are posted nowhere.
const NAMES: &str = "姓名.json";
/// What proves the result.
const TRANSCRIPT: &str = "编班记录.json";
/// The same to print and sign.
const PROTOCOL: &str = "编班记录.html";
/// The class lists with names.
const LISTS: &str = "分班名单.xlsx";
/// What happened after the classes were locked.
const REGISTER: &str = "变动记录.json";
/// The class teachers, and once that is drawn which class each has.
const TEACHERS: &str = "班主任.json";
/// The same to print.
const PAIRED: &str = "班主任.html";

/// What can be asked of `xueyu classes`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// 生成空白名单模板
    Template(list::Template),
    /// 核对名单和方案并封存。摘要要在抽种子之前张贴
    Seal(Box<seal::Seal>),
    /// 输入现场抽出的种子,编班,生成记录和分班名单
    Run(run::Run),
    /// 核验:用记录里的名单、方案、种子重新计算一遍
    Verify(verify::Verify),
    /// 班主任抽签:先封存名单、张贴摘要,再用当众抽出的数决定各带哪个班
    Teachers(teachers::Teachers),
    /// 编班后个别调班,须写明理由;违反同班、分班申请或使同名同班的,须另写理由
    Move(after::Move),
    /// 转入学生按规则进入人数最少的班
    Arrive(after::Arrive),
    /// 学生转出
    Leave(after::Leave),
}

/// Does what was asked.
pub(crate) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Template(it) => list::write_template(&it),
        Command::Seal(it) => seal::run(&it),
        Command::Run(it) => run::run(&it),
        Command::Verify(it) => verify::run(&it),
        Command::Teachers(it) => teachers::run(&it),
        Command::Move(it) => after::shift(&it),
        Command::Arrive(it) => after::arrive(&it),
        Command::Leave(it) => after::leave(&it),
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("读不到 {}", path.display()))
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("读不到 {}", path.display()))
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    fs::write(path, content).with_context(|| format!("写不了 {}", path.display()))
}

/// Writes what is nobody else's business, whole or not at all: a register that was cut short would
/// lose every act before.
fn write_private(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let beside = path.with_extension("part");
    let mut new = fs::OpenOptions::new();
    new.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        new.mode(0o600);
    }
    let written = new.open(&beside).and_then(|mut it| {
        it.write_all(content.as_ref())?;
        it.sync_all()
    });
    written
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("写不了 {}", path.display()))
}

/// The transcript of a folder.
fn transcript(folder: &Path) -> anyhow::Result<Transcript> {
    let path = folder.join(TRANSCRIPT);
    Transcript::read(&read_text(&path)?).with_context(|| path.display().to_string())
}
