//! 统一社会信用代码: the number of an organisation by GB 32100.

use std::{fmt, str::FromStr};

use super::{INVENTED_DIVISION, wrong_character};
use crate::normalise;

/// An organisation's number, right in form and check character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// What is wrong with an organisation's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAUscc {
    /// Nothing was written.
    #[error("没有填写统一社会信用代码")]
    Empty,
    /// Not 18 characters.
    #[error("统一社会信用代码应为18位，现为{found}位，请按证照核对")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A character that the standard does not use: I, O, S, V, Z among them.
    #[error("统一社会信用代码第{place}位“{found}”有误（不使用字母I、O、S、V、Z），请按证照核对")]
    Character {
        /// Counted from one.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// The last character does not fit the others.
    #[error("统一社会信用代码校验码不符（按前17位计算，末位应为{expected}），请按证照逐位核对")]
    CheckCharacter {
        /// The one that fits.
        expected: char,
    },
}

/// The characters of the standard, by value.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl Uscc {
    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the county where it was given.
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// Whether it belongs to a demonstration.
    pub fn is_invented(&self) -> bool {
        self.division() == INVENTED_DIVISION
    }

    /// The `nth` number of a company for a demonstration: there are a hundred million.
    pub fn invented(nth: u32) -> Option<Self> {
        let own = (nth < 100_000_000).then(|| format!("{nth:08}"))?;
        let body = format!("91{INVENTED_DIVISION}{own}{}", organisation_check(&own));
        let check = check_character(&body);
        Some(Self(format!("{body}{check}")))
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Uscc {
    type Err = NotAUscc;

    fn from_str(text: &str) -> Result<Self, NotAUscc> {
        let text: String = normalise(text).to_uppercase().split_whitespace().collect();
        let found = text.chars().count();
        if found == 0 {
            return Err(NotAUscc::Empty);
        }
        if found != 18 {
            return Err(NotAUscc::Length { found });
        }
        // Places 3 to 8 are the division, digits only.
        let is_right = |place, it: char| match place {
            3..=8 => it.is_ascii_digit(),
            _ => value(it).is_some(),
        };
        if let Some((place, found)) = wrong_character(&text, is_right) {
            return Err(NotAUscc::Character { place, found });
        }
        let expected = check_character(&text[..17]);
        if text.ends_with(expected) {
            Ok(Self(text))
        } else {
            Err(NotAUscc::CheckCharacter { expected })
        }
    }
}

fn value(it: char) -> Option<usize> {
    ALPHABET.iter().position(|known| char::from(*known) == it)
}

/// The check character for 17 others, by GB 32100: modulo 31, weights the powers of 3.
fn check_character(body: &str) -> char {
    let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let values = body.chars().filter_map(value);
    let sum: usize = values.zip(weights).map(|(value, weight)| value * weight).sum();
    char::from(ALPHABET[(31 - sum % 31) % 31])
}

/// The check character for the eight digits of an organisation inside, by GB 11714.
fn organisation_check(own: &str) -> char {
    let values = own.chars().filter_map(value);
    let sum: usize =
        values.zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(value, weight)| value * weight).sum();
    char::from(b"0123456789X"[(11 - sum % 11) % 11])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NotAUscc as Not, *};

    #[test]
    fn a_number_is_read_or_refused_with_what_is_wrong() {
        #[track_caller]
        fn check(text: &str, expected: Result<&str, Not>) {
            let actual = text.parse::<Uscc>().map(|it| it.to_string());
            assert_eq!(actual, expected.map(str::to_owned), "{text}");
        }
        // The standard's own example.
        check("91350100M000100Y43", Ok("91350100M000100Y43"));
        check(" ９1350100m000100y43", Ok("91350100M000100Y43"));
        check("", Err(Not::Empty));
        check("91350100M000100Y4", Err(Not::Length { found: 17 }));
        check("91350100M000100I43", Err(Not::Character { place: 16, found: 'I' }));
        check("913501A0M000100Y43", Err(Not::Character { place: 7, found: 'A' }));
        check("91350100M000100Y44", Err(Not::CheckCharacter { expected: '3' }));
        let standard: Uscc = "91350100M000100Y43".parse().unwrap();
        assert_eq!((standard.division(), standard.is_invented()), ("350100", false));
        assert_eq!(organisation_check("M000100Y"), '4');
    }

    proptest! {
        #[test]
        fn invented_numbers_are_right_and_recognised(nth in 0u32..100_000_000) {
            let it = Uscc::invented(nth).unwrap();
            prop_assert!(it.is_invented());
            prop_assert_eq!(it.as_str().parse(), Ok(it.clone()));
        }

        #[test]
        fn one_wrong_character_is_found(nth in 0u32..100_000_000, at in 0usize..18, other in 0usize..31) {
            let right = Uscc::invented(nth).unwrap();
            let mut wrong = right.as_str().as_bytes().to_vec();
            wrong[at] = ALPHABET[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(wrong.parse::<Uscc>().is_ok(), wrong == right.as_str());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}|[0-9A-Z]{18}") {
            let _ = text.parse::<Uscc>();
        }
    }
}
