//! What cannot be read is said, and never read as something else.

use super::{figures, reading};
use crate::{CHARS_MAX, Defect, Document, Raw};

fn defects(text: &str) -> Vec<Defect> {
    Document::new(Raw::of_text(text)).unwrap_err()
}

#[test]
fn a_scanned_file_has_no_text_and_says_so() {
    assert_eq!(defects(" \n\n"), [Defect::Empty]);
    assert_eq!(defects("CamScanner 1\nCamScanner 2"), [Defect::NoChinese]);
}

#[test]
fn a_file_in_another_encoding_says_where() {
    let text = "第一行\n\u{FFFD}\u{FFFD}\u{FFFD}字";
    assert_eq!(defects(text), [Defect::Garbled { line: 2, count: 3 }]);
}

#[test]
fn a_file_that_is_too_long_says_how_long() {
    let text = "字".repeat(CHARS_MAX + 1);
    assert_eq!(defects(&text), [Defect::TooLong(CHARS_MAX + 1)]);
}

#[test]
fn numbers_without_end_and_marks_without_partner_do_no_harm() {
    let text = format!("人数{}名，“没有结束，共3所。", "9".repeat(60));
    assert_eq!(figures(&text), ["=3所"]);
    assert_eq!(figures("占比/%，1/0的学校，三分之。"), [""; 0]);
    assert_eq!(figures("万万亿亿一二三四五六七八九十百千"), [""; 0]);
}

#[test]
fn a_plan_without_figures_has_none() {
    assert!(reading("全面加强领导，提高认识。").proposals.is_empty());
}
