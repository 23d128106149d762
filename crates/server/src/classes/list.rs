//! The school's list, from a workbook or CSV, and the template for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use admissions::classes::list::{self, Grade};
use anyhow::{Context as _, bail};
use classing::{Entry, Level, Request};
use sheet::{Book, CellFault, Column, Kind, Layout, Severity};

use super::{read, write};
use crate::{faults, tools::print};

/// 生成空白名单模板
#[derive(Debug, clap::Args)]
pub(crate) struct Template {
    /// 写到哪里,如 名单模板.xlsx
    to: PathBuf,
    /// 七年级按方案参考的等第科目,可写多次。一年级没有这一项
    #[arg(long)]
    subject: Vec<String>,
}

/// Who comes in, with everybody's name, and what is asked for them.
pub(super) struct List {
    pub(super) entry: Entry,
    pub(super) names: BTreeMap<String, String>,
    pub(super) requests: Vec<Request>,
}

pub(super) fn write_template(task: &Template) -> anyhow::Result<()> {
    let layout = list::layout(&task.subject);
    let levels: Vec<&str> = Level::ALL.iter().map(|it| it.label()).collect();
    let keys: Vec<String> = (0..task.subject.len()).map(|it| format!("level{it}")).collect();
    let template = keys.iter().fold(sheet::Template::new(&layout), |it, key| it.list(key, &levels));
    write(&task.to, template.build()?)?;
    print(&format!("已写好 {}", task.to.display()));
    Ok(())
}

/// The list in `path`; what is wrong is told line by line.
pub(super) fn load(
    path: &Path,
    grade: &Grade<'_>,
    winners: Option<&BTreeSet<String>>,
) -> anyhow::Result<List> {
    let bytes = read(path)?;
    let name = || path.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let read = list::read(&mut book, grade).with_context(name)?;
    let (mut lines, mut requests) = (read.lines, read.requests);
    if let Some(winners) = winners {
        requests = among(requests, winners);
        lines.retain(|it| winners.contains(&it.pupil.id));
        let listed: BTreeSet<String> = lines.iter().map(|it| it.pupil.id.clone()).collect();
        let missing: Vec<String> = winners
            .difference(&listed)
            .map(|id| format!("派位录取的报名号 {id} 不在名单中，请补上或核对号码"))
            .collect();
        faults::refuse(path, &missing)?;
    }
    let mut wrong: Vec<String> = read
        .findings
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    wrong.extend(read.wrong);
    faults::refuse(path, &wrong)?;
    let names = lines.iter().map(|it| (it.pupil.id.clone(), it.pupil.name.clone())).collect();
    Ok(List { entry: grade.entry(lines), names, requests })
}

/// The numbers of those who were drawn: a sheet that `xueyu draw run` wrote, or any with 报名号 and
/// 结果.
pub(super) fn winners(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    let bytes = read(path)?;
    let name = || path.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let column = |key, title| Column::new(key, title, Kind::Text).required();
    let layout = Layout::new("派位结果", vec![column("id", "报名号"), column("result", "结果")]);
    let mut table = book.table(&layout).with_context(name)?;
    let (rows, _) = table.collect().with_context(name)?;
    let mut winners = BTreeSet::new();
    for row in &rows {
        let result = row.text("result").map_err(|it| fault(&it))?.unwrap_or_default();
        if result.starts_with("模拟") {
            bail!("{} 是模拟派位的结果，不能用来编班", path.display());
        }
        if result == "录取" {
            winners.extend(row.text("id").map_err(|it| fault(&it))?);
        }
    }
    if winners.is_empty() {
        bail!("{} 的“结果”列里没有“录取”", path.display());
    }
    Ok(winners)
}

/// What is still asked where only some were drawn: who was asked for together with others and is the
/// only one left has nothing to be granted.
fn among(requests: Vec<Request>, winners: &BTreeSet<String>) -> Vec<Request> {
    let (mut left, mut moot) = (Vec::new(), Vec::new());
    for mut it in requests {
        let asked = it.pupils.len();
        it.pupils.retain(|id| winners.contains(id));
        if it.pupils.len() > 1 || (asked < 2 && !it.pupils.is_empty()) {
            left.push(it);
        } else if let Some(id) = it.pupils.first() {
            moot.push(format!(
                "第 {} 行起的{}申请只录取了 {id} 一人，不再适用",
                it.line,
                it.wish.label()
            ));
        }
    }
    for it in moot {
        print(&it);
    }
    left
}

fn fault(it: &CellFault) -> anyhow::Error {
    anyhow::anyhow!("{}。{}", it.what, it.advice)
}
