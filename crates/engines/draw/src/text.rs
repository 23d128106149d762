//! The one form in which evidence is written: JSON with its members in a fixed order, one a line,
//! ending with the SM3 of every byte before it. What reads otherwise is refused.

use std::ops::RangeInclusive;

use serde::{Serialize, de::DeserializeOwned};
use sm3::{Digest as _, Sm3};

use crate::{hash::Digest, refusal::Refusal};

/// The most characters that a title, a name or a reason may have.
pub const TEXT_CHARS_MAX: usize = 200;
/// The largest whole number that JavaScript reads exactly.
pub const NUMBER_MAX: u64 = (1 << 53) - 1;
/// What stands between the content and its digest.
const SEAL: &str = "\"sm3\":\"";
/// What stands behind the digest.
pub(crate) const END: &str = "\"\n}";

/// A file that is being written.
pub(crate) struct Writer {
    text: String,
    /// Of the bytes before `hashed`.
    hash: Sm3,
    hashed: usize,
}

impl Writer {
    pub(crate) fn new(format: &str, capacity: usize) -> Self {
        let mut text = String::with_capacity(capacity);
        text.push_str("{\n");
        let mut it = Self { text, hash: Sm3::new(), hashed: 0 };
        it.member("format", &format);
        it
    }

    /// A member whose value stands on one line.
    pub(crate) fn member(&mut self, key: &str, value: &impl Serialize) {
        self.raw(key, &json(value));
    }

    /// A member whose value is written already.
    pub(crate) fn raw(&mut self, key: &str, value: &str) {
        self.open(key);
        self.text.push_str(value);
        self.text.push_str(",\n");
    }

    /// A member that `write` puts down.
    pub(crate) fn written(&mut self, key: &str, write: impl FnOnce(&mut String)) {
        self.open(key);
        write(&mut self.text);
        self.text.push_str(",\n");
    }

    fn open(&mut self, key: &str) {
        self.text.push('"');
        self.text.push_str(key);
        self.text.push_str("\":");
    }

    /// Ends the object with its digest. A file ends with a line feed behind that, an object within
    /// another does not.
    pub(crate) fn end(mut self) -> (String, Digest) {
        self.text.push_str(SEAL);
        self.hash.update(&self.text.as_bytes()[self.hashed..]);
        let digest = Digest::from_bytes(self.hash.finalize().into());
        digest.push_to(&mut self.text);
        self.text.push_str(END);
        (self.text, digest)
    }

    /// Ends the object with a digest that is claimed, to see whether that is how it stood there.
    pub(crate) fn end_as(mut self, claimed: Digest) -> String {
        self.text.push_str(SEAL);
        claimed.push_to(&mut self.text);
        self.text.push_str(END);
        self.text
    }

    /// Hashes what is written so far, so that it may happen while something else is worked out.
    pub(crate) fn hash_on(&mut self) {
        self.hash.update(&self.text.as_bytes()[self.hashed..]);
        self.hashed = self.text.len();
    }
}

/// The compact JSON of a value of ours.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("values of ours have text keys and finite numbers only")
}

/// The content of `text` up to its digest and the digest that it claims; `text` is without the line
/// feed of a file.
fn split(text: &str) -> Option<(&str, Digest)> {
    let content = text.strip_suffix(END)?;
    let at = content.len().checked_sub(64).filter(|it| content.is_char_boundary(*it))?;
    let (content, digest) = content.split_at(at);
    content.ends_with(SEAL).then_some(())?;
    Some((content, digest.parse().ok()?))
}

/// Checks that `text` ends with the SM3 of what stands before it, and gives that.
pub(crate) fn check_seal(text: &str) -> Result<Digest, Refusal> {
    let (content, claimed) = split(text).ok_or_else(|| cut_short(text))?;
    let found = Digest::of(content.as_bytes());
    if found == claimed {
        return Ok(found);
    }
    Err(Refusal::Changed { found, claimed, from: 1, to: text.lines().count() })
}

fn cut_short(text: &str) -> Refusal {
    Refusal::CutShort { line: text.lines().count() }
}

/// The text of a file: UTF-8, ending with one line feed, which is taken off.
pub(crate) fn of_file(bytes: &[u8]) -> Result<&str, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|it| {
        let line = bytes[..it.valid_up_to()].split(|it| *it == b'\n').count();
        Refusal::NotText { line }
    })?;
    text.strip_suffix('\n').ok_or_else(|| cut_short(text))
}

/// Reads `text` as `T`.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|it| {
        let line = it.line();
        if it.is_eof() {
            return Refusal::CutShort { line };
        }
        Refusal::Shape { line, what: it.to_string() }
    })
}

/// Whether `found` is written as it should be, and if not, the first line that differs.
pub(crate) fn check_form(found: &str, should: &str) -> Result<(), Refusal> {
    if found == should {
        return Ok(());
    }
    let same = found.lines().zip(should.lines()).take_while(|(left, right)| left == right).count();
    Err(Refusal::NotCanonical { line: same + 1 })
}

/// Characters that are not seen, or that look like a blank and are none: two texts that differ by
/// one of them look the same on paper. They stand in this order in `docs/draw-spec.md`.
const UNSEEN: [RangeInclusive<char>; 23] = [
    '\0'..='\u{1F}',
    '\u{7F}'..='\u{A0}',
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{1680}'..='\u{1680}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{2000}'..='\u{200F}',
    '\u{2028}'..='\u{202F}',
    '\u{205F}'..='\u{206F}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFFF}',
    '\u{13430}'..='\u{1345F}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D159}'..='\u{1D159}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
];

/// Whether `text` can stand in evidence: not empty, not long, no blank at either end, and nothing
/// in it that is not seen.
pub(crate) fn is_plain(text: &str) -> bool {
    let blank = [' ', '\u{3000}'];
    !text.is_empty()
        && text.chars().count() <= TEXT_CHARS_MAX
        && !text.starts_with(blank)
        && !text.ends_with(blank)
        && !text.contains(|it| UNSEEN.iter().any(|unseen| unseen.contains(&it)))
}
