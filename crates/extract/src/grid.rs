//! A table while it is read: merged cells are repeated wherever they span, and a row that is one
//! cell is a line above the table, not a row of it.

use crate::Block;

/// The most columns and rows of a table; a span beyond them is an error of the file.
const COLUMNS_MAX: usize = 256;
const ROWS_MAX: usize = 100_000;

/// A cell with how far it spans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// Rows of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grid {
    rows: Vec<Vec<String>>,
    /// For each column what hangs into the next row, and for how many rows.
    hanging: Vec<Option<(String, usize)>>,
}

impl Grid {
    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<Span>) {
        if self.rows.len() >= ROWS_MAX {
            return;
        }
        let mut row = Vec::new();
        let mut cells = cells.into_iter();
        loop {
            let at = row.len();
            if let Some((text, left)) = self.hanging.get_mut(at).and_then(Option::take) {
                if left > 1 {
                    self.hanging[at] = Some((text.clone(), left - 1));
                }
                row.push(text);
                continue;
            }
            let Some(cell) = cells.next().filter(|_| at < COLUMNS_MAX) else { break };
            for _ in 0..cell.columns.clamp(1, COLUMNS_MAX - at) {
                if cell.rows > 1 {
                    self.hanging.resize(self.hanging.len().max(row.len() + 1), None);
                    self.hanging[row.len()] =
                        Some((cell.text.clone(), cell.rows.min(ROWS_MAX) - 1));
                }
                row.push(cell.text.clone());
            }
        }
        self.rows.push(row);
    }

    /// Puts the text of the cell above where a cell goes on from it.
    pub(crate) fn above(&self, column: usize) -> String {
        self.rows.last().and_then(|it| it.get(column)).cloned().unwrap_or_default()
    }

    /// The table with the lines before, between and after its rows.
    pub(crate) fn blocks(self) -> Vec<Block> {
        let (mut blocks, mut table) = (Vec::new(), Vec::new());
        let close = |blocks: &mut Vec<Block>, table: &mut Vec<Vec<String>>| {
            if !table.is_empty() {
                blocks.push(Block::Table(std::mem::take(table)));
            }
        };
        for row in self.rows {
            let mut filled = row.iter().filter(|it| !it.trim().is_empty());
            let Some(first) = filled.next() else { continue };
            let is_line = filled.clone().all(|it| it == first)
                && (row.len() == 1 || filled.next().is_some() || table.is_empty());
            if is_line {
                close(&mut blocks, &mut table);
                blocks.extend(first.lines().map(|it| Block::Line(it.to_owned())));
            } else {
                table.push(row);
            }
        }
        close(&mut blocks, &mut table);
        blocks
    }
}
