//! Identifiers: 63 bits, ordered by the moment they were made, and typed by what they name.
//!
//! Written as `crs_01j…`: the prefix says what it names, so a log line or a support mail that
//! holds one needs no context, and pasting a pupil's where a course's belongs is refused.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
};

use jiff::Timestamp;

/// What an [`Id`] names.
pub trait Kind: 'static {
    /// The letters before the underscore. Unique in the workspace: `xtask tidy` checks.
    const PREFIX: &'static str;
}

/// An identifier of a `K`.
pub struct Id<K>(i64, PhantomData<fn() -> K>);

/// Declares identifier types: `ids! { CourseId = "crs"; }`.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => { $(
        $(#[$doc])* pub type $name = $crate::Id<kinds::$name>;
    )+
        #[doc(hidden)]
        pub mod kinds { $(
            /// The kind of an identifier.
            #[derive(Debug)] pub enum $name {}
            impl $crate::Kind for $name { const PREFIX: &'static str = $prefix; }
        )+ }
    };
}

/// Crockford's alphabet: no letter that is easily taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS: usize = 13;

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_", K::PREFIX)?;
        for place in (0..DIGITS).rev() {
            let digit = usize::try_from((self.0 >> (5 * place)) & 31).unwrap_or(0);
            write!(f, "{}", char::from(ALPHABET[digit]))?;
        }
        Ok(())
    }
}

impl<'de, K: Kind> serde::Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<K: Kind> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not an identifier of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnId {
    /// The prefix that was expected.
    pub expected: &'static str,
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an identifier that starts with `{}_`", self.expected)
    }
}

impl std::error::Error for NotAnId {}

impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let refused = NotAnId { expected: K::PREFIX };
        let digits = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_'));
        let Some(digits) = digits.filter(|it| it.len() == DIGITS && it.as_bytes()[0] <= b'7')
        else {
            return Err(refused);
        };
        let mut value = 0i64;
        for byte in digits.bytes() {
            let Some(digit) = ALPHABET.iter().position(|it| *it == byte) else {
                return Err(refused);
            };
            value = (value << 5) | i64::try_from(digit).unwrap_or(0);
        }
        Ok(Self(value, PhantomData))
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Milliseconds between 1970 and 2020, where the identifiers' own count of time begins.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;
/// Bits below the milliseconds: room for four million identifiers in each.
const TAIL_BITS: u32 = 22;
/// The last millisecond that fits, in 2089.
const LAST_MILLIS: i64 = (1 << 41) - 1;

/// Makes identifiers: 41 bits of milliseconds since 2020, then 22 from a stream that a seed fixes.
///
/// Each is greater than the one before, so a batch made in one millisecond never collides, and a
/// clock that is set back makes no old ones again.
#[derive(Debug)]
pub struct Ids {
    stream: AtomicU64,
    last: AtomicI64,
}

impl Ids {
    /// A stream that `seed` fixes: a constant in tests and in the demo county.
    pub fn seeded(seed: u64) -> Self {
        Self { stream: AtomicU64::new(seed), last: AtomicI64::new(0) }
    }

    /// A stream that differs at every start. Whoever knows an identifier may guess its neighbours:
    /// access never rests on not knowing one.
    ///
    /// # Errors
    ///
    /// If the operating system gives no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self::seeded(getrandom::u64()?))
    }

    /// A new identifier, made at `now`.
    pub fn make<K>(&self, now: Timestamp) -> Id<K> {
        let millis = (now.as_millisecond() - EPOCH_MILLIS).clamp(0, LAST_MILLIS);
        let tail = i64::try_from(self.next() >> (64 - TAIL_BITS)).unwrap_or(0);
        let fresh = (millis << TAIL_BITS) | tail;
        // One above the last where the stream fell behind it within the same millisecond.
        let last = self
            .last
            .fetch_update(Relaxed, Relaxed, |last| Some(fresh.max(last + 1)))
            .unwrap_or_else(|last| last);
        Id(fresh.max(last + 1), PhantomData)
    }

    /// The next 64 bits (`SplitMix64`).
    fn next(&self) -> u64 {
        let step = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.stream.fetch_add(step, Relaxed).wrapping_add(step);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl<K> Id<K> {
    /// The number as it is stored.
    pub fn bits(self) -> i64 {
        self.0
    }

    /// The same bits as the identifier of something that is also a `K2`: a school as a place.
    #[must_use]
    pub fn retyped<K2>(self) -> Id<K2> {
        Id(self.0, PhantomData)
    }

    /// The identifier that is stored as `bits`, where that can be one.
    pub fn from_bits(bits: i64) -> Option<Self> {
        (bits >= 0).then_some(Self(bits, PhantomData))
    }
}

#[cfg(test)]
mod tests;
