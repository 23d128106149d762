//! From lines to paragraphs and tables: lines that a converter broke in the middle of a sentence
//! are put together, and a table that came as one cell a line becomes a table again.
//!
//! Only running text is joined: a line is held open when what was gathered has a comma or a stop
//! in it and does not end like a sentence. Titles, headings and short cells have neither.

use std::{iter::Peekable, vec::IntoIter};

use crate::document::{Block, Paragraph, Piece, Raw, Table, is_chinese};

/// The most lines that a cell of a table may be broken into.
const CELL_LINES_MAX: usize = 3;

/// The pieces of a document.
pub(crate) fn pieces(raw: &Raw) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines: Vec<Paragraph> = Vec::new();
    let mut line = 0;
    for block in &raw.blocks {
        match block {
            Block::Line(text) => {
                line += 1;
                lines.push(Paragraph::of_line(text, line));
            }
            Block::Table(rows) => {
                pieces.append(&mut paragraphs(std::mem::take(&mut lines)));
                pieces.extend(table(rows, line));
                line += u32::try_from(rows.len()).unwrap_or(u32::MAX);
            }
        }
    }
    pieces.append(&mut paragraphs(lines));
    pieces
}

fn table(rows: &[Vec<String>], before: u32) -> Option<Piece> {
    let cells = |(at, row): (usize, &Vec<String>)| -> Vec<Paragraph> {
        let line = before + 1 + u32::try_from(at).unwrap_or(0);
        row.iter().map(|it| Paragraph::of_line(it, line)).collect()
    };
    let mut rows = rows.iter().enumerate().map(cells);
    let heads = rows.next()?.iter().map(Paragraph::text).collect();
    Some(Piece::Table(Table { heads, rows: rows.collect() }))
}

fn paragraphs(lines: Vec<Paragraph>) -> Vec<Piece> {
    let filled: Vec<Paragraph> = lines.into_iter().filter(|it| !it.glyphs.is_empty()).collect();
    let mut lines = filled.into_iter().peekable();
    let mut pieces = Vec::new();
    while let Some(first) = lines.next() {
        if is_number_head(&first.text()) {
            pieces.append(&mut cells(first, &mut lines));
            continue;
        }
        pieces.push(Piece::Text(gathered(first, &mut lines)));
    }
    pieces
}

fn gathered(first: Paragraph, lines: &mut Peekable<IntoIter<Paragraph>>) -> Paragraph {
    let mut whole = first;
    while let Some(next) = lines.next_if(|it| goes_on(&whole, it)) {
        whole.glyphs.extend(next.glyphs);
    }
    whole
}

/// Whether `next` is the rest of a line that was broken.
fn goes_on(whole: &Paragraph, next: &Paragraph) -> bool {
    let signs = whole.signs();
    let starts = next.signs();
    let (Some(last), Some(first)) = (signs.last(), starts.first()) else { return false };
    if is_stop(&signs) || starts_heading(&starts) {
        return false;
    }
    let runs = signs.iter().any(|it| matches!(it, ',' | '。' | ';' | '，' | '；'));
    // A year or a number alone at the start of a line, then what it counts.
    let is_number = signs.iter().all(char::is_ascii_digit);
    let counts =
        matches!(first, '年' | '月' | '%' | '万' | '个' | '所' | '名' | '人' | '项' | '家');
    (runs && !is_heading(&signs)) || matches!(last, ',' | '、') || (is_number && counts)
}

/// Whether a sentence ends here, closing marks looked through.
fn is_stop(signs: &[char]) -> bool {
    let closing = |it: &&char| matches!(it, '”' | '’' | '》' | ')' | '"');
    let last = signs.iter().rev().find(|it| !closing(it));
    matches!(last, Some('。' | '!' | '?' | ':' | '：' | '！' | '？'))
}

/// A heading of the first or second order, 一、 or (一), short and without a sentence.
fn is_heading(signs: &[char]) -> bool {
    starts_heading(signs)
        && signs.len() < 40
        && !signs.iter().any(|it| matches!(it, ',' | '。' | ';'))
}

/// Begins with 一、, (一), 一是, 1. or 1、.
pub(crate) fn starts_heading(signs: &[char]) -> bool {
    let open = usize::from(signs.first() == Some(&'('));
    let is_numeral = |it: &&char| "一二三四五六七八九十".contains(**it);
    let chinese = signs[open.min(signs.len())..].iter().take_while(is_numeral).count();
    let digits = signs.iter().take_while(|it| it.is_ascii_digit()).count();
    let after = |count: usize| signs.get(open + count);
    let by_numeral =
        chinese > 0 && matches!((open, after(chinese)), (1, Some(')')) | (0, Some('、' | '是')));
    let by_digits = (1..=2).contains(&digits)
        && matches!(signs.get(digits), Some('.' | '、' | ')'))
        && signs.get(digits + 1).is_some_and(|it| !it.is_ascii_digit());
    by_numeral || by_digits
}

fn is_number_head(text: &str) -> bool {
    matches!(text, "序号" | "编号")
}

/// A table whose cells came one a line: its heads, then rows that begin with 1, 2, 3 …
fn cells(first: Paragraph, lines: &mut Peekable<IntoIter<Paragraph>>) -> Vec<Piece> {
    let mut heads = vec![first];
    let is_one = |it: &Paragraph| it.text() == "1";
    while heads.len() < 12 && lines.peek().is_some_and(|it| !is_one(it) && is_short(it)) {
        heads.extend(lines.next());
    }
    if !lines.peek().is_some_and(is_one) {
        return heads.into_iter().map(Piece::Text).collect();
    }
    let (columns, mut rows) = (heads.len(), Vec::new());
    while let Some(number) = lines.next_if(|it| it.text() == (rows.len() + 1).to_string()) {
        let (next, mut cells) = ((rows.len() + 2).to_string(), Vec::new());
        while cells.len() < columns * CELL_LINES_MAX {
            let ends =
                cells.len() + 1 >= columns && lines.peek().is_none_or(|it| is_title(it, &next));
            match lines.peek() {
                Some(it) if !ends && it.text() != next => {
                    cells.extend(lines.next().map(|it| gathered(it, lines)));
                }
                _ => break,
            }
        }
        rows.push(row(number, cells, columns));
    }
    let heads = heads.iter().map(Paragraph::text).collect();
    vec![Piece::Table(Table { heads, rows })]
}

/// Whether a line cannot belong to a row that has its cells already: the next row, or what comes
/// after the table.
fn is_title(line: &Paragraph, next: &str) -> bool {
    let signs = line.signs();
    let text = line.text();
    text == next || starts_heading(&signs) || signs.len() > 9 || text.contains('年')
}

fn is_short(line: &Paragraph) -> bool {
    line.glyphs.len() <= 8 && line.glyphs.iter().all(|it| is_chinese(it.sign))
}

/// The cells of a row: the text that runs on is one cell, lines before it are the broken name of
/// the work, and the last ones are counted from the end.
fn row(number: Paragraph, cells: Vec<Paragraph>, columns: usize) -> Vec<Paragraph> {
    let too_many = (cells.len() + 1).saturating_sub(columns);
    let running = cells.iter().position(|it| is_stop(&it.signs()));
    let joined = running.map_or(0, |it| too_many.min(it.saturating_sub(1)));
    let mut row = vec![number];
    let mut cells = cells.into_iter();
    if let Some(mut name) = cells.next() {
        for rest in cells.by_ref().take(joined) {
            name.glyphs.extend(rest.glyphs);
        }
        row.push(name);
    }
    row.extend(cells);
    row
}
