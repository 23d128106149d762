//! What cannot be read is said, with what to do.

use proptest::prelude::*;

use super::files::{docx, paragraph, pdf};
use crate::{BYTES_MAX, Refusal, extract};

#[test]
fn a_scanned_pdf_says_so() {
    let told = extract(&pdf("q 595 0 0 842 0 0 cm Q")).unwrap_err();
    assert_eq!(told, Refusal::Scanned { pages: 1 });
    assert!(told.to_string().contains("扫描件"));
}

#[test]
fn a_pdf_whose_codes_mean_nothing_is_not_read_as_something_else() {
    let file = String::from_utf8(pdf(&super::files::shown(&["新建学校3所"]))).unwrap();
    let without = file.replace("/ToUnicode 6 0 R", "                ");
    assert_eq!(extract(without.as_bytes()).unwrap_err(), Refusal::Uncoded);
}

#[test]
fn pictures_old_files_and_archives_are_named() {
    let what = |bytes: &[u8]| extract(bytes).unwrap_err().to_string();
    assert!(what(b"\xFF\xD8\xFF\xE0").contains("图片"));
    assert!(what(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 doc").contains(".docx"));
    assert!(what(b"PK\x03\x04 broken").contains("损坏"));
    assert!(what(b"a\0b\0c").contains("另存"));
    assert_eq!(extract(b"").unwrap_err(), Refusal::Empty);
    assert_eq!(extract(b" \n ").unwrap_err(), Refusal::NoText);
    assert_eq!(extract(&docx(&paragraph(" "))).unwrap_err(), Refusal::NoText);
    let large = vec![b'a'; BYTES_MAX + 1];
    assert_eq!(extract(&large).unwrap_err(), Refusal::TooLarge { megabytes: 32 });
}

#[test]
fn a_broken_pdf_is_damaged_and_not_an_end() {
    let mut file = pdf("BT /F1 12 Tf <4E00> Tj ET");
    file.truncate(200);
    let told = extract(&file).unwrap_err().to_string();
    assert!(told.contains("请"), "{told}");
}

proptest! {
    #[test]
    fn no_web_page_brings_the_reader_down(page in "<html>(<(/?)(table|tr|td|p|br|div|script|!--)( colspan=[0-9]{1,5}| rowspan=\"[0-9]{1,5}\")?>|字|&[a-z#0-9]{0,4};?|<|>){0,40}") {
        let _ = extract(page.as_bytes());
    }

    #[test]
    fn no_bytes_bring_the_reader_down(start in prop::sample::select(vec!["%PDF-1.5\n", "PK\u{3}\u{4}", "<html>", ""]), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = extract(&[start.as_bytes(), &bytes].concat());
    }
}
