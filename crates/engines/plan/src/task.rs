//! Tasks: the rows of a table of tasks, and the numbered paragraphs of a plan that has none.

use crate::document::{Paragraph, Table};

/// A task that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The main work, in the words of the document.
    pub work: String,
    /// What is to be done.
    pub content: String,
    /// Who leads it, where a column says so.
    pub leader: Option<String>,
    /// The lead office, where a column says so.
    pub office: Option<String>,
    /// By when, where a column says so.
    pub due: Option<String>,
    /// The line on which it begins.
    pub line: u32,
    /// Whether a table says it; else a numbered paragraph.
    pub in_table: bool,
    /// Its figures, by their places in the reading.
    pub figures: Vec<usize>,
}

/// What a column of a table of tasks holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Work,
    Content,
    Leader,
    Office,
    Due,
}

const HEADS: &[(Column, &[&str])] = &[
    (Column::Leader, &["分管领导", "责任领导", "牵头领导", "责任人", "分管局长", "领导"]),
    (
        Column::Office,
        &[
            "牵头处室",
            "牵头科室",
            "责任处室",
            "责任科室",
            "牵头单位",
            "责任单位",
            "牵头部门",
            "责任部门",
            "处室",
            "科室",
        ],
    ),
    (Column::Due, &["完成时限", "完成时间", "时间节点", "办结时限", "时限"]),
    (
        Column::Content,
        &[
            "工作内容",
            "具体内容",
            "目标要求",
            "工作目标",
            "主要内容",
            "具体任务",
            "内容",
            "工作要求",
        ],
    ),
    (
        Column::Work,
        &["主要工作", "重点工作", "工作任务", "任务名称", "工作项目", "重点任务", "任务", "项目"],
    ),
];

impl Table {
    /// Which column holds what; nothing where it is no table of tasks.
    pub(crate) fn columns(&self) -> Option<Vec<Option<Column>>> {
        let head = |it: &String| {
            let fits = |words: &&(Column, &[&str])| words.1.iter().any(|word| it.contains(word));
            HEADS.iter().find(fits).map(|it| it.0)
        };
        let columns: Vec<Option<Column>> = self.heads.iter().map(head).collect();
        let has = |it| columns.contains(&Some(it));
        (has(Column::Work) && (has(Column::Office) || has(Column::Content))).then_some(columns)
    }
}

/// The task of a row, without its figures.
pub(crate) fn of_row(row: &[Paragraph], columns: &[Option<Column>]) -> Option<Task> {
    let cell = |column: Column| {
        let at = columns.iter().position(|it| *it == Some(column))?;
        row.get(at).map(Paragraph::text).filter(|it| !it.is_empty())
    };
    Some(Task {
        work: cell(Column::Work).or_else(|| cell(Column::Content))?,
        content: cell(Column::Content).unwrap_or_default(),
        leader: cell(Column::Leader),
        office: cell(Column::Office),
        due: cell(Column::Due),
        line: row.first().map_or(0, Paragraph::line),
        in_table: true,
        figures: Vec::new(),
    })
}

/// The task of a numbered paragraph of a plan: (二十二)加大学位扩容力度。…
pub(crate) fn of_paragraph(paragraph: &Paragraph) -> Option<Task> {
    let text = paragraph.text();
    let (work, content) = text.split_once('。').filter(|(it, _)| it.chars().count() <= 40)?;
    let work = work.trim_start_matches(|it: char| {
        "()一二三四五六七八九十、.是".contains(it) || it.is_ascii_digit()
    });
    let (work, content) = (work.to_owned(), content.to_owned());
    let (line, figures) = (paragraph.line(), Vec::new());
    let is_task = !work.is_empty() && !content.is_empty();
    is_task.then_some(Task {
        work,
        content,
        leader: None,
        office: None,
        due: None,
        line,
        in_table: false,
        figures,
    })
}
