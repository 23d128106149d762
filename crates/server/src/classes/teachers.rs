//! The class teachers' draw from the command line: `admissions::classes::paired` draws, here it is
//! read from lists, kept in the folder and printed.

use std::path::{Path, PathBuf};

use admissions::classes::paired::Paired;
use anyhow::{Context as _, bail};
use classing::{Seed, Transcript};
use maud::html;
use sheet::{Book, Column, Kind, Layout};

use super::{PAIRED, TEACHERS, read, read_text, transcript, write, write_private};
use crate::{faults, paper, tools::print};

/// 班主任抽签:先封存名单,再抽
#[derive(Debug, clap::Args)]
pub(crate) struct Teachers {
    /// 已编好班的文件夹
    folder: PathBuf,
    /// 第一步:班主任名单,Excel 或 CSV,有“姓名”列,人数与班数相同
    #[arg(required_unless_present = "seed", conflicts_with = "seed")]
    list: Option<PathBuf>,
    /// 第二步:张贴摘要以后当众依次抽出的数,与编班种子同样多
    #[arg(long)]
    seed: Option<String>,
}

pub(super) fn run(task: &Teachers) -> anyhow::Result<()> {
    let transcript = transcript(&task.folder)?;
    match (&task.list, &task.seed) {
        (Some(list), _) => seal(&task.folder, &transcript, list),
        (None, Some(seed)) => draw(&task.folder, &transcript, seed),
        (None, None) => bail!("请写班主任名单，或用 --seed 写抽出的数"),
    }
}

fn seal(folder: &Path, transcript: &Transcript, list: &Path) -> anyhow::Result<()> {
    let to = folder.join(TEACHERS);
    if to.exists() {
        bail!("{} 已经有了，班主任名单只封存一次", to.display());
    }
    let paired = Paired::sealed(transcript, load(list)?)?;
    keep(folder, transcript, &paired)?;
    print(&format!("{} 位班主任，名单的摘要 {}", paired.names.len(), paired.posted));
    print(&format!(
        "请打印张贴 {}，再当众抽数（{}），然后运行 xueyu classes teachers {} --seed 依次抽出的数",
        folder.join(PAIRED).display(),
        paired.drawn.label(),
        folder.display()
    ));
    Ok(())
}

fn draw(folder: &Path, transcript: &Transcript, seed: &str) -> anyhow::Result<()> {
    let path = folder.join(TEACHERS);
    let text =
        read_text(&path).context("请先封存班主任名单：xueyu classes teachers 文件夹 名单")?;
    let sealed = Paired::read(transcript, &text).with_context(|| path.display().to_string())?;
    if sealed.seed.is_some() {
        bail!("{} 已经有结果，班主任抽签只做一次", path.display());
    }
    let paired = sealed.drawn_by(&Seed::read(sealed.drawn, seed)?)?;
    keep(folder, transcript, &paired)?;
    for (class, name) in (1..).zip(paired.teachers.iter().flatten()) {
        print(&format!("{class} 班　{name}"));
    }
    print(&format!("抽签记录（打印签字）{}", folder.join(PAIRED).display()));
    Ok(())
}

/// The names of a list.
fn load(list: &Path) -> anyhow::Result<Vec<String>> {
    let bytes = read(list)?;
    let name = || list.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let column = Column::new("name", "姓名", Kind::Text).required().also(&["班主任", "教师"]);
    let layout = Layout::new("班主任名单", vec![column]);
    let mut table = book.table(&layout).with_context(name)?;
    let (rows, _) = table.collect().with_context(name)?;
    let mut names = Vec::with_capacity(rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let Ok(Some(name)) = row.text("name") else { continue };
        let name = vocab::normalise_name(&name);
        if names.contains(&name) {
            wrong.push(format!("第 {} 行：“{name}”重复，同名的请加注区分", row.number));
        }
        names.push(name);
    }
    faults::refuse(list, &wrong)?;
    Ok(names)
}

fn keep(folder: &Path, transcript: &Transcript, paired: &Paired) -> anyhow::Result<()> {
    write(&folder.join(PAIRED), page(transcript, paired))?;
    write_private(&folder.join(TEACHERS), paired.to_json())
}

/// Draws again and compares; says what was found.
pub(super) fn verify(transcript: &Transcript, text: &str) -> anyhow::Result<String> {
    let paired = Paired::read(transcript, text)?;
    Ok(match &paired.seed {
        Some(seed) => format!(
            "班主任抽签（种子“{seed}”）重新计算的结果与记录一致；抽数之前张贴的名单摘要应是 {}",
            paired.posted
        ),
        None => format!("班主任名单已封存、还没有抽签，摘要 {}", paired.posted),
    })
}

/// What is posted before the numbers are drawn, and afterwards what is signed.
fn page(transcript: &Transcript, paired: &Paired) -> String {
    let body = html! {
        (paper::posted("班主任名单的摘要（抽数之前张贴）", &paired.posted))
        p { "编班记录的摘要 " code { (paired.transcript) } }
        @match (&paired.seed, &paired.teachers) {
            (Some(seed), Some(teachers)) => {
                p { "当众抽出的数：" strong { (seed) } "。由这些数和上面的摘要算出每位班主任的签，从小到大依次带 1 班、2 班……" }
                table {
                    thead { tr { th.n { "班级" } th { "班主任" } } }
                    tbody { @for (class, name) in (1..).zip(teachers) { tr { td.n { (class) " 班" } td { (name) } } } }
                }
            }
            _ => {
                h2 { "参加抽签的班主任" }
                p { (paired.names.join("、")) }
                p { "名单已封存，还没有抽签。抽签时当众依次抽出 " (paired.drawn.label()) "；名单此后改动一个字，摘要就会不同。" }
            }
        }
        (paper::signatures(&["主持人", "监督人", "班主任代表", "日期"]))
    };
    paper::page(&transcript.sealed().plan.title, "班主任抽签", &body)
}
