//! What people type, into blocks. A line that begins with `#` to `####` is a heading, lines that begin
//! with `|` are the rows of a table, `{…}` is a figure, every other line a paragraph.

use crate::model::{Block, Span};

/// A figure that a text asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What stands between the braces.
    pub words: String,
    /// In which line, from 1 on.
    pub line: usize,
}

/// Something in a text that cannot be read: in which line, what, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行：{words}")]
pub struct Slip {
    /// The line, from 1 on.
    pub line: usize,
    /// What, and what to write instead.
    pub words: String,
}

/// A piece of a line.
enum Piece<'a> {
    Text(&'a str),
    Figure(&'a str),
}

/// A line in its pieces; full-width braces are braces.
fn pieces(line: &str, at: usize) -> Result<Vec<Piece<'_>>, Slip> {
    let (mut all, mut rest) = (Vec::new(), line);
    let slip = |words: &str| Slip { line: at, words: words.to_owned() };
    while let Some(open) = rest.find(['{', '｛', '}', '｝']) {
        let mark = rest[open..].chars().next().map_or(1, char::len_utf8);
        if rest[open..].starts_with(['}', '｝']) {
            return Err(slip("多了一个右花括号。要插入数，请写成 {指标名称}"));
        }
        if open > 0 {
            all.push(Piece::Text(&rest[..open]));
        }
        let inner = &rest[open + mark..];
        let end = inner.find(['{', '｛', '}', '｝']);
        let end = end.filter(|it| inner[*it..].starts_with(['}', '｝']));
        let end =
            end.ok_or_else(|| slip("左花括号没有配上右花括号。要插入数，请写成 {指标名称}"))?;
        all.push(Piece::Figure(inner[..end].trim()));
        rest = &inner[end..];
        rest = rest.strip_prefix(['}', '｝']).unwrap_or(rest);
    }
    if !rest.is_empty() {
        all.push(Piece::Text(rest));
    }
    Ok(all)
}

/// Every figure that `text` asks for, and everything in it that cannot be read.
pub fn asked(text: &str) -> (Vec<Asked>, Vec<Slip>) {
    let (mut all, mut slips) = (Vec::new(), Vec::new());
    for (at, line) in (1..).zip(text.lines()) {
        match pieces(line, at) {
            Ok(found) => all.extend(found.into_iter().filter_map(|it| match it {
                Piece::Figure(words) => Some(Asked { words: words.to_owned(), line: at }),
                Piece::Text(_) => None,
            })),
            Err(slip) => slips.push(slip),
        }
    }
    (all, slips)
}

/// `text` in blocks, each figure as `told` tells it. A line that cannot be read stays as it is.
pub fn read(text: &str, mut told: impl FnMut(&str) -> Span) -> Vec<Block> {
    let mut spans = |line: &str| match pieces(line, 0) {
        Ok(all) => all
            .into_iter()
            .map(|it| match it {
                Piece::Text(words) => Span::Text(words.to_owned()),
                Piece::Figure(words) => told(words),
            })
            .collect(),
        Err(_) => vec![Span::Text(line.to_owned())],
    };
    let mut blocks: Vec<Block> = Vec::new();
    let mut in_table = false;
    for line in text.lines().map(str::trim) {
        let was_table = std::mem::replace(&mut in_table, line.starts_with(['|', '｜']));
        if in_table {
            // `|---|---|` under a head is how many people learnt to write tables; it says nothing.
            let is_rule = line.chars().all(|it| matches!(it, '|' | '｜' | '-' | ':' | ' '));
            if is_rule {
                continue;
            }
            let cells = line.trim_matches(['|', '｜']);
            let row: Vec<Vec<Span>> = split(cells).into_iter().map(|it| spans(it.trim())).collect();
            match blocks.last_mut().filter(|_| was_table) {
                Some(Block::Table(rows)) => rows.push(row),
                _ => blocks.push(Block::Table(vec![row])),
            }
        } else if let Some((level, words)) = heading(line) {
            blocks.push(Block::Heading { level, words: spans(words) });
        } else if !line.is_empty() {
            blocks.push(Block::Paragraph(spans(line)));
        }
    }
    blocks
}

/// The cells of a row: bars inside braces part no cells.
fn split(row: &str) -> Vec<&str> {
    let (mut all, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, it) in row.char_indices() {
        match it {
            '{' | '｛' => depth += 1,
            '}' | '｝' => depth = depth.saturating_sub(1),
            '|' | '｜' if depth == 0 => {
                all.push(&row[from..at]);
                from = at + it.len_utf8();
            }
            _ => {}
        }
    }
    all.push(&row[from..]);
    all
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let level = line.chars().take_while(|it| matches!(it, '#' | '＃')).count();
    let words = line.trim_start_matches(['#', '＃']).trim();
    let level = u8::try_from(level).ok().filter(|it| (1..=4).contains(it))?;
    (!words.is_empty()).then_some((level, words))
}
