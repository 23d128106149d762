//! What a file is, by its content.

use std::io::Cursor;

use super::rules::Refusal;

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A photograph.
    Jpeg,
    /// A drawing or a screenshot.
    Png,
    /// A picture from the web; kept as a photograph.
    Webp,
    /// A document as printed.
    Pdf,
    /// A workbook of Excel, without macros.
    Xlsx,
    /// A document of Word, without macros.
    Docx,
}

/// The entries that a workbook or a document may have, and what they may unpack to.
const ENTRIES_MAX: usize = 10_000;
const UNPACKED_MAX: u64 = 500 << 20;

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Jpeg, Self::Png, Self::Webp, Self::Pdf, Self::Xlsx, Self::Docx];
    /// The pictures.
    pub const PICTURES: [Self; 3] = [Self::Jpeg, Self::Png, Self::Webp];
    /// What proves something.
    pub const PROOFS: [Self; 4] = [Self::Jpeg, Self::Png, Self::Webp, Self::Pdf];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
        }
    }

    /// The kind that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Jpeg => "JPG 图片",
            Self::Png => "PNG 图片",
            Self::Webp => "WebP 图片",
            Self::Pdf => "PDF 文件",
            Self::Xlsx => "Excel 表格(.xlsx)",
            Self::Docx => "Word 文档(.docx)",
        }
    }

    /// The ending of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
        }
    }

    /// What a browser is told.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        Self::PICTURES.contains(&self)
    }
}

db::words!(FileKind);

/// The kind that `bytes` are, whatever they were called.
pub(super) fn of(bytes: &[u8]) -> Result<FileKind, Refusal> {
    let starts: [(&[u8], FileKind); 3] = [
        (b"\xFF\xD8\xFF", FileKind::Jpeg),
        (b"\x89PNG\r\n\x1A\n", FileKind::Png),
        (b"%PDF-", FileKind::Pdf),
    ];
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(FileKind::Webp);
    }
    if let Some((_, kind)) = starts.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Ok(*kind);
    }
    if bytes.starts_with(b"PK\x03\x04") { packed(bytes) } else { Err(Refusal::Unknown) }
}

/// A workbook or a document: a zip file with certain entries, and without some others.
fn packed(bytes: &[u8]) -> Result<FileKind, Refusal> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Broken)?;
    if zip.len() > ENTRIES_MAX {
        return Err(Refusal::Bomb);
    }
    let mut unpacked: u64 = 0;
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at).map_err(|_| Refusal::Broken)?;
        unpacked = unpacked.saturating_add(entry.size());
        let name = entry.name().map_err(|_| Refusal::Broken)?;
        if name.to_ascii_lowercase().ends_with("vbaproject.bin") {
            return Err(Refusal::Macros);
        }
    }
    if unpacked > UNPACKED_MAX {
        return Err(Refusal::Bomb);
    }
    let holds = |name: &str| zip.index_for_name(name).is_some();
    if !holds("[Content_Types].xml") {
        return Err(Refusal::Unknown);
    }
    if holds("xl/workbook.xml") {
        Ok(FileKind::Xlsx)
    } else if holds("word/document.xml") {
        Ok(FileKind::Docx)
    } else {
        Err(Refusal::Unknown)
    }
}
