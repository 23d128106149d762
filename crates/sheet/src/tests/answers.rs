//! The copy of a person's workbook that tells what is wrong: marked where it should be, and
//! otherwise as it was.

use std::{collections::BTreeMap, io::Read};

use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;
use crate::{CellFault, Severity, roll};

const REASON: &str = "原因（系统填写）";
const ID: &str = "33029920100305001X";

/// The answer to a file, by what the layout alone finds.
#[track_caller]
fn answered(bytes: &[u8]) -> Vec<u8> {
    let mut book = Book::open(bytes).unwrap();
    let layout = layout();
    let mut table = book.table(&layout).unwrap();
    let (_, findings) = table.collect().unwrap();
    table.marked(&findings, Cursor::new(Vec::new())).unwrap().into_inner()
}

/// All parts of a package.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let before = parts.insert(part.name().unwrap().into_owned(), bytes);
        assert_eq!(before, None, "a part is written twice");
    }
    parts
}

#[track_caller]
fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(parts(bytes).remove(name).unwrap()).unwrap()
}

/// The value and the fill's colour of a cell, `A1` being (0, 0), as another program reads them.
struct Seen {
    values: calamine::Range<Data>,
    styles: calamine::StyleRange,
}

impl Seen {
    fn sheet(bytes: &[u8], name: &str) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        let values = book.worksheet_range(name).unwrap();
        Self { values, styles: book.worksheet_style(name).unwrap() }
    }

    fn text(&self, row: u32, column: u32) -> String {
        self.values.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
    }

    fn colour(&self, row: u32, column: u32) -> Option<u32> {
        let fill = self.styles.get((row, column))?.fill.as_ref()?;
        fill.get_color().map(|it| it.to_argb() & 0x00FF_FFFF)
    }

    fn format(&self, row: u32, column: u32) -> String {
        let style = self.styles.get((row, column));
        let format = style.and_then(|it| it.number_format.as_ref());
        format.map(|it| it.format_code.clone()).unwrap_or_default()
    }
}

const RED: Option<u32> = Some(0x00FF_C7CF);
const YELLOW: Option<u32> = Some(0x00FF_EB9D);

