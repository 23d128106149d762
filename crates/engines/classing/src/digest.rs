//! SM3 over parts that cannot run into each other.

use sm3::{Digest, Sm3};

/// The digest of `parts`, each opened by its length.
pub(crate) fn sm3(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sm3::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// As 64 small hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for digit in bytes.iter().flat_map(|it| [it >> 4, it & 15]) {
        text.push(char::from_digit(digit.into(), 16).expect("a digit below 16"));
    }
    text
}

/// The one way in which a value is written: two spaces a level, fields in the order of their
/// declaration, a line break at the end.
pub(crate) fn canonical(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("text keys and plain values");
    text.push('\n');
    text
}
