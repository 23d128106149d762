//! What comes out of each kind of file.

use rust_xlsxwriter::{Format, Workbook};

use super::files::{cell, docx, paragraph, pdf, shown};
use crate::{Block, Remark, extract};

fn line(text: &str) -> Block {
    Block::Line(text.to_owned())
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(rows.iter().map(|row| row.iter().map(|it| (*it).to_owned()).collect()).collect())
}

#[test]
fn word_gives_paragraphs_and_tables_with_merged_cells_repeated() {
    let restart = r#"<w:vMerge w:val="restart"/>"#;
    let rows = [
        cell(r#"<w:gridSpan w:val="3"/>"#, "重点任务表"),
        format!("{}{}{}", cell("", "任务"), cell("", "内容"), cell("", "责任科室")),
        format!("{}{}{}", cell(restart, "扩学位"), cell("", "新建3所"), cell(restart, "计财科")),
        format!("{}{}{}", cell("<w:vMerge/>", ""), cell("", "增2700个"), cell("<w:vMerge/>", "")),
    ];
    let rows: Vec<String> = rows.iter().map(|it| format!("<w:tr>{it}</w:tr>")).collect();
    let rows = rows.concat();
    let body = format!("{}<w:tbl>{rows}</w:tbl>{}", paragraph("占比 &lt; 5%"), paragraph("完"));
    let told = extract(&docx(&body)).unwrap().blocks;
    let rows: &[&[&str]] = &[
        &["任务", "内容", "责任科室"],
        &["扩学位", "新建3所", "计财科"],
        &["扩学位", "增2700个", "计财科"],
    ];
    assert_eq!(told, [line("占比 < 5%"), line("重点任务表"), table(rows), line("完")]);
}

#[test]
fn what_was_deleted_in_word_is_out_and_nothing_is_said_twice() {
    let deleted = "<w:p><w:del><w:r><w:delText>90</w:delText></w:r></w:del><w:ins><w:r><w:t>93%</w:t></w:r></w:ins></w:p>";
    let twice = format!(
        "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>",
        paragraph("文本框")
    );
    let told = extract(&docx(&format!("{deleted}{twice}"))).unwrap().blocks;
    assert_eq!(told, [line("93%"), line("文本框")]);
}

#[test]
fn excel_gives_tables_with_merged_cells_repeated() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 2, "2023年重点任务", &Format::new()).unwrap();
    for (at, text) in ["任务", "内容", "责任科室"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(at).unwrap(), text).unwrap();
    }
    sheet.merge_range(2, 0, 3, 0, "扩学位", &Format::new()).unwrap();
    sheet.write(2, 1, 2700).unwrap();
    sheet.write(2, 2, "计财科").unwrap();
    sheet.write(3, 1, "93.5%").unwrap();
    sheet.write(3, 2, "基教科").unwrap();
    let told = extract(&book.save_to_buffer().unwrap()).unwrap().blocks;
    let rows: &[&[&str]] = &[
        &["任务", "内容", "责任科室"],
        &["扩学位", "2700", "计财科"],
        &["扩学位", "93.5%", "基教科"],
    ];
    assert_eq!(told, [line("2023年重点任务"), table(rows)]);
}

#[test]
fn a_web_page_gives_text_and_data_tables_and_layout_falls_apart_into_lines() {
    let page = "<!DOCTYPE html><html><head><title>x</title></head><body><script>var a='<p>3所</p>';</script>\
        <table><tr><td>首页<td>正文<table><tr><th>任务<th>科室</tr><tr><td rowspan=2>扩学位</td><td>计财科</td></tr>\
        <tr><td>基教科</td></tr></table></td></tr></table><p>达&nbsp;60&#37;<br>以上</p><!-- 9所 --></body></html>";
    let told = extract(page.as_bytes()).unwrap().blocks;
    let rows: &[&[&str]] = &[&["任务", "科室"], &["扩学位", "计财科"], &["扩学位", "基教科"]];
    assert_eq!(told, [line("首页"), line("正文"), table(rows), line("达 60%"), line("以上")]);
}

#[test]
fn a_text_is_read_in_the_encoding_it_has() {
    let text = "新建学校3所，\n新增学位2700个。";
    let wanted = [line("新建学校3所，"), line("新增学位2700个。")];
    let chinese = encoding_rs::GB18030.encode(text).0.into_owned();
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), chinese, marked] {
        assert_eq!(extract(&bytes).unwrap().blocks, wanted);
    }
}

#[test]
fn a_pdf_gives_its_lines_and_says_that_it_knows_no_tables() {
    let told = extract(&pdf(&shown(&["新建学校3所，", "新增学位2700个。"]))).unwrap();
    assert_eq!(told.blocks, [line("新建学校3所，"), line("新增学位2700个。")]);
    assert_eq!(told.remarks, [Remark::TablesAsLines]);
}

#[test]
fn a_pdf_is_read_by_its_table_of_codes_and_not_by_the_names_of_shapes() {
    let file = String::from_utf8(pdf(&shown(&["新增学位2700个。"]))).unwrap();
    let names = file.replace("/Encoding /Identity-H", "/Encoding /WinAnsi   ");
    assert_eq!(extract(names.as_bytes()).unwrap().blocks, [line("新增学位2700个。")]);
}
