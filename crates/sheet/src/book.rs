//! A file that was opened, and the table that a layout finds in it.

use std::{borrow::Cow, io::Cursor, sync::Arc};

use calamine::{Data, Range, Reader as _, SheetVisible, Xls, XlsError, Xlsx, XlsxError};

use crate::{
    csv,
    finding::{Finding, Severity},
    header::{self, Head},
    layout::Layout,
    package::{Package, Zip},
    refusal::Refusal,
    row::{RawRow, Row},
    sniff::{Format, sniff},
    source::{Merging, Source, XlsxRows},
    survey::{Region, Survey},
};

/// An opened file.
pub struct Book<'a> {
    inner: Inner<'a>,
}

enum Inner<'a> {
    Xlsx { book: Box<Xlsx<Cursor<&'a [u8]>>>, zip: Zip<'a>, package: Package },
    Xls { book: Box<Xls<Cursor<&'a [u8]>>> },
    Csv { text: Cow<'a, str> },
}

/// A sheet of the book, as it is looked for.
struct Candidate {
    name: String,
    hidden: bool,
}

impl<'a> Book<'a> {
    /// Opens a file by its content.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let inner = match sniff(bytes)? {
            Format::Xlsx => {
                let mut zip = Zip::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
                let package = Package::read(&mut zip)?;
                let book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
                    XlsxError::Password => Refusal::Encrypted,
                    other => Refusal::damaged(other),
                })?;
                Inner::Xlsx { book: Box::new(book), zip, package }
            }
            Format::Xls => {
                let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                    XlsError::Password => Refusal::Encrypted,
                    other => Refusal::damaged(other),
                })?;
                Inner::Xls { book: Box::new(book) }
            }
            Format::Csv => Inner::Csv { text: csv::decode(bytes)? },
        };
        Ok(Self { inner })
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        match self.inner {
            Inner::Xlsx { .. } => Format::Xlsx,
            Inner::Xls { .. } => Format::Xls,
            Inner::Csv { .. } => Format::Csv,
        }
    }

    /// The names of its sheets; none for CSV.
    pub fn sheets(&self) -> Vec<String> {
        self.candidates().into_iter().map(|it| it.name).collect()
    }

    /// Finds the table of `layout`: in the first visible sheet that has its header, else in the
    /// first hidden one.
    pub fn table(&mut self, layout: &Layout) -> Result<Table<'_, 'a>, Refusal> {
        let candidates = self.candidates();
        self.find(layout, candidates)
    }

    /// Finds the table of `layout` in the sheet `name`.
    pub fn table_in(&mut self, layout: &Layout, name: &str) -> Result<Table<'_, 'a>, Refusal> {
        let mut candidates = self.candidates();
        candidates.retain(|it| it.name == name);
        if candidates.is_empty() {
            return Err(Refusal::NoSuchSheet { name: name.to_owned() });
        }
        self.find(layout, candidates)
    }

    /// Its sheets, visible ones first.
    fn candidates(&self) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = match &self.inner {
            Inner::Xlsx { package, .. } => package
                .sheets
                .iter()
                .map(|it| Candidate { name: it.name.clone(), hidden: it.hidden })
                .collect(),
            Inner::Xls { book } => book
                .sheets_metadata()
                .iter()
                .map(|it| Candidate {
                    name: it.name.clone(),
                    hidden: it.visible != SheetVisible::Visible,
                })
                .collect(),
            Inner::Csv { .. } => vec![Candidate { name: String::new(), hidden: false }],
        };
        candidates.sort_by_key(|it| it.hidden);
        candidates
    }

    fn find(
        &mut self,
        layout: &Layout,
        candidates: Vec<Candidate>,
    ) -> Result<Table<'_, 'a>, Refusal> {
        let layout = Arc::new(layout.clone());
        let mut found: Option<(Sheet, Head, Vec<Finding>, bool)> = None;
        let mut also = Vec::new();
        for candidate in candidates {
            let sheet = self.sheet(&candidate.name)?;
            let is_1904 = self.is_1904();
            let rows = self.first_rows(&sheet)?;
            let Some((head, findings)) =
                header::find(&rows, &sheet.survey.merged, &layout, is_1904)
            else {
                continue;
            };
            if found.is_some() {
                also.push(candidate.name);
            } else {
                found = Some((sheet, head, findings, candidate.hidden));
            }
        }
        let Some((sheet, head, mut findings, hidden)) = found else {
            let titles = layout.columns.iter().filter(|it| it.required);
            let titles: Vec<&str> = titles.map(|it| it.title.as_str()).take(8).collect();
            let (layout, expected) = (layout.name.clone(), titles.join("、"));
            return Err(Refusal::NoHeader { layout, expected });
        };
        header::check_required(&head, &sheet.name)?;
        tell_hidden(&sheet, &head, hidden, &also, &mut findings);
        Ok(Table { book: self, sheet, head: Arc::new(head), findings })
    }

    fn is_1904(&self) -> bool {
        match &self.inner {
            Inner::Xlsx { book, .. } => book.has_1904_epoch(),
            Inner::Xls { book } => book.has_1904_epoch(),
            Inner::Csv { .. } => false,
        }
    }

    /// What must be known of the sheet `name` before it is read.
    fn sheet(&mut self, name: &str) -> Result<Sheet, Refusal> {
        let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        match &mut self.inner {
            Inner::Xlsx { zip, package, .. } => {
                let part = package.sheets.iter().find(|it| it.name == name);
                let part = part.ok_or_else(|| Refusal::damaged(format!("缺少工作表 {name}")))?;
                sheet.path.clone_from(&part.path);
                sheet.survey = Survey::read(zip, &part.path)?;
            }
            Inner::Xls { book } => {
                sheet.cells = book.worksheet_range(name).map_err(Refusal::damaged)?;
                sheet.formulas = book.worksheet_formula(name).unwrap_or_else(|_| Range::empty());
                sheet.survey.last_row = sheet.cells.end().map_or(0, |it| it.0 + 1);
                let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
                sheet.survey.merged = merged.iter().filter_map(region).collect();
                sheet.survey.merged.sort_by_key(|it| it.rows.0);
            }
            Inner::Csv { text } => {
                let lines = text.bytes().filter(|it| *it == b'\n').count() + 1;
                sheet.survey.last_row = u32::try_from(lines).unwrap_or(u32::MAX);
            }
        }
        Ok(sheet)
    }

    fn source<'s>(&'s mut self, sheet: &'s Sheet) -> Result<Source<'s, 'a>, Refusal> {
        Ok(match &mut self.inner {
            Inner::Xlsx { book, .. } => {
                let cells = book.worksheet_cells_reader(&sheet.name).map_err(Refusal::damaged)?;
                Source::Xlsx(Box::new(XlsxRows::new(cells)))
            }
            Inner::Xls { .. } => {
                Source::Xls { cells: &sheet.cells, formulas: &sheet.formulas, next: 0 }
            }
            Inner::Csv { text } => {
                Source::Csv { records: csv::Records::new(text), fields: Vec::new() }
            }
        })
    }

    /// The rows among which the header is looked for, and one more.
    fn first_rows(&mut self, sheet: &Sheet) -> Result<Vec<RawRow>, Refusal> {
        let mut source = self.source(sheet)?;
        let mut rows = Vec::new();
        let mut row = RawRow::default();
        while source.next(&mut row)? && rows.len() <= header::WITHIN {
            rows.push(row.clone());
        }
        Ok(rows)
    }
}

