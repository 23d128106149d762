//! `xueyu plan read`: the tasks and targets of a plan as a table, without a server. Nothing is
//! stored: a person confirms.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use extract::Extract;
use plan::{Block, Document, Figure, Raw, Reading, Tense, Tie};

/// What can be asked of `xueyu plan`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// 从工作要点或工作总结中读出任务和目标,供人逐条确认。支持 docx、xlsx、html、txt 和有文字的 PDF
    Read {
        /// The file.
        file: PathBuf,
        /// Each proposal with its sentence and the rules that read it.
        #[arg(long)]
        explain: bool,
    },
}

/// Does what was asked.
pub(crate) fn run(command: Command) -> anyhow::Result<()> {
    let Command::Read { file, explain } = command;
    let (extract, reading) = read(&file)?;
    let text = shown(&extract, &reading, explain);
    std::io::stdout().write_all(text.as_bytes()).context("写不出结果")
}

fn read(file: &Path) -> anyhow::Result<(Extract, Reading)> {
    let bytes = fs::read(file).with_context(|| format!("打不开文件 {}", file.display()))?;
    let extract = extract::extract(&bytes)?;
    let block = |it: &extract::Block| match it {
        extract::Block::Line(text) => Block::Line(text.clone()),
        extract::Block::Table(rows) => Block::Table(rows.clone()),
    };
    let raw = Raw { blocks: extract.blocks.iter().map(block).collect() };
    let document = Document::new(raw).map_err(|defects| {
        let all: Vec<String> = defects.iter().map(ToString::to_string).collect();
        anyhow!("{}", all.join("；"))
    })?;
    let reading = plan::read(&document);
    plan::check(&document, &reading)
        .context("读出的结果与原文对不上，没有采用。请把文件发给维护人员")?;
    Ok((extract, reading))
}

/// The tables that are printed: tasks, promised and reported figures, what to compare.
fn shown(extract: &Extract, reading: &Reading, explain: bool) -> String {
    let mut text = String::new();
    for it in &extract.remarks {
        text = format!("{text}注意：{it}\n");
    }
    let tasks: Vec<Vec<String>> = reading
        .tasks
        .iter()
        .map(|it| {
            let figures: Vec<String> =
                it.figures.iter().map(|it| said(&reading.figures[*it])).collect();
            let cell = |it: &Option<String>| it.clone().unwrap_or_default();
            vec![
                it.line.to_string(),
                it.work.clone(),
                cell(&it.office),
                cell(&it.due),
                figures.join("，"),
            ]
        })
        .collect();
    section(&mut text, "任务", &["行", "主要工作", "责任科室", "时限", "数字"], &tasks);
    for tense in [Tense::Promised, Tense::Reported] {
        let rows: Vec<Vec<String>> = reading
            .proposals
            .iter()
            .filter(|it| reading.figures[it.figures[0]].tense == tense)
            .flat_map(|it| rows(reading, &it.figures, explain))
            .collect();
        section(
            &mut text,
            tense.label(),
            &["行", "内容", "数值", "地方", "时间", "责任科室", "请核对"],
            &rows,
        );
    }
    let pairs: Vec<Vec<String>> = reading
        .pairs
        .iter()
        .map(|it| {
            let one = |it: usize| {
                let figure = &reading.figures[reading.proposals[it].figures[0]];
                format!("{}（第 {} 行）{}", figure.thing, figure.line, said(figure))
            };
            let tie = match it.tie {
                Tie::Contradiction => "前后不一",
                Tie::Similar => "相似，请核对",
                Tie::Actual => "可能是已有实绩",
            };
            vec![tie.to_owned(), one(it.one), one(it.other)]
        })
        .collect();
    section(&mut text, "对照", &["关系", "一处", "另一处"], &pairs);
    text
}

fn said(figure: &Figure) -> String {
    format!("{} {}", figure.comparator.label(), figure.amount())
}

/// The row of a proposal, and below it, where asked for, why it was read so.
fn rows(reading: &Reading, figures: &[usize], explain: bool) -> Vec<Vec<String>> {
    let first = &reading.figures[figures[0]];
    let lines: Vec<String> =
        figures.iter().map(|it| reading.figures[*it].line.to_string()).collect();
    let doubts: Vec<&str> = first.doubts.iter().map(|it| it.explain()).collect();
    let cell = |it: &Option<String>| it.clone().unwrap_or_default();
    let mut rows = vec![vec![
        lines.join("、"),
        first.thing.clone(),
        said(first),
        cell(&first.place),
        cell(&first.period),
        cell(&first.office),
        doubts.join("；"),
    ]];
    if explain {
        let rules: Vec<&str> = first.rules.iter().map(|it| it.explain()).collect();
        let sentence = &reading.sentences[first.sentence].text;
        rows.push(vec![String::new(), format!("原文：{sentence}（{}）", rules.join("；"))]);
    }
    rows
}

fn section(text: &mut String, title: &str, heads: &[&str], rows: &[Vec<String>]) {
    let count = rows.iter().filter(|it| !it[0].is_empty()).count();
    for part in ["\n", title, "：", &count.to_string(), " 条\n"] {
        text.push_str(part);
    }
    if rows.is_empty() {
        return;
    }
    // A last cell may be as long as it likes; a row with fewer cells is a remark to the one above.
    let last = heads.len() - 1;
    let widths: Vec<usize> = (0..last)
        .map(|at| {
            let cells = rows.iter().filter(|it| it.len() == heads.len()).map(|it| width(&it[at]));
            cells.chain([width(heads[at])]).max().unwrap_or(0)
        })
        .collect();
    let heads: Vec<String> = heads.iter().map(|it| (*it).to_owned()).collect();
    for row in std::iter::once(&heads).chain(rows) {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if at + 1 < row.len() {
                line.extend(std::iter::repeat_n(' ', widths[at].saturating_sub(width(cell)) + 2));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// How wide a terminal shows a text: a Chinese character takes two places.
fn width(text: &str) -> usize {
    text.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let folder =
            std::env::temp_dir().join(format!("xueyu-plan-{}-{}", std::process::id(), text.len()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("要点.txt");
        fs::write(&file, text).unwrap();
        let (extract, reading) = read(&file).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        shown(&extract, &reading, true)
    }

    #[test]
    fn a_plan_is_printed_with_tasks_targets_and_reasons() {
        let told = printed(
            "某县教育局2023年工作要点\n（一）扩容。新建学校不少于3所，新增学位2.5万个，占比达到60%。",
        );
        for wanted in [
            "任务：1 条",
            "扩容",
            "≥ 3所",
            "= 25000个",
            "≥ 60%",
            "某县",
            "2023年",
            "原文：",
            "没有比较词",
        ] {
            assert!(told.contains(wanted), "{wanted} in\n{told}");
        }
    }

    #[test]
    fn a_picture_is_refused_with_what_to_do() {
        let file = std::env::temp_dir().join(format!("xueyu-plan-{}.png", std::process::id()));
        fs::write(&file, b"\x89PNG").unwrap();
        let told = read(&file).unwrap_err().to_string();
        fs::remove_file(&file).unwrap();
        assert!(told.contains("文字识别"), "{told}");
    }
}
