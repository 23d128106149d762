//! Money: whole fen, checked, and shared out so that the parts always add up.
//!
//! No floating point comes near it, and nothing divides it but [`Fen::split`], [`Fen::share`] and
//! [`Fen::portion_down`], which say where the rest goes.

use std::{fmt, num::NonZeroU32, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::normalise;

/// An amount in fen, a hundredth of a yuan. Debts are negative.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many fen.
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// So many yuan.
    pub const fn yuan(yuan: i32) -> Self {
        Self(yuan as i64 * 100)
    }

    /// The number of fen, as it is stored.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether there is nothing to pay or to give back.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is owed.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, where it can be written.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, where it can be written.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }

    /// `count` times as much, where it can be written.
    #[must_use]
    pub const fn checked_mul(self, count: i64) -> Option<Self> {
        match self.0.checked_mul(count) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }

    /// The sum of all, where it can be written.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// `parts` amounts that differ by a fen at most and add up to this one: the first bear the rest.
    pub fn split(self, parts: NonZeroU32) -> Vec<Self> {
        let parts = i64::from(parts.get());
        let (each, rest) = (self.0 / parts, self.0 % parts);
        (0..parts).map(|at| Self(each + if at < rest.abs() { rest.signum() } else { 0 })).collect()
    }

    /// Shares by `weights` that add up to this amount, by the largest remainder; equal remainders
    /// in order. None where all weights are zero.
    pub fn share(self, weights: &[u32]) -> Option<Vec<Self>> {
        let whole: i128 = weights.iter().map(|it| i128::from(*it)).sum();
        if whole == 0 {
            return None;
        }
        let amount = i128::from(self.0);
        let exact = |weight: &u32| amount * i128::from(*weight);
        let mut shares: Vec<i128> = weights.iter().map(|it| exact(it) / whole).collect();
        let rest = amount - shares.iter().sum::<i128>();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse((exact(&weights[*at]) % whole).abs()));
        let left_over = usize::try_from(rest.abs()).unwrap_or(0);
        for at in order.into_iter().take(left_over) {
            shares[at] += rest.signum();
        }
        shares.into_iter().map(|it| i64::try_from(it).ok().map(Self)).collect()
    }

    /// `part` of `whole` equal parts, rounded down to the fen: the rule where what is left stays
    /// with the payer of the whole, as in a refund by unused sessions.
    ///
    /// None where `part` is more than `whole`.
    pub fn portion_down(self, part: u32, whole: NonZeroU32) -> Option<Self> {
        if part > whole.get() {
            return None;
        }
        let exact = i128::from(self.0) * i128::from(part);
        i64::try_from(exact.div_euclid(i128::from(whole.get()))).ok().map(Self)
    }

    /// Without sign of currency and separators, as `1234.50`: for inputs and sheets.
    pub fn plain(self) -> String {
        let (sign, yuan, fen) = self.parts();
        format!("{sign}{yuan}.{fen:02}")
    }

    fn parts(self) -> (&'static str, u64, u64) {
        let all = self.0.unsigned_abs();
        (if self.0 < 0 { "-" } else { "" }, all / 100, all % 100)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, yuan, fen) = self.parts();
        let digits = yuan.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}￥{grouped}.{fen:02}")
    }
}

/// Why a text is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// Nothing was written.
    #[error("没有填写金额，请填写数字，例如 1,234.50")]
    Empty,
    /// Something other than digits, separators and one point.
    #[error("金额只能是数字，例如 1,234.50，请去掉其他文字")]
    NotANumber,
    /// Separators that do not stand after each third digit: perhaps a point was meant.
    #[error("千位分隔符的位置不对，应如 1,234.50，请核对")]
    Grouping,
    /// More than two digits after the point.
    #[error("金额最多两位小数（到分），请核对")]
    TooPrecise,
    /// More than can be written.
    #[error("金额过大，请核对")]
    TooLarge,
}

impl FromStr for Fen {
    type Err = NotMoney;

    /// Reads what people write: full-width digits, `￥` before or `元` after, separators.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = normalise(text);
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let rest = rest.strip_prefix(['￥', '¥']).unwrap_or(rest);
        let rest = rest.strip_suffix('元').unwrap_or(rest).trim();
        if rest.is_empty() {
            return Err(NotMoney::Empty);
        }
        let (yuan, fen) = rest.split_once('.').unwrap_or((rest, "0"));
        let is_digits = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
        let groups: Vec<&str> = yuan.split(',').collect();
        if !is_digits(fen) || !groups.iter().all(|it| is_digits(it)) {
            return Err(NotMoney::NotANumber);
        }
        let grouped_well = groups.len() == 1
            || (groups[0].len() <= 3 && groups[1..].iter().all(|it| it.len() == 3));
        if !grouped_well {
            return Err(NotMoney::Grouping);
        }
        let fen = match fen.trim_end_matches('0') {
            "" => 0,
            it if it.len() == 1 => 10 * fen_of(it)?,
            it if it.len() == 2 => fen_of(it)?,
            _ => return Err(NotMoney::TooPrecise),
        };
        let yuan = fen_of(&groups.concat())?;
        let total = yuan.checked_mul(100).and_then(|it| it.checked_add(fen));
        let total = total.ok_or(NotMoney::TooLarge)?;
        Ok(Self(if negative { -total } else { total }))
    }
}

