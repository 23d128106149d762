//! Templates: what Excel helps with, and that a filled one is read without a word.

use calamine::Xlsx;

use super::*;
use crate::{DEMO_MARK, Template, roll};

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
    text
}

#[test]
fn an_empty_template_has_a_header_that_is_read_without_a_word() {
    for template in [Template::new(&layout()), Template::new(&layout()).demo()] {
        let bytes = template.build().unwrap();
        assert_eq!(bytes, template.build().unwrap(), "the same template is the same bytes");
        let (rows, findings) = read(&bytes);
        assert_eq!((rows.len(), findings.len()), (0, 0), "{findings:?}");
    }
}

#[test]
fn a_template_explains_offers_and_keeps_digits() {
    let many: Vec<String> = (0..80).map(|it| format!("民族{it}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let roll = roll::layout();
    let bytes = Template::new(&roll).list("mz", &many).demo().build().unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("\"男,女\"") && sheet.contains("\"是,否\""));
    assert!(sheet.contains("可选内容!$A$2:$A$81"), "a long list has a sheet of its own");
    assert!(sheet.contains("ySplit=\"2\"") && sheet.contains(DEMO_MARK));
    let mut book: Xlsx<_> = calamine::Reader::new(Cursor::new(bytes)).unwrap();
    let names = calamine::Reader::sheet_names(&book);
    assert_eq!(names, ["学生基础信息表", "填写说明", "可选内容"]);
    let explained = calamine::Reader::worksheet_range(&mut book, "填写说明").unwrap();
    assert_eq!(explained.height(), 70);
    let told = explained.get_value((12, 2)).unwrap().to_string();
    assert!(told.contains("末几位会丢失"), "{told}");
}