/// A roll of 69 columns and 200 pupils with everything around it that people put in workbooks.
fn national_roll() -> Vec<u8> {
    let layout = roll::layout();
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_background_color("#DDEEFF");
    let day = Format::new().set_num_format("yyyy/m/d").set_font_color("#123456");
    book.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "某校").unwrap();
    let sheet = book.add_worksheet().set_name("学籍 '21").unwrap();
    for (at, column) in (0u16..).zip(&layout.columns) {
        sheet.write_string_with_format(0, at, &column.title, &bold).unwrap();
    }
    for row in 1..=200u32 {
        for (at, column) in (0u16..).zip(&layout.columns) {
            let text = match column.key.as_str() {
                "csrq" => {
                    let serial = ExcelDateTime::from_ymd(2010, 3, 5).unwrap();
                    sheet.write_datetime_with_format(row, at, &serial, &day).unwrap();
                    continue;
                }
                "sfzjh" if row % 50 == 7 => {
                    let spoilt = 330_299_201_003_051_234.0;
                    sheet.write_number_with_format(row, at, spoilt, &day).unwrap();
                    continue;
                }
                "lxdh" | "cy1lx" | "cy2lx" => {
                    sheet.write_number(row, at, 10_000_000_000.0 + f64::from(row)).unwrap();
                    continue;
                }
                "xb" => "男".to_owned(),
                "rxny" => "2016-09".to_owned(),
                "yzbm" => "315300".to_owned(),
                "sxxjl" => "1.25".to_owned(),
                key if key.ends_with("sfzjh") || key.ends_with("sfzh") => ID.to_owned(),
                key if key.starts_with("sf") || key.ends_with("sfjhr") => "否".to_owned(),
                _ => format!("{}<&>{row}", column.title),
            };
            sheet.write_string(row, at, text).unwrap();
        }
    }
    sheet.set_freeze_panes(1, 1).unwrap();
    sheet.autofilter(0, 0, 200, 68).unwrap();
    sheet.set_column_width(0, 22.5).unwrap();
    sheet.insert_note(0, 0, &rust_xlsxwriter::Note::new("同身份证")).unwrap();
    book.define_name("名册", "='学籍 ''21'!$A$1:$BQ$201").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_roll_of_69_columns_keeps_all_that_is_not_marked() {
    let before = national_roll();
    let mut book = Book::open(&before).unwrap();
    let mut table = book.table(&roll::layout()).unwrap();
    let (rows, mut findings) = table.collect().unwrap();
    assert_eq!((rows.len(), findings.len()), (200, 4));
    let doubtful = CellFault::new("与上一行重复", "请核对").suggest("删除其中一行");
    findings.push(rows[2].finding("xm", Severity::Warning, doubtful));
    let after = table.marked(&findings, Cursor::new(Vec::new())).unwrap().into_inner();

    let (old, new) = (parts(&before), parts(&after));
    let changed = [
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet2.xml",
    ];
    for (name, bytes) in &old {
        let same = new.get(name) == Some(bytes);
        assert_eq!(same, !changed.contains(&name.as_str()), "{name}");
    }
    assert_eq!(new.len(), old.len() + 1, "only the sheet of problems is new");

    let (was, is) = (Seen::sheet(&before, "学籍 '21"), Seen::sheet(&after, "学籍 '21"));
    for row in 0..=200 {
        for column in 0..69 {
            assert_eq!(is.text(row, column), was.text(row, column));
            assert_eq!(is.format(row, column), was.format(row, column));
            let marked = match (row, column) {
                (7 | 57 | 107 | 157, 11) => RED,
                (3, 0) => YELLOW,
                _ => was.colour(row, column),
            };
            assert_eq!(is.colour(row, column), marked, "row {row}, column {column}");
        }
    }
    assert_eq!(is.text(0, 69), REASON);
    assert!(is.text(7, 69).starts_with("【身份证件号】被 Excel 存成了数字"), "{}", is.text(7, 69));
    assert_eq!(is.text(3, 69), "【姓名】与上一行重复。请核对（建议：删除其中一行）");
    assert_eq!((is.text(1, 69), is.colour(1, 69)), (String::new(), None));
}

