//! What people get wrong in a sheet, each told by row and column.

use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;
use crate::{Severity, Value};

const HEAD: &[&str] = &[
    "姓名",
    "性别",
    "出生日期",
    "身份证件号",
    "邮政编码",
    "入学年月",
    "是否住校",
    "金额",
    "上下学距离",
    "班内学号",
];
const ID: &str = "33029920100305001X";

/// A workbook with [`HEAD`] in its first row, and whatever `fill` writes below.
fn with_head(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEAD.iter().copied()).unwrap();
    fill(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_good_row_is_read_in_every_kind() {
    let bytes = with_head(|sheet| {
        let good =
            ["欧阳·娜娜", "女", "2010年3月5日", ID, "315300", "2016.9", "是", "12.50", "1.5", "7"];
        sheet.write_row(1, 0, good).unwrap();
    });
    let (rows, findings) = read(&bytes);
    assert_eq!(findings, []);
    let row = &rows[0];
    assert_eq!(row.number, 2);
    assert_eq!(row.text("name").unwrap().unwrap(), "欧阳·娜娜");
    assert_eq!(row.text("sex").unwrap().unwrap(), "女");
    assert_eq!(row.date("born"), Ok(Some(date(2010, 3, 5))));
    assert_eq!(row.text("id").unwrap().unwrap(), ID);
    assert_eq!(row.text("post").unwrap().unwrap(), "315300");
    assert_eq!(row.month("entered"), Ok(Some(date(2016, 9, 1))));
    assert_eq!(row.yes_no("boards"), Ok(Some(true)));
    assert_eq!(row.fen("fee"), Ok(Some(1250)));
    assert_eq!(row.decimal("distance", 1), Ok(Some(15)));
    assert_eq!(row.integer("number"), Ok(Some(7)));
}

#[test]
fn an_id_number_typed_as_a_number_has_lost_its_last_digits() {
    let bytes = with_head(|sheet| {
        sheet.write_row(1, 0, ["张三", "男", "2010-03-05"]).unwrap();
        sheet.write_number(1, 3, 330_299_201_003_051_234.0).unwrap();
    });
    let (_, findings) = read(&bytes);
    let found = at(&findings, "D2");
    assert_eq!(found.severity, Severity::Error);
    assert!(found.what.contains("只保留前 15 位"), "{found}");
    assert!(found.advice.contains("文本"), "{found}");
    assert_eq!(found.suggestion.as_deref(), Some("330299201003051???"));
    let told = found.to_string();
    assert!(told.starts_with("第 2 行 D 列“身份证件号”"), "{told}");
}

#[test]
fn an_id_number_that_went_through_a_number_into_text_is_told_too() {
    let csv = format!("姓名,身份证件号\n甲,3.30299E+17\n乙,330299201003051000\n丙,{ID}\n");
    let (rows, findings) = read(csv.as_bytes());
    assert!(at(&findings, "B2").what.contains("丢失"));
    assert!(at(&findings, "B3").what.contains("丢失"));
    assert_eq!((rows.len(), findings.len()), (3, 2), "the good row stays usable");
}

#[test]
fn an_id_number_that_truly_ends_in_zeros_is_kept() {
    // Of ten numbers that differ in one digit alone, at most one has 0 as its right check digit.
    let rows = joined(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], |it| format!("甲,33029920100305{it}000\n"));
    let (rows, findings) = read(format!("姓名,身份证件号\n{rows}").as_bytes());
    let kept: Vec<String> = rows.iter().filter_map(|it| it.text("id").ok().flatten()).collect();
    assert_eq!(kept, ["330299201003056000"]);
    assert_eq!(findings.len(), 9);
}

#[test]
fn full_width_digits_are_read_and_leading_zeros_that_excel_dropped_are_told() {
    let bytes = with_head(|sheet| {
        let full = [
            "张三",
            "男",
            "\u{FF12}\u{FF10}\u{FF11}\u{FF10}\u{FF0F}\u{FF13}\u{FF0F}\u{FF15}",
            "\u{FF13}\u{FF13}\u{FF10}\u{FF12}\u{FF19}\u{FF19}\u{FF12}\u{FF10}\u{FF11}\u{FF10}\u{FF10}\u{FF13}\u{FF10}\u{FF15}\u{FF10}\u{FF10}\u{FF11}\u{FF58}",
            "\u{FF13}\u{FF11}\u{FF15}\u{FF13}\u{FF10}\u{FF10}",
        ];
        sheet.write_row(1, 0, full).unwrap();
        sheet.write_row(2, 0, ["李四", "女", "20100305", ID]).unwrap();
        sheet.write_number(2, 4, 1234.0).unwrap();
    });
    let (rows, findings) = read(&bytes);
    assert_eq!(rows[0].text("id").unwrap().unwrap(), ID);
    assert_eq!(rows[0].text("post").unwrap().unwrap(), "315300");
    assert_eq!(rows[0].date("born"), Ok(Some(date(2010, 3, 5))));
    let found = at(&findings, "E3");
    assert!(found.what.contains("前面的 0"), "{found}");
    assert_eq!(found.suggestion.as_deref(), Some("001234"));
}

