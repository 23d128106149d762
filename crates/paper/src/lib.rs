//! Documents of an office as paper, file and page: one model, set after GB/T 9704—2012 (党政机关公文格式)
//! with 22 lines of 28 characters on A4. No database, no clock.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | a document: head, title, blocks, what is signed, notes |
//! | `text.rs` | what people type into blocks: headings by `#`, tables by `|`, figures in braces |
//! | `numbering.rs` | 一、（一）1.（1） |
//! | `layout/` | lines and pages, by rule alone |
//! | `docx/` | the parts of a DOCX, written with `zip` |
//! | `pdf.rs` | the pages as PDF, in the fonts that the system has |
//! | `page.rs` | the document as a web page |
//!
//! **Invariant:** the same document gives the same bytes, so a digest of what was issued holds for ever.

mod docx;
mod fonts;
mod layout;
mod model;
mod numbering;
mod page;
mod pdf;
#[cfg(test)]
mod tests;
pub mod text;

pub use docx::{TYPE as DOCX, docx};
pub use fonts::Fonts;
pub use layout::{COLUMNS, LINES, Line, Look, Page, Run, pages};
pub use model::{Block, Check, Document, Figure, Notes, Printed, Span};
pub use numbering::Numbering;
pub use page::html;
pub use pdf::pdf;

/// Why no file was made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system has no Chinese font.
    #[error("this system has no Chinese font to set documents in")]
    NoFont,
    /// A library refused what it was given.
    #[error("the document cannot be set: {0}")]
    NotSet(String),
}

impl Error {
    pub(crate) fn of(why: impl std::fmt::Display) -> Self {
        Self::NotSet(why.to_string())
    }
}
