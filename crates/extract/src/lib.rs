//! Text and tables out of the files that offices send round: Word and WPS (docx), Excel (xlsx), web
//! pages, plain text, PDF with text. No database.
//!
//! A file is told by its content, since names lie. What it holds comes as [`Block`]s in order: lines,
//! and tables with a merged cell repeated wherever it spans. What could not be had is said: as a
//! [`Refusal`] where nothing can be read, as a [`Remark`] where a part is missing.

mod docx;
mod grid;
mod html;
mod pdf;
mod radical;
mod refusal;
mod sheet;
mod text;

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

pub use refusal::{Refusal, Remark};

/// The largest file: a plan of three hundred pages with pictures is smaller.
pub const BYTES_MAX: usize = 32 << 20;
/// The most that is unpacked of one part.
const UNPACKED_MAX: u64 = 64 << 20;

/// A line or a table, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A line or a paragraph.
    Line(String),
    /// A table, row by row.
    Table(Vec<Vec<String>>),
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extract {
    /// Lines and tables.
    pub blocks: Vec<Block>,
    /// What is missing or doubtful in them.
    pub remarks: Vec<Remark>,
}

impl Extract {
    /// Whether there is any text at all.
    fn is_blank(&self) -> bool {
        self.blocks.iter().all(|it| match it {
            Block::Line(text) => text.trim().is_empty(),
            Block::Table(rows) => rows.iter().flatten().all(|it| it.trim().is_empty()),
        })
    }
}

/// Reads a file, whatever it is called.
pub fn extract(bytes: &[u8]) -> Result<Extract, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::TooLarge { megabytes: bytes.len() >> 20 });
    }
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let found = sheltered(|| read(bytes))?;
    if found.is_blank() { Err(Refusal::NoText) } else { Ok(found) }
}

fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    for (start, what, advice) in refusal::OTHERS {
        if bytes.starts_with(start) {
            return Err(Refusal::Other { what, advice });
        }
    }
    if bytes.starts_with(b"%PDF") {
        return pdf::read(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
        if zip.index_for_name("word/document.xml").is_some() {
            return docx::read(&part(&mut zip, "word/document.xml")?);
        }
        if zip.index_for_name("xl/workbook.xml").is_some() {
            return sheet::read(bytes);
        }
        let (what, advice) = ("压缩包或其他格式的文件", refusal::RESAVE);
        return Err(Refusal::Other { what, advice });
    }
    let text = text::decoded(bytes)?;
    Ok(if html::is_html(&text) { html::read(&text) } else { text::read(&text) })
}

fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    let part = zip.by_name(name).map_err(Refusal::damaged)?;
    let read = part.take(UNPACKED_MAX).read_to_string(&mut text).map_err(Refusal::damaged)?;
    match u64::try_from(read) {
        Ok(it) if it < UNPACKED_MAX => Ok(text),
        _ => Err(Refusal::TooLarge { megabytes: read >> 20 }),
    }
}

/// The readers of others' formats sometimes panic on a broken file: that ends the file, not the
/// program.
fn sheltered<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Refusal::damaged("读取时出错")))
}

#[cfg(test)]
mod tests;
