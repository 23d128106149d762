//! Old Excel files (.xls), made safe before their reader sees them.
//!
//! The reader sets memory aside for as many cells as a sheet's DIMENSIONS record claims, and for
//! the whole rectangle around its cells. One damaged byte there claims petabytes, and a process that
//! cannot have its memory ends, with everybody's work. So the workbook's stream is walked record by
//! record (MS-XLS 2.1.4): what lies where no sheet can be is refused, claims that are mere hints are
//! blanked, and the stream goes into a fresh container (MS-CFB), so that the reader reads exactly
//! what was walked.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read as _, Write as _},
};

use cfb::{CompoundFile, Version};

use crate::refusal::Refusal;

/// The names that the workbook's stream has had (MS-XLS 2.1.2, and Excel 5 before it).
const STREAMS: [&str; 2] = ["/Workbook", "/Book"];
/// The most columns that the format has.
const COLUMNS: usize = 256;
/// The most cells that a rectangle around all cells may have: a full sheet of a hundred columns.
const CELLS_MAX: usize = 65_536 * 100;

const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00BD;
/// Records of one cell that begin with its row and column: numbers, texts, truths, formulas.
const CELL: [u16; 7] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x0006];

/// The same file with nothing but its workbook, whose claims are true.
pub(crate) fn made_safe(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut old = CompoundFile::open(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let name = STREAMS.into_iter().find(|it| old.is_stream(it));
    let name = name.ok_or_else(|| Refusal::damaged("no workbook in the container"))?;
    let mut stream = Vec::new();
    let mut inside = old.open_stream(name).map_err(Refusal::damaged)?;
    inside.read_to_end(&mut stream).map_err(Refusal::damaged)?;
    walk(&mut stream)?;
    let mut new = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))
        .map_err(Refusal::damaged)?;
    let mut out = new.create_stream(name).map_err(Refusal::damaged)?;
    out.write_all(&stream).map_err(Refusal::damaged)?;
    out.flush().map_err(Refusal::damaged)?;
    drop(out);
    new.flush().map_err(Refusal::damaged)?;
    Ok(new.into_inner().into_inner())
}

/// What a walk has seen.
#[derive(Default)]
struct Seen {
    /// Where records begin.
    starts: BTreeSet<usize>,
    /// Where sheets are said to begin.
    sheets: Vec<usize>,
    rows: usize,
    columns: usize,
}

fn walk(stream: &mut [u8]) -> Result<(), Refusal> {
    let mut seen = Seen::default();
    let mut at = 0;
    while let Some(kind) = word(stream, at) {
        let Some(length) = word(stream, at + 2) else { break };
        let (from, to) = (at + 4, at + 4 + usize::from(length));
        let Some(data) = stream.get_mut(from..to) else { break };
        seen.starts.insert(at);
        match kind {
            FILE_PASS => return Err(Refusal::Encrypted),
            DIMENSIONS => data.fill(0),
            BOUND_SHEET => seen.sheets.extend(long(data, 0)),
            MANY_NUMBERS => seen.cell(data, (data.len().saturating_sub(6)) / 6),
            kind if CELL.contains(&kind) => seen.cell(data, 0),
            _ => {}
        }
        at = to;
    }
    // A sheet that begins inside a record would be read as other records than those walked here.
    if seen.sheets.iter().any(|it| !seen.starts.contains(it)) {
        return Err(Refusal::damaged("a sheet begins inside a record"));
    }
    if seen.columns > COLUMNS {
        return Err(Refusal::damaged("a cell right of the last column"));
    }
    if seen.rows * seen.columns > CELLS_MAX {
        return Err(Refusal::TooLarge {
            what: format!("{} 行 × {} 列", seen.rows, seen.columns)
        });
    }
    Ok(())
}

impl Seen {
    /// A record that holds the cell at its row and column, and `more` to the right of it.
    fn cell(&mut self, data: &[u8], more: usize) {
        let (Some(row), Some(column)) = (word(data, 0), word(data, 2)) else { return };
        self.rows = self.rows.max(usize::from(row) + 1);
        self.columns = self.columns.max(usize::from(column) + more + 1);
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let value = u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(value).ok()
}
