//! Exports: rows go out as they come, as xlsx or CSV, and read back unchanged.

use std::io::{self, Seek, Write};

use jiff::civil::Date;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    csv,
    dates::to_serial,
    layout::{Kind, Layout},
    numbers::unscaled,
    sheet_xml::{Content, MAIN, Opening, SheetXml},
    skeleton::{parts, style},
};

/// What stands over every sheet of a demonstration.
pub const DEMO_MARK: &str = "演示数据·非真实";

/// The most rows that an xlsx sheet can hold.
const MOST_ROWS: u32 = 1_048_576;

/// A cell that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text; never taken for a formula.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number in whole units of `10^-places`.
    Decimal {
        /// The units.
        units: i64,
        /// Decimals.
        places: u8,
    },
    /// Money.
    Fen(i64),
    /// A day.
    Date(Date),
    /// A month, by any day of it.
    Month(Date),
    /// 是 or 否.
    YesNo(bool),
}

/// An export that is being written. Rows have the columns of the layout, in its order.
pub struct Export<W: Write + Seek> {
    out: Out<W>,
    row: u32,
    demo: bool,
}

enum Out<W: Write + Seek> {
    Xlsx(Box<SheetXml<ZipWriter<W>>>),
    Csv { out: W, line: String },
}

impl<W: Write + Seek> Export<W> {
    /// Begins an xlsx: the header is written. `demo` marks the sheet and every printed page.
    pub fn xlsx(to: W, layout: &Layout, demo: bool) -> io::Result<Self> {
        let mut zip = ZipWriter::new(to);
        for (name, text) in parts(&[&layout.name]) {
            zip.start_file(name, options())?;
            zip.write_all(text.as_bytes())?;
        }
        zip.start_file("xl/worksheets/sheet1.xml", options())?;
        let widths: Vec<f64> = layout.columns.iter().map(|it| width(&it.title, &it.kind)).collect();
        let styles: Vec<u32> = layout.columns.iter().map(|it| style_of_kind(&it.kind)).collect();
        let frozen = 1 + u32::from(demo);
        let opening = Opening { namespace: MAIN, widths: &widths, frozen, styles: &styles };
        let mut sheet = SheetXml::open(zip, &opening)?;
        if demo {
            let mark = (0, style::MARK, Content::Text(DEMO_MARK));
            sheet.row(1, std::iter::once(mark))?;
        }
        let titles = layout.columns.iter().map(|it| (style::HEAD, Content::Text(&it.title)));
        sheet.row(frozen, (0u16..).zip(titles).map(|(at, (style, title))| (at, style, title)))?;
        Ok(Self { out: Out::Xlsx(Box::new(sheet)), row: frozen, demo })
    }

    /// Begins a CSV in UTF-8 with a mark at its start, which Excel needs.
    pub fn csv(mut to: W, layout: &Layout, demo: bool) -> io::Result<Self> {
        let mut line = String::from('\u{FEFF}');
        if demo {
            line.push_str(DEMO_MARK);
            line.push_str("\r\n");
        }
        for (at, column) in layout.columns.iter().enumerate() {
            if at > 0 {
                line.push(',');
            }
            csv::push_field(&mut line, &csv::guarded(&column.title));
        }
        line.push_str("\r\n");
        to.write_all(line.as_bytes())?;
        Ok(Self { out: Out::Csv { out: to, line }, row: 1 + u32::from(demo), demo })
    }

