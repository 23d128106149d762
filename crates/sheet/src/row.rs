//! A row of a sheet: its cells as they stand there, found by the keys of the layout.

use std::{fmt, sync::Arc};

use jiff::civil::Date;

use crate::{
    finding::{CellFault, Finding, Severity, Spot},
    header::Head,
    layout::{Column, Kind},
    reading::{self, Reading, Typed},
};

/// A cell's content as the file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// Text.
    Text(&'a str),
    /// A number without a date's format.
    Number(f64),
    /// A number that the file shows as a date or time.
    Serial(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#N/A`.
    Fault(&'a str),
}

/// A [`Value`] whose text lies in its row's one string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Slot {
    Empty,
    Text { start: u32, end: u32 },
    Number(f64),
    Serial(f64),
    Bool(bool),
    Fault { start: u32, end: u32 },
}

/// Something about a cell beyond its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Computed; the file's own last result is used.
    Formula,
    /// Computed, but the file holds no result.
    Uncomputed,
    /// Covered by a merged cell, named, whose value stands at its top left.
    Covered { by: String, value: String },
}

/// The cells of one row before their columns are known.
#[derive(Clone, Default)]
pub(crate) struct RawRow {
    /// From 1, as Excel numbers it.
    pub(crate) number: u32,
    pub(crate) slots: Vec<Slot>,
    pub(crate) text: String,
    pub(crate) oddities: Vec<(u16, Oddity)>,
}

impl RawRow {
    pub(crate) fn clear(&mut self, number: u32) {
        self.number = number;
        self.slots.clear();
        self.text.clear();
        self.oddities.clear();
    }

    /// Puts a value into the column `index`.
    pub(crate) fn put(&mut self, index: u16, value: Value<'_>) {
        let index = usize::from(index);
        if self.slots.len() <= index {
            self.slots.resize(index + 1, Slot::Empty);
        }
        self.slots[index] = match value {
            Value::Empty => Slot::Empty,
            Value::Number(it) => Slot::Number(it),
            Value::Serial(it) => Slot::Serial(it),
            Value::Bool(it) => Slot::Bool(it),
            Value::Text(it) => {
                let (start, end) = self.push(it);
                Slot::Text { start, end }
            }
            Value::Fault(it) => {
                let (start, end) = self.push(it);
                Slot::Fault { start, end }
            }
        };
    }

    fn push(&mut self, text: &str) -> (u32, u32) {
        let place = |it: usize| u32::try_from(it).expect("a row's text is far below 4 GiB");
        let start = place(self.text.len());
        self.text.push_str(text);
        (start, place(self.text.len()))
    }

    /// The value of the column `index`.
    pub(crate) fn value(&self, index: u16) -> Value<'_> {
        let text = |start: u32, end: u32| &self.text[start as usize..end as usize];
        match self.slots.get(usize::from(index)) {
            None | Some(Slot::Empty) => Value::Empty,
            Some(&Slot::Text { start, end }) => Value::Text(text(start, end)),
            Some(&Slot::Fault { start, end }) => Value::Fault(text(start, end)),
            Some(&Slot::Number(it)) => Value::Number(it),
            Some(&Slot::Serial(it)) => Value::Serial(it),
            Some(&Slot::Bool(it)) => Value::Bool(it),
        }
    }

    /// How many columns it reaches.
    pub(crate) fn width(&self) -> u16 {
        u16::try_from(self.slots.len()).unwrap_or(u16::MAX)
    }
}

/// One row below the header.
#[derive(Clone)]
pub struct Row {
    /// From 1, as Excel numbers it.
    pub number: u32,
    pub(crate) raw: RawRow,
    pub(crate) head: Arc<Head>,
}

impl fmt::Debug for Row {
    /// Says which row it is, and nothing of the people in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({})", self.number)
    }
}

