//! 学籍号: a pupil's number in the national roll. It contains the citizen's number, so it is
//! guarded like it.

use std::{fmt, str::FromStr};

use super::{INVENTED_DIVISION, IdNumber, NotAnIdNumber, wrong_character};
use crate::{mask_id_number, normalise};

/// A number of the national roll. It does not print.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RollNumber(String);

/// What the letter in front says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RollKind {
    /// G: for life, made of the citizen's number.
    Formal,
    /// L: until the check against the population register.
    Temporary,
    /// J: for a child without a usable citizen's number.
    WithoutId,
}

impl RollKind {
    /// The letter, which is also how it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Formal => "G",
            Self::Temporary => "L",
            Self::WithoutId => "J",
        }
    }

    /// The kind whose letter is `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Formal, Self::Temporary, Self::WithoutId].into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Formal => "正式(G)",
            Self::Temporary => "临时(L)",
            Self::WithoutId => "无有效证件(J)",
        }
    }
}

/// What is wrong with a roll number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotARollNumber {
    /// Nothing was written.
    #[error("没有填写学籍号")]
    Empty,
    /// It begins with none of the three letters.
    #[error("学籍号应以G、L或J开头，请核对")]
    Letter,
    /// Not a letter and 18 characters.
    #[error("学籍号应为字母加18位，共19位，现为{found}位，请核对")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Something other than a digit, or X at the end.
    #[error("学籍号第{place}位“{found}”有误，请核对")]
    Character {
        /// Counted from one, the letter included.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// What follows the G is no citizen's number.
    #[error("学籍号中的身份证号有误：{0}")]
    IdNumber(NotAnIdNumber),
}

impl RollNumber {
    /// The formal number of the person with `id`.
    pub fn formal(id: &IdNumber) -> Self {
        Self(format!("G{}", id.open()))
    }

    /// The number, for someone who may see it.
    pub fn open(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden.
    pub fn masked(&self) -> String {
        format!("{}{}", &self.0[..1], mask_id_number(&self.0[1..]))
    }

    /// What the letter in front says.
    pub fn kind(&self) -> RollKind {
        match self.0.as_bytes()[0] {
            b'G' => RollKind::Formal,
            b'L' => RollKind::Temporary,
            _ => RollKind::WithoutId,
        }
    }

    /// The citizen's number inside a formal one. The person's own may have changed since.
    pub fn id_number(&self) -> Option<IdNumber> {
        (self.kind() == RollKind::Formal).then(|| self.0[1..].parse().ok()).flatten()
    }

    /// Whether it belongs to a demonstration.
    pub fn is_invented(&self) -> bool {
        self.0[1..].starts_with(INVENTED_DIVISION)
    }
}

impl fmt::Debug for RollNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RollNumber(‹personal›)")
    }
}

impl FromStr for RollNumber {
    type Err = NotARollNumber;

    fn from_str(text: &str) -> Result<Self, NotARollNumber> {
        let text: String = normalise(text).to_uppercase().split_whitespace().collect();
        let found = text.chars().count();
        if found == 0 {
            return Err(NotARollNumber::Empty);
        }
        if !text.starts_with(['G', 'L', 'J']) {
            return Err(NotARollNumber::Letter);
        }
        if found != 19 {
            return Err(NotARollNumber::Length { found });
        }
        let is_right = |place: usize, it: char| {
            place == 1 || it.is_ascii_digit() || (place == 19 && it == 'X')
        };
        if let Some((place, found)) = wrong_character(&text, is_right) {
            return Err(NotARollNumber::Character { place, found });
        }
        if let Some(id) = text.strip_prefix('G') {
            id.parse::<IdNumber>().map_err(NotARollNumber::IdNumber)?;
        }
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::{NotARollNumber as Not, *};

    #[test]
    fn a_number_is_read_or_refused_with_what_is_wrong() {
        #[track_caller]
        fn check(text: &str, expected: Result<RollKind, Not>) {
            assert_eq!(text.parse().map(|it: RollNumber| it.kind()), expected, "{text}");
        }
        check("G11010519491231002X", Ok(RollKind::Formal));
        check(" ｇ11010519491231002x", Ok(RollKind::Formal));
        check("L110105194912310021", Ok(RollKind::Temporary));
        check("J330299201403159999", Ok(RollKind::WithoutId));
        check("", Err(Not::Empty));
        check("11010519491231002X", Err(Not::Letter));
        check("G1101051949123100", Err(Not::Length { found: 17 }));
        check("L1101051949123100X2", Err(Not::Character { place: 18, found: 'X' }));
        let wrong = NotAnIdNumber::CheckDigit { expected: 'X' };
        check("G110105194912310021", Err(Not::IdNumber(wrong)));
        check("G110105194912310000", Err(Not::IdNumber(NotAnIdNumber::LostDigits)));
    }

    #[test]
    fn a_formal_number_holds_the_citizens_and_hides_it() {
        let id: IdNumber = "11010519491231002X".parse().unwrap();
        let roll = RollNumber::formal(&id);
        assert_eq!(roll.open().parse(), Ok(roll.clone()));
        assert_eq!(roll.id_number(), Some(id));
        assert_eq!(
            format!("{roll:?} {}", roll.masked()),
            "RollNumber(‹personal›) G1101************2X"
        );
        assert!(!roll.is_invented());
        let temporary: RollNumber = "L330299201403159999".parse().unwrap();
        assert_eq!((temporary.id_number(), temporary.is_invented()), (None, true));
    }
}
