//! Mobile telephone numbers of the mainland.

use std::{fmt, str::FromStr};

use super::wrong_character;
use crate::{mask_phone, normalise};

/// A mobile number of eleven digits. It does not print.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// What is wrong with a mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPhone {
    /// Nothing was written.
    #[error("没有填写手机号")]
    Empty,
    /// Something other than a digit.
    #[error("手机号只能是数字，第{place}位“{found}”有误，请核对")]
    Character {
        /// Counted from one, without separators and country code.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// Not eleven digits.
    #[error("手机号应为11位，现为{found}位，请核对")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// No mobile number begins so.
    #[error("手机号应以13至19开头，固定电话请填在其他栏")]
    NotMobile,
}

/// What the numbers of a demonstration begin with: no network has them.
const INVENTED: &str = "100";

impl Phone {
    /// The number, for someone who may see it.
    pub fn open(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden.
    pub fn masked(&self) -> String {
        mask_phone(&self.0)
    }

    /// Whether it belongs to a demonstration.
    pub fn is_invented(&self) -> bool {
        self.0.starts_with(INVENTED)
    }

    /// The `nth` number for a demonstration: there are a hundred million.
    pub fn invented(nth: u32) -> Option<Self> {
        (nth < 100_000_000).then(|| Self(format!("{INVENTED}{nth:08}")))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(‹personal›)")
    }
}

impl FromStr for Phone {
    type Err = NotAPhone;

    /// Reads what people write: with spaces, hyphens, the country code.
    fn from_str(text: &str) -> Result<Self, NotAPhone> {
        let text = normalise(text);
        let mut digits: String = text.chars().filter(|it| !matches!(it, ' ' | '-')).collect();
        for code in ["+86", "0086"] {
            digits = digits.strip_prefix(code).map(str::to_owned).unwrap_or(digits);
        }
        if digits.len() == 13 && digits.starts_with("86") {
            digits = digits.split_off(2);
        }
        if digits.is_empty() {
            return Err(NotAPhone::Empty);
        }
        if let Some((place, found)) = wrong_character(&digits, |_, it| it.is_ascii_digit()) {
            return Err(NotAPhone::Character { place, found });
        }
        if digits.len() != 11 {
            return Err(NotAPhone::Length { found: digits.len() });
        }
        let is_mobile = digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9');
        if is_mobile || digits.starts_with(INVENTED) {
            Ok(Self(digits))
        } else {
            Err(NotAPhone::NotMobile)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_or_refused_with_what_is_wrong() {
        #[track_caller]
        fn check(text: &str, expected: Result<&str, NotAPhone>) {
            let actual = text.parse::<Phone>().map(|it| it.open().to_owned());
            assert_eq!(actual, expected.map(str::to_owned), "{text}");
        }
        check("10012345678", Ok("10012345678"));
        check("+86 100-1234-5678", Ok("10012345678"));
        check("8610012345678", Ok("10012345678"));
        check("１００１２３４５６７８", Ok("10012345678"));
        check(" ", Err(NotAPhone::Empty));
        check("1001234567", Err(NotAPhone::Length { found: 10 }));
        check("1001234567l", Err(NotAPhone::Character { place: 11, found: 'l' }));
        check("057412345678", Err(NotAPhone::Length { found: 12 }));
        check("12012345678", Err(NotAPhone::NotMobile));
        check("05741234567", Err(NotAPhone::NotMobile));
    }

    #[test]
    fn a_number_does_not_print() {
        let it = Phone::invented(12_345_678).unwrap();
        assert_eq!(format!("{it:?} {}", it.masked()), "Phone(‹personal›) 100****5678");
        assert_eq!(Phone::invented(100_000_000), None);
    }

    proptest! {
        #[test]
        fn invented_numbers_are_right_and_recognised(nth in 0u32..100_000_000) {
            let it = Phone::invented(nth).unwrap();
            prop_assert!(it.is_invented());
            prop_assert_eq!(it.open().parse(), Ok(it.clone()));
        }

        #[test]
        fn real_numbers_are_not_taken_for_invented(number in "1[3-9][0-9]{9}") {
            prop_assert!(!number.parse::<Phone>().unwrap().is_invented());
        }
    }
}
