//! A file with its code: the words of the paper as they are, and HMAC-SM3 over them with the key of
//! the two bureaus.

use platform::act::sm3;
use serde::{Deserialize, Serialize};
use web::Mac;

use super::model::{Paper, Partner};

/// The shortest key that two bureaus may agree on.
pub(super) const KEY_MIN: usize = 16;

/// A file.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    paper: String,
    code: String,
}

/// Why a file was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// It is something else.
    #[error("这不是下达文件或回执。请选从“上下级下达”里下载的文件")]
    Other,
    /// No key fits.
    #[error(
        "这份文件的校验码不对：内容被改过，或者双方登记的密钥不一致。请与对方核对密钥后重新下载"
    )]
    Forged,
}

/// The signer of a key, as both sides typed it.
fn mac(key: &str) -> Mac {
    let digest = sm3(key.as_bytes());
    let mut bytes = [0_u8; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let pair = digest.get(2 * at..2 * at + 2).unwrap_or("00");
        *byte = u8::from_str_radix(pair, 16).unwrap_or(0);
    }
    Mac::new(&bytes)
}

/// The file of what is said, `content`, under a key.
pub(super) fn file(content: &str, key: &str) -> String {
    let code = mac(key).sign(&["package", content]);
    let file = File { paper: content.to_owned(), code };
    serde_json::to_string(&file).unwrap_or_default()
}

/// What a paper says, as its file carries it.
pub(super) fn content(paper: &Paper) -> String {
    serde_json::to_string(paper).unwrap_or_default()
}

/// The paper in a file, its words, and whose key fits among `partners` with their opened keys.
pub(super) fn open<'a>(
    bytes: &[u8],
    partners: &'a [(Partner, String)],
) -> Result<(&'a Partner, Paper, String), Broken> {
    let file: File = serde_json::from_slice(bytes).map_err(|_| Broken::Other)?;
    let fits = |it: &&(Partner, String)| mac(&it.1).is_good(&["package", &file.paper], &file.code);
    let (partner, _) = partners.iter().find(fits).ok_or(Broken::Forged)?;
    let paper = serde_json::from_str(&file.paper).map_err(|_| Broken::Other)?;
    Ok((partner, paper, file.paper))
}
