//! Answers as rows of a workbook, out and in: the same columns, words and checks for every machine.
//!
//! Out: [`columns`] beside the machine's own (number, place, state), [`line`] for each record, then
//! `platform::workbook::send`. In: [`layout`] for template and reading, [`posted`] for each row,
//! [`look_up`](crate::look_up) over all rows at once, [`take`](crate::take) for each, and
//! [`findings`] for what is to be told at its cell. What was exported imports again.

use sheet::{Cell, CellFault, Column, Finding, Kind as Of, Layout, Row, Severity, Typed};

use crate::{Answers, Field, Kind, Posted, Sight, Value, Words, Wrong};

/// The columns of what `sight` may see.
pub fn columns(fields: &[Field], sight: Sight) -> Vec<Column> {
    fields.iter().filter(|it| it.is_seen_by(sight)).map(column).collect()
}

/// The answers of one record under these columns. Names stand in `words`.
pub fn line(fields: &[Field], answers: &Answers, sight: Sight, words: &Words) -> Line {
    let seen = fields.iter().filter(|it| it.is_seen_by(sight));
    Line(seen.map(|it| held(it, answers.get(&it.key), words)).collect())
}

/// Cells of one record, which own their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(Vec<Held>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Held {
    Bare(Cell<'static>),
    Text(String),
}

impl Line {
    /// As a workbook takes them.
    pub fn cells(&self) -> Vec<Cell<'_>> {
        let cell = |it: &'_ Held| match it {
            Held::Bare(it) => *it,
            Held::Text(_) => Cell::Empty,
        };
        let mut all: Vec<Cell<'_>> = self.0.iter().map(cell).collect();
        for (at, it) in self.0.iter().enumerate() {
            if let Held::Text(text) = it {
                all[at] = Cell::Text(text);
            }
        }
        all
    }
}

fn held(field: &Field, value: Option<&Value>, words: &Words) -> Held {
    match (value, &field.kind) {
        (None, _) => Held::Bare(Cell::Empty),
        (Some(_), _) if field.is_kept_apart() => Held::Text("（见系统）".to_owned()),
        (Some(Value::Yes(it)), _) => Held::Bare(Cell::YesNo(*it)),
        (Some(Value::Int(it)), Kind::Money) => Held::Bare(Cell::Fen(*it)),
        (Some(Value::Int(it)), Kind::Decimal(kind)) => {
            Held::Bare(Cell::Decimal { units: *it, places: kind.places })
        }
        (Some(Value::Int(it)), _) => Held::Bare(Cell::Integer(*it)),
        (Some(Value::Text(it)), Kind::Date) => match it.parse() {
            Ok(day) => Held::Bare(Cell::Date(day)),
            Err(_) => Held::Text(it.clone()),
        },
        (Some(it), _) => Held::Text(field.words_with(it, words)),
    }
}

/// The sheet `name` that can be handed in for the fields `asked`: rows, files, what is sealed and
/// what is computed stay on the page.
pub fn layout(name: &str, fields: &[Field], asked: &[usize]) -> Layout {
    let asked = readable(fields, asked).map(|it| {
        let column = column(it);
        match (it.required, &it.visible) {
            (true, None) => column.required(),
            _ => column,
        }
    });
    Layout::new(name, asked.collect())
}

fn readable<'a>(fields: &'a [Field], asked: &'a [usize]) -> impl Iterator<Item = &'a Field> {
    let asked = asked.iter().map(|at| &fields[*at]);
    asked.filter(|it| it.is_asked() && !it.is_kept_apart() && !matches!(it.kind, Kind::Rows(_)))
}

fn column(field: &Field) -> Column {
    let kind = match &field.kind {
        Kind::Integer(..) => Of::Integer,
        Kind::Decimal(kind) => Of::Decimal { places: kind.places },
        Kind::Money => Of::Money,
        Kind::Date => Of::Date,
        Kind::YesNo => Of::YesNo,
        Kind::Phone => Of::Phone,
        Kind::Choice(all) => Of::Choice(all.iter().map(|it| it.1.clone()).collect()),
        _ => Of::Text,
    };
    let column = Column::new(&field.key, &field.label, kind);
    match (&field.hint, &field.kind) {
        (Some(hint), _) => column.note(hint),
        (None, Kind::Choices(_)) => column.note("多选用顿号分开"),
        (None, Kind::Look(look)) => column.note(&format!("写{}的全称或姓名", look.label())),
        _ => column,
    }
}

/// What a row of such a sheet says, as a page would have posted it; or what cannot be read in it.
pub fn posted(row: &Row, fields: &[Field], asked: &[usize]) -> Result<Posted, Vec<Finding>> {
    let (mut posted, mut findings) = (Posted::default(), Vec::new());
    for field in readable(fields, asked) {
        match row.get(&field.key) {
            Ok(Some(cell)) => {
                for text in typed(field, &cell) {
                    posted.0.push((field.key.clone(), text));
                }
            }
            Ok(None) => {}
            Err(fault) => findings.push(row.finding(&field.key, Severity::Error, fault)),
        }
    }
    if findings.is_empty() { Ok(posted) } else { Err(findings) }
}

fn typed(field: &Field, cell: &Typed) -> Vec<String> {
    let text = cell.to_string();
    match field.kind {
        Kind::Choices(_) => {
            let parts = text.split(['、', ',', '，', ';', '；']).map(str::trim);
            parts.filter(|it| !it.is_empty()).map(str::to_owned).collect()
        }
        _ => vec![text],
    }
}

/// What is wrong with the answers of a row, at its cells.
pub fn findings(row: &Row, fields: &[Field], asked: &[usize], wrongs: &[Wrong]) -> Vec<Finding> {
    let told = |wrong: &Wrong| {
        let field = readable(fields, asked).find(|it| it.key == wrong.field);
        match field {
            Some(it) => {
                let fault = CellFault::new(format!("“{}”不能用", it.label), wrong.advice.clone());
                row.finding(&it.key, Severity::Error, fault)
            }
            None => Finding::of_row(row.number, Severity::Error, "这一行不能用", &wrong.advice),
        }
    };
    wrongs.iter().map(told).collect()
}