fn fen_of(digits: &str) -> Result<i64, NotMoney> {
    digits.parse().map_err(|_| NotMoney::TooLarge)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them_and_refused_with_the_reason() {
        #[track_caller]
        fn check(text: &str, expected: Result<i64, NotMoney>) {
            assert_eq!(text.parse().map(Fen::get), expected, "{text}");
        }
        check("1,234.50", Ok(123_450));
        check(" ￥１，２３４．５ ", Ok(123_450));
        check("1234.5元", Ok(123_450));
        check("-0.05", Ok(-5));
        check("0", Ok(0));
        check("12.3400", Ok(1_234));
        check("", Err(NotMoney::Empty));
        check("元", Err(NotMoney::Empty));
        check("免费", Err(NotMoney::NotANumber));
        check("1.2.3", Err(NotMoney::NotANumber));
        check("1e3", Err(NotMoney::NotANumber));
        check(".5", Err(NotMoney::NotANumber));
        check("--5", Err(NotMoney::NotANumber));
        check("1,23", Err(NotMoney::Grouping));
        check("1234,567", Err(NotMoney::Grouping));
        check("0.001", Err(NotMoney::TooPrecise));
        check("92233720368547758.08", Err(NotMoney::TooLarge));
        check("99999999999999999999", Err(NotMoney::TooLarge));
    }

    #[test]
    fn amounts_are_shown_with_sign_groups_and_two_digits() {
        #[track_caller]
        fn check(fen: i64, expected: &str, plain: &str) {
            assert_eq!(
                (Fen::new(fen).to_string().as_str(), Fen::new(fen).plain().as_str()),
                (expected, plain)
            );
        }
        check(0, "￥0.00", "0.00");
        check(5, "￥0.05", "0.05");
        check(99_999, "￥999.99", "999.99");
        check(123_450, "￥1,234.50", "1234.50");
        check(-100_000_000, "-￥1,000,000.00", "-1000000.00");
        check(i64::MIN, "-￥92,233,720,368,547,758.08", "-92233720368547758.08");
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let most = Fen::new(i64::MAX);
        assert_eq!(most.checked_add(Fen::new(1)), None);
        assert_eq!(Fen::new(i64::MIN).checked_sub(Fen::new(1)), None);
        assert_eq!(most.checked_mul(2), None);
        assert_eq!(Fen::sum([most, Fen::new(1)]), None);
        assert_eq!(Fen::sum([Fen::yuan(2), Fen::new(1)]), Some(Fen::new(201)));
    }

    #[test]
    fn shares_go_by_the_largest_remainder() {
        #[track_caller]
        fn check(fen: i64, weights: &[u32], expected: Option<&[i64]>) {
            let actual = Fen::new(fen).share(weights);
            let actual = actual.map(|it| it.into_iter().map(Fen::get).collect::<Vec<_>>());
            assert_eq!(actual.as_deref(), expected);
        }
        check(100, &[1, 1, 1], Some(&[34, 33, 33]));
        check(100, &[1, 2, 4], Some(&[14, 29, 57]));
        check(-100, &[1, 1, 1], Some(&[-34, -33, -33]));
        check(7, &[0, 5, 0], Some(&[0, 7, 0]));
        check(7, &[], None);
        check(7, &[0, 0], None);
    }

    #[test]
    fn a_refund_is_rounded_down_and_never_more_than_was_paid() {
        let sessions = NonZeroU32::new(16).unwrap();
        assert_eq!(Fen::yuan(200).portion_down(5, sessions), Some(Fen::new(6_250)));
        assert_eq!(Fen::new(100).portion_down(1, NonZeroU32::new(3).unwrap()), Some(Fen::new(33)));
        assert_eq!(Fen::yuan(200).portion_down(17, sessions), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_differ_by_a_fen_at_most(fen: i64, parts in 1u32..500) {
            let parts = Fen::new(fen).split(NonZeroU32::new(parts).unwrap());
            prop_assert_eq!(Fen::sum(parts.iter().copied()), Some(Fen::new(fen)));
            let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
            prop_assert!(most.get() - least.get() <= 1);
        }

        #[test]
        fn shares_add_up_and_each_is_within_a_fen_of_its_exact_share(
            fen: i64, weights in proptest::collection::vec(any::<u32>(), 1..40),
        ) {
            let whole: i128 = weights.iter().map(|it| i128::from(*it)).sum();
            prop_assume!(whole > 0);
            let shares = Fen::new(fen).share(&weights).unwrap();
            let total: i128 = shares.iter().map(|it| i128::from(it.get())).sum();
            prop_assert_eq!(total, i128::from(fen));
            for (share, weight) in shares.iter().zip(&weights) {
                let off = i128::from(share.get()) * whole - i128::from(fen) * i128::from(*weight);
                prop_assert!(off.abs() < whole);
            }
        }

        #[test]
        fn an_amount_reads_back_what_it_shows(fen in -i64::MAX..=i64::MAX) {
            let fen = Fen::new(fen);
            prop_assert_eq!(fen.to_string().parse(), Ok(fen));
            prop_assert_eq!(fen.plain().parse(), Ok(fen));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-￥¥0-9,.元 ０-９，．]{0,24}") {
            let _ = text.parse::<Fen>();
        }
    }
}