#[test]
fn the_sheet_of_problems_links_to_the_cells() {
    let after = {
        let before = national_roll();
        let mut book = Book::open(&before).unwrap();
        let mut table = book.table(&roll::layout()).unwrap();
        let (_, findings) = table.collect().unwrap();
        table.marked(&findings, Cursor::new(Vec::new())).unwrap().into_inner()
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(after.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["封面", "学籍 '21", "问题清单"]);
    let links = book.hyperlinks_by_sheet_name("问题清单").unwrap();
    assert_eq!(links.len(), 4);
    assert_eq!(links[0].location.as_deref(), Some("'学籍 ''21'!L8"));
    let seen = Seen::sheet(&after, "问题清单");
    let row: Vec<String> = (0..8).map(|column| seen.text(1, column)).collect();
    assert_eq!(row[..5], ["8", "L", "身份证件号", "L8", "须改正"]);
    assert!(row[5].contains("丢失") && row[6].contains("文本"));
    assert_eq!(row[7], "330299201003051???");
}

#[test]
fn rows_and_cells_that_the_xml_lacks_are_written_in_their_place() {
    let head = inline_row(1, &["姓名", "身份证件号", "邮政编码", "班内学号"]);
    let sheet = format!(
        r#"<dimension ref="A1:D9"/><cols><col min="3" max="3" width="9" style="2"/></cols><sheetData>{head}<row r="2" spans="1:4"><c r="D2"><v>x</v></c></row><row r="5"/><row r="6"><c r="A6" s="1" t="s"><v>0</v></c><c r="D6"/></row></sheetData><autoFilter ref="A1:D9"/>"#
    );
    let bytes = ByHand { shared: vec!["甲"], ..ByHand::of(&sheet) }.build();
    let mut book = Book::open(&bytes).unwrap();
    let mut table = book.table(&layout()).unwrap();
    let (_, mut findings) = table.collect().unwrap();
    for row in [4, 5, 9] {
        findings.push(Finding::of_row(row, Severity::Error, "整行有误", "请核对"));
    }
    let after = table.marked(&findings, Cursor::new(Vec::new())).unwrap().into_inner();
    let xml = part(&after, "xl/worksheets/sheet1.xml");
    let numbers: Vec<&str> =
        xml.split("<row ").skip(1).map(|it| it.split('"').nth(1).unwrap()).collect();
    assert_eq!(numbers, ["1", "2", "4", "5", "6", "9"]);
    assert!(xml.contains(r#"<dimension ref="A1:E9"/>"#), "{xml}");
    assert!(!xml.contains("spans"), "{xml}");
    let seen = Seen::sheet(&after, "名册");
    assert_eq!((seen.colour(1, 0), seen.colour(1, 1), seen.colour(1, 2)), (RED, RED, None));
    assert_eq!(seen.colour(5, 1), RED, "a cell between two others");
    assert_eq!(seen.text(5, 0), "甲");
    for row in [3, 4, 8] {
        assert_eq!(seen.text(row, 4), "整行有误。请核对");
    }
}

#[test]
fn a_cell_that_is_missing_gets_its_columns_own_format() {
    let head = inline_row(1, &["姓名", "身份证件号"]);
    let sheet = format!(
        r#"<cols><col min="1" max="16384" width="9" style="2"/></cols><sheetData>{head}<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row></sheetData>"#
    );
    let after = answered(&ByHand::of(&sheet).build());
    let seen = Seen::sheet(&after, "名册");
    assert_eq!((seen.colour(1, 1), seen.format(1, 1).as_str()), (RED, "@"));
    let xml = part(&after, "xl/worksheets/sheet1.xml");
    assert_eq!(xml.matches("<col ").count(), 1, "the columns' widths are the person's own");
}

#[test]
fn names_with_prefixes_and_cells_without_references_are_patched() {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let cell = |text: &str| format!("<x:c t=\"inlineStr\"><x:is><x:t>{text}</x:t></x:is></x:c>");
    let sheet = format!(
        r#"<x:worksheet xmlns:x="{main}"><x:sheetData><x:row>{}{}{}</x:row><x:row><x:c/>{}{}</x:row></x:sheetData></x:worksheet>"#,
        cell("姓名"),
        cell("身份证件号"),
        cell("金额"),
        cell("1"),
        cell("一元"),
    );
    let mut hand = ByHand::of("");
    hand.whole_sheet = Some(sheet);
    let after = answered(&hand.build());
    let xml = part(&after, "xl/worksheets/sheet1.xml");
    assert!(
        xml.contains("<x:cols><x:col min=\"4\"") && xml.contains("<x:is><x:t xml:space"),
        "{xml}"
    );
    let seen = Seen::sheet(&after, "名册");
    assert_eq!((seen.colour(1, 0), seen.colour(1, 2)), (RED, RED));
    assert_eq!((seen.text(1, 1).as_str(), seen.text(0, 3).as_str()), ("1", REASON));
    assert!(seen.text(1, 3).starts_with("【姓名】“姓名”没有填"));
}

#[test]
fn a_file_that_was_answered_and_put_right_is_clean_again() {
    let wrong = workbook(&[&["姓名", "身份证件号", "金额"], &["甲", "1", "一元"], &["", "2", "3"]]);
    let once = answered(&wrong);
    let (rows, findings) = read(&once);
    assert_eq!((rows.len(), findings.len()), (2, 2), "our own column is no news: {findings:?}");
    let twice = answered(&once);
    assert_eq!(parts(&twice).len(), parts(&once).len(), "no second sheet of problems");
    let (a, b) = (Seen::sheet(&once, "Sheet1"), Seen::sheet(&twice, "Sheet1"));
    for (row, column) in (0..3).flat_map(|row| (0..5).map(move |column| (row, column))) {
        assert_eq!(a.text(row, column), b.text(row, column));
        assert_eq!(a.colour(row, column), b.colour(row, column), "{row} {column}");
    }

    // The person puts it right in the answered file itself.
    let sheet = part(&twice, "xl/worksheets/sheet1.xml");
    let mut right = parts(&twice);
    let shared = part(&twice, "xl/sharedStrings.xml").replace("一元", "1.00");
    right.insert("xl/sharedStrings.xml".to_owned(), shared.into_bytes());
    let style = sheet.split("<c r=\"A3\" s=\"").nth(1).unwrap().split('"').next().unwrap();
    let empty = format!("<c r=\"A3\" s=\"{style}\"/>");
    let filled = format!("<c r=\"A3\" s=\"{style}\" t=\"inlineStr\"><is><t>乙</t></is></c>");
    assert!(sheet.contains(&empty));
    right
        .insert("xl/worksheets/sheet1.xml".to_owned(), sheet.replace(&empty, &filled).into_bytes());
    let right = zip(right.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())));
    let clean = answered(&right);
    let seen = Seen::sheet(&clean, "Sheet1");
    assert_eq!((seen.text(1, 3), seen.text(2, 3)), (String::new(), String::new()));
    assert_eq!((seen.colour(1, 2), seen.colour(2, 0)), (None, None));
    assert_eq!(Seen::sheet(&clean, "问题清单").values.height(), 1);
}

#[test]
fn a_persons_own_sheet_of_that_name_is_left_alone() {
    let mut book = Workbook::new();
    book.add_worksheet().write_row_matrix(0, 0, [["姓名", "身份证件号"], ["", "1"]]).unwrap();
    book.add_worksheet().set_name("问题清单").unwrap().write_string(0, 0, "我自己的").unwrap();
    let before = book.save_to_buffer().unwrap();
    let after = answered(&before);
    let names = Xlsx::new(Cursor::new(after.clone())).unwrap().sheet_names();
    assert_eq!(names, ["Sheet1", "问题清单", "问题清单2"]);
    assert_eq!(part(&after, "xl/worksheets/sheet2.xml"), part(&before, "xl/worksheets/sheet2.xml"));
}

#[test]
fn csv_is_answered_as_a_workbook() {
    let text = format!("名册\n姓名,身份证件号,备注\n甲,{ID},=1+1\n,3.30299E+17,\n");
    let gbk = encoding_rs::GBK.encode(&text).0;
    let after = answered(&gbk);
    let seen = Seen::sheet(&after, "数据");
    assert_eq!(seen.text(2, 1), ID);
    assert_eq!(seen.text(2, 2), "=1+1");
    assert_eq!((seen.colour(3, 0), seen.colour(3, 1), seen.colour(2, 1)), (RED, RED, None));
    assert_eq!(seen.text(1, 3), REASON);
    assert!(seen.text(3, 3).contains("丢失"));
    assert!(Seen::sheet(&after, "问题清单").values.height() >= 3);
    let (rows, findings) = read(&after);
    assert_eq!(
        (rows.len(), findings.len()),
        (2, 3),
        "the answer reads like the file: {findings:?}"
    );
}

#[test]
fn an_old_workbook_is_read_and_answered_as_a_new_one() {
    // Made by xlwt: a merged title, a real and an impossible day, a number for text, a formula
    // without result, a name merged over two rows.
    let bytes = include_bytes!("old.xls");
    let (rows, findings) = read(bytes);
    assert_eq!(rows.iter().map(|it| it.number).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert_eq!(rows[0].date("born"), Ok(Some(jiff::civil::date(2010, 3, 5))));
    assert_eq!(rows[0].fen("fee"), Ok(Some(1250)));
    assert_eq!(at(&findings, "B4").suggestion.as_deref(), Some("330299201003051???"));
    assert_eq!(at(&findings, "C4").severity, Severity::Error);
    assert_eq!(at(&findings, "D4").severity, Severity::Warning);
    assert_eq!(at(&findings, "A6").suggestion.as_deref(), Some("王五"));
    let after = answered(bytes);
    let seen = Seen::sheet(&after, "名册");
    assert_eq!((seen.colour(3, 1), seen.colour(3, 3)), (RED, YELLOW));
    assert_eq!(seen.format(2, 2), "yyyy\\-mm\\-dd");
    assert_eq!(read(&after).0[0].date("born"), Ok(Some(jiff::civil::date(2010, 3, 5))));
}
