//! Lines and pages by rule alone: 22 lines of 28 characters (GB/T 9704 5.2.3), no line that begins
//! with a mark which closes something, no number broken in two, no heading alone at the foot of a page.

mod breaking;

use crate::{
    model::{Block, Document, Notes, Span},
    numbering::Numbering,
};

pub(crate) use breaking::ems;
use breaking::{broken, chars_of};

/// The lines of a page.
pub const LINES: usize = 22;
/// The characters of a line.
pub const COLUMNS: usize = 28;
/// The characters of a line of the title, which is set in 二号: 22 of 16 points.
const TITLE_COLUMNS: f32 = 20.0;
/// The characters of a line of notes, which are set in 小四: 12 of 16 points.
const NOTE_COLUMNS: f32 = 37.0;

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// 发文机关标志, red.
    Head,
    /// 发文字号 and 签发人, over the red rule.
    Number,
    /// 标题.
    Title,
    /// A heading of a level.
    Heading(u8),
    /// 正文, 主送机关, 附注.
    Body,
    /// A row of a table; the first is the head.
    Row,
    /// A note on a figure.
    Note,
    /// 落款: signer's office and day, to the right.
    Signed,
    /// 版记: 抄送, 印发.
    Imprint,
    /// The QR code, with words beside it.
    Check,
}

/// A stretch of a line; one that is raised is the number of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its characters.
    pub text: String,
    /// Whether it is raised.
    pub is_mark: bool,
}

/// A line, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it looks.
    pub look: Look,
    /// What stands in it; of a row of a table, what stands in its cells, line by line.
    pub cells: Vec<Vec<Vec<Run>>>,
    /// Characters left free in front.
    pub indent: u8,
    /// How many lines of the page it takes.
    pub height: usize,
}

impl Line {
    fn new(look: Look, runs: Vec<Run>) -> Self {
        Self { look, cells: vec![vec![runs]], indent: 0, height: 1 }
    }

    fn plain(look: Look, text: impl Into<String>) -> Self {
        Self::new(look, vec![Run { text: text.into(), is_mark: false }])
    }

    /// The runs of a line that is no row of a table.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.cells.iter().flatten().flatten()
    }

    /// Everything that stands in it.
    pub fn text(&self) -> String {
        self.runs().map(|it| it.text.as_str()).collect()
    }
}

/// A page: its lines, each with the row on which it begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub lines: Vec<(usize, Line)>,
}

/// The pages of a document.
pub fn pages(document: &Document) -> Vec<Page> {
    let mut setter = Setter { pages: vec![Page::default()], row: 0 };
    let notes = Notes::of(document);
    head(&mut setter, document);
    let mut numbering = Numbering::default();
    for block in &document.blocks {
        set_block(&mut setter, block, (&notes, &mut numbering));
    }
    tail(&mut setter, document, &notes);
    setter.pages
}

struct Setter {
    pages: Vec<Page>,
    row: usize,
}

impl Setter {
    fn put(&mut self, line: Line) {
        if self.row + line.height > LINES && self.row > 0 {
            self.turn();
        }
        let height = line.height;
        if let Some(page) = self.pages.last_mut() {
            page.lines.push((self.row, line));
        }
        self.row += height;
    }

    fn skip(&mut self, lines: usize) {
        self.row += lines;
    }