#[test]
fn days_as_serials_of_1900_and_as_text_are_the_same_day() {
    let bytes = with_head(|sheet| {
        let format = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let day = ExcelDateTime::from_ymd(2010, 3, 5).unwrap();
        for row in 1..=3 {
            sheet.write_row(row, 0, ["张三", "男"]).unwrap();
            sheet.write_string(row, 3, ID).unwrap();
        }
        sheet.write_datetime_with_format(1, 2, &day, &format).unwrap();
        sheet.write_number(2, 2, 40242.0).unwrap();
        sheet.write_number(3, 2, 20_100_305.0).unwrap();
        sheet.write_datetime_with_format(1, 5, &day, &format).unwrap();
    });
    let (rows, findings) = read(&bytes);
    for row in &rows {
        assert_eq!(row.date("born"), Ok(Some(date(2010, 3, 5))), "row {}", row.number);
    }
    assert_eq!(rows[0].month("entered"), Ok(Some(date(2010, 3, 1))));
    let found = at(&findings, "C3");
    assert_eq!(found.severity, Severity::Warning);
    assert!(found.what.contains("2010-03-05"), "{found}");
    assert_eq!(findings.len(), 1);
}

#[test]
fn days_as_serials_of_1904_are_read() {
    let head = inline_row(1, &["姓名", "身份证件号", "出生日期"]);
    let row = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2" t="inlineStr"><is><t>1</t></is></c><c r="C2" s="1"><v>38780</v></c></row>"#;
    let sheet = format!("<sheetData>{head}{row}</sheetData>");
    let hand = ByHand { is_1904: true, ..ByHand::of(&sheet) };
    let (rows, findings) = read(&hand.build());
    assert_eq!(findings, []);
    assert_eq!(rows[0].date("born"), Ok(Some(date(2010, 3, 5))));
}

#[test]
fn a_day_that_is_none_is_told() {
    let csv = "姓名,身份证件号,出生日期,入学年月\n甲,1,2010-02-30,九月\n乙,2,10/3/5,2016.1\n";
    let (rows, findings) = read(csv.as_bytes());
    assert!(at(&findings, "C2").what.contains("2010-02-30"));
    assert!(at(&findings, "D2").what.contains("年月"));
    assert!(at(&findings, "C3").advice.contains("2010-03-05"));
    assert_eq!(rows[1].month("entered"), Ok(Some(date(2016, 1, 1))), "as text nothing is lost");
    let bytes = with_head(|sheet| {
        sheet.write_row(1, 0, ["甲", "男", "", ID]).unwrap();
        sheet.write_number(1, 5, 2016.1).unwrap();
    });
    assert!(at(&read(&bytes).1, "F2").what.contains("1 月还是 10 月"));
}

#[test]
fn a_formula_is_used_with_a_warning_and_one_without_result_is_an_error() {
    let head = inline_row(1, &["姓名", "身份证件号", "班内学号", "金额"]);
    let row = r#"<row r="2"><c r="A2" t="str"><f>B9&amp;"x"</f><v>张三</v></c><c r="B2" t="inlineStr"><is><t>1</t></is></c><c r="C2"><f>1+1</f></c><c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>"#;
    let bytes = ByHand::of(&format!("<sheetData>{head}{row}</sheetData>")).build();
    let (rows, findings) = read(&bytes);
    assert_eq!(rows[0].text("name").unwrap().unwrap(), "张三");
    let found = at(&findings, "A2");
    assert_eq!(found.severity, Severity::Warning);
    assert!(found.what.contains("公式"));
    let found = at(&findings, "C2");
    assert_eq!(found.severity, Severity::Error);
    assert!(found.what.contains("没有保存计算结果"));
    assert!(at(&findings, "D2").what.contains("#DIV/0!"));
    assert!(rows[0].integer("number").is_err());
}

