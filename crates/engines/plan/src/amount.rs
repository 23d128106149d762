//! An amount as a document states it: an exact fraction, so that `2.5万` and `25000` are the same
//! and a third stays a third.

use std::{cmp::Ordering, fmt};

/// An exact fraction, never below zero, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    above: i64,
    below: i64,
}

impl Amount {
    /// The most that is read. Beyond it there is no figure of any bureau, only a number that is a
    /// name.
    pub const MAX: i64 = 1_000_000_000_000_000;

    /// `above / below`; nothing where it is negative, too large or has no denominator.
    pub fn new(above: i64, below: i64) -> Option<Self> {
        let in_range = (0..=Self::MAX).contains(&above) && (1..=Self::MAX).contains(&below);
        in_range.then(|| {
            let by = divisor(above, below);
            Self { above: above / by, below: below / by }
        })
    }

    /// A whole number.
    pub fn whole(value: i64) -> Option<Self> {
        Self::new(value, 1)
    }

    /// Reads `12`, `12.50` or `12,500`.
    pub fn decimal(text: &str) -> Option<Self> {
        let text = text.replace(',', "");
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let is_plain = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        if whole.is_empty() || part.len() > 6 || !is_plain(whole) || !is_plain(part) {
            return None;
        }
        let below = 10_i64.checked_pow(u32::try_from(part.len()).ok()?)?;
        Self::new(format!("{whole}{part}").parse().ok()?, below)
    }

    /// So many times as much.
    pub fn times(self, factor: i64) -> Option<Self> {
        let by = divisor(factor, self.below);
        Self::new(self.above.checked_mul(factor / by)?, self.below / by)
    }

    /// Numerator in lowest terms.
    pub fn above(self) -> i64 {
        self.above
    }

    /// Denominator in lowest terms.
    pub fn below(self) -> i64 {
        self.below
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.above) * i128::from(other.below);
        left.cmp(&(i128::from(other.above) * i128::from(self.below)))
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As a decimal where it ends, else as a fraction.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut scale = 1_i64;
        for places in 0..=6_usize {
            if scale % self.below == 0 {
                let whole = self.above / self.below;
                if places == 0 {
                    return write!(f, "{whole}");
                }
                let part = (self.above % self.below) * (scale / self.below);
                return write!(f, "{whole}.{part:0places$}");
            }
            scale *= 10;
        }
        write!(f, "{}/{}", self.above, self.below)
    }
}

fn divisor(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
