//! What was read in a document.

use crate::{
    context::{self, Around},
    document::{Document, Paragraph, Piece},
    figure::Figure,
    flow::starts_heading,
    merge::{self, Pair, Proposal},
    scan,
    section::{Setting, Tense},
    task::{self, Column, Task},
};

/// A sentence with figures in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its characters, broken lines put together.
    pub text: String,
    /// The line on which it begins.
    pub line: u32,
    /// The heading above it.
    pub heading: String,
}

/// All that is proposed to a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Every figure, in the order of the document.
    pub figures: Vec<Figure>,
    /// The sentences that they stand in.
    pub sentences: Vec<Sentence>,
    /// Figures that say the same, together.
    pub proposals: Vec<Proposal>,
    /// Proposals that contradict each other, or may.
    pub pairs: Vec<Pair>,
    /// The tasks.
    pub tasks: Vec<Task>,
}

/// Reads a document. The same document gives the same reading.
pub fn read(document: &Document) -> Reading {
    let (mut reading, mut setting) = (Reading::default(), Setting::default());
    for piece in &document.pieces {
        match piece {
            Piece::Text(paragraph) => reading.text(paragraph, &mut setting),
            Piece::Table(table) => {
                setting.part += 1;
                let columns = table.columns();
                for row in &table.rows {
                    reading.row(row, columns.as_deref(), &setting);
                }
            }
        }
    }
    if reading.tasks.iter().any(|it| it.in_table) {
        reading.tasks.retain(|it| it.in_table);
    }
    reading.proposals = merge::proposals(&reading.figures);
    reading.pairs = merge::pairs(&reading.figures, &reading.proposals);
    reading
}

impl Reading {
    fn text(&mut self, paragraph: &Paragraph, setting: &mut Setting) {
        if setting.heard(paragraph) {
            return;
        }
        let first = self.figures.len();
        self.paragraph(paragraph, setting, None);
        let is_item = setting.tense == Tense::Promised && starts_heading(&paragraph.signs());
        if let Some(mut task) = is_item.then(|| task::of_paragraph(paragraph)).flatten() {
            task.figures = (first..self.figures.len()).collect();
            self.tasks.push(task);
        }
    }

    fn row(&mut self, row: &[Paragraph], columns: Option<&[Option<Column>]>, setting: &Setting) {
        let mut task = columns.and_then(|it| task::of_row(row, it));
        let office = task.as_ref().and_then(|it| it.office.clone());
        let first = self.figures.len();
        for (at, cell) in row.iter().enumerate() {
            let column = columns.and_then(|it| it.get(at).copied().flatten());
            let counts =
                columns.is_none() || matches!(column, Some(Column::Work | Column::Content));
            if counts {
                self.paragraph(cell, setting, office.as_deref());
            }
        }
        if let Some(task) = &mut task {
            task.figures = (first..self.figures.len()).collect();
        }
        self.tasks.extend(task);
    }

    fn paragraph(&mut self, paragraph: &Paragraph, setting: &Setting, office: Option<&str>) {
        let signs = paragraph.signs();
        let found = scan::figures(&signs, setting.tense);
        let named = scan::named(&signs);
        let mut last: Option<(usize, usize)> = None;
        for (at, one) in found.iter().enumerate() {
            let (from, to) = context::sentence(&signs, one.from);
            if last != Some((from, to)) {
                last = Some((from, to));
                let text = signs[from..to].iter().collect();
                let heading = setting.heading.clone();
                self.sentences.push(Sentence { text, line: paragraph.glyphs[from].line, heading });
            }
            let around = Around::of(&signs, &found, at);
            let glyph = paragraph.glyphs[one.from];
            // A year in the title of a document is not the year of the figure.
            let before: Vec<char> =
                (from..one.from).map(|it| if named[it] { ' ' } else { signs[it] }).collect();
            let mut thing = around.thing(&one.unit);
            if let Some(previous) = self.figures.last().filter(|_| thing.is_empty() && at > 0) {
                thing.clone_from(&previous.thing);
            }
            let year = || Some(format!("{}年", setting.year?));
            self.figures.push(Figure {
                low: one.low,
                high: one.high,
                unit: one.unit.clone(),
                comparator: one.comparator,
                thing,
                tense: one.tense,
                place: context::place(&before, one.unit == "第").or_else(|| setting.place.clone()),
                period: context::period(&before).or_else(year),
                office: office.map(str::to_owned),
                written: signs[one.from..one.to].iter().collect(),
                sentence: self.sentences.len() - 1,
                line: glyph.line,
                column: glyph.column,
                part: setting.part,
                rules: one.rules.clone(),
                doubts: one.doubts.clone(),
                around: around.text(),
            });
        }
    }
}