#[test]
fn a_cell_under_a_merged_one_is_empty_and_told_with_its_value() {
    let bytes = with_head(|sheet| {
        let plain = Format::new();
        sheet.write_row(1, 0, ["甲", "男", "2010-03-05", ID]).unwrap();
        sheet.write_row(2, 0, ["乙", "女", "2010-03-06", ID]).unwrap();
        sheet.merge_range(1, 4, 2, 4, "315300", &plain).unwrap();
        sheet.merge_range(4, 0, 5, 1, "丙", &plain).unwrap();
        sheet.write_string(4, 3, ID).unwrap();
    });
    let (rows, findings) = read(&bytes);
    assert_eq!(rows[0].text("post").unwrap().unwrap(), "315300");
    let found = at(&findings, "E3");
    assert_eq!(found.severity, Severity::Error);
    assert!(found.what.contains("E2:E3"), "{found}");
    assert_eq!(found.suggestion.as_deref(), Some("315300"));
    assert_eq!(at(&findings, "B5").suggestion.as_deref(), Some("丙"));
    assert_eq!(rows.len(), 3, "a row that is covered whole is no record of its own");
}

#[test]
fn blank_rows_within_and_behind_are_passed_over() {
    let bytes = with_head(|sheet| {
        sheet.write_row(1, 0, ["甲", "男", "2010-03-05", ID]).unwrap();
        sheet.write_row(3, 0, ["乙", "女", "2010-03-05", ID]).unwrap();
        for row in 4..2000 {
            sheet.write_row(row, 0, [" ", "\u{3000}"]).unwrap();
            sheet.write_blank(row, 3, &Format::new().set_bold()).unwrap();
        }
    });
    let (rows, findings) = read(&bytes);
    assert_eq!(rows.iter().map(|it| it.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(findings, []);
}

#[test]
fn hidden_rows_columns_and_sheets_are_read_and_told() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEAD.iter().copied()).unwrap();
    for row in 1..6 {
        sheet.write_row(row, 0, ["甲", "男", "2010-03-05", ID]).unwrap();
    }
    for row in [2, 3, 5] {
        sheet.set_row_hidden(row).unwrap();
    }
    sheet.set_column_hidden(1).unwrap();
    sheet.set_hidden(true).set_name("名册").unwrap();
    let (rows, findings) = read(&book.save_to_buffer().unwrap());
    assert_eq!(rows.len(), 5);
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|it| it.contains("工作表“名册”是隐藏的")), "{told:?}");
    assert!(told.iter().any(|it| it.contains("第 3–4、6 行被隐藏")), "{told:?}");
    assert!(told.iter().any(|it| it.contains("B 列被隐藏")), "{told:?}");
}

#[test]
fn a_title_row_and_two_header_rows_are_tolerated() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "慈溪市 2021 学年学生名册", &plain).unwrap();
    sheet.write_string(1, 0, "填报单位:").unwrap();
    sheet.merge_range(2, 0, 3, 0, "姓 名", &plain).unwrap();
    sheet.merge_range(2, 1, 2, 2, "身份", &plain).unwrap();
    sheet.write_string(3, 1, "证件号").unwrap();
    sheet.write_string(3, 2, "证件类型").unwrap();
    sheet.merge_range(2, 3, 3, 3, "\u{FF0A}出生日期\u{FF08}必填\u{FF09}", &plain).unwrap();
    sheet.write_row(4, 0, ["甲", ID, "居民身份证", "2010-03-05"]).unwrap();
    let (rows, findings) = read(&book.save_to_buffer().unwrap());
    assert_eq!(rows.len(), 1, "the second header row is not data");
    assert_eq!(rows[0].number, 5);
    assert_eq!(rows[0].text("id").unwrap().unwrap(), ID, "身份 over 证件号 is 身份证件号");
    assert_eq!(rows[0].date("born"), Ok(Some(date(2010, 3, 5))));
    assert_eq!(rows[0].others().collect::<Vec<_>>(), [("证件类型", "居民身份证".to_owned())]);
    assert_eq!(findings.len(), 1, "{findings:?}");
}

#[test]
fn a_row_of_field_codes_under_the_titles_is_no_data() {
    let bytes =
        workbook(&[&["姓名", "性别", "身份证件号"], &["name", "SEX", "id"], &["甲", "男", ID]]);
    let (rows, findings) = read(&bytes);
    assert_eq!(rows.len(), 1);
    assert_eq!(findings, []);
}

