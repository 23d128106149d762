//! The fonts that PDFs are set in. The standard's own (方正小标宋, 仿宋, 黑体, 楷体) are not free, so a
//! DOCX names them and a PDF takes what the system's package brought; they are read with the first.

use std::{path::PathBuf, sync::OnceLock};

use krilla::text::Font;

/// Where Debian's `fonts-noto-cjk` keeps them, and which face of a collection is the simplified one.
const DEBIAN: &str = "/usr/share/fonts/opentype/noto";
const SIMPLIFIED: u32 = 2;

/// A folder of fonts, as a service of a cell.
#[derive(Debug)]
pub struct Fonts {
    folder: PathBuf,
    read: OnceLock<Option<Faces>>,
}

/// The faces that a document needs.
#[derive(Debug, Clone)]
pub(crate) struct Faces {
    /// For 仿宋 and 楷体.
    pub(crate) body: Font,
    /// For 小标宋.
    pub(crate) title: Font,
    /// For 黑体.
    pub(crate) heading: Font,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::at(PathBuf::from(DEBIAN))
    }
}

impl Fonts {
    /// The collections of Noto CJK in `folder`.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, read: OnceLock::new() }
    }

    /// Whether documents can be made at all.
    pub fn are_there(&self) -> bool {
        self.folder.join("NotoSerifCJK-Regular.ttc").exists()
    }

    pub(crate) fn faces(&self) -> Option<Faces> {
        let read = |name: &str| {
            let bytes = std::fs::read(self.folder.join(name)).ok()?;
            Font::new(bytes.into(), SIMPLIFIED)
        };
        let all = || {
            let body = read("NotoSerifCJK-Regular.ttc")?;
            // A system that has only the one sets everything in it.
            let title = read("NotoSerifCJK-Bold.ttc").unwrap_or_else(|| body.clone());
            let heading = read("NotoSansCJK-Regular.ttc").unwrap_or_else(|| body.clone());
            Some(Faces { body, title, heading })
        };
        self.read.get_or_init(all).clone()
    }
}
