//! CSV: encodings, separators, quotes, and the marks that keep Excel from spoiling a cell.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::refusal::Refusal;

/// Decodes UTF-8 with or without a mark, UTF-16 with one, and GBK.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let (encoding, rest) = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        (UTF_8, rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        (UTF_16LE, rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        (UTF_16BE, rest)
    } else if std::str::from_utf8(bytes).is_ok() {
        (UTF_8, bytes)
    } else {
        (GB18030, bytes)
    };
    let (text, broken) = encoding.decode_without_bom_handling(rest);
    if !broken {
        return Ok(text);
    }
    let before = text.split('\u{FFFD}').next().unwrap_or_default();
    let row = before.matches('\n').count() + 1;
    Err(Refusal::Encoding { row: u32::try_from(row).unwrap_or(u32::MAX) })
}

/// The separator: whichever of comma, tab and semicolon stands most often in the first lines,
/// outside quotes.
fn separator(text: &str) -> char {
    let mut counts = [(';', 0), ('\t', 0), (',', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for it in text.chars() {
        match it {
            '"' => quoted = !quoted,
            '\n' => lines += 1,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(mark, _)| *mark == it).for_each(|(_, n)| *n += 1),
        }
        if lines >= 10 {
            break;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(',', |(mark, _)| mark)
}

/// Reads records one by one.
pub(crate) struct Records<'a> {
    rest: &'a str,
    separator: char,
    line: u32,
}

impl<'a> Records<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text, separator: separator(text), line: 0 }
    }

    /// The next record into `fields`, and its number from 1: a record counts as one row even
    /// where its quoted text has line breaks, as Excel shows it.
    pub(crate) fn next(&mut self, fields: &mut Vec<String>) -> Option<u32> {
        if self.rest.is_empty() {
            return None;
        }
        fields.clear();
        self.line += 1;
        loop {
            let (field, end) = self.field();
            fields.push(field);
            if end {
                return Some(self.line);
            }
        }
    }

    /// One field, and whether it ends the record.
    fn field(&mut self) -> (String, bool) {
        let mut field = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"').or(self.rest.strip_prefix("=\"")) {
            self.rest = quoted;
            self.quoted(&mut field);
        }
        let separator = self.separator;
        let end = self.rest.find([separator, '\n', '\r']);
        let Some(end) = end else {
            field.push_str(self.rest);
            self.rest = "";
            return (unguarded(field), true);
        };
        field.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
        for (mark, ends) in [("\r\n", true), ("\n", true), ("\r", true)] {
            if let Some(rest) = self.rest.strip_prefix(mark) {
                self.rest = rest;
                return (unguarded(field), ends);
            }
        }
        self.rest = &self.rest[separator.len_utf8()..];
        (unguarded(field), false)
    }

    /// What stands up to the closing quote.
    fn quoted(&mut self, field: &mut String) {
        while let Some(quote) = self.rest.find('"') {
            field.push_str(&self.rest[..quote]);
            self.rest = &self.rest[quote + 1..];
            let Some(rest) = self.rest.strip_prefix('"') else { return };
            field.push('"');
            self.rest = rest;
        }
        field.push_str(self.rest);
        self.rest = "";
    }
}

/// Whether a program that opens the text as a cell could take it for a formula.
fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Whether Excel would spoil the text by taking it for a number: long digits, leading zeros.
fn looks_like_spoilt_number(text: &str) -> bool {
    let digits = text.bytes().all(|it| it.is_ascii_digit());
    digits && (text.len() > 11 || (text.len() > 1 && text.starts_with('0')))
}

/// Text as it is written into CSV: a quote before what Excel would compute, a tab before what it
/// would round.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if looks_like_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else if looks_like_spoilt_number(text) {
        Cow::Owned(format!("\t{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes the marks of [`guarded`] away.
fn unguarded(mut text: String) -> String {
    let rest = text.strip_prefix('\t');
    let guarded = rest.is_some_and(looks_like_spoilt_number)
        || (text.starts_with('\'') && looks_like_formula(&text[1..]));
    if guarded {
        text.remove(0);
    }
    text
}

/// Writes one field, quoted where it must be.
pub(crate) fn push_field(line: &mut String, text: &str) {
    let quote = text.contains(['"', ',', '\n', '\r', '\t', ';'])
        || text.starts_with([' ', '\u{3000}'])
        || text.ends_with([' ', '\u{3000}']);
    if quote {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Vec<String>> {
        let mut records = Records::new(text);
        let mut fields = Vec::new();
        let mut all = Vec::new();
        while records.next(&mut fields).is_some() {
            all.push(fields.clone());
        }
        all
    }

    #[test]
    fn quotes_breaks_and_separators_are_read() {
        let text = "姓名,备注\r\n张三,\"他说\"\"好\"\",\n就来\"\n李四,\n";
        let expected = [vec!["姓名", "备注"], vec!["张三", "他说\"好\",\n就来"], vec!["李四", ""]];
        assert_eq!(records(text), expected);
        assert_eq!(records("a\tb\nc\td"), [["a", "b"], ["c", "d"]]);
        assert_eq!(records("a;b\nc;d"), [["a", "b"], ["c", "d"]]);
        assert_eq!(records("x,\"never closed\ny,z"), [["x", "never closed\ny,z"]]);
        assert_eq!(records("号\n=\"0012\""), [["号"], ["0012"]]);
    }

    #[test]
    fn every_encoding_that_offices_save_is_decoded() {
        let text = "姓名,班级\n阿依古丽·买买提,一班\n";
        let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        let (le, be): (Vec<u8>, Vec<u8>) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        assert_eq!(decode(text.as_bytes()).unwrap(), text);
        assert_eq!(decode(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).unwrap(), text);
        assert_eq!(decode(&[b"\xFF\xFE", &le[..]].concat()).unwrap(), text);
        assert_eq!(decode(&[b"\xFE\xFF", &be[..]].concat()).unwrap(), text);
        assert_eq!(decode(&gbk).unwrap(), text);
        let broken = [&gbk[..], b"\xFF\xFF,x\n"].concat();
        assert!(matches!(decode(&broken), Err(Refusal::Encoding { row: 3 })));
    }

    #[test]
    fn the_marks_against_excel_come_off_again() {
        for text in
            ["=1+1", "'=1", "''@x", "-5", "+86", "330282201003051234", "007", "0", "'x", "\t7", ""]
        {
            let marked = guarded(text);
            assert_eq!(unguarded(marked.clone().into_owned()), text, "{marked}");
        }
        assert_eq!(guarded("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(guarded("330282201003051234"), "\t330282201003051234");
    }
}