    /// Turns the page unless so many lines fit.
    fn need(&mut self, lines: usize) {
        if self.row + lines > LINES && self.row > 0 {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(Page::default());
        self.row = 0;
    }
}

fn head(setter: &mut Setter, document: &Document) {
    if let Some(number) = &document.number {
        setter.skip(1);
        let head = format!("{}文件", document.issuer);
        setter.put(Line { height: 3, ..Line::plain(Look::Head, head) });
        let signer = document.signer.as_ref().map(|it| format!("　　签发人：{it}"));
        let number = format!("{number}{}", signer.unwrap_or_default());
        setter.put(Line { height: 2, ..Line::plain(Look::Number, number) });
    }
    setter.skip(1);
    let title = [Span::Text(document.title.clone())];
    for runs in broken(&chars_of(&title, &Notes::default()), (TITLE_COLUMNS, 0.0)) {
        setter.put(Line::new(Look::Title, runs));
    }
    setter.skip(1);
    if let Some(to) = &document.recipients {
        let to = [Span::Text(format!("{}：", to.trim_end_matches(['：', ':'])))];
        for runs in broken(&chars_of(&to, &Notes::default()), (f32::from(28_u8), 0.0)) {
            setter.put(Line::new(Look::Body, runs));
        }
    }
}

fn set_block(setter: &mut Setter, block: &Block, (notes, numbering): (&Notes<'_>, &mut Numbering)) {
    match block {
        Block::Heading { level, words } => {
            let mut all = vec![Span::Text(numbering.next(*level))];
            all.extend(words.iter().cloned());
            let lines = broken(&chars_of(&all, notes), (28.0, 2.0));
            // A heading stays with a line of what it heads.
            setter.need(lines.len() + 1);
            put_all(setter, Look::Heading(*level), lines);
        }
        Block::Paragraph(words) => {
            put_all(setter, Look::Body, broken(&chars_of(words, notes), (28.0, 2.0)));
        }
        Block::Table(rows) => {
            for row in rows {
                setter.put(table_row(row, notes));
            }
        }
    }
}

fn put_all(setter: &mut Setter, look: Look, lines: Vec<Vec<Run>>) {
    for (at, runs) in lines.into_iter().enumerate() {
        setter.put(Line { indent: if at == 0 { 2 } else { 0 }, ..Line::new(look, runs) });
    }
}

fn table_row(row: &[Vec<Span>], notes: &Notes<'_>) -> Line {
    let columns = u8::try_from(row.len().max(1)).unwrap_or(u8::MAX);
    // Cells are set in 四号, 14 of 16 points, with half a character free on either side.
    let width = (28.0 / f32::from(columns) * 16.0 / 14.0 - 1.0).max(1.0);
    let cells: Vec<Vec<Vec<Run>>> =
        row.iter().map(|it| broken(&chars_of(it, notes), (width, 0.0))).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(1).clamp(1, LINES);
    Line { look: Look::Row, cells, indent: 0, height }
}

fn tail(setter: &mut Setter, document: &Document, notes: &Notes<'_>) {
    if let Some(day) = &document.signed_on {
        // 落款 stands two lines below the text and is not torn from its day.
        setter.need(4);
        setter.skip(2.min(LINES - setter.row.min(LINES)));
        setter.put(Line::plain(Look::Signed, document.issuer.clone()));
        setter.put(Line::plain(Look::Signed, day.clone()));
    }
    for words in [&document.openness, &document.contact].into_iter().flatten() {
        let line = Line::plain(Look::Body, format!("（{words}）"));
        setter.put(Line { indent: 2, ..line });
    }
    if !notes.is_empty() {
        setter.need(3);
        setter.skip(1);
        setter.put(Line::plain(Look::Note, "数据说明"));
        for (number, note) in notes.all() {
            let words = [Span::Text(format!("[{number}] {note}"))];
            for runs in broken(&chars_of(&words, &Notes::default()), (NOTE_COLUMNS, 0.0)) {
                setter.put(Line::new(Look::Note, runs));
            }
        }
    }
    imprint(setter, document);
}

/// 版记 stands at the foot of the last page.
fn imprint(setter: &mut Setter, document: &Document) {
    let mut lines = Vec::new();
    if let Some(check) = &document.check {
        let cells = vec![check.words.iter().map(|it| vec![run(it)]).collect()];
        lines.push(Line { look: Look::Check, cells, indent: 0, height: 4 });
    }
    if let Some(copies) = &document.copies {
        lines.push(Line::plain(Look::Imprint, format!("抄送：{copies}")));
    }
    if let Some(it) = &document.printed {
        lines.push(Line::plain(Look::Imprint, format!("{}　　{}印发", it.office, it.on)));
    }
    let height: usize = lines.iter().map(|it| it.height).sum();
    if height == 0 {
        return;
    }
    setter.need(height);
    setter.row = setter.row.max(LINES - height);
    for line in lines {
        setter.put(line);
    }
}

fn run(text: &str) -> Run {
    Run { text: text.to_owned(), is_mark: false }
}
