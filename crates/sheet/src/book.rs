//! A file that was opened, and the table that a layout finds in it.

use std::{borrow::Cow, io::Cursor, sync::Arc};

use calamine::{Data, Range, Reader as _, SheetVisible, Xls, XlsError, Xlsx, XlsxError};

use crate::{
    csv,
    finding::Finding,
    header::{self, Head},
    hidden,
    layout::Layout,
    mark, old,
    package::{Package, Zip},
    refusal::Refusal,
    row::RawRow,
    shelter::sheltered,
    sniff::{Format, sniff},
    source::{Source, XlsxRows},
    survey::{self, Region, Survey},
    table::Table,
    template,
};

/// An opened file.
pub struct Book<'a> {
    pub(crate) inner: Inner<'a>,
}

/// The file as its format has it.
pub(crate) enum Inner<'a> {
    Xlsx { book: Box<Xlsx<Cursor<&'a [u8]>>>, zip: Zip<'a>, package: Package },
    Xls { book: Box<Xls<Cursor<Vec<u8>>>> },
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
        sheltered(|| Self::open_inside(bytes))
    }

    fn open_inside(bytes: &'a [u8]) -> Result<Self, Refusal> {
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
                let book =
                    Xls::new(Cursor::new(old::made_safe(bytes)?)).map_err(|error| match error {
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
        sheltered(|| {
            let candidates = self.candidates();
            self.find(layout, candidates)
        })
    }

    /// Finds the table of `layout` in the sheet `name`.
    pub fn table_in(&mut self, layout: &Layout, name: &str) -> Result<Table<'_, 'a>, Refusal> {
        let mut candidates = self.candidates();
        candidates.retain(|it| it.name == name);
        if candidates.is_empty() {
            return Err(Refusal::NoSuchSheet { name: name.to_owned() });
        }
        sheltered(|| self.find(layout, candidates))
    }

    /// Its sheets, visible ones first; not those that templates and answers add.
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
        let ours = [mark::PROBLEMS, template::EXPLAINED, template::OPTIONS];
        candidates.retain(|it| !ours.contains(&it.name.as_str()));
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
        let (mut also, mut instead) = (Vec::new(), None);
        for candidate in candidates {
            let sheet = self.sheet(&candidate.name)?;
            let is_1904 = self.is_1904();
            let rows = self.first_rows(&sheet)?;
            let Some((head, findings)) =
                header::find(&rows, &sheet.survey.merged, &layout, is_1904)
            else {
                instead = instead.or_else(|| header::instead(&rows, is_1904));
                continue;
            };
            // A lone title in one sheet gives way to a header in another.
            let alone = |it: &Head| it.known == 1 && layout.columns.len() > 1;
            let gives_way = found.as_ref().is_some_and(|it| alone(&it.1) && !alone(&head));
            if found.is_some() && alone(&head) {
                continue;
            }
            if found.is_some() && !gives_way {
                also.push(candidate.name);
            } else {
                found = Some((sheet, head, findings, candidate.hidden));
            }
        }
        let Some((sheet, head, mut findings, hidden)) = found else {
            let titles = layout.columns.iter().filter(|it| it.required);
            let titles: Vec<&str> = titles.map(|it| it.title.as_str()).take(8).collect();
            let (layout, expected) = (layout.name.clone(), titles.join("、"));
            let found = instead.unwrap_or_default();
            return Err(Refusal::NoHeader { layout, expected, found });
        };
        header::check_required(&head, &sheet.name)?;
        hidden::tell(&sheet, &head, hidden, &also, &mut findings);
        Ok(Table { book: self, sheet, head: Arc::new(head), findings })
    }

    pub(crate) fn is_1904(&self) -> bool {
        match &self.inner {
            Inner::Xlsx { book, .. } => book.has_1904_epoch(),
            Inner::Xls { book } => book.has_1904_epoch(),
            Inner::Csv { .. } => false,
        }
    }

    /// What must be known of the sheet `name` before it is read.
    pub(crate) fn sheet(&mut self, name: &str) -> Result<Sheet, Refusal> {
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

    /// How many columns of the sheet hold anything, below and beside its table too.
    pub(crate) fn width(&mut self, sheet: &Sheet) -> Result<u16, Refusal> {
        match &mut self.inner {
            Inner::Xlsx { zip, .. } => survey::width(zip, &sheet.path),
            Inner::Xls { .. } => {
                let end = sheet.cells.end().map_or(0, |it| it.1.saturating_add(1));
                Ok(u16::try_from(end).unwrap_or(u16::MAX))
            }
            Inner::Csv { text } => {
                let mut records = csv::Records::new(text);
                let (mut width, mut fields) = (0, Vec::new());
                while records.next(&mut fields).is_some() {
                    width = width.max(fields.len());
                }
                Ok(u16::try_from(width).unwrap_or(u16::MAX))
            }
        }
    }

    pub(crate) fn source<'s>(&'s mut self, sheet: &'s Sheet) -> Result<Source<'s, 'a>, Refusal> {
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

    /// The part of the sheet of problems that an earlier answer added.
    pub(crate) fn earlier_problems(&mut self) -> Result<Option<String>, Refusal> {
        let Inner::Xlsx { package, .. } = &self.inner else { return Ok(None) };
        let named = package.sheets.iter().filter(|it| it.name.starts_with(mark::PROBLEMS));
        for name in named.map(|it| it.name.clone()).collect::<Vec<_>>() {
            let sheet = self.sheet(&name)?;
            if self.first_rows(&sheet)?.first().is_some_and(mark::is_ours) {
                return Ok(Some(sheet.path));
            }
        }
        Ok(None)
    }

    /// The rows among which the header is looked for, and one more.
    pub(crate) fn first_rows(&mut self, sheet: &Sheet) -> Result<Vec<RawRow>, Refusal> {
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

/// A sheet that is looked at.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// The part's name in an xlsx package.
    pub(crate) path: String,
    pub(crate) survey: Survey,
    cells: Range<Data>,
    formulas: Range<String>,
}
