//! Sex, as the registers record it.

/// Sex by GB/T 2261.1. Not known (0) and not stated (9) are no value here but a missing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// A number that is no sex by GB/T 2261.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("不是性别代码，应为 1 男或 2 女")]
pub struct NotASex;

impl Sex {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// The code of the standard, as it is stored.
    pub fn code(self) -> i64 {
        match self {
            Self::Male => 1,
            Self::Female => 2,
        }
    }
}

impl TryFrom<i64> for Sex {
    type Error = NotASex;

    fn try_from(code: i64) -> Result<Self, NotASex> {
        match code {
            1 => Ok(Self::Male),
            2 => Ok(Self::Female),
            _ => Err(NotASex),
        }
    }
}

impl std::str::FromStr for Sex {
    type Err = NotASex;

    /// Reads what sheets hold: 男, 女, 男性, 女性, 1, 2.
    fn from_str(text: &str) -> Result<Self, NotASex> {
        match crate::normalise(text).as_str() {
            "男" | "男性" | "1" => Ok(Self::Male),
            "女" | "女性" | "2" => Ok(Self::Female),
            _ => Err(NotASex),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sex_reads_back_by_code_and_label() {
        for it in [Sex::Male, Sex::Female] {
            assert_eq!(Sex::try_from(it.code()), Ok(it));
            assert_eq!(it.label().parse(), Ok(it));
        }
        assert_eq!("２".parse(), Ok(Sex::Female));
        assert_eq!("".parse::<Sex>(), Err(NotASex));
        assert_eq!(Sex::try_from(0), Err(NotASex));
    }
}
