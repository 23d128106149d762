//! The organiser's list, from a workbook or CSV.

use std::path::Path;

use anyhow::Context as _;
use draw::Entry;
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Refusal, Row, Severity};

use vocab::normalise;

use super::read;
use crate::faults;

fn layout() -> Layout {
    let text = |key, title| Column::new(key, title, Kind::Text);
    Layout::new(
        "派位名单",
        vec![
            text("number", "报名号").required().also(&[
                "报名编号",
                "报名序号",
                "编号",
                "准考证号",
                "工号",
            ]),
            text("group", "组别").also(&["类别", "批次", "片区"]),
            text("bundle", "捆绑号").also(&["捆绑", "捆绑组", "双胞胎", "多胞胎"]),
            Column::new("size", "捆绑人数", Kind::Integer),
        ],
    )
}

/// The people of the list in `path`; what is wrong is told line by line.
pub(super) fn load(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let bytes = read(path)?;
    let name = || path.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let Found { rows, findings, alone } = collected(&mut book).with_context(name)?;
    let mut wrong: Vec<String> = findings
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        match entry(row, alone) {
            Ok(it) => entries.push(it),
            // The sheet's own complaints name the cell; this is for what they leave open.
            Err(error) if wrong.is_empty() => wrong.push(format!("第 {} 行：{error}", row.number)),
            Err(_) => {}
        }
    }
    faults::refuse(path, &wrong)?;
    Ok(entries)
}

/// What a sheet holds.
struct Found {
    rows: Vec<Row>,
    findings: Vec<Finding>,
    /// Whether it has numbers and nothing else.
    alone: bool,
}

/// The rows under the header. One word in a row is seldom a header, so a list of numbers alone is
/// looked for as such, once no header of several columns was found.
fn collected(book: &mut Book<'_>) -> Result<Found, Refusal> {
    let whole = layout();
    let found = book.table(&whole).and_then(|mut it| it.collect());
    let alone = matches!(found, Err(Refusal::NoHeader { .. } | Refusal::MissingColumns { .. }));
    let (rows, findings) = if alone {
        let number = whole.columns.first().cloned().into_iter().collect();
        let numbers = Layout::new(&whole.name, number);
        // The first refusal names what is wanted, which helps as much.
        book.table(&numbers).and_then(|mut it| it.collect()).or(found)?
    } else {
        found?
    };
    Ok(Found { rows, findings, alone })
}

fn entry(row: &Row, alone: bool) -> Result<Entry, CellFault> {
    let number = row.text("number")?.unwrap_or_default();
    let mut it = Entry::new(row.number, &number);
    if !alone {
        // Marks are compared with each other and with the command line, however wide they are typed.
        it.group = row.text("group")?.map(|it| normalise(&it)).unwrap_or_default();
        it.bundle = row.text("bundle")?.map(|it| normalise(&it));
        it.bundle_size = row.integer("size")?.map(|it| u32::try_from(it).unwrap_or(u32::MAX));
    }
    Ok(it)
}
