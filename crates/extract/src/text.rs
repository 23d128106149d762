//! Plain text, in the encodings that come: UTF-8, UTF-16 with a mark, GB 18030.

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::{Block, Extract, Refusal};

/// The text of `bytes`; refused where they are no text at all.
pub(crate) fn decoded(bytes: &[u8]) -> Result<String, Refusal> {
    let named = Encoding::for_bom(bytes).map(|it| it.0);
    if named.is_none() && bytes.iter().take(4096).any(|it| *it == 0) {
        let (what, advice) = ("程序或其他格式的文件", crate::refusal::RESAVE);
        return Err(Refusal::Other { what, advice });
    }
    let valid = std::str::from_utf8(bytes).is_ok();
    let encoding = named.unwrap_or(if valid { UTF_8 } else { GB18030 });
    Ok(encoding.decode(bytes).0.into_owned())
}

pub(crate) fn read(text: &str) -> Extract {
    let blocks = text.lines().map(|it| Block::Line(it.to_owned())).collect();
    Extract { blocks, remarks: Vec::new() }
}
