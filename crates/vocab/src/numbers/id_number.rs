//! 公民身份号码: the citizen's number by GB 11643.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::{INVENTED_DIVISION, is_of_a_province, wrong_character};
use crate::{Sex, mask_id_number, normalise};

/// A citizen's number: right in form, birthday and check digit. It does not print.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

/// What is wrong with a citizen's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIdNumber {
    /// Nothing was written.
    #[error("没有填写身份证号")]
    Empty,
    /// Not 18 characters.
    #[error("身份证号应为18位，现为{found}位，请按证件核对")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A number of the first generation, no longer in use since 2013.
    #[error("这是15位旧身份证号，已停用，请填写18位身份证号")]
    FirstGeneration,
    /// Something other than a digit, or X at the end.
    #[error("第{place}位“{found}”有误：前17位只能是数字，第18位是数字或X，请按证件核对")]
    Character {
        /// Counted from one.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// The first digits are those of no province.
    #[error("前两位不是省级行政区划代码，请按证件核对")]
    Division,
    /// Digits 7 to 14 are no date.
    #[error("第7至14位不是有效的出生日期，请按证件核对")]
    Birthday,
    /// Stored by a sheet as a number, which keeps 15 digits.
    #[error("号码被表格当作数字，末三位已丢失，请把该列设为文本格式后按证件重新填写")]
    LostDigits,
    /// The last digit does not fit the others: some digit is wrong, or two changed places.
    #[error("校验码不符（按前17位计算，末位应为{expected}），请按证件逐位核对")]
    CheckDigit {
        /// The one that fits.
        expected: char,
    },
}

impl IdNumber {
    /// The number, for someone who may see it.
    pub fn open(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden.
    pub fn masked(&self) -> String {
        mask_id_number(&self.0)
    }

    /// The six digits of the county where the number was given. Foreigners' numbers begin with 9.
    pub fn division(&self) -> &str {
        &self.0[..6]
    }

    /// The date of birth.
    pub fn birthday(&self) -> Date {
        birthday(&self.0).unwrap_or_default()
    }

    /// The sex, which digit 17 tells.
    pub fn sex(&self) -> Sex {
        let is_odd = self.0.as_bytes()[16] % 2 == 1;
        if is_odd { Sex::Male } else { Sex::Female }
    }

    /// Whether it belongs to a demonstration: its division does not exist.
    pub fn is_invented(&self) -> bool {
        self.division() == INVENTED_DIVISION
    }

    /// Whether a sheet may have cut it: it ends in 000, which one right number in a thousand does,
    /// and one cut number in eleven still has a fitting check digit. Worth a second look.
    pub fn may_be_cut(&self) -> bool {
        self.0.ends_with("000")
    }

    /// The `nth` number for a demonstration, of those with this birthday and sex: there are 499.
    pub fn invented(birthday: Date, sex: Sex, nth: u16) -> Option<Self> {
        let sequence = 2 * nth.checked_add(1).filter(|it| *it < 500)?;
        let sequence = if sex == Sex::Male { sequence - 1 } else { sequence };
        let date = birthday.strftime("%Y%m%d");
        let body = format!("{INVENTED_DIVISION}{date}{sequence:03}");
        let check = check_digit(&body);
        format!("{body}{check}").parse().ok()
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(‹personal›)")
    }
}

impl FromStr for IdNumber {
    type Err = NotAnIdNumber;

