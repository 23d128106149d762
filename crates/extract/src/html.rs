//! Web pages, also broken ones: text by blocks, tables with their spans. A table that holds another
//! is layout, as government pages have it, and its cells are lines.

use crate::{
    Block, Extract,
    grid::{Grid, Span},
};

/// Whether a text is a web page.
pub(crate) fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(2000).collect::<String>().to_lowercase();
    start.starts_with("<!doctype html") || start.contains("<html") || start.contains("<body")
}

#[derive(Default)]
struct Open {
    grid: Grid,
    row: Vec<Span>,
    /// The cell that is open.
    cell: Option<Span>,
    is_layout: bool,
}

#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    tables: Vec<Open>,
    line: String,
}

pub(crate) fn read(text: &str) -> Extract {
    let mut page = Page::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        page.text(before);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |it| it.1);
            continue;
        }
        let is_tag = after.starts_with(|it: char| it.is_ascii_alphabetic() || "/!?".contains(it));
        let Some((tag, after)) = after.split_once('>').filter(|_| is_tag) else {
            page.text("<");
            rest = after;
            continue;
        };
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        rest = after;
        match name.as_str() {
            "script" | "style" | "head" | "noscript" if !tag.starts_with('/') => {
                rest = past(after, &name);
            }
            _ if tag.starts_with('/') => page.close(&name),
            _ => page.open(&name, tag),
        }
    }
    page.text(rest);
    page.line();
    while !page.tables.is_empty() {
        page.close("table");
    }
    Extract { blocks: page.blocks, remarks: Vec::new() }
}

/// What comes after the end of an element whose content is not text.
fn past<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    let at = lower.find(&end).map_or(text.len(), |it| it + end.len());
    text[at..].split_once('>').map_or("", |it| it.1)
}

impl Page {
    fn text(&mut self, text: &str) {
        let plain = unescaped(text);
        for (at, word) in plain.split(char::is_whitespace).enumerate() {
            if at > 0 && !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            self.line.push_str(word);
        }
    }

    /// Ends the line: to the cell that is open, or to the page.
    fn line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        match self.tables.last_mut() {
            Some(Open { is_layout: false, cell: Some(cell), .. }) => {
                if !cell.text.is_empty() {
                    cell.text.push('\n');
                }
                cell.text.push_str(line);
            }
            _ => self.blocks.push(Block::Line(line.to_owned())),
        }
    }

    fn open(&mut self, name: &str, tag: &str) {
        match name {
            "table" => {
                self.line();
                self.lay_out();
                self.tables.push(Open::default());
            }
            "tr" => self.end_row(),
            "td" | "th" => {
                self.end_cell();
                let span = |name| number(tag, name).unwrap_or(1);
                let cell =
                    Span { text: String::new(), columns: span("colspan"), rows: span("rowspan") };
                if let Some(it) = self.tables.last_mut() {
                    it.cell = Some(cell);
                }
            }
            "p" | "div" | "br" | "li" | "ul" | "ol" | "hr" | "section" | "article" | "h1"
            | "h2" | "h3" | "h4" | "h5" | "h6" => self.line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "td" | "th" => self.end_cell(),
            "tr" => self.end_row(),
            "table" => {
                self.end_row();
                if let Some(it) = self.tables.pop() {
                    self.blocks.extend(it.grid.blocks());
                }
            }
            "p" | "div" | "li" | "title" | "section" | "article" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" => self.line(),
            _ => {}
        }
    }

    /// The table around a table is layout: what it held so far becomes lines.
    fn lay_out(&mut self) {
        let Some(outer) = self.tables.last_mut().filter(|it| !it.is_layout) else { return };
        outer.is_layout = true;
        let grid = std::mem::take(&mut outer.grid);
        let cells = std::mem::take(&mut outer.row).into_iter().chain(outer.cell.take());
        let cells: Vec<String> = cells.map(|it| it.text).collect();
        self.blocks.extend(grid.blocks());
        let lines = cells.iter().flat_map(|it| it.lines()).filter(|it| !it.is_empty());
        self.blocks.extend(lines.map(|it| Block::Line(it.to_owned())));
    }

    fn end_cell(&mut self) {
        self.line();
        if let Some(it) = self.tables.last_mut() {
            it.row.extend(it.cell.take());
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(it) = self.tables.last_mut() {
            let row = std::mem::take(&mut it.row);
            if !row.is_empty() && !it.is_layout {
                it.grid.row(row);
            }
        }
    }
}

/// The number of an attribute, with or without quotation marks.
fn number(tag: &str, name: &str) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let value = lower.split_once(name)?.1.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let known = after.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest)));
        // A bare & of a careless page is itself.
        let (sign, after) = known.unwrap_or_else(|| ("&".to_owned(), after));
        plain.push_str(&sign);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// What `&name;` stands for.
pub(crate) fn entity(name: &str) -> Option<String> {
    let named = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "middot" => '·',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "times" => '×',
        "deg" => '°',
        "permil" => '‰',
        "ge" => '≥',
        "le" => '≤',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = match hex {
                Some(it) => u32::from_str_radix(it, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some(named.to_string())
}
