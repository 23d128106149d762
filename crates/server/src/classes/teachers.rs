//! Which class teacher has which class: drawn by lot (engine `draw`) after the classes are locked.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use classing::{Seed, Transcript};
use draw::Digest;
use serde::{Deserialize, Serialize};
use sheet::{Book, Column, Kind, Layout};

use super::{TEACHERS, read, transcript, write};
use crate::{faults, tools::print};

/// 抽签决定班主任带哪个班
#[derive(Debug, clap::Args)]
pub(crate) struct Teachers {
    /// 已编好班的文件夹
    folder: PathBuf,
    /// 班主任名单:Excel 或 CSV,有“姓名”列,人数与班数相同
    list: PathBuf,
    /// 编班之后另行当众抽出的种子
    #[arg(long)]
    seed: String,
}

/// What came of it, and what it came from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paired {
    /// The digest of the transcript that it belongs to.
    transcript: String,
    seed: String,
    /// The teacher of each class.
    teachers: Vec<String>,
}

pub(super) fn run(task: &Teachers) -> anyhow::Result<()> {
    let transcript = transcript(&task.folder)?;
    let to = task.folder.join(TEACHERS);
    if to.exists() {
        bail!("{} 已经有结果，班主任抽签只做一次", to.display());
    }
    let bytes = read(&task.list)?;
    let name = || task.list.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let column = Column::new("name", "姓名", Kind::Text).required().also(&["班主任", "教师"]);
    let layout = Layout::new("班主任名单", vec![column]);
    let mut table = book.table(&layout).with_context(name)?;
    let (rows, _) = table.collect().with_context(name)?;
    let mut names = Vec::with_capacity(rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let Ok(Some(name)) = row.text("name") else { continue };
        if names.contains(&name) {
            wrong.push(format!("第 {} 行：“{name}”重复，同名的请加注区分", row.number));
        }
        names.push(name);
    }
    faults::refuse(&task.list, &wrong)?;
    let seed = Seed::new(task.seed.trim())?;
    let paired = pair(&transcript, seed.text(), names)?;
    write(&to, serde_json::to_string_pretty(&paired)? + "\n")?;
    for (class, name) in (1..).zip(&paired.teachers) {
        print(&format!("{class} 班　{name}"));
    }
    print(&format!("抽签记录 {}", to.display()));
    Ok(())
}

/// The teachers' names are the lots; their order in the list changes nothing.
fn pair(transcript: &Transcript, seed: &str, names: Vec<String>) -> anyhow::Result<Paired> {
    let words = format!("xueyu classes teachers\n{}\n{seed}", transcript.digest());
    let ids: Vec<Digest> = names.iter().map(|it| Digest::of(it.as_bytes())).collect();
    let classes = transcript.solution().classes.len();
    let class_of = draw::pair(&Digest::of(words.as_bytes()), &ids, classes)?;
    let mut teachers = vec![String::new(); classes];
    for (name, class) in names.into_iter().zip(class_of) {
        teachers[class] = name;
    }
    Ok(Paired { transcript: transcript.digest().to_owned(), seed: seed.to_owned(), teachers })
}

/// Draws again and compares.
pub(super) fn verify(transcript: &Transcript, text: &str) -> anyhow::Result<()> {
    let said: Paired = serde_json::from_str(text).context("不是班主任抽签记录，或文件不完整")?;
    let again = pair(transcript, &said.seed, said.teachers.clone())?;
    if again != said {
        bail!("班主任抽签记录被改动过，或不属于这次编班");
    }
    Ok(())
}
