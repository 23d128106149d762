//! A document as it comes in, lines and tables, and as it is read: paragraphs whose every character
//! knows where it stood.
//!
//! Blanks are left out where they mean nothing, full-width digits and signs are narrowed; a
//! character is never moved.

use crate::{
    defect::{CHARS_MAX, Defect, GARBLED_ONE_IN},
    flow,
};

/// A line of text or a table, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A line or a paragraph.
    Line(String),
    /// A table, row by row; a cell that was merged is repeated in each row that it spans.
    Table(Vec<Vec<String>>),
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Raw {
    /// Its blocks. The lines are counted from one, each row of a table as a line.
    pub blocks: Vec<Block>,
}

impl Raw {
    /// The lines of a plain text. A line with tabs is a line all the same: only who knows that the
    /// file is a table may say so.
    pub fn of_text(text: &str) -> Self {
        Self { blocks: text.lines().map(|it| Block::Line(it.to_owned())).collect() }
    }
}

/// A character and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) sign: char,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A paragraph: broken lines rejoined, or a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Paragraph {
    pub(crate) glyphs: Vec<Glyph>,
}

impl Paragraph {
    /// Of one line; `column` counts characters from one, over blanks too.
    pub(crate) fn of_line(text: &str, line: u32) -> Self {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut blank: Option<Glyph> = None;
        for (at, sign) in text.chars().enumerate() {
            let column = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let Some(sign) = narrowed(sign) else { continue };
            let glyph = Glyph { sign, line, column };
            if sign == ' ' {
                blank = blank.or(Some(glyph));
                continue;
            }
            // A blank keeps two numbers or two words apart; between Chinese characters it is padding.
            let is_word = |it: char| it.is_ascii_alphanumeric();
            if let (Some(blank), Some(last)) = (blank.take(), glyphs.last())
                && is_word(last.sign)
                && is_word(sign)
            {
                glyphs.push(blank);
            }
            glyphs.push(glyph);
        }
        Self { glyphs }
    }

    pub(crate) fn signs(&self) -> Vec<char> {
        self.glyphs.iter().map(|it| it.sign).collect()
    }

    pub(crate) fn text(&self) -> String {
        self.glyphs.iter().map(|it| it.sign).collect()
    }

    pub(crate) fn line(&self) -> u32 {
        self.glyphs.first().map_or(0, |it| it.line)
    }
}

fn narrowed(sign: char) -> Option<char> {
    if sign.is_whitespace() || sign == '\u{3000}' {
        return Some(' ');
    }
    vocab::normalise(sign.encode_utf8(&mut [0; 4])).chars().next()
}

/// A table: its rows of cells, each cell a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<Paragraph>>,
}

/// A piece of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(Paragraph),
    Table(Table),
}

/// A document that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub(crate) raw: Raw,
    pub(crate) pieces: Vec<Piece>,
}

impl Document {
    /// Looks whether there is anything to read, and puts broken lines together again.
    pub fn new(raw: Raw) -> Result<Self, Vec<Defect>> {
        let defects = defects(&raw);
        if !defects.is_empty() {
            return Err(defects);
        }
        let pieces = flow::pieces(&raw);
        Ok(Self { raw, pieces })
    }
}

fn defects(raw: &Raw) -> Vec<Defect> {
    let (mut all, mut chinese, mut garbled, mut first) = (0, 0, 0, None);
    for (line, text) in raw.lines() {
        for sign in text.chars().filter(|it| !it.is_whitespace()) {
            all += 1;
            chinese += usize::from(is_chinese(sign));
            if sign == char::REPLACEMENT_CHARACTER || sign.is_control() {
                garbled += 1;
                first = first.or(Some(line));
            }
        }
    }
    let mut found = Vec::new();
    match (all, chinese) {
        (0, _) => found.push(Defect::Empty),
        (_, 0) => found.push(Defect::NoChinese),
        (CHARS_MAX.., _) => found.push(Defect::TooLong(all)),
        _ => {}
    }
    if let Some(line) = first.filter(|_| garbled * GARBLED_ONE_IN > all) {
        found.push(Defect::Garbled { line, count: garbled });
    }
    found
}

impl Raw {
    /// Every line with its number; the cells of a row of a table each by themselves.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u32, &str)> {
        let mut line = 0;
        self.blocks.iter().flat_map(move |block| {
            let rows: Vec<(u32, &str)> = match block {
                Block::Line(text) => {
                    line += 1;
                    vec![(line, text.as_str())]
                }
                Block::Table(rows) => {
                    let cells = rows.iter().flat_map(|row| {
                        line += 1;
                        let here = line;
                        row.iter().map(move |it| (here, it.as_str()))
                    });
                    cells.collect()
                }
            };
            rows
        })
    }
}

pub(crate) fn is_chinese(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '〇')
}
