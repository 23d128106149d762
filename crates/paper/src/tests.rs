//! What a document promises: it comes back as it was stored, its lines and pages are the standard's,
//! its files are whole and always the same.

use std::io::{Cursor, Read as _};

use crate::{
    Block, Check, Document, Figure, Fonts, LINES, Look, Notes, Printed, Span, docx, pages, pdf,
    text,
};

fn figure(asked: &str) -> Span {
    Span::Figure(Figure {
        asked: asked.to_owned(),
        text: "82.98%".to_owned(),
        note: format!("{asked}：参加的学生除以应参加的学生 <98,746 ÷ 119,000>"),
        link: Some(format!("/indicators/{asked}")),
        is_told: true,
    })
}

fn document(paragraphs: usize) -> Document {
    let mut typed = "# 校内减负\n## 课后服务\n学生参与率为{参与率}，教师参与率{教师}，再说一次{参与率}。\n| 指标 | 数 |\n|---|---|\n| 参与率 | {参与率} |\n".to_owned();
    for _ in 0..paragraphs {
        typed.push_str("全市学校按照工作方案开展课后服务，家长自愿参加，费用由物价部门核定并公示，2021年秋季学期起执行。\n");
    }
    Document {
        issuer: "慈溪市教育局".to_owned(),
        number: Some("慈教〔2021〕12号".to_owned()),
        signer: Some("王明".to_owned()),
        title: "慈溪市教育局基础教育科2021年工作总结".to_owned(),
        recipients: Some("各学校（幼儿园）".to_owned()),
        blocks: text::read(&typed, figure),
        signed_on: Some("2021年12月20日".to_owned()),
        openness: Some("此件公开发布".to_owned()),
        contact: Some("联系人：李红，电话：0574-00000000".to_owned()),
        copies: Some("各镇人民政府".to_owned()),
        printed: Some(Printed {
            office: "慈溪市教育局办公室".to_owned(),
            on: "2021年12月20日".to_owned(),
        }),
        check: Some(Check {
            address: "http://localhost/cixi/documents/check?number=1".to_owned(),
            words: vec!["扫码核验".to_owned()],
        }),
        mark: Some("演示数据 & <虚构>".to_owned()),
    }
}

#[test]
fn a_document_comes_back_as_it_was_stored_and_the_same_one_gives_the_same_bytes() {
    let it = document(3);
    let stored = it.stored().expect("it is stored");
    assert_eq!(Document::read(&stored).expect("it is read"), it);
    assert_eq!(document(3).stored().expect("again"), stored);
    assert_eq!(docx(&it).expect("a file"), docx(&document(3)).expect("a file"));
    let fonts = Fonts::default();
    if fonts.are_there() {
        assert_eq!(pdf(&it, &fonts).expect("a file"), pdf(&it, &fonts).expect("a file"));
    }
}

#[test]
fn figures_with_the_same_words_share_a_note() {
    let it = document(0);
    let notes = Notes::of(&it);
    assert_eq!(notes.all().count(), 2);
    let numbers: Vec<_> = it.figures().map(|it| notes.number(it)).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(1), Some(1)]);
}

#[test]
fn a_page_has_twenty_two_lines_and_no_line_begins_with_what_closes() {
    let it = document(40);
    let all = pages(&it);
    assert!(all.len() > 5, "{} pages", all.len());
    for page in &all {
        let last = page.lines.last().map(|(row, line)| row + line.height);
        assert!(last.is_some_and(|it| it <= LINES), "{last:?}");
        for (_, line) in page.lines.iter().filter(|(_, it)| it.look == Look::Body) {
            let text = line.text();
            assert!(!text.starts_with(['，', '。', '；', '”', '）', '、']), "{text}");
            assert!(crate::layout::ems(&text) <= 29.6, "{text}");
            assert!(!text.ends_with("202") && !text.ends_with("20"), "a broken year: {text}");
        }
        let (_, last) = page.lines.last().expect("a line");
        assert!(!matches!(last.look, Look::Heading(_)), "{}", last.text());
    }
    let last = all.last().and_then(|it| it.lines.last()).expect("an imprint");
    assert_eq!((last.0, last.1.look), (LINES - 1, Look::Imprint));
}

#[test]
fn what_cannot_be_read_says_in_which_line_and_what_to_write() {
    let (asked, slips) = text::asked("好 {甲}\n坏 {乙\n坏 丙}\n坏 {丁{戊}}\n好 ｛己|慈溪市｝");
    let names: Vec<_> = asked.iter().map(|it| (it.line, it.words.as_str())).collect();
    assert_eq!(names, [(1, "甲"), (5, "己|慈溪市")]);
    assert_eq!(slips.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(slips[0].to_string().contains("{指标名称}"), "{}", slips[0]);
    let cells = text::read("| {甲|慈溪市|2021-12-20} | 乙 |", figure);
    let Some(Block::Table(rows)) = cells.first() else { panic!("no table: {cells:?}") };
    assert_eq!(rows[0].len(), 2, "bars in braces part no cells");
}

/// The parts of a DOCX by name; each of XML is read to its end.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut all = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        let name = part.name().expect("a name").to_string();
        if name.starts_with("word/media/") {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        let mut xml = quick_xml::Reader::from_str(&text);
        let mut depth = 0_i64;
        loop {
            match xml.read_event().unwrap_or_else(|it| panic!("{name}: {it}")) {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
        all.push((name, text));
    }
    all
}

#[test]
fn every_part_of_a_docx_is_well_formed_and_named_where_it_must_be() {
    let bytes = docx(&document(2)).expect("a file");
    let all = parts(&bytes);
    let part = |name: &str| {
        let found = all.iter().find(|it| it.0 == name);
        found.map_or_else(|| panic!("{name} is missing"), |it| it.1.as_str())
    };
    let types = part("[Content_Types].xml");
    for (name, _) in
        all.iter().filter(|it| !it.0.contains("_rels/") && it.0 != "[Content_Types].xml")
    {
        assert!(types.contains(&format!("PartName=\"/{name}\"")), "{name}");
    }
    let (text, relations) = (part("word/document.xml"), part("word/_rels/document.xml.rels"));
    for id in ["rId5", "rId6", "rId7"] {
        assert!(text.contains(id) && relations.contains(&format!("Id=\"{id}\"")), "{id}");
    }
    for style in text.split("w:pStyle w:val=\"").skip(1) {
        let style = style.split('"').next().unwrap_or_default();
        assert!(part("word/styles.xml").contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
    let notes = part("word/footnotes.xml");
    for id in 1..=2 {
        assert_eq!(text.matches(&format!("<w:footnoteReference w:id=\"{id}\"/>")).count(), 1);
        assert!(notes.contains(&format!("<w:footnote w:id=\"{id}\">")));
    }
    assert!(notes.contains("&lt;98,746 ÷ 119,000&gt;"));
    assert!(
        text.contains(r#"w:linePitch="579""#) && text.contains("一、") && text.contains("（一）")
    );
    assert!(part("word/fontTable.xml").contains("方正小标宋简体"));
}

#[test]
fn a_web_page_leads_from_a_figure_to_its_records_unless_nobody_may_follow() {
    let it = document(0);
    let page = crate::html(&it, |path| Some(format!("/cixi{path}"))).into_string();
    assert!(page.contains("href=\"/cixi/indicators/参与率\""), "{page}");
    assert!(page.contains("<h2>一、校内减负</h2>"), "{page}");
    let public = crate::html(&it, |_| None).into_string();
    assert!(!public.contains("/indicators/"), "{public}");
}
