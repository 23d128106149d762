//! After the classes are locked: moves with a reason, arrivals by rule, departures.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use classing::{Act, Change, Note, Refused, Register};
use vocab::{Clock as _, Sex, SystemClock, civil_at, normalise_name};

use super::{NAMES, REGISTER, read_text, run::names, transcript, write_private};
use crate::tools::print;

/// Who decided, and why.
#[derive(Debug, clap::Args)]
struct Why {
    /// 理由
    #[arg(long)]
    reason: String,
    /// 经办人
    #[arg(long)]
    by: String,
    /// 违反同班、分班申请或使同名学生同班时,仍要这样做的理由
    #[arg(long)]
    despite: Option<String>,
}

/// 编班后个别调班
#[derive(Debug, clap::Args)]
pub(crate) struct Move {
    /// 已编好班的文件夹
    folder: PathBuf,
    /// 报名号
    #[arg(long)]
    pupil: String,
    /// 调到几班
    #[arg(long)]
    to: usize,
    #[command(flatten)]
    why: Why,
}

/// 转入学生
#[derive(Debug, clap::Args)]
pub(crate) struct Arrive {
    /// 已编好班的文件夹
    folder: PathBuf,
    /// 报名号(另编,不与已有的重复)
    #[arg(long)]
    pupil: String,
    /// 姓名:用来查有没有同名,不写进变动记录
    #[arg(long)]
    name: String,
    /// 性别:男 或 女
    #[arg(long)]
    sex: Sex,
    #[command(flatten)]
    why: Why,
}

/// 学生转出
#[derive(Debug, clap::Args)]
pub(crate) struct Leave {
    /// 已编好班的文件夹
    folder: PathBuf,
    /// 报名号
    #[arg(long)]
    pupil: String,
    #[command(flatten)]
    why: Why,
}

pub(super) fn shift(task: &Move) -> anyhow::Result<()> {
    record(&task.folder, &task.why, |register, note| register.shift(&task.pupil, task.to, note))
}

pub(super) fn arrive(task: &Arrive) -> anyhow::Result<()> {
    let name = normalise_name(&task.name);
    if name.is_empty() {
        bail!("请用 --name 写明姓名，才能查出有没有同名");
    }
    let mut names = names(&task.folder)?;
    let namesakes: Vec<String> = names
        .iter()
        .filter(|(id, it)| **id != task.pupil && normalise_name(it) == name)
        .map(|it| it.0.clone())
        .collect();
    record(&task.folder, &task.why, |register, note| {
        let here: Vec<String> =
            namesakes.into_iter().filter(|it| register.class_of(it).is_some()).collect();
        register.arrive(&task.pupil, task.sex, &here, note)
    })?;
    names.insert(task.pupil.clone(), name);
    keep_names(&task.folder, &names)
}

/// The next newcomer is compared with this one, too.
fn keep_names(folder: &Path, names: &BTreeMap<String, String>) -> anyhow::Result<()> {
    write_private(&folder.join(NAMES), serde_json::to_string_pretty(names)?)
}

pub(super) fn leave(task: &Leave) -> anyhow::Result<()> {
    record(&task.folder, &task.why, |register, note| register.leave(&task.pupil, note))
}

fn record(
    folder: &Path,
    why: &Why,
    act: impl FnOnce(&mut Register, Note) -> Result<Act, Refused>,
) -> anyhow::Result<()> {
    let transcript = transcript(folder)?;
    let path = folder.join(REGISTER);
    let mut register = if path.exists() {
        let text = read_text(&path)?;
        Register::read(&transcript, &text).with_context(|| path.display().to_string())?
    } else {
        Register::new(&transcript)
    };
    let on = civil_at(SystemClock.now()).date().to_string();
    let despite = why.despite.clone().unwrap_or_default();
    let note = Note { on, by: why.by.clone(), reason: why.reason.clone(), despite };
    let done = match act(&mut register, note) {
        Err(it @ Refused::Breaks(_)) => bail!("{it}：加 --despite 理由"),
        Err(it @ Refused::BreaksNothing) => bail!("{it}：去掉 --despite"),
        other => other?,
    };
    write_private(&path, register.to_json())?;
    print(&match &done.change {
        Change::Move { pupil, from, to } => format!("{pupil} 由 {from} 班调入 {to} 班"),
        Change::Arrive { pupil, to, .. } => format!("{pupil} 转入 {to} 班（人数最少的班）"),
        Change::Leave { pupil, from } => format!("{pupil} 由 {from} 班转出"),
    });
    for it in &done.breaks {
        print(&format!("违反{it}。仍这样做的理由：{}", done.note.despite));
    }
    let sizes = register.sizes().into_iter().zip(1..);
    let sizes = sizes.map(|((boys, girls), class)| format!("{class} 班 {} 人", boys + girls));
    print(&sizes.collect::<Vec<_>>().join("，"));
    print(&format!("第 {} 条变动，摘要 {}", register.acts().len(), register.head()));
    Ok(())
}
