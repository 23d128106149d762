//! The sheet of problems: one row each, with a link to the cell.

use std::io::{self, Write};

use crate::{
    finding::Finding,
    row::{RawRow, Value},
    sheet_xml::{Content, Opening, SheetXml},
};

/// Excel opens no sheet with more than 65,530 links; what is beyond stands in its row's reason.
const MOST: usize = 60_000;

const TITLES: [&str; 8] = ["行", "列", "列名", "单元格", "程度", "问题", "怎么办", "建议填写"];
const WIDTHS: [f64; 8] = [8.0, 6.0, 20.0, 10.0, 10.0, 60.0, 60.0, 24.0];

/// Where links lead and how cells look.
pub(crate) struct Links<'l> {
    /// The sheet that was read.
    pub(crate) sheet: &'l str,
    /// The styles of titles, texts and links.
    pub(crate) styles: [u32; 3],
}

/// Whether the first row of a sheet is that of an earlier answer.
pub(crate) fn is_ours(row: &RawRow) -> bool {
    (0u16..).zip(TITLES).all(|(at, title)| row.value(at) == Value::Text(title))
}

/// Writes the sheet, and gives back what it was written to.
pub(crate) fn write<W: Write>(
    out: W,
    namespace: &str,
    findings: &[Finding],
    links: &Links<'_>,
) -> io::Result<W> {
    let opening = Opening { namespace, widths: &WIDTHS, frozen: 1, styles: &[] };
    let mut sheet = SheetXml::open(out, &opening)?;
    let [head, plain, link] = links.styles;
    let titles = (0u16..).zip(TITLES);
    sheet.row(1, titles.map(|(at, title)| (at, head, Content::Text(title))))?;

    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|it| (it.row, it.column.as_ref().map(|spot| spot.index)));
    let mut places = Vec::new();
    let target = links.sheet.replace('\'', "''");
    for (number, it) in (2u32..).zip(sorted.iter().take(MOST)) {
        let row = it.row.to_string();
        let letters = it.column.as_ref().map(crate::finding::Spot::letters).unwrap_or_default();
        let title = it.column.as_ref().map_or("", |spot| spot.title.as_str());
        let cell = if letters.is_empty() { format!("A{row}") } else { it.cell() };
        let suggestion = it.suggestion.as_deref().unwrap_or_default();
        let texts = [&letters, title, &cell, it.severity.label(), &it.what, &it.advice, suggestion];
        let style = |at: u16| if at == 3 { link } else { plain };
        let texts = (1u16..).zip(texts).map(|(at, text)| (at, style(at), Content::Text(text)));
        let first = (0, plain, Content::Number(&row));
        sheet.row(number, std::iter::once(first).chain(texts))?;
        places.push((format!("D{number}"), format!("'{target}'!{cell}")));
    }
    if let Some(more) = sorted.len().checked_sub(MOST).filter(|it| *it > 0) {
        let last = u32::try_from(MOST).unwrap_or(u32::MAX) + 2;
        let text = format!("另有 {more} 个问题没有列出，请看各行的原因列");
        sheet.row(last, std::iter::once((5, plain, Content::Text(&text))))?;
    }
    sheet.finish(&places, "")
}