#[test]
fn synonyms_are_read_and_unknown_or_doubled_columns_are_told() {
    let bytes = workbook(&[
        &["学生姓名", "身份证号", "入学年度月份", "备注", "姓名"],
        &["甲", ID, "2016-09", "好学", "乙"],
    ]);
    let (rows, findings) = read(&bytes);
    assert_eq!(rows[0].text("name").unwrap().unwrap(), "甲");
    assert_eq!(at(&findings, "C1").suggestion.as_deref(), Some("入学年月"));
    assert_eq!(at(&findings, "C1").severity, Severity::Warning);
    assert_eq!(at(&findings, "D1").severity, Severity::Notice);
    assert!(at(&findings, "E1").what.contains("与 A 列重复"));
    let others: Vec<_> = rows[0].others().map(|(_, text)| text).collect();
    assert_eq!(others, ["2016-09", "好学", "乙"]);
}

#[test]
fn gbk_csv_is_read_and_an_empty_required_cell_is_told() {
    let text =
        "姓名,性别,身份证件号\r\n阿依古丽·买买提,女,33029920100305001X\r\n,男,2\r\n丙,中,3\r\n";
    let gbk = encoding_rs::GBK.encode(text).0;
    for bytes in [text.as_bytes(), &[b"\xEF\xBB\xBF", text.as_bytes()].concat(), &gbk] {
        let (rows, findings) = read(bytes);
        assert_eq!(rows[0].text("name").unwrap().unwrap(), "阿依古丽·买买提");
        assert!(at(&findings, "A3").what.contains("没有填"));
        assert!(at(&findings, "B4").advice.contains("男、女"));
        assert_eq!(findings.len(), 2);
    }
}

#[test]
fn rare_characters_are_kept_and_lost_ones_are_told() {
    let rows = ["𠮷𬱖", "王\u{E123}", "李?", "孙\u{200B}\u{FEFF}权"];
    let csv = joined(&rows, |it| format!("{it},1\n"));
    let (rows, findings) = read(format!("姓名,身份证件号\n{csv}").as_bytes());
    assert_eq!(rows[0].text("name").unwrap().unwrap(), "𠮷𬱖");
    assert!(at(&findings, "A3").what.contains("自造字"));
    assert!(at(&findings, "A4").what.contains("生僻字"));
    assert_eq!(rows[3].text("name").unwrap().unwrap(), "孙权");
    assert_eq!(findings.len(), 2);
}

#[test]
fn numbers_with_words_or_too_many_decimals_are_told() {
    let csv = "姓名,身份证件号,金额,上下学距离,班内学号,是否住校\n甲,1,12.345,1.25,7号,也许\n";
    let (rows, findings) = read(csv.as_bytes());
    assert!(at(&findings, "C2").what.contains("最多 2 位小数"));
    assert!(at(&findings, "D2").what.contains("最多 1 位小数"));
    assert_eq!(at(&findings, "E2").suggestion.as_deref(), Some("7"));
    assert!(at(&findings, "F2").advice.contains("“是”或“否”"));
    assert_eq!(rows[0].value("fee"), Value::Text("12.345"));
}

#[test]
fn a_date_that_excel_made_of_a_text_is_told() {
    let bytes = with_head(|sheet| {
        let format = Format::new().set_num_format("m\"月\"d\"日\"");
        let day = ExcelDateTime::from_ymd(2021, 3, 5).unwrap();
        sheet.write_datetime_with_format(1, 0, &day, &format).unwrap();
        sheet.write_string(1, 3, ID).unwrap();
        sheet.write_formula(2, 3, Formula::new("=\"1\"").set_result("1")).unwrap();
        sheet.write_string(2, 0, "乙").unwrap();
    });
    let (_, findings) = read(&bytes);
    assert!(at(&findings, "A2").what.contains("存成了日期"));
    assert_eq!(at(&findings, "D3").severity, Severity::Warning);
}

#[test]
fn prefixed_element_names_and_cells_without_references_are_read() {
    let sheet = r#"<x:sheetData xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row><x:row><x:c t="inlineStr"><x:is><x:r><x:t>张</x:t></x:r><x:r><x:t>三</x:t></x:r></x:is></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row></x:sheetData>"#;
    let hand = ByHand { shared: vec!["姓名", "身份证件号", ID], ..ByHand::of(sheet) };
    let (rows, findings) = read(&hand.build());
    assert_eq!(findings, []);
    assert_eq!((rows[0].number, rows[0].text("name").unwrap().unwrap()), (2, "张三".to_owned()));
}

#[test]
fn a_row_can_go_to_another_thread_and_does_not_print_its_people() {
    let (rows, _) = read(format!("姓名,身份证件号\n张三,{ID}\n").as_bytes());
    let row = rows.into_iter().next().unwrap();
    let told = std::thread::spawn(move || format!("{row:?}")).join().unwrap();
    assert_eq!(told, "Row(2)");
}
