//! Which files are taken, and what they are called afterwards.

use super::{kind::FileKind, model::Accept};

/// The longest name that is kept, in characters.
const NAME_CHARS_MAX: usize = 80;
/// A longer run of digits in a name may be a number of a person.
const DIGITS_MAX: usize = 14;

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("文件是空的。请重新选择文件。")]
    Empty,
    /// It is too large.
    #[error("文件有 {mib} MB,超过了 {max} MB 的上限。请压缩或拆分后再上传。")]
    TooLarge {
        /// How large it is, rounded up.
        mib: usize,
        /// How large it may be.
        max: usize,
    },
    /// It is no kind that is known.
    #[error("看不出这是什么文件。可以上传 JPG、PNG、WebP 图片,PDF,以及不含宏的 .xlsx、.docx。")]
    Unknown,
    /// It is a kind that is not wanted here.
    #[error("这里不能上传{found}，请上传：{wanted}。")]
    Unwanted {
        /// What it is.
        found: &'static str,
        /// What is wanted.
        wanted: String,
    },
    /// It does not open.
    #[error("文件打不开，可能没有传完或已损坏。请在电脑上确认能打开后重新上传。")]
    Broken,
    /// It holds macros.
    #[error("文件里有宏。请另存为不含宏的 .xlsx 或 .docx 后再上传。")]
    Macros,
    /// It would unpack to far more than it seems.
    #[error("文件解压后过大，不能接收。请检查文件或拆分后再上传。")]
    Bomb,
    /// Its picture has too many points.
    #[error("图片太大(超过 {max} 万像素)。请缩小后再上传。")]
    TooManyPixels {
        /// How many it may have, in ten thousands.
        max: u64,
    },
}

/// Whether so many bytes are taken.
pub(super) fn may_be_large(bytes: usize, accept: &Accept) -> Result<(), Refusal> {
    const MIB: usize = 1 << 20;
    if bytes == 0 {
        return Err(Refusal::Empty);
    }
    if bytes > accept.bytes_max {
        return Err(Refusal::TooLarge { mib: bytes.div_ceil(MIB), max: accept.bytes_max / MIB });
    }
    Ok(())
}

/// Whether a kind is wanted.
pub(super) fn may_be(kind: FileKind, accept: &Accept) -> Result<(), Refusal> {
    if accept.kinds.contains(&kind) {
        return Ok(());
    }
    let wanted: Vec<&str> = accept.kinds.iter().map(|it| it.label()).collect();
    Err(Refusal::Unwanted { found: kind.label(), wanted: wanted.join("、") })
}

/// The name that a file is shown by: without folders and control characters, with the ending of
/// what it is; and only `附件` where it may hold a number of a person.
pub(super) fn shown_name(given: &str, kind: FileKind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let hidden = |it: char| {
        it.is_control()
            || matches!(it, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = stem.chars().filter(|it| !hidden(*it)).take(NAME_CHARS_MAX).collect();
    let clean = clean.trim();
    let mut run = 0;
    let telling = clean.chars().any(|it| {
        run = if it.is_ascii_digit() || ('０'..='９').contains(&it) { run + 1 } else { 0 };
        run > DIGITS_MAX
    });
    let stem = if clean.is_empty() || telling { "附件" } else { clean };
    format!("{stem}.{}", kind.ending())
}
