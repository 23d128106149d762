//! A number as a plan, a target or somebody who reports states it: an exact fraction with a sign, so
//! that `2.5万` and `25000` are the same, 三分之一 stays a third, and −1.58 个百分点 can be told.

use std::{cmp::Ordering, fmt};

use plan::Amount;
use vocab::normalise;

/// An exact fraction, its denominator above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    above: i64,
    below: i64,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoNumber {
    /// Something else stands there.
    #[error("请写成数字，例如 60、82.98、2.5万、-1.58；单位写在后面的框里")]
    Unreadable,
    /// More than any bureau counts.
    #[error("这个数太大了，请核对单位和位数")]
    TooLarge,
    /// A share of nothing.
    #[error("分母是 0，算不出比率。请核对分母；确实没有对象的，请填“没有”并说明")]
    NoDenominator,
}

impl Number {
    /// Nothing.
    pub const ZERO: Self = Self { above: 0, below: 1 };

    /// `above / below`.
    pub fn new(above: i64, below: i64) -> Result<Self, NoNumber> {
        if below == 0 {
            return Err(NoNumber::NoDenominator);
        }
        let size = i64::try_from(above.unsigned_abs()).map_err(|_| NoNumber::TooLarge)?;
        let amount = Amount::new(size, below).ok_or(NoNumber::TooLarge)?;
        Ok(Self::from(amount).signed(above < 0))
    }

    /// A whole number.
    pub const fn whole(value: i64) -> Self {
        Self { above: value, below: 1 }
    }

    /// Reads what people type: `12`, `12,500`, `2.5万`, `-1.58`, `60%`.
    pub fn read(text: &str) -> Result<Self, NoNumber> {
        let plain = normalise(text).replace([',', ' '], "");
        let plain = plain.trim_end_matches('%');
        let (below_zero, plain) = match plain.strip_prefix(['-', '−', '–']) {
            Some(rest) => (true, rest),
            None => (false, plain),
        };
        let (digits, factor) = [("亿", 100_000_000), ("万", 10_000), ("千", 1_000)]
            .into_iter()
            .find_map(|(word, factor)| Some((plain.strip_suffix(word)?, factor)))
            .unwrap_or((plain, 1));
        let amount = Amount::decimal(digits).ok_or(NoNumber::Unreadable)?;
        let amount = amount.times(factor).ok_or(NoNumber::TooLarge)?;
        Ok(Self::from(amount).signed(below_zero))
    }

    fn signed(self, below_zero: bool) -> Self {
        if below_zero { Self { above: -self.above, ..self } } else { self }
    }

    /// Numerator in lowest terms.
    pub fn above(self) -> i64 {
        self.above
    }

    /// Denominator in lowest terms.
    pub fn below(self) -> i64 {
        self.below
    }

    /// How far it lies above `other`, of the way from `other` to `goal`, in thousandths; none where
    /// the two are one.
    pub fn way(self, other: Self, goal: Self) -> Option<i64> {
        // (a − o) / (g − o), each a fraction: the denominators of `other` cancel out.
        let less = |it: Self| {
            let up = i128::from(it.above) * i128::from(other.below)
                - i128::from(other.above) * i128::from(it.below);
            (up, i128::from(it.below))
        };
        let ((done, done_below), (whole, whole_below)) = (less(self), less(goal));
        if whole == 0 {
            return None;
        }
        let up = done.checked_mul(whole_below)?.checked_mul(1000)?;
        let down = done_below.checked_mul(whole)?;
        i64::try_from(up.div_euclid(down)).ok()
    }

    /// The number with so many decimal places, the last one rounded half up; as few as it needs
    /// where it ends before.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        let scale = 10_i128.pow(places.min(6));
        let (up, down) = (i128::from(self.above) * scale, i128::from(self.below));
        let units = (2 * up + down).div_euclid(2 * down);
        let units = i64::try_from(units).unwrap_or(i64::MAX);
        Self::new(units, i64::try_from(scale).unwrap_or(1)).unwrap_or(self)
    }
}

impl From<Amount> for Number {
    fn from(it: Amount) -> Self {
        Self { above: it.above(), below: it.below() }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.above) * i128::from(other.below);
        left.cmp(&(i128::from(other.above) * i128::from(self.below)))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As a decimal where it ends, with a fraction otherwise.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.above < 0 {
            f.write_str("-")?;
        }
        let size = i64::try_from(self.above.unsigned_abs()).unwrap_or(i64::MAX);
        match Amount::new(size, self.below) {
            Some(it) => write!(f, "{it}"),
            None => write!(f, "{size}/{}", self.below),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Number {
        Number::read(text).expect(text)
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, told) in [
            ("2.5万", "25000"),
            ("25,000", "25000"),
            (" ６０% ", "60"),
            ("-1.58", "-1.58"),
            ("1.2亿", "120000000"),
            ("0", "0"),
        ] {
            assert_eq!(read(text).to_string(), told, "{text}");
        }
        for text in ["", "近百", "十", "1/3", "1e5", "--1"] {
            assert_eq!(Number::read(text), Err(NoNumber::Unreadable), "{text}");
        }
        assert_eq!(Number::new(3, 0), Err(NoNumber::NoDenominator));
        assert_eq!(Number::new(i64::MIN, 1), Err(NoNumber::TooLarge));
    }

    #[test]
    fn a_way_is_told_in_thousandths_and_a_place_is_rounded_half_up() {
        assert_eq!(read("75").way(read("50"), read("100")), Some(500));
        assert_eq!(read("40").way(read("50"), read("100")), Some(-200));
        assert_eq!(read("1").way(read("5"), read("5")), None);
        assert_eq!(Number::new(2, 3).expect("a number").rounded(2).to_string(), "0.67");
        assert_eq!(read("-1.585").rounded(2).to_string(), "-1.58");
    }

    proptest! {
        #[test]
        fn whatever_is_shown_is_read_back(up in -1_000_000_000_i64..1_000_000_000, places in 0_u32..5) {
            let number = Number::new(up, 10_i64.pow(places)).expect("a number");
            prop_assert_eq!(read(&number.to_string()), number);
        }

        #[test]
        fn the_way_of_the_goal_is_whole(from in -1000_i64..1000, goal in -1000_i64..1000) {
            let way = Number::whole(goal).way(Number::whole(from), Number::whole(goal));
            prop_assert_eq!(way, (from != goal).then_some(1000));
        }
    }
}
