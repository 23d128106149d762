//! The rows of a sheet below its header: read in order, and told back with what was found.

use std::{
    collections::BTreeSet,
    io::{Cursor, Seek, Write},
    sync::Arc,
};

use crate::{
    book::{Book, Inner, Sheet},
    finding::{Finding, Severity},
    header::{self, Head},
    layout::Layout,
    mark::{self, Task},
    refusal::Refusal,
    row::{RawRow, Row},
    shelter::sheltered,
    source::{Merging, Source},
};

/// The rows below a header that was found.
pub struct Table<'b, 'a> {
    pub(crate) book: &'b mut Book<'a>,
    pub(crate) sheet: Sheet,
    pub(crate) head: Arc<Head>,
    pub(crate) findings: Vec<Finding>,
}

impl<'a> Table<'_, 'a> {
    /// What was found before any row was read: unknown columns, hidden rows.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The sheet's name; empty for CSV.
    pub fn sheet(&self) -> &str {
        &self.sheet.name
    }

    /// The last row of the header, from 1.
    pub fn header_row(&self) -> u32 {
        self.head.row
    }

    /// The last row that the file writes, for telling progress; later ones may be blank.
    pub fn last_row(&self) -> u32 {
        self.sheet.survey.last_row
    }

    /// The titles of the layout that the sheet lacks (none of them required).
    pub fn absent(&self) -> Vec<&str> {
        header::absent(&self.head).collect()
    }

    /// Reads the rows in order, blank ones left out; one row is held at a time.
    pub fn rows(&mut self) -> Result<Rows<'_, 'a>, Refusal> {
        let Self { book, sheet, head, .. } = self;
        let merging = Merging::new(&sheet.survey.merged);
        let source = sheltered(|| book.source(sheet))?;
        Ok(Rows { source, merging, head, failed: false })
    }

    /// Reads all rows and checks each by the layout: for sheets that people fill in by hand.
    pub fn collect(&mut self) -> Result<(Vec<Row>, Vec<Finding>), Refusal> {
        let mut findings = self.findings.clone();
        let mut all = Vec::new();
        for row in self.rows()? {
            let row = row?;
            findings.extend(row.check());
            all.push(row);
        }
        Ok((all, findings))
    }

    /// Of all rows those that can be used; what is wrong with the others, or should be looked at, is
    /// told.
    pub fn usable(&mut self) -> Result<(Vec<Row>, Vec<Finding>), Refusal> {
        let (mut rows, findings) = self.collect()?;
        let errors = findings.iter().filter(|it| it.severity == Severity::Error);
        let faulty: BTreeSet<u32> = errors.map(|it| it.row).collect();
        rows.retain(|it| !faulty.contains(&it.number));
        Ok((rows, findings))
    }

    /// Writes a copy of the person's workbook that tells what was found: faulty cells in red,
    /// doubtful ones in yellow, a column of reasons, a sheet of problems with links. An xlsx keeps
    /// every other part byte for byte; CSV and xls are answered as a new xlsx.
    pub fn marked<W: Write + Seek>(&mut self, findings: &[Finding], to: W) -> Result<W, Refusal> {
        sheltered(|| self.write_marked(findings, to))
    }

    fn write_marked<W: Write + Seek>(&mut self, findings: &[Finding], to: W) -> Result<W, Refusal> {
        let before = self.head.reason_column();
        let width = self.book.width(&self.sheet)?.max(self.head.width);
        let task = Task {
            sheet: &self.sheet.name,
            path: &self.sheet.path,
            header_row: self.head.row,
            reasons: before.unwrap_or(width),
            again: before.is_some(),
            findings,
            problems: self.book.earlier_problems()?,
        };
        let is_1904 = self.head.is_1904;
        if let Inner::Xlsx { zip, package, .. } = &mut self.book.inner {
            return mark::patch(zip, package, &task, to);
        }
        let mut source = self.book.source(&self.sheet)?;
        mark::write_fresh(&mut source, &task, is_1904, to)
    }
}

/// A copy of the person's workbook `bytes`, a sheet of `layout`, with `findings` told in it: see
/// [`Table::marked`].
///
/// # Errors
///
/// If the file cannot be read, which reading it told before.
pub fn marked(bytes: &[u8], layout: &Layout, findings: &[Finding]) -> Result<Vec<u8>, Refusal> {
    let mut book = Book::open(bytes)?;
    let copy = book.table(layout)?.marked(findings, Cursor::new(Vec::new()))?;
    Ok(copy.into_inner())
}

/// The rows of a table, in order.
pub struct Rows<'t, 'a> {
    source: Source<'t, 'a>,
    merging: Merging<'t>,
    head: &'t Arc<Head>,
    failed: bool,
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<Row, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        loop {
            let mut raw = RawRow::default();
            match sheltered(|| self.source.next(&mut raw)) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
            self.merging.mark(&mut raw, self.head.width, self.head.is_1904);
            if raw.number <= self.head.row {
                continue;
            }
            raw.slots.truncate(usize::from(self.head.width));
            let row = Row { number: raw.number, raw, head: Arc::clone(self.head) };
            if !row.is_blank() {
                return Some(Ok(row));
            }
        }
    }
}
