//! Why a file cannot be read, and what is missing in one that was.

/// Why nothing was read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes.
    #[error("文件是空的。请重新选择文件")]
    Empty,
    /// Too large.
    #[error("文件有 {megabytes} MB，最多 {} MB。请去掉图片或拆成几个文件", crate::BYTES_MAX >> 20)]
    TooLarge {
        /// How large.
        megabytes: usize,
    },
    /// Another kind of file.
    #[error("这是{what}，读不出文字。{advice}")]
    Other {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A PDF of pictures.
    #[error(
        "这个 PDF 的 {pages} 页都没有文字，多半是扫描件。请换成 Word 原稿，或先做文字识别（OCR）再读"
    )]
    Scanned {
        /// How many pages.
        pages: usize,
    },
    /// A PDF whose fonts do not say what their codes mean.
    #[error(
        "这个 PDF 的字没有编码对照，读出来会是乱的，没有采用。请换成 Word 原稿，或先做文字识别（OCR）再读"
    )]
    Uncoded,
    /// It has a password.
    #[error("文件加了密码。请去掉密码后再读")]
    Locked,
    /// It has no text.
    #[error("文件里没有文字。如果内容是图片，请换成 Word 原稿，或先做文字识别（OCR）再读")]
    NoText,
    /// It is broken.
    #[error("文件损坏，读不下去（{cause}）。请在原来的程序里打开并另存一份")]
    Damaged {
        /// What the reader said.
        cause: String,
    },
}

impl Refusal {
    pub(crate) fn damaged(cause: impl std::fmt::Display) -> Self {
        Self::Damaged { cause: cause.to_string() }
    }
}

/// What a person should know about what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Pages of a PDF without text.
    PagesWithoutText(Vec<u32>),
    /// Characters of a PDF that have no code: numbers may be missing.
    Undecoded {
        /// The pages.
        pages: Vec<u32>,
    },
    /// A PDF knows no tables.
    TablesAsLines,
    /// Sheets that are hidden and were read all the same.
    HiddenSheets(Vec<String>),
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |it: &[u32]| it.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
        match self {
            Self::PagesWithoutText(pages) => {
                write!(f, "第 {} 页没有文字，可能是图片，其中的数字没有读到", list(pages))
            }
            Self::Undecoded { pages } => {
                write!(
                    f,
                    "第 {} 页有字没有编码，没有读或没有读全，可能缺数字，请与原文核对",
                    list(pages)
                )
            }
            Self::TablesAsLines => {
                f.write_str("PDF 里的表格只能按行读出，任务和责任科室请与原文核对")
            }
            Self::HiddenSheets(names) => write!(f, "隐藏的工作表也读了：{}", names.join("、")),
        }
    }
}

pub(crate) const RESAVE: &str = "请在 Word 或 WPS 中打开，另存为 .docx 后再读。";
const PICTURE: &str = "请换成 Word 原稿，或先做文字识别（OCR）再读。";

/// Files that begin like this are told by name.
pub(crate) const OTHERS: [(&[u8], &str, &str); 10] = [
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版 Word 或 Excel 文件（.doc、.xls）", RESAVE),
    (b"\xFF\xD8\xFF", "图片（JPEG）", PICTURE),
    (b"\x89PNG", "图片（PNG）", PICTURE),
    (b"GIF8", "图片（GIF）", PICTURE),
    (b"II*\0", "图片（TIFF）", PICTURE),
    (b"MM\0*", "图片（TIFF）", PICTURE),
    (b"Rar!", "压缩包（RAR）", "请先解压。"),
    (b"7z\xBC\xAF\x27\x1C", "压缩包（7z）", "请先解压。"),
    (b"\x1F\x8B", "压缩包（gzip）", "请先解压。"),
    (b"{\\rtf", "RTF 文档", RESAVE),
];
