//! `xueyu draw verify`: any file of a draw, and whether several belong together.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use draw::{Declaration, Evidence, Receipt, Source, Value, relations};

use super::{beacon, read, words};
use crate::tools::print;

/// Files to check.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[arg(required = true, help = "公示、证据、凭证、作废记录；重抽的可连同上一次的文件一起写")]
    files: Vec<PathBuf>,
}

/// Checks every file, then how they stand to each other; fails if anything is not as it should be.
pub(super) fn run(task: &Verify) -> anyhow::Result<()> {
    let mut read_files = Vec::new();
    let mut wrong = 0;
    for path in &task.files {
        match one(path) {
            Ok(it) => read_files.push(it),
            Err(error) => {
                wrong += 1;
                print(&format!("✗ {}：{error:#}", path.display()));
            }
        }
    }
    for it in &read_files {
        if let Evidence::Receipt(receipt) = it {
            wrong += usize::from(!belongs(receipt, &read_files));
        }
    }
    for it in relations(&read_files) {
        wrong += usize::from(it.is_wrong());
        print(&format!("{} {it}", if it.is_wrong() { "✗" } else { "✓" }));
    }
    if wrong > 0 {
        bail!("核验不通过，共 {wrong} 处，见上面各行");
    }
    Ok(())
}

fn one(path: &Path) -> anyhow::Result<Evidence> {
    let evidence = Evidence::read(&read(path)?)?;
    let (sources, values): (&[Source], &[Value]) = match &evidence {
        Evidence::Transcript(it) => (&it.declaration().terms().sources, it.values()),
        Evidence::Void(it) => (&it.declaration().terms().sources, it.values()),
        Evidence::Declaration(_) | Evidence::Receipt(_) => (&[], &[]),
    };
    for (source, value) in sources.iter().zip(values) {
        beacon::check(source, value).context("公开取值")?;
    }
    print(&format!("✓ {}：{}", path.display(), summary(&evidence)));
    Ok(evidence)
}

fn summary(evidence: &Evidence) -> String {
    let mut lines = Vec::new();
    let rehearsal = match evidence {
        Evidence::Receipt(it) => it.rehearsal,
        other => other.declaration().is_some_and(|it| it.terms().rehearsal),
    };
    match evidence {
        Evidence::Declaration(_) => lines.push("公示文件，名单、规则、承诺前后一致".to_owned()),
        Evidence::Transcript(it) => {
            lines.push("派位证据，重新计算的结果完全一致".to_owned());
            lines.push(words::counts(it));
        }
        Evidence::Void(it) => lines.push(format!("作废记录，{} 中止：{}", it.ended(), it.reason())),
        Evidence::Receipt(it) => {
            let (entry, number, count) = (&it.entry, it.number, it.count);
            lines.push(format!(
                "凭证，报名号 {entry} 是名单第 {number} 号（共 {count} 个单位），第 {} 组：{}",
                it.group, it.group_name
            ));
            lines.push(format!("公示摘要 {}，名单的根 {}", it.declaration, it.root));
        }
    }
    if let Some(it) = evidence.declaration() {
        lines.push(describe(it));
    }
    if rehearsal {
        lines.push("模拟派位：只作演练，结果不算数".to_owned());
    }
    lines.join("\n  ")
}

fn describe(it: &Declaration) -> String {
    let terms = it.terms();
    let digest = format!("公示摘要 {}（请与抽数之前公布的比对）", it.digest());
    format!(
        "{}，{}，{} 公示；{}\n  {digest}",
        terms.title,
        terms.organiser,
        terms.declared,
        words::rule(&terms.rule, it.units())
    )
}

/// Says what came of a receipt in the draws that were given with it.
fn belongs(receipt: &Receipt, all: &[Evidence]) -> bool {
    let declared: Vec<_> = all.iter().filter(|it| it.declaration().is_some()).collect();
    let home = declared
        .iter()
        .find(|it| it.declaration().is_some_and(|it| receipt.belongs_to(it).is_ok()));
    match home {
        Some(Evidence::Transcript(it)) => {
            let at = usize::try_from(receipt.number).unwrap_or_default().saturating_sub(1);
            let rank = it.outcome().order.iter().position(|unit| *unit == at).unwrap_or_default();
            let result = &words::results(it)[at];
            print(&format!("✓ 报名号 {}：第 {} 位，{result}", receipt.entry, rank + 1));
            true
        }
        Some(_) => {
            print(&format!("✓ 报名号 {} 在公示的名单里", receipt.entry));
            true
        }
        None if declared.is_empty() => true,
        None => {
            print(&format!("✗ 报名号 {} 的凭证不属于给出的派位", receipt.entry));
            false
        }
    }
}
