//! What must be known of a sheet before its rows are read in order: merged cells and hidden rows
//! are written around the cells, some of them behind.

use quick_xml::events::BytesStart;

use crate::{
    finding::parse_reference,
    package::{Zip, attribute, for_each_element},
    refusal::Refusal,
};

/// A merged cell; rows and columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) rows: (u32, u32),
    pub(crate) columns: (u16, u16),
}

impl Region {
    /// The region that `A1:B2` names.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(':').unwrap_or((text, text));
        let (from, to) = (parse_reference(from)?, parse_reference(to)?);
        let ordered = from.0 <= to.0 && from.1 <= to.1;
        ordered.then_some(Self { rows: (from.0, to.0), columns: (from.1, to.1) })
    }

    /// Whether it covers a cell.
    pub(crate) fn covers(&self, row: u32, column: u16) -> bool {
        (self.rows.0..=self.rows.1).contains(&row)
            && (self.columns.0..=self.columns.1).contains(&column)
    }

    /// As Excel names it.
    pub(crate) fn name(&self) -> String {
        let letters = crate::finding::letters;
        let ((top, bottom), (left, right)) = (self.rows, self.columns);
        format!("{}{}:{}{}", letters(left), top + 1, letters(right), bottom + 1)
    }
}

/// What a pass over a sheet's XML found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// By their first rows.
    pub(crate) merged: Vec<Region>,
    /// Hidden rows, from 1, as ranges.
    pub(crate) hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, from 0, as ranges.
    pub(crate) hidden_columns: Vec<(u16, u16)>,
    /// The last row that is written, from 1.
    pub(crate) last_row: u32,
}

impl Survey {
    /// Looks through the sheet at `path`.
    pub(crate) fn read(zip: &mut Zip<'_>, path: &str) -> Result<Self, Refusal> {
        let mut survey = Self::default();
        for_each_element(zip, path, |name, element| {
            match name {
                "row" => {
                    let row = attribute(element, "r")?.and_then(|it| it.parse().ok());
                    survey.last_row = row.unwrap_or(survey.last_row + 1);
                    if is_true(attribute(element, "hidden")?) {
                        survey.add_hidden_row(survey.last_row);
                    }
                }
                "mergeCell" => {
                    let region = attribute(element, "ref")?;
                    survey.merged.extend(region.as_deref().and_then(Region::parse));
                }
                "col" if is_true(attribute(element, "hidden")?) => {
                    let edge = |name| -> Result<Option<u16>, Refusal> {
                        Ok(attribute(element, name)?.and_then(|it| it.parse().ok()))
                    };
                    if let (Some(min @ 1..), Some(max @ 1..)) = (edge("min")?, edge("max")?) {
                        survey.hidden_columns.push((min - 1, max - 1));
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        survey.merged.sort_by_key(|it| (it.rows.0, it.columns.0));
        Ok(survey)
    }

    fn add_hidden_row(&mut self, row: u32) {
        match self.hidden_rows.last_mut() {
            Some(last) if last.1 + 1 == row => last.1 = row,
            _ => self.hidden_rows.push((row, row)),
        }
    }
}

/// How many columns of the sheet at `path` hold anything.
pub(crate) fn width(zip: &mut Zip<'_>, path: &str) -> Result<u16, Refusal> {
    let (mut width, mut column) = (0u16, 0u16);
    for_each_element(zip, path, |name, element| {
        match name {
            "row" => column = 0,
            "c" => column = column_of(element).unwrap_or(column).saturating_add(1),
            "v" | "is" => width = width.max(column),
            _ => {}
        }
        Ok(())
    })?;
    Ok(width)
}

/// The column that a `<c>` names, in letters before digits.
fn column_of(cell: &BytesStart<'_>) -> Option<u16> {
    let reference = cell.try_get_attribute("r").ok()??;
    let mut index = 0u16;
    for byte in reference.value.bytes().take_while(u8::is_ascii_alphabetic) {
        let digit = u16::from(byte.to_ascii_uppercase() - b'A') + 1;
        index = index.checked_mul(26)?.checked_add(digit)?;
    }
    index.checked_sub(1)
}

fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|it| it == "1" || it == "true")
}
