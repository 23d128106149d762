//! SM3 (GB/T 32905) as the protocol uses it: digests, domains, and fields that cannot run together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sm3::{Digest as _, Sm3};

/// The bytes of a digest.
pub const DIGEST_BYTES: usize = 32;

/// A value of SM3, also an id, a salted entry or a seed. Written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; DIGEST_BYTES]);

impl Digest {
    /// SM3 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sm3::digest(bytes).into())
    }

    /// A digest, or another value of its size, by its bytes.
    pub fn from_bytes(bytes: [u8; DIGEST_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; DIGEST_BYTES] {
        &self.0
    }

    /// Its hex digits behind `text`, without going through the machinery of formatting: lists have
    /// a hundred thousand of them.
    pub(crate) fn push_to(&self, text: &mut String) {
        push_hex(text, &self.0);
    }
}

/// The hex digits of `bytes` behind `text`.
pub(crate) fn push_hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.reserve(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The hex digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex(&mut text, bytes);
    text
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not so many lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("不是 {digits} 位小写十六进制数")]
pub struct NotHex {
    /// How many were wanted.
    pub digits: usize,
}

/// The bytes of exactly `N * 2` lower-case hex digits: one text for each value, none other.
pub(crate) fn unhex<const N: usize>(text: &str) -> Result<[u8; N], NotHex> {
    let wrong = NotHex { digits: N * 2 };
    let text = text.as_bytes();
    if text.len() != N * 2 {
        return Err(wrong);
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (nibble(pair[0]).ok_or(wrong)?, nibble(pair[1]).ok_or(wrong)?);
        *byte = high << 4 | low;
    }
    Ok(bytes)
}

/// The bytes of lower-case hex digits of any even number.
pub(crate) fn unhex_any(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|it| Some(nibble(it[0])? << 4 | nibble(*it.get(1)?)?)).collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl FromStr for Digest {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        unhex(text).map(Self)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Digest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("64 位小写十六进制数")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Digest, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Text)
    }
}

/// What a hash is of. Each begins with a block of its own, so that no value made for one purpose
/// can be passed off as one made for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// The salt of an entry, from the key of all salts.
    Salt,
    /// A salted number: what is published of an entry.
    Entry,
    /// The id of a bundle.
    Bundle,
    /// The commitment to the secret.
    Commitment,
    /// The seed.
    Seed,
    /// The start of the circular method.
    Start,
    /// The step of the circular method.
    Step,
}

impl Domain {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Salt => b"xueyu-draw/1 salt",
            Self::Entry => b"xueyu-draw/1 entry",
            Self::Bundle => b"xueyu-draw/1 bundle",
            Self::Commitment => b"xueyu-draw/1 commitment",
            Self::Seed => b"xueyu-draw/1 seed",
            Self::Start => b"xueyu-draw/1 start",
            Self::Step => b"xueyu-draw/1 step",
        }
    }
}

/// A hash under way: the domain's name filled up with zeros to 32 bytes, then each field behind its
/// length (eight bytes, the highest first).
#[derive(Clone)]
pub(crate) struct Fields(Sm3);

impl Fields {
    pub(crate) fn of(domain: Domain) -> Self {
        let mut head = [0; DIGEST_BYTES];
        head[..domain.name().len()].copy_from_slice(domain.name());
        Self(Sm3::new_with_prefix(head))
    }

    #[must_use]
    pub(crate) fn field(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn end(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm3_gives_the_values_of_the_standard() {
        let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        let long = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
        assert_eq!(Digest::of(b"abc").to_string(), abc);
        assert_eq!(Digest::of("abcd".repeat(16).as_bytes()).to_string(), long);
    }

    #[test]
    fn a_digest_has_one_text_only() {
        let text = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(text.parse::<Digest>().unwrap(), Digest::of(b"abc"));
        for wrong in [&text.to_uppercase(), &text[1..], "", &format!("{text}0")] {
            assert_eq!(wrong.parse::<Digest>(), Err(NotHex { digits: 64 }), "{wrong}");
        }
    }

    #[test]
    fn fields_do_not_run_together_and_domains_do_not_meet() {
        let of = |domain, fields: &[&str]| {
            fields.iter().fold(Fields::of(domain), |all, it| all.field(it.as_bytes())).end()
        };
        assert_ne!(of(Domain::Seed, &["ab", "c"]), of(Domain::Seed, &["a", "bc"]));
        assert_ne!(of(Domain::Seed, &["ab", ""]), of(Domain::Seed, &["ab"]));
        assert_ne!(of(Domain::Seed, &["ab"]), of(Domain::Entry, &["ab"]));
    }
}
