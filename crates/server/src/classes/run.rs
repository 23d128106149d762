//! The run: the seed comes in, classes come out.

use std::{
    collections::BTreeMap,
    io::Cursor,
    path::{Path, PathBuf},
};

use admissions::classes::protocol::verdict;
use anyhow::{Context as _, bail};
use classing::{Input, Outcome, Seed, Transcript, solve};
use sheet::{Cell, Column, Export, Kind, Layout};

use super::{
    LISTS, NAMES, PROTOCOL, SEALED, TRANSCRIPT, protocol, read_text, write, write_private,
};
use crate::tools::print;

/// 输入现场抽出的种子,编班
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// xueyu classes seal 写的文件夹
    folder: PathBuf,
    /// 当众依次抽出的数,用逗号或空格隔开:42,7,88,15,60,3
    #[arg(long)]
    seed: String,
}

pub(super) fn run(task: &Run) -> anyhow::Result<()> {
    let to = task.folder.join(TRANSCRIPT);
    if to.exists() {
        bail!("{} 已经有结果。编班只做一次；名单有变须重新封存、重新抽种子", to.display());
    }
    let path = task.folder.join(SEALED);
    let input =
        Input::read_sealed(&read_text(&path)?).with_context(|| path.display().to_string())?;
    let seed = Seed::read(input.sealed().plan.drawn, &task.seed)?;
    let solution = match solve(&input, &seed) {
        Outcome::Solved(it) => *it,
        Outcome::Impossible(_) | Outcome::NotFound => {
            bail!("没有找到满足全部申请的编班。请减少申请后重新封存")
        }
    };
    let transcript = Transcript::new(&input, solution);
    // Whoever prints a result has checked it.
    transcript.verify()?;
    let names = names(&task.folder)?;
    write_private(&task.folder.join(LISTS), lists(&transcript, &names)?)?;
    write(&task.folder.join(PROTOCOL), protocol::protocol(&transcript))?;
    write_private(&to, transcript.to_json())?;
    tell(&transcript);
    print(&format!("分班名单 {}", task.folder.join(LISTS).display()));
    print(&format!("编班记录（打印签字）{}", task.folder.join(PROTOCOL).display()));
    print(&format!("编班记录的摘要 {}", transcript.digest()));
    Ok(())
}

fn tell(transcript: &Transcript) {
    let it = transcript.solution();
    let sizes: Vec<String> = it.classes.iter().map(|it| it.len().to_string()).collect();
    print(&format!("各班人数 {}", sizes.join("、")));
    print(&verdict(it));
}

/// Everybody's name by number.
pub(super) fn names(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let path = folder.join(NAMES);
    serde_json::from_str(&read_text(&path)?).with_context(|| path.display().to_string())
}

/// The class lists, a row a pupil.
fn lists(transcript: &Transcript, names: &BTreeMap<String, String>) -> anyhow::Result<Vec<u8>> {
    let columns = [
        ("class", "班级", Kind::Integer),
        ("number", "序号", Kind::Integer),
        ("id", "报名号", Kind::Text),
        ("name", "姓名", Kind::Text),
        ("sex", "性别", Kind::Text),
        ("origin", "来源", Kind::Text),
    ];
    let columns = columns.map(|(key, title, kind)| Column::new(key, title, kind));
    let layout = Layout::new("分班名单", columns.into());
    let pupils: BTreeMap<&str, &classing::Member> =
        transcript.sealed().pupils.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, false)?;
    for (class, ids) in (1i64..).zip(&transcript.solution().classes) {
        for (number, id) in (1i64..).zip(ids) {
            let pupil = pupils.get(id.as_str()).context("the transcript lists its pupils")?;
            let sex = vocab::Sex::try_from(pupil.sex)?;
            export.row(&[
                Cell::Integer(class),
                Cell::Integer(number),
                Cell::Text(id),
                Cell::Text(names.get(id).map_or("", String::as_str)),
                Cell::Text(sex.label()),
                Cell::Text(&pupil.origin),
            ])?;
        }
    }
    Ok(export.finish()?.into_inner())
}