fn region(it: &calamine::Dimensions) -> Option<Region> {
    let column = |it: u32| u16::try_from(it).ok();
    let columns = (column(it.start.1)?, column(it.end.1)?);
    Some(Region { rows: (it.start.0, it.end.0), columns })
}

/// Says what a person does not see on the screen but what was read all the same.
fn tell_hidden(
    sheet: &Sheet,
    head: &Head,
    hidden: bool,
    also: &[String],
    findings: &mut Vec<Finding>,
) {
    let mut tell = |row: u32, what: String, advice: &str| {
        findings.push(Finding::of_row(row, Severity::Warning, &what, advice));
    };
    if hidden {
        let what = format!("工作表“{}”是隐藏的，也已读取", sheet.name);
        tell(head.row, what, "请取消隐藏并核对，不需要的请删除");
    }
    if !also.is_empty() {
        let what = format!("另有工作表“{}”也像是同样的表，没有读取", also.join("”“"));
        tell(head.row, what, "一次只读一张表；需要时请分开上传");
    }
    let rows = sheet.survey.hidden_rows.iter().filter(|it| it.1 > head.row);
    let rows: Vec<(u32, u32)> = rows.copied().collect();
    if let Some(first) = rows.first() {
        let row = first.0.max(head.row + 1);
        let names: Vec<String> = rows.iter().take(10).map(|it| range(it.0, it.1)).collect();
        let more = if rows.len() > 10 { "等" } else { "" };
        let what = format!("第 {}{more} 行被隐藏或被筛选掉了，也已读取", names.join("、"));
        tell(row, what, "请取消隐藏或筛选并核对，不需要的请删除");
    }
    for (from, to) in &sheet.survey.hidden_columns {
        let known = head.places.iter().flatten().any(|it| (from..=to).contains(&it));
        if known {
            let letters = crate::finding::letters;
            let name = if from == to {
                letters(*from)
            } else {
                format!("{}–{}", letters(*from), letters((*to).min(head.width)))
            };
            tell(head.row, format!("{name} 列被隐藏，也已读取"), "请取消隐藏并核对");
        }
    }
}

fn range(from: u32, to: u32) -> String {
    if from == to { from.to_string() } else { format!("{from}–{to}") }
}

/// A sheet that is looked at.
#[derive(Default)]
struct Sheet {
    name: String,
    /// The part's name in an xlsx package.
    path: String,
    survey: Survey,
    cells: Range<Data>,
    formulas: Range<String>,
}

/// The rows below a header that was found.
pub struct Table<'b, 'a> {
    book: &'b mut Book<'a>,
    sheet: Sheet,
    head: Arc<Head>,
    findings: Vec<Finding>,
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
        Ok(Rows { source: book.source(sheet)?, merging, head, failed: false })
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
            match self.source.next(&mut raw) {
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
