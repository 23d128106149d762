//! The answer to a file that cannot be patched (CSV, xls): a new xlsx with its rows.

use std::io::{Seek, Write};

use zip::ZipWriter;

use super::{
    PROBLEMS, Task,
    plan::{Mark, Plan},
    problems::{self, Links},
};
use crate::{
    dates::{from_serial, to_serial},
    export::options,
    finding::Severity,
    numbers::number_text,
    reading::display,
    refusal::Refusal,
    row::{RawRow, Value},
    sheet_xml::{Content, MAIN, Opening, SheetXml},
    skeleton::{parts, sheet_name, style},
    source::Source,
};

/// Writes all rows of `source`, marked, and the sheet of problems.
pub(crate) fn write<W: Write + Seek>(
    source: &mut Source<'_, '_>,
    task: &Task<'_>,
    is_1904: bool,
    to: W,
) -> Result<W, Refusal> {
    let plan = Plan::new(task.findings, task.header_row, task.reasons);
    let sheet = sheet_name(task.sheet);
    let mut zip = ZipWriter::new(to);
    for (name, text) in parts(&[&sheet, PROBLEMS]) {
        super::put(&mut zip, name, &text)?;
    }
    zip.start_file("xl/worksheets/sheet1.xml", options()).map_err(Refusal::not_written)?;
    let mut widths = vec![12.0; usize::from(task.reasons)];
    widths.push(60.0);
    let opening =
        Opening { namespace: MAIN, widths: &widths, frozen: task.header_row, styles: &[] };
    let mut out = SheetXml::open(zip, &opening).map_err(Refusal::not_written)?;
    let mut row = RawRow::default();
    let mut last = 0;
    while source.next(&mut row)? {
        write_missing(&mut out, &plan, last, row.number)?;
        last = row.number;
        write_row(&mut out, &plan, &row, is_1904).map_err(Refusal::not_written)?;
    }
    write_missing(&mut out, &plan, last, u32::MAX)?;
    let mut zip = out.finish(&[], "").map_err(Refusal::not_written)?;
    zip.start_file("xl/worksheets/sheet2.xml", options()).map_err(Refusal::not_written)?;
    let links = Links { sheet: &sheet, styles: [style::HEAD, style::TEXT, style::LINK] };
    let zip = problems::write(zip, MAIN, task.findings, &links);
    zip.and_then(|it| Ok(it.finish()?)).map_err(Refusal::not_written)
}

fn write_missing<W: Write>(
    out: &mut SheetXml<W>,
    plan: &Plan,
    after: u32,
    before: u32,
) -> Result<(), Refusal> {
    for (number, _) in plan.between(after, before) {
        let row = RawRow { number, ..RawRow::default() };
        write_row(out, plan, &row, false).map_err(Refusal::not_written)?;
    }
    Ok(())
}

fn write_row<W: Write>(
    out: &mut SheetXml<W>,
    plan: &Plan,
    row: &RawRow,
    is_1904: bool,
) -> std::io::Result<()> {
    let marks = plan.row(row.number);
    let width = row.width().max(plan.reasons + 1);
    let mark_at = |at: u16| marks.and_then(|it| it.get(&at));
    let values: Vec<(u32, bool, String)> =
        (0..width).map(|at| written(&row.value(at), is_1904, mark_at(at).is_some())).collect();
    let cells = (0..width).zip(&values).filter_map(|(at, (plain, is_number, text))| {
        let mark = mark_at(at);
        let style = match mark.map(Mark::severity) {
            Some(Severity::Error) => style::ERROR,
            Some(_) => style::WARNING,
            None => *plain,
        };
        let content = match mark {
            Some(Mark::Text(_, reason)) => Content::Text(reason),
            _ if at == plan.reasons => return None,
            _ if text.is_empty() => return mark.map(|_| (at, style, Content::Empty)),
            _ if *is_number => Content::Number(text),
            _ => Content::Text(text),
        };
        Some((at, style, content))
    });
    out.row(row.number, cells)
}

/// A value as it is written: its style, whether it is a number, its text. A marked cell has the
/// style of its mark, so that its day is written out.
fn written(value: &Value<'_>, is_1904: bool, is_marked: bool) -> (u32, bool, String) {
    match value {
        Value::Number(number) if number.is_finite() => (0, true, number_text(*number)),
        Value::Serial(serial) if !is_marked => {
            let day = from_serial(*serial, is_1904).and_then(to_serial);
            let text = || (style::TEXT, false, number_text(*serial));
            day.map_or_else(text, |day| (style::DATE, true, day.to_string()))
        }
        Value::Text(text) => (style::TEXT, false, (*text).to_owned()),
        other => (style::TEXT, false, display(other, is_1904)),
    }
}
