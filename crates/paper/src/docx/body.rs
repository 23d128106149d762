//! The text of a DOCX: paragraphs in the standard's styles, tables, footnotes, the section with its
//! margins and grid.

use std::fmt::Write as _;

use super::{
    escaped,
    parts::{DECLARATION, SPACES},
};
use crate::{
    model::{Block, Check, Document, Notes, Span},
    numbering::Numbering,
};

/// The width of the text in twentieths of a point: 156 mm.
const WIDTH: u32 = 8844;
/// A4 with 37, 26, 35 and 28 mm left free at top, right, bottom and left, and a grid of 22 lines; the
/// styles set the characters a quarter of a point closer, so that 28 fill a line (GB/T 9704 5.2.1,
/// 5.2.3). A grid of characters would do it, too, but `LibreOffice` spreads them over too wide cells.
const SECTION: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="even" r:id="rId6"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1400" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>"#;

/// `word/document.xml`.
pub(super) fn document(it: &Document) -> String {
    let mut out = format!("{DECLARATION}<w:document {SPACES}><w:body>");
    let notes = Notes::of(it);
    // A note stands at the foot of the page on which its figure is met first; later ones refer back.
    let mut text = Text { out: &mut out, notes: &notes, met: 0 };
    if let Some(number) = &it.number {
        text.plain("Head", &format!("{}文件", it.issuer));
        let signer = it.signer.as_ref().map(|it| format!("　　签发人：{it}"));
        text.plain("Number", &format!("{number}{}", signer.unwrap_or_default()));
    }
    text.plain("Text", "");
    text.plain("Title", &it.title);
    text.plain("Text", "");
    if let Some(to) = &it.recipients {
        text.plain("To", &format!("{}：", to.trim_end_matches(['：', ':'])));
    }
    let mut numbering = Numbering::default();
    for block in &it.blocks {
        text.block(block, &mut numbering);
    }
    text.tail(it);
    out.push_str(SECTION);
    out.push_str("</w:body></w:document>");
    out
}

/// `word/footnotes.xml`: the two lines that Word wants, and ours.
pub(super) fn footnotes(it: &Document) -> String {
    let mut out = format!(
        r#"{DECLARATION}<w:footnotes {SPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"#
    );
    for (number, note) in Notes::of(it).all() {
        put(
            &mut out,
            format_args!(
                r#"<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {}</w:t></w:r></w:p></w:footnote>"#,
                escaped(note)
            ),
        );
    }
    out.push_str("</w:footnotes>");
    out
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = out.write_fmt(what);
}

struct Text<'a> {
    out: &'a mut String,
    notes: &'a Notes<'a>,
    /// How many notes were referred to.
    met: usize,
}

impl Text<'_> {
    fn plain(&mut self, style: &str, words: &str) {
        self.paragraph(style, &[Span::Text(words.to_owned())]);
    }

    fn paragraph(&mut self, style: &str, spans: &[Span]) {
        put(self.out, format_args!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#));
        for span in spans {
            self.span(span);
        }
        self.out.push_str("</w:p>");
    }

    fn span(&mut self, span: &Span) {
        if !span.text().is_empty() {
            let text = escaped(span.text());
            put(self.out, format_args!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#));
        }
        let Span::Figure(figure) = span else { return };
        let Some(number) = self.notes.number(figure) else { return };
        let open = r#"<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>"#;
        if number > self.met {
            self.met = number;
            put(self.out, format_args!(r#"{open}<w:footnoteReference w:id="{number}"/></w:r>"#));
        } else {
            put(self.out, format_args!("{open}<w:t>{number}</w:t></w:r>"));
        }
    }

    fn block(&mut self, block: &Block, numbering: &mut Numbering) {
        match block {
            Block::Heading { level, words } => {
                let mut all = vec![Span::Text(numbering.next(*level))];
                all.extend(words.iter().cloned());
                self.paragraph(&format!("Heading{}", level.clamp(&1, &4)), &all);
            }
            Block::Paragraph(words) => self.paragraph("Text", words),
            Block::Table(rows) => self.table(rows),
        }
    }

    fn table(&mut self, rows: &[Vec<Vec<Span>>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let width = WIDTH / u32::try_from(columns).unwrap_or(1);
        let sides: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|it| format!(r#"<w:{it} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#))
            .concat();
        put(
            self.out,
            format_args!(
                r#"<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#
            ),
        );
        for _ in 0..columns {
            put(self.out, format_args!(r#"<w:gridCol w:w="{width}"/>"#));
        }
        self.out.push_str("</w:tblGrid>");
        for (at, row) in rows.iter().enumerate() {
            let head = if at == 0 { "<w:tblHeader/>" } else { "" };
            put(self.out, format_args!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"));
            for at in 0..columns {
                put(
                    self.out,
                    format_args!(
                        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>"#
                    ),
                );
                self.paragraph("Cell", row.get(at).map_or(&[][..], Vec::as_slice));
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
    }

    fn tail(&mut self, it: &Document) {
        if let Some(day) = &it.signed_on {
            self.plain("Text", "");
            self.plain("Text", "");
            self.plain("Signed", &it.issuer);
            self.plain("Signed", day);
        }
        for words in [&it.openness, &it.contact].into_iter().flatten() {
            self.plain("Text", &format!("（{words}）"));
        }
        if let Some(check) = &it.check {
            self.check(check);
        }
        if let Some(copies) = &it.copies {
            self.plain("Imprint", &format!("抄送：{copies}"));
        }
        if let Some(printed) = &it.printed {
            self.plain("Imprint", &format!("{}　　{}印发", printed.office, printed.on));
        }
    }

    /// The QR code, and below it how it is used.
    fn check(&mut self, check: &Check) {
        /// 25 mm, in English Metric Units.
        const SIDE: u32 = 900_000;
        // A line of exact height would cut the picture off.
        put(
            self.out,
            format_args!(
                r#"<w:p><w:pPr><w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{SIDE}" cy="{SIDE}"/><wp:docPr id="1" name="核验二维码" descr="核验二维码"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="qr.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId7"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{SIDE}" cy="{SIDE}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
            ),
        );
        for words in &check.words {
            self.plain("FootnoteText", words);
        }
    }
}
