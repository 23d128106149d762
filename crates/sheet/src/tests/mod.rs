//! What this crate promises, asked from outside, on files that are built here.

mod answers;
mod bad_input;
mod exports;
mod refusals;
mod templates;

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Book, Column, Finding, Kind, Layout, Refusal, Row};

/// A small roll: what most tests read.
pub(crate) fn layout() -> Layout {
    Layout::new(
        "学生名册",
        vec![
            Column::new("name", "姓名", Kind::Text).also(&["学生姓名"]).required(),
            Column::new("sex", "性别", Kind::Choice(vec!["男".into(), "女".into()])),
            Column::new("born", "出生日期", Kind::Date).also(&["出生年月日"]),
            Column::new("id", "身份证件号", Kind::IdNumber).also(&["身份证号"]).required(),
            Column::new("post", "邮政编码", Kind::Code { digits: 6 }),
            Column::new("entered", "入学年月", Kind::Month),
            Column::new("boards", "是否住校", Kind::YesNo),
            Column::new("fee", "金额", Kind::Money),
            Column::new("distance", "上下学距离", Kind::Decimal { places: 1 }),
            Column::new("number", "班内学号", Kind::Integer),
        ],
    )
}

/// Rows and all findings of a file that must be readable.
#[track_caller]
pub(crate) fn read(bytes: &[u8]) -> (Vec<Row>, Vec<Finding>) {
    let mut book = Book::open(bytes).unwrap();
    book.table(&layout()).unwrap().collect().unwrap()
}

/// Why a file is refused.
#[track_caller]
pub(crate) fn refusal(bytes: &[u8]) -> Refusal {
    let mut book = match Book::open(bytes) {
        Ok(book) => book,
        Err(refusal) => return refusal,
    };
    match book.table(&layout()) {
        Ok(_) => panic!("the file was read"),
        Err(refusal) => refusal,
    }
}

/// The only finding at `cell`, as it is told.
#[track_caller]
pub(crate) fn at<'a>(findings: &'a [Finding], cell: &str) -> &'a Finding {
    let mut there = findings.iter().filter(|it| it.cell() == cell);
    let Some(found) = there.next() else {
        panic!("nothing is told at {cell}, only: {findings:#?}");
    };
    assert_eq!(there.next(), None, "more than one finding at {cell}");
    found
}

/// A workbook written by `rust_xlsxwriter`: rows of texts.
pub(crate) fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook by hand, for what no program writes on purpose.
#[derive(Default)]
pub(crate) struct ByHand {
    /// The inside of `<worksheet>`.
    pub(crate) sheet: String,
    pub(crate) shared: Vec<&'static str>,
    pub(crate) is_1904: bool,
    /// Whether its parts are not packed.
    pub(crate) stored: bool,
    /// Stands for the whole part of the sheet.
    pub(crate) whole_sheet: Option<String>,
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

impl ByHand {
    pub(crate) fn of(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), ..Self::default() }
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        let shared = joined(&self.shared, |it| format!("<si><t>{it}</t></si>"));
        let date = if self.is_1904 { r#"<workbookPr date1904="1"/>"# } else { "" };
        let parts = [
            ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
            (
                "_rels/.rels",
                format!(
                    r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{date}<sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>"#
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    r#"<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="2"><fill/><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>"#
                ),
            ),
            ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{MAIN}">{shared}</sst>"#)),
            (
                "xl/worksheets/sheet1.xml",
                self.whole_sheet.clone().unwrap_or_else(|| format!(
                    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{}</worksheet>"#,
                    self.sheet
                )),
            ),
        ];
        let parts = parts.into_iter().map(|(name, text)| (name, text.into_bytes()));
        zip_by(parts, self.stored)
    }
}

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#;

pub(crate) fn zip<'a>(parts: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    zip_by(parts, false)
}

fn zip_by<'a>(parts: impl Iterator<Item = (&'a str, Vec<u8>)>, stored: bool) -> Vec<u8> {
    let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A row of inline strings for [`ByHand`].
pub(crate) fn inline_row(number: u32, cells: &[&str]) -> String {
    let cells = joined(cells, |it| format!(r#"<c t="inlineStr"><is><t>{it}</t></is></c>"#));
    format!(r#"<row r="{number}">{cells}</row>"#)
}

/// The texts that `write` makes of `items`, one after another.
pub(crate) fn joined<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    items.iter().map(write).collect::<Vec<_>>().concat()
}
