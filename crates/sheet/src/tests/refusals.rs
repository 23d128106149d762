//! Files that are refused as a whole, each in words that say what to do.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn refused(bytes: &[u8], words: &str) {
    let told = refusal(bytes).to_string();
    assert!(told.contains(words), "told: {told}");
    assert!(told.contains('请'), "it says what to do: {told}");
}

#[test]
fn a_file_of_another_kind_is_refused_whatever_its_name() {
    refused(b"", "文件是空的");
    refused(b"%PDF-1.7\n", "PDF");
    refused(b"\xFF\xD8\xFF\xE0\0\x10JFIF", "JPEG");
    refused(b"\x89PNG\r\n\x1a\n", "PNG");
    refused(b"Rar!\x1a\x07", "RAR");
    refused(b"MZ\x90\0", "程序");
    refused(b"\0\x01\x02\x03", "二进制");
    refused(b"\xEF\xBB\xBF  <html><table><tr><td>x</td></tr></table></html>", "网页");
    refused(b"<table border=1><tr><td>x</td></tr></table>", "网页");
    let xml =
        br#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>"#;
    refused(xml, "2003 XML");
    refused(&zip([("word/document.xml", vec![])].into_iter()), "Word");
    refused(&zip([("a.txt", vec![])].into_iter()), "压缩包");
    refused(&zip([("xl/workbook.bin", vec![])].into_iter()), "xlsb");
}

#[test]
fn an_encrypted_workbook_is_told_as_such() {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(512, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(refusal(&bytes), Refusal::Encrypted));
}

#[test]
fn a_truncated_workbook_is_damaged_not_a_crash() {
    let whole = workbook(&[&["姓名", "身份证件号"], &["张三", "330299201003050011"]]);
    for length in (4..whole.len()).step_by(97) {
        let told = refusal(&whole[..length]).to_string();
        assert!(told.contains("损坏"), "{told}");
    }
}

#[test]
fn a_broken_sheet_is_damaged_and_nothing_after_it_is_read() {
    let bytes = ByHand::of("<sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>姓名").build();
    assert!(matches!(refusal(&bytes), Refusal::Damaged { .. }));
}

#[test]
fn a_sheet_without_the_header_says_which_titles_it_wants() {
    refused(&workbook(&[&["甲", "乙"], &["1", "2"]]), "姓名、身份证件号");
    refused("甲,乙\n1,2\n".as_bytes(), "姓名、身份证件号");
}

#[test]
fn a_missing_required_column_is_told_with_the_nearest_title() {
    let bytes = workbook(&[&["姓名", "性别", "身份证号吗", "备注"], &["张三", "男", "1", ""]]);
    let told = refusal(&bytes).to_string();
    let expected =
        "缺少必填的列：“身份证件号”（C 列“身份证号吗”如果就是它，请改名为“身份证件号”）。";
    assert!(told.starts_with(expected), "{told}");
    assert!(
        told.contains("认出的列：“姓名”、“性别”。没有认出的列：“身份证号吗”、“备注”。"),
        "{told}"
    );
}

#[test]
fn a_header_with_one_column_of_several_says_which_others_it_lacks() {
    let bytes = workbook(&[&["某某小学名单"], &["姓名", "学号"], &["张三", "7"]]);
    let told = refusal(&bytes).to_string();
    assert!(told.starts_with("缺少必填的列：“身份证件号”"), "{told}");
    assert!(told.contains("表头在第 2 行，认出的列：“姓名”。没有认出的列：“学号”。"), "{told}");
}

#[test]
fn what_stands_instead_of_a_header_is_told_unless_it_is_someones_data() {
    refused(&workbook(&[&["学校", "班额"], &["甲小学", "40"]]), "第 1 行写的是：“学校”、“班额”。");
    let told = refusal(&workbook(&[&["张三", "330299201003050011"]])).to_string();
    assert!(!told.contains("张三"), "{told}");
}

/// Where the stream of the old workbook holds the record `kind`, each time that it does.
fn records_of_old(kind: [u8; 2]) -> Vec<usize> {
    let bytes = include_bytes!("old.xls");
    let is_record = |at: &usize| bytes[*at..].starts_with(&kind) && bytes[at + 3] == 0;
    (0..bytes.len() - 4).filter(is_record).collect()
}

#[test]
fn an_old_file_that_claims_more_cells_than_memory_is_read_or_refused() {
    let dimensions = records_of_old([0x00, 0x02]);
    assert!(!dimensions.is_empty());
    for at in dimensions {
        let mut bytes = include_bytes!("old.xls").to_vec();
        bytes[at + 4..at + 16].copy_from_slice(&[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255]);
        let _ = Book::open(&bytes);
    }
}

#[test]
fn an_old_file_with_a_cell_beyond_its_last_column_is_refused() {
    // LABELSST: the column stands behind the row.
    for at in records_of_old([0xFD, 0x00]) {
        let mut bytes = include_bytes!("old.xls").to_vec();
        bytes[at + 6..at + 8].copy_from_slice(&[255, 255]);
        assert!(Book::open(&bytes).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_file_that_was_damaged_anywhere_is_refused_or_read_but_never_a_crash(
        hits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        stored: bool, old: bool,
    ) {
        let mut bytes = if old { include_bytes!("old.xls").to_vec() } else { some_workbook(stored) };
        for (place, byte) in hits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let Ok(mut book) = Book::open(&bytes) else { return Ok(()) };
        let layout = layout();
        let Ok(mut table) = book.table(&layout) else { return Ok(()) };
        let Ok((_, findings)) = table.collect() else { return Ok(()) };
        let _ = table.marked(&findings, Cursor::new(Vec::new()));
    }
}

/// A workbook with something of everything; stored, so that damage reaches the XML, or packed.
fn some_workbook(stored: bool) -> Vec<u8> {
    let head = inline_row(1, &["姓名", "身份证件号", "出生日期", "金额"]);
    let sheet = format!(
        r#"<dimension ref="A1:D4"/><cols><col min="1" max="2" width="9"/></cols><sheetData>{head}<row r="2" spans="1:4"><c r="A2" t="s"><v>0</v></c><c r="B2" s="2"><v>330299201003051000</v></c><c r="C2" s="1"><v>40242</v></c><c r="D2"><f>1+1</f><v>2</v></c></row><row r="4" hidden="1"><c r="A4" t="inlineStr"><is><t>&lt;乙&gt;</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"#
    );
    let hand = ByHand { shared: vec!["甲"], stored, ..ByHand::of(&sheet) };
    hand.build()
}
