//! The Chinese font that documents are set in. The program carries none: it uses the one that the
//! system's package brought, and is read when the first document is made.

use std::{path::PathBuf, sync::OnceLock};

use krilla::text::Font;

/// Where Debian's `fonts-noto-cjk` keeps it, and which face of the collection is the simplified one.
const DEBIAN: &str = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc";
const SIMPLIFIED: u32 = 2;

/// The font of a cell's documents, as its service.
#[derive(Debug)]
pub struct Fonts {
    path: PathBuf,
    read: OnceLock<Option<Font>>,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::at(PathBuf::from(DEBIAN))
    }
}

impl Fonts {
    /// The collection of Noto Serif CJK at `path`.
    pub fn at(path: PathBuf) -> Self {
        Self { path, read: OnceLock::new() }
    }

    /// Whether documents can be made at all.
    pub(crate) fn are_there(&self) -> bool {
        self.path.exists()
    }

    /// The font; none where the system has not got it.
    pub(crate) fn serif(&self) -> Option<Font> {
        let read = || Font::new(std::fs::read(&self.path).ok()?.into(), SIMPLIFIED);
        self.read.get_or_init(read).clone()
    }
}
