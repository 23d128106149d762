//! What was found in a sheet, told so that whoever filled it in can put it right.

use std::fmt;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing needs doing.
    Notice,
    /// The value was used, but someone should look.
    Warning,
    /// The cell cannot be used.
    Error,
}

impl Severity {
    /// The word that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Notice => "提示",
            Self::Warning => "请核对",
            Self::Error => "须改正",
        }
    }
}

/// A column where it stands in the person's own sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Counted from 0.
    pub index: u16,
    /// The title that stands over it there.
    pub title: String,
}

impl Spot {
    /// The letters that Excel shows over the column.
    pub fn letters(&self) -> String {
        letters(self.index)
    }
}

/// Something found at a row, usually in one of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The row as Excel numbers it, from 1.
    pub row: u32,
    /// The column, unless the whole row is meant.
    pub column: Option<Spot>,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub advice: String,
    /// What probably belongs there, where that can be told.
    pub suggestion: Option<String>,
}

impl Finding {
    /// A finding that is not about one column.
    pub fn of_row(row: u32, severity: Severity, what: &str, advice: &str) -> Self {
        let (what, advice) = (what.to_owned(), advice.to_owned());
        Self { row, column: None, severity, what, advice, suggestion: None }
    }

    /// The cell as Excel names it: `D7`, or the row's number alone.
    pub fn cell(&self) -> String {
        match &self.column {
            Some(spot) => format!("{}{}", spot.letters(), self.row),
            None => self.row.to_string(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行", self.row)?;
        if let Some(spot) = &self.column {
            write!(f, " {} 列“{}”", spot.letters(), spot.title)?;
        }
        write!(f, "：{}。{}", self.what, self.advice)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, "（建议：{suggestion}）")?;
        }
        Ok(())
    }
}

/// Why a cell cannot be read as what its column holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}。{advice}")]
pub struct CellFault {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub advice: String,
    /// What probably belongs there.
    pub suggestion: Option<String>,
}

impl CellFault {
    /// A fault without a suggestion.
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what: what.into(), advice: advice.into(), suggestion: None }
    }

    /// The same fault with what probably belongs there.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

/// The letters of the column `index`, counted from 0: A, B, … Z, AA.
pub fn letters(index: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(index) + 1;
    while rest > 0 {
        letters.push(char::from_digit((rest - 1) % 26 + 10, 36).unwrap_or('A'));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(char::to_ascii_uppercase).collect()
}

/// The place, counted from 0, that a reference such as `BC12` names: (row, column).
pub(crate) fn parse_reference(text: &str) -> Option<(u32, u16)> {
    let text = text.replace('$', "");
    let split = text.find(|it: char| it.is_ascii_digit())?;
    let (column, row) = text.split_at(split);
    let mut index = 0u32;
    for byte in column.bytes() {
        if !byte.is_ascii_alphabetic() || index > 20_000 {
            return None;
        }
        index = index * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    }
    let column = u16::try_from(index.checked_sub(1)?).ok()?;
    let row: u32 = row.parse().ok()?;
    Some((row.checked_sub(1)?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_references_agree() {
        for (index, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (68, "BQ"), (16383, "XFD")] {
            assert_eq!(letters(index), expected);
            assert_eq!(parse_reference(&format!("{expected}7")), Some((6, index)));
        }
        assert_eq!(parse_reference("$B$2"), Some((1, 1)));
        for wrong in ["", "7", "A", "A0", "1A", "ABCDE1"] {
            assert_eq!(parse_reference(wrong), None, "{wrong}");
        }
    }
}
