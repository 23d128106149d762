//! What a choice costs: metres first, and only between equal metres what the tickets say.

use std::ops::{Add, AddAssign, Mul, Sub};

use serde::{Deserialize, Serialize};

/// Metres, then the tie-break; compared in this order.
///
/// Pairs of whole numbers in lexicographic order are an ordered group, so that everything that
/// holds for shortest paths and prices of whole numbers holds for them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Metres; [`Cost::UNSEATED`] and more where a child would be left without a seat.
    pub metres: i64,
    /// Metres of each child times the number of those that it goes before.
    pub tie: i64,
}

impl Cost {
    /// Nothing.
    pub const ZERO: Self = Self { metres: 0, tie: 0 };
    /// A child without a seat: more than any chain of moves can be long.
    pub const UNSEATED: i64 = 1_000_000_000_000;
    /// No way at all.
    pub(crate) const FAR: Self = Self { metres: i64::MAX / 8, tie: 0 };

    /// Whether there is no way at all, also after something was added.
    pub(crate) fn is_far(self) -> bool {
        self.metres > Self::FAR.metres / 2
    }

    /// Whether a child would be left without a seat.
    pub fn unseats(self) -> bool {
        self.metres > Self::UNSEATED / 2
    }

    /// So many metres of a child that goes before so many others.
    pub(crate) fn of(metres: i64, before: i64) -> Self {
        Self { metres, tie: metres * before }
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { metres: self.metres + other.metres, tie: self.tie + other.tie }
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { metres: self.metres - other.metres, tie: self.tie - other.tie }
    }
}

impl Mul<i64> for Cost {
    type Output = Self;

    fn mul(self, times: i64) -> Self {
        Self { metres: self.metres * times, tie: self.tie * times }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, |sum, it| sum + it)
    }
}
