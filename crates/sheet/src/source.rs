//! Rows out of a file, one after another, whatever its format.

use std::io::Cursor;

use calamine::{Data, DataRef, Range, XlsxCellFormulaMetadataRecord, XlsxCellReader};

use crate::{
    csv::Records,
    refusal::Refusal,
    row::{Oddity, RawRow, Value},
    survey::Region,
};

/// Columns beyond this one are nobody's data.
const WIDEST: u16 = 1024;

/// A sheet that is being read.
pub(crate) enum Source<'s, 'a> {
    Xlsx(Box<XlsxRows<'s, 'a>>),
    Xls { cells: &'s Range<Data>, formulas: &'s Range<String>, next: u32 },
    Csv { records: Records<'s>, fields: Vec<String> },
}

impl Source<'_, '_> {
    /// Reads the next written row, or says that there is none.
    pub(crate) fn next(&mut self, row: &mut RawRow) -> Result<bool, Refusal> {
        match self {
            Self::Xlsx(rows) => rows.next(row),
            Self::Xls { cells, formulas, next } => Ok(xls_row(cells, formulas, next, row)),
            Self::Csv { records, fields } => {
                let Some(number) = records.next(fields) else { return Ok(false) };
                row.clear(number);
                for (index, field) in (0..WIDEST).zip(&*fields) {
                    row.put(index, Value::Text(field));
                }
                Ok(true)
            }
        }
    }
}

type Cell<'a> = XlsxCellFormulaMetadataRecord<'a>;

/// Rows of an xlsx sheet: calamine gives cells, a row ends where the next one begins.
pub(crate) struct XlsxRows<'s, 'a> {
    cells: XlsxCellReader<'s, Cursor<&'a [u8]>>,
    pending: Option<Cell<'s>>,
    ended: bool,
}

impl<'s, 'a> XlsxRows<'s, 'a> {
    pub(crate) fn new(cells: XlsxCellReader<'s, Cursor<&'a [u8]>>) -> Self {
        Self { cells, pending: None, ended: false }
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, Refusal> {
        let Some(first) = self.take()? else { return Ok(false) };
        row.clear(first.pos.0 + 1);
        put(row, &first);
        while let Some(cell) = self.take()? {
            if cell.pos.0 + 1 == row.number {
                put(row, &cell);
            } else {
                self.pending = Some(cell);
                break;
            }
        }
        Ok(true)
    }

    fn take(&mut self) -> Result<Option<Cell<'s>>, Refusal> {
        if let Some(cell) = self.pending.take() {
            return Ok(Some(cell));
        }
        if self.ended {
            return Ok(None);
        }
        let cell = self.cells.next_cell_with_formula_metadata().map_err(Refusal::damaged)?;
        self.ended = cell.is_none();
        Ok(cell)
    }
}

fn put(row: &mut RawRow, cell: &Cell<'_>) {
    let Ok(index) = u16::try_from(cell.pos.1) else { return };
    if index >= WIDEST {
        return;
    }
    let error;
    let value = match &cell.value {
        DataRef::Empty => Value::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Value::Text(text)
        }
        DataRef::SharedString(text) => Value::Text(text),
        DataRef::Float(number) => Value::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "xlsx holds no other numbers than these")]
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Bool(yes) => Value::Bool(*yes),
        DataRef::DateTime(moment) => Value::Serial(moment.as_f64()),
        DataRef::Error(kind) => {
            error = kind.to_string();
            Value::Fault(&error)
        }
    };
    if cell.formula.is_some() {
        let oddity = if value == Value::Empty { Oddity::Uncomputed } else { Oddity::Formula };
        row.oddities.push((index, oddity));
    }
    if value != Value::Empty {
        row.put(index, value);
    }
}

/// The next row of an old workbook, which calamine holds whole.
fn xls_row(
    cells: &Range<Data>,
    formulas: &Range<String>,
    next: &mut u32,
    row: &mut RawRow,
) -> bool {
    let (Some(start), Some(end)) = (cells.start(), cells.end()) else { return false };
    let at = (*next).max(start.0);
    if at > end.0 {
        return false;
    }
    *next = at + 1;
    row.clear(at + 1);
    for column in start.1..=end.1.min(u32::from(WIDEST)) {
        let Ok(index) = u16::try_from(column) else { break };
        let error;
        let value = match cells.get_value((at, column)) {
            None | Some(Data::Empty) => Value::Empty,
            Some(Data::String(it) | Data::DateTimeIso(it) | Data::DurationIso(it)) => {
                Value::Text(it)
            }
            Some(Data::Float(it)) => Value::Number(*it),
            #[expect(clippy::cast_precision_loss, reason = "xls integers have 30 bits")]
            Some(Data::Int(it)) => Value::Number(*it as f64),
            Some(Data::Bool(it)) => Value::Bool(*it),
            Some(Data::DateTime(it)) => Value::Serial(it.as_f64()),
            Some(Data::Error(it)) => {
                error = it.to_string();
                Value::Fault(&error)
            }
        };
        if value == Value::Empty {
            continue;
        }
        row.put(index, value);
        if formulas.get_value((at, column)).is_some_and(|it| !it.is_empty()) {
            row.oddities.push((index, Oddity::Formula));
        }
    }
    true
}

/// Marks the cells that merged ones cover, row by row.
pub(crate) struct Merging<'a> {
    coming: &'a [Region],
    open: Vec<(Region, String)>,
}

impl<'a> Merging<'a> {
    /// `regions` by their first rows.
    pub(crate) fn new(regions: &'a [Region]) -> Self {
        Self { coming: regions, open: Vec::new() }
    }

    /// Rows must come in order; those that are not written may be left out.
    pub(crate) fn mark(&mut self, row: &mut RawRow, width: u16, is_1904: bool) {
        let at = row.number - 1;
        self.open.retain(|(region, _)| region.rows.1 >= at);
        while let Some((region, rest)) = self.coming.split_first()
            && region.rows.0 <= at
        {
            self.coming = rest;
            if region.rows.1 < at {
                continue;
            }
            let starts_here = region.rows.0 == at;
            let value = if starts_here {
                crate::reading::display(&row.value(region.columns.0), is_1904)
            } else {
                String::new()
            };
            self.open.push((*region, value));
        }
        for (region, value) in &self.open {
            for column in region.columns.0..=region.columns.1.min(width) {
                if (region.rows.0, region.columns.0) != (at, column) {
                    let covered = Oddity::Covered { by: region.name(), value: value.clone() };
                    row.oddities.push((column, covered));
                }
            }
        }
    }
}