    /// Writes one row.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or an xlsx sheet is full (1,048,576 rows).
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.row += 1;
        match &mut self.out {
            Out::Xlsx(sheet) => {
                if self.row > MOST_ROWS {
                    let full = "一张工作表最多 1048576 行，请按学校分开导出或改用 CSV";
                    return Err(io::Error::new(io::ErrorKind::FileTooLarge, full));
                }
                let texts: Vec<String> = cells.iter().map(digits).collect();
                let cells = (0u16..).zip(cells.iter().zip(&texts));
                let cells =
                    cells.filter(|(_, (cell, _))| !matches!(cell, Cell::Empty | Cell::Text("")));
                sheet.row(
                    self.row,
                    cells.map(|(at, (cell, text))| (at, style_of(cell), content(cell, text))),
                )
            }
            Out::Csv { out, line } => {
                line.clear();
                for (at, cell) in cells.iter().enumerate() {
                    if at > 0 {
                        line.push(',');
                    }
                    match cell {
                        Cell::Text(text) => csv::push_field(line, &csv::guarded(text)),
                        other => line.push_str(&plain(other)),
                    }
                }
                line.push_str("\r\n");
                out.write_all(line.as_bytes())
            }
        }
    }

    /// Ends the file and gives back what it was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.out {
            Out::Xlsx(sheet) => {
                let footer = if self.demo { DEMO_MARK } else { "" };
                Ok(sheet.finish(&[], footer)?.finish()?)
            }
            Out::Csv { mut out, .. } => {
                out.flush()?;
                Ok(out)
            }
        }
    }
}

/// A cell as people read it; empty for empty ones.
fn plain(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Decimal { units, places } => unscaled(*units, *places),
        Cell::Fen(fen) => unscaled(*fen, 2),
        Cell::Date(day) => day.to_string(),
        Cell::Month(day) => day.strftime("%Y-%m").to_string(),
        Cell::YesNo(yes) => if *yes { "是" } else { "否" }.to_owned(),
    }
}

/// What is written for a cell in xlsx, where it is not the text that came.
fn digits(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(_) => String::new(),
        Cell::Date(day) => to_serial(*day).map_or_else(|| day.to_string(), |it| it.to_string()),
        other => plain(other),
    }
}

fn content<'c>(cell: &Cell<'c>, digits: &'c str) -> Content<'c> {
    match cell {
        Cell::Empty => Content::Empty,
        Cell::Text(text) => Content::Text(text),
        Cell::Month(_) | Cell::YesNo(_) => Content::Text(digits),
        // Excel keeps 15 digits of a number, and no day before March 1900.
        Cell::Integer(units) | Cell::Decimal { units, .. } | Cell::Fen(units)
            if units.unsigned_abs() >= 1_000_000_000_000_000 =>
        {
            Content::Text(digits)
        }
        Cell::Date(day) if to_serial(*day).is_none() => Content::Text(digits),
        Cell::Integer(_) | Cell::Decimal { .. } | Cell::Fen(_) | Cell::Date(_) => {
            Content::Number(digits)
        }
    }
}

fn style_of(cell: &Cell<'_>) -> u32 {
    match cell {
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@']) => style::QUOTED,
        Cell::Empty | Cell::Text(_) | Cell::Month(_) | Cell::YesNo(_) => style::TEXT,
        Cell::Integer(_) => style::INTEGER,
        Cell::Decimal { places: 2, .. } | Cell::Fen(_) => style::MONEY,
        Cell::Decimal { .. } => 0,
        Cell::Date(_) => style::DATE,
    }
}

fn style_of_kind(kind: &Kind) -> u32 {
    match kind {
        Kind::Integer => style::INTEGER,
        Kind::Money | Kind::Decimal { places: 2 } => style::MONEY,
        Kind::Decimal { .. } => 0,
        Kind::Date => style::DATE,
        _ => style::TEXT,
    }
}

/// How wide a column is shown, in characters; a Chinese one counts two.
pub(crate) fn width(title: &str, kind: &Kind) -> f64 {
    let title: u32 = title.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    let content: u32 = match kind {
        Kind::IdNumber => 20,
        Kind::Phone => 14,
        Kind::Date | Kind::Money => 12,
        _ => 8,
    };
    f64::from(title.max(content).min(40) + 3)
}

/// How parts are packed: fast, since text packs well at any level.
pub(crate) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(3))
}