    fn from_str(text: &str) -> Result<Self, NotAnIdNumber> {
        let text: String = normalise(text).to_uppercase().split_whitespace().collect();
        let is_digit = |_: usize, it: char| it.is_ascii_digit();
        let length = text.chars().count();
        if looks_scientific(&text) {
            return Err(NotAnIdNumber::LostDigits);
        }
        if length == 0 {
            return Err(NotAnIdNumber::Empty);
        }
        if length == 15 && wrong_character(&text, is_digit).is_none() {
            return Err(NotAnIdNumber::FirstGeneration);
        }
        if length != 18 {
            return Err(NotAnIdNumber::Length { found: length });
        }
        let is_right = |place, it| is_digit(place, it) || (place == 18 && it == 'X');
        if let Some((place, found)) = wrong_character(&text, is_right) {
            return Err(NotAnIdNumber::Character { place, found });
        }
        if !is_of_a_province(&text) && !text.starts_with('9') {
            return Err(NotAnIdNumber::Division);
        }
        birthday(&text).ok_or(NotAnIdNumber::Birthday)?;
        let expected = check_digit(&text[..17]);
        if text.ends_with(expected) {
            return Ok(Self(text));
        }
        let cut = text.ends_with("000");
        Err(if cut { NotAnIdNumber::LostDigits } else { NotAnIdNumber::CheckDigit { expected } })
    }
}

/// A number as sheets show long ones: 3.30299E+17.
fn looks_scientific(text: &str) -> bool {
    text.split_once("E+").is_some_and(|(digits, power)| {
        digits.starts_with(|it: char| it.is_ascii_digit()) && matches!(power, "17" | "18")
    })
}

/// Digits 7 to 14 as a date, where they are one that a living person can have been born on.
fn birthday(number: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(6..10)?, part(10..12)?, part(12..14)?);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    (1900..=2099).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

/// The check digit for 17 digits: ISO 7064 MOD 11-2, as GB 11643 prescribes.
fn check_digit(body: &str) -> char {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.bytes().map(|it| usize::from(it - b'0'));
    let sum: usize = digits.zip(weights).map(|(digit, weight)| digit * weight).sum();
    char::from(b"10X98765432"[sum % 11])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{NotAnIdNumber as Not, *};

    #[test]
    fn a_number_is_read_or_refused_with_what_is_wrong() {
        #[track_caller]
        fn check(text: &str, expected: Result<&str, Not>) {
            let actual = text.parse::<IdNumber>().map(|it| it.open().to_owned());
            assert_eq!(actual, expected.map(str::to_owned), "{text}");
        }
        // The standard's own example.
        check("11010519491231002X", Ok("11010519491231002X"));
        check(" １１０１０５ 19491231 002x\u{200B}", Ok("11010519491231002X"));
        check("", Err(Not::Empty));
        check("无", Err(Not::Length { found: 1 }));
        check("1101051949123100", Err(Not::Length { found: 16 }));
        check("110105491231002", Err(Not::FirstGeneration));
        check("1101O519491231002X", Err(Not::Character { place: 5, found: 'O' }));
        check("1101051949123100X2", Err(Not::Character { place: 17, found: 'X' }));
        check("00010519491231002X", Err(Not::Division));
        check("11010519490231002X", Err(Not::Birthday));
        check("11010518991231002X", Err(Not::Birthday));
        check("110105194912310021", Err(Not::CheckDigit { expected: 'X' }));
        check("110105194912310000", Err(Not::LostDigits));
        check("1.10105E+17", Err(Not::LostDigits));
        check("1.10105194912310e+17", Err(Not::LostDigits));
    }

    #[test]
    fn a_number_tells_division_birthday_and_sex_but_prints_nothing() {
        let it: IdNumber = "11010519491231002X".parse().unwrap();
        assert_eq!(
            (it.division(), it.birthday(), it.sex()),
            ("110105", date(1949, 12, 31), Sex::Female)
        );
        assert_eq!(format!("{it:?}"), "IdNumber(‹personal›)");
        assert_eq!(it.masked(), "1101************2X");
        assert!(!it.is_invented() && !it.may_be_cut());
    }

    #[test]
    fn errors_speak_to_a_clerk() {
        let error = "110105194912310021".parse::<IdNumber>().unwrap_err();
        assert_eq!(error.to_string(), "校验码不符（按前17位计算，末位应为X），请按证件逐位核对");
    }

    proptest! {
        #[test]
        fn invented_numbers_are_right_recognised_and_distinct(
            days in 0i32..40_000, nth in 0u16..498, male: bool,
        ) {
            let birthday = date(1950, 1, 1).saturating_add(jiff::Span::new().days(days));
            let sex = if male { Sex::Male } else { Sex::Female };
            let it = IdNumber::invented(birthday, sex, nth).unwrap();
            prop_assert_eq!((it.birthday(), it.sex(), it.is_invented()), (birthday, sex, true));
            prop_assert_eq!(it.open().parse::<IdNumber>(), Ok(it.clone()));
            prop_assert!(it < IdNumber::invented(birthday, sex, nth + 1).unwrap());
            prop_assert!(IdNumber::invented(birthday, sex, 499).is_none());
        }

        // What the check digit is for: GB 11643 finds every such slip.
        #[test]
        fn one_wrong_digit_or_two_exchanged_are_found(nth in 0u16..499, at in 0usize..17, digit in 0u8..10) {
            let right = IdNumber::invented(date(2014, 3, 15), Sex::Male, nth).unwrap();
            let mut wrong = right.open().as_bytes().to_vec();
            wrong[at] = b'0' + digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(wrong.parse::<IdNumber>().is_ok(), wrong == right.open());
            let mut wrong = right.open().as_bytes().to_vec();
            wrong.swap(at, at + 1);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(wrong.parse::<IdNumber>().is_ok(), wrong == right.open());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}|[0-9X.E+陈０-９]{14,20}") {
            let _ = text.parse::<IdNumber>();
        }
    }
}
