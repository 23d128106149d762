//! Writes the XML of one worksheet, a row at a time: nothing is held but the row.

use std::io::{self, Write};

use crate::finding::letters;

/// What a written cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Content<'a> {
    /// Nothing but its style.
    Empty,
    /// Text, never taken for a formula.
    Text(&'a str),
    /// A number, as its digits.
    Number(&'a str),
}

/// How a worksheet begins.
#[derive(Debug, Clone)]
pub(crate) struct Opening<'a> {
    /// The namespace of its elements.
    pub(crate) namespace: &'a str,
    /// Widths of the columns, in characters.
    pub(crate) widths: &'a [f64],
    /// How many rows stay when one scrolls; 0 for none.
    pub(crate) frozen: u32,
    /// The default style of each column; may be shorter.
    pub(crate) styles: &'a [u32],
}

/// The namespace that nearly all workbooks use.
pub(crate) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A worksheet that is being written.
pub(crate) struct SheetXml<W> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> SheetXml<W> {
    pub(crate) fn open(mut out: W, opening: &Opening<'_>) -> io::Result<Self> {
        let mut line = Vec::new();
        line.extend(br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#);
        write!(
            line,
            r#"<worksheet xmlns="{}"><sheetViews><sheetView workbookViewId="0">"#,
            opening.namespace
        )?;
        if opening.frozen > 0 {
            let (split, top) = (opening.frozen, opening.frozen + 1);
            write!(
                line,
                r#"<pane ySplit="{split}" topLeftCell="A{top}" activePane="bottomLeft" state="frozen"/>"#
            )?;
        }
        line.extend(b"</sheetView></sheetViews>");
        if !opening.widths.is_empty() {
            line.extend(b"<cols>");
        }
        for (index, width) in (1usize..).zip(opening.widths) {
            let style = opening.styles.get(index - 1).copied().unwrap_or_default();
            write!(
                line,
                r#"<col min="{index}" max="{index}" width="{width}" style="{style}" customWidth="1"/>"#
            )?;
        }
        if !opening.widths.is_empty() {
            line.extend(b"</cols>");
        }
        line.extend(b"<sheetData>");
        out.write_all(&line)?;
        Ok(Self { out, line })
    }

    /// Writes the row `number`, from 1; cells come in the order of their columns.
    pub(crate) fn row<'c>(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = (u16, u32, Content<'c>)>,
    ) -> io::Result<()> {
        self.line.clear();
        write!(self.line, r#"<row r="{number}">"#)?;
        for (column, style, content) in cells {
            push_cell(
                &mut self.line,
                "",
                &format!("{}{number}", letters(column)),
                style,
                &content,
            )?;
        }
        self.line.extend(b"</row>");
        self.out.write_all(&self.line)
    }

    /// Ends the sheet; `links` are cells with places in the workbook that they lead to, `footer`
    /// stands on every printed page.
    pub(crate) fn finish(mut self, links: &[(String, String)], footer: &str) -> io::Result<W> {
        self.line.clear();
        self.line.extend(b"</sheetData>");
        if !links.is_empty() {
            self.line.extend(b"<hyperlinks>");
            for (cell, place) in links {
                let place = escaped(place);
                write!(
                    self.line,
                    r#"<hyperlink ref="{cell}" location="{place}" display="{place}"/>"#
                )?;
            }
            self.line.extend(b"</hyperlinks>");
        }
        if !footer.is_empty() {
            let footer = escaped(&footer.replace('&', "&&"));
            write!(
                self.line,
                "<headerFooter><oddHeader>&amp;C{footer}</oddHeader><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
            )?;
        }
        self.line.extend(b"</worksheet>");
        self.out.write_all(&self.line)?;
        Ok(self.out)
    }
}

/// Appends a `<c>` whose elements carry `prefix`, as in `x:`.
pub(crate) fn push_cell(
    line: &mut Vec<u8>,
    prefix: &str,
    reference: &str,
    style: u32,
    content: &Content<'_>,
) -> io::Result<()> {
    let p = prefix;
    write!(line, r#"<{p}c r="{reference}" s="{style}""#)?;
    match content {
        Content::Empty => line.extend(b"/>"),
        Content::Text(text) => {
            let text = escaped(text);
            write!(
                line,
                r#" t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>"#
            )?;
        }
        Content::Number(digits) => write!(line, "><{p}v>{digits}</{p}v></{p}c>")?,
    }
    Ok(())
}

/// Text as it may stand in XML: marked up, and without what XML cannot hold. What Excel itself
/// would read as an escape (`_x000D_`) is escaped once more.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for (at, it) in text.char_indices() {
        match it {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\r' => safe.push_str("_x000D_"),
            '_' if is_excel_escape(&text[at..]) => safe.push_str("_x005F_"),
            '\t' | '\n' => safe.push(it),
            _ if it.is_control() || matches!(it, '\u{FFFE}' | '\u{FFFF}') => {}
            _ => safe.push(it),
        }
    }
    safe
}

/// Whether the text begins with `_xHHHH_`.
fn is_excel_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[6] == b'_'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_for_xml_and_for_excel() {
        assert_eq!(escaped("a<b>&\"c\u{1}\u{FFFF}"), "a&lt;b&gt;&amp;&quot;c");
        assert_eq!(escaped("x_x000D_y\r"), "x_x005F_x000D_y_x000D_");
        assert_eq!(escaped("_x00ZZ_ 好\n"), "_x00ZZ_ 好\n");
    }
}
