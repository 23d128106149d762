//! What is wrong with a document before anything in it is read.

/// The longest document, in characters: some three hundred pages.
pub const CHARS_MAX: usize = 200_000;
/// Of so many characters one may be unreadable.
pub(crate) const GARBLED_ONE_IN: usize = 20;

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// There is no text.
    #[error("文件中没有文字。如果是扫描件或图片，请换成可以选中文字的原文件，或先做文字识别")]
    Empty,
    /// It is too long.
    #[error("文件有 {0} 个字，最多读 {max} 个字。请拆成几个文件", max = CHARS_MAX)]
    TooLong(usize),
    /// Too many characters are unreadable.
    #[error(
        "第 {line} 行起有 {count} 个无法辨认的字，多半是编码或识别出了错。请另存为 UTF-8 文本或换原文件"
    )]
    Garbled {
        /// The first line with one.
        line: u32,
        /// How many.
        count: usize,
    },
    /// There are characters, but no Chinese ones: a scanned page with a stamp of the scanner.
    #[error("文件中没有汉字，无法从中读出任务和目标。如果是扫描件，请换成可以选中文字的原文件")]
    NoChinese,
}