impl Row {
    /// The cell of the column `key` as the file holds it; empty where the sheet lacks the column.
    ///
    /// # Panics
    ///
    /// Like every look-up by key: if the layout has no such column, which is a program's slip.
    pub fn value(&self, key: &str) -> Value<'_> {
        self.place(key).1.map_or(Value::Empty, |index| self.raw.value(index))
    }

    /// The cell as its column's kind has it: `None` where it is empty.
    pub fn get(&self, key: &str) -> Result<Option<Typed>, CellFault> {
        let (column, index) = self.place(key);
        Ok(self.read(index, &column.kind)?.value)
    }

    /// The cell's text, in the shape of its column's kind.
    pub fn text(&self, key: &str) -> Result<Option<String>, CellFault> {
        Ok(self.get(key)?.map(|it| it.to_string()))
    }

    /// The cell's day.
    pub fn date(&self, key: &str) -> Result<Option<Date>, CellFault> {
        self.typed(key, &Kind::Date, |it| if let Typed::Date(day) = it { Some(*day) } else { None })
    }

    /// The first day of the cell's month.
    pub fn month(&self, key: &str) -> Result<Option<Date>, CellFault> {
        let day = |it: &Typed| if let Typed::Month(day) = it { Some(*day) } else { None };
        self.typed(key, &Kind::Month, day)
    }

    /// The cell's whole number.
    pub fn integer(&self, key: &str) -> Result<Option<i64>, CellFault> {
        self.typed(key, &Kind::Integer, units)
    }

    /// The cell's money in fen.
    pub fn fen(&self, key: &str) -> Result<Option<i64>, CellFault> {
        self.typed(key, &Kind::Money, units)
    }

    /// The cell's number in whole units of `10^-places`.
    pub fn decimal(&self, key: &str, places: u8) -> Result<Option<i64>, CellFault> {
        self.typed(key, &Kind::Decimal { places }, units)
    }

    /// The cell's 是 or 否.
    pub fn yes_no(&self, key: &str) -> Result<Option<bool>, CellFault> {
        let yes = |it: &Typed| if let Typed::YesNo(yes) = it { Some(*yes) } else { None };
        self.typed(key, &Kind::YesNo, yes)
    }

    fn typed<T>(
        &self,
        key: &str,
        kind: &Kind,
        pick: impl Fn(&Typed) -> Option<T>,
    ) -> Result<Option<T>, CellFault> {
        let (_, index) = self.place(key);
        Ok(self.read(index, kind)?.value.as_ref().and_then(pick))
    }

    /// Everything that the layout alone can find in this row: cells that cannot be read, required
    /// ones that are empty, and what should be looked at.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (column, index) in self.head.layout.columns.iter().zip(&self.head.places) {
            let Some(index) = *index else { continue };
            match self.read(Some(index), &column.kind) {
                Err(fault) => findings.push(self.found(index, Severity::Error, fault)),
                Ok(Reading { value: None, .. }) if column.filled => {
                    let fault =
                        CellFault::new(format!("“{}”没有填", column.title), "此列必填，请补上");
                    findings.push(self.found(index, Severity::Error, fault));
                }
                Ok(reading) => {
                    if let Some(note) = reading.note {
                        findings.push(self.found(index, Severity::Warning, note));
                    }
                    if self.oddity(index) == Some(&Oddity::Formula) {
                        let note = CellFault::new(
                            "是公式，采用了文件中保存的计算结果",
                            "请核对结果；建议复制后“选择性粘贴”为数值",
                        );
                        findings.push(self.found(index, Severity::Warning, note));
                    }
                }
            }
        }
        findings
    }

    /// A finding about the cell of the column `key`, by a rule that the layout does not know.
    pub fn finding(&self, key: &str, severity: Severity, fault: CellFault) -> Finding {
        match self.place(key).1 {
            Some(index) => self.found(index, severity, fault),
            None => Finding {
                row: self.number,
                column: None,
                severity,
                what: fault.what,
                advice: fault.advice,
                suggestion: fault.suggestion,
            },
        }
    }

    /// What stands in the columns that the layout does not know: titles with texts.
    pub fn others(&self) -> impl Iterator<Item = (&str, String)> {
        self.head.others.iter().filter_map(|spot| {
            let text = reading::display(&self.raw.value(spot.index), self.head.is_1904);
            (!text.is_empty()).then_some((spot.title.as_str(), text))
        })
    }

    /// Whether no column of the layout holds anything. A row that merged cells cover whole is the
    /// lower half of the record above it.
    pub(crate) fn is_blank(&self) -> bool {
        self.head.places.iter().flatten().all(|index| match self.raw.value(*index) {
            Value::Empty => self.oddity(*index) != Some(&Oddity::Uncomputed),
            Value::Text(text) => reading::clean(text).is_empty(),
            _ => false,
        })
    }

    fn place(&self, key: &str) -> (&Column, Option<u16>) {
        let Some(at) = self.head.by_key.get(key) else {
            panic!("the layout {} has no column {key}", self.head.layout.name);
        };
        (&self.head.layout.columns[*at], self.head.places[*at])
    }

    fn read(&self, index: Option<u16>, kind: &Kind) -> Result<Reading, CellFault> {
        let Some(index) = index else { return Ok(Reading::EMPTY) };
        match self.oddity(index) {
            Some(Oddity::Uncomputed) => Err(CellFault::new(
                "是公式，但文件里没有保存计算结果",
                "请在 Excel 或 WPS 中打开并保存一次，或改填数值",
            )),
            Some(Oddity::Covered { by, value }) => {
                let fault = CellFault::new(
                    format!("在合并单元格 {by} 里，本格其实是空的"),
                    "请取消合并，每行都填写",
                );
                Err(if value.is_empty() { fault } else { fault.suggest(value) })
            }
            Some(Oddity::Formula) | None => {
                reading::read(&self.raw.value(index), kind, self.head.is_1904)
            }
        }
    }

    fn oddity(&self, index: u16) -> Option<&Oddity> {
        self.raw.oddities.iter().find(|(at, _)| *at == index).map(|(_, it)| it)
    }

    fn found(&self, index: u16, severity: Severity, fault: CellFault) -> Finding {
        let CellFault { what, advice, suggestion } = fault;
        let column = Some(Spot { index, title: self.head.title(index).to_owned() });
        Finding { row: self.number, column, severity, what, advice, suggestion }
    }
}

fn units(it: &Typed) -> Option<i64> {
    match it {
        Typed::Units { units, .. } => Some(*units),
        _ => None,
    }
}
