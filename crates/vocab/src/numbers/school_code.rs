//! 学校标识码: the ministry's number of a school, given once and never again.

use std::{fmt, str::FromStr};

use super::{is_of_a_province, wrong_character};
use crate::{Stage, normalise};

/// A school's number: two digits of kind, two of province, six of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolCode(String);

/// What is wrong with a school's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotASchoolCode {
    /// Nothing was written.
    #[error("没有填写学校标识码")]
    Empty,
    /// Something other than a digit.
    #[error("学校标识码只能是数字，第{place}位“{found}”有误，请核对")]
    Character {
        /// Counted from one.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// Not ten digits.
    #[error("学校标识码应为10位，现为{found}位，请核对")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// The first two digits are no kind of school.
    #[error("学校标识码前两位不是学校类别，例如幼儿园11、小学21、初中31，请核对")]
    Kind,
    /// Digits three and four are no province.
    #[error("学校标识码第3、4位不是省级代码，浙江为33，请核对")]
    Province,
}

/// Kinds of schools in the ministry's coding rules, as far as a county has them: code, label and
/// stage where it has one.
const KINDS: [(u8, &str, Option<Stage>); 14] = [
    (11, "幼儿园", Some(Stage::Kindergarten)),
    (21, "小学", Some(Stage::Primary)),
    (22, "成人小学", None),
    (31, "普通初中", Some(Stage::Junior)),
    (32, "职业初中", Some(Stage::Junior)),
    (33, "成人初中", None),
    (34, "普通高中", Some(Stage::Senior)),
    (35, "成人高中", None),
    (36, "中等职业学校", Some(Stage::Vocational)),
    (37, "专门学校", None),
    (51, "特殊教育学校", Some(Stage::Special)),
    (91, "科研机构", None),
    (92, "民办其他高等教育机构", None),
    (93, "职业培训机构", None),
];

/// The kind of a school in the ministry's coding rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolKind(u8);

impl SchoolKind {
    /// The kind that an ordinary school of `stage` has.
    pub fn of(stage: Stage) -> Self {
        Self(match stage {
            Stage::Kindergarten => 11,
            Stage::Primary => 21,
            Stage::Junior => 31,
            Stage::Senior => 34,
            Stage::Vocational => 36,
            Stage::Special => 51,
        })
    }

    /// As the rules name it.
    pub fn label(self) -> &'static str {
        KINDS.iter().find(|it| it.0 == self.0).map_or("", |it| it.1)
    }

    /// The stage it teaches; none for adults' schools and the like. A school of several stages has
    /// one number, so its record knows better.
    pub fn stage(self) -> Option<Stage> {
        KINDS.iter().find(|it| it.0 == self.0).and_then(|it| it.2)
    }
}

/// Own numbers of schools from here on belong to demonstrations: Zhejiang counts its schools in
/// ten thousands.
const INVENTED_FROM: u32 = 990_000;

impl SchoolCode {
    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of school it was given to.
    pub fn kind(&self) -> SchoolKind {
        SchoolKind(kind(&self.0).unwrap_or_default())
    }

    /// Whether it belongs to a demonstration.
    pub fn is_invented(&self) -> bool {
        self.0[4..].parse().is_ok_and(|it: u32| it >= INVENTED_FROM)
    }

    /// The `nth` number for a demonstration, of an ordinary school of `stage` in Zhejiang: there are
    /// ten thousand.
    pub fn invented(stage: Stage, nth: u16) -> Option<Self> {
        let own = INVENTED_FROM + u32::from(nth);
        (nth < 10_000).then(|| Self(format!("{}33{own}", SchoolKind::of(stage).0)))
    }
}

impl fmt::Display for SchoolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SchoolCode {
    type Err = NotASchoolCode;

    fn from_str(text: &str) -> Result<Self, NotASchoolCode> {
        let text: String = normalise(text).split_whitespace().collect();
        if text.is_empty() {
            return Err(NotASchoolCode::Empty);
        }
        if let Some((place, found)) = wrong_character(&text, |_, it| it.is_ascii_digit()) {
            return Err(NotASchoolCode::Character { place, found });
        }
        if text.len() != 10 {
            return Err(NotASchoolCode::Length { found: text.len() });
        }
        kind(&text).ok_or(NotASchoolCode::Kind)?;
        if !is_of_a_province(&text[2..]) {
            return Err(NotASchoolCode::Province);
        }
        Ok(Self(text))
    }
}

fn kind(code: &str) -> Option<u8> {
    let digits: u8 = code.get(..2)?.parse().ok()?;
    KINDS.iter().any(|it| it.0 == digits).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::{NotASchoolCode as Not, *};

    #[test]
    fn a_code_is_read_or_refused_with_what_is_wrong() {
        #[track_caller]
        fn check(text: &str, expected: Result<(&str, Option<Stage>), Not>) {
            let actual = text.parse().map(|it: SchoolCode| (it.kind().label(), it.kind().stage()));
            assert_eq!(actual, expected, "{text}");
        }
        check("2133000001", Ok(("小学", Some(Stage::Primary))));
        check(" ３１33000001", Ok(("普通初中", Some(Stage::Junior))));
        check("3633000001", Ok(("中等职业学校", Some(Stage::Vocational))));
        check("3533000001", Ok(("成人高中", None)));
        check("", Err(Not::Empty));
        check("21330000O1", Err(Not::Character { place: 9, found: 'O' }));
        check("213300001", Err(Not::Length { found: 9 }));
        check("9933000001", Err(Not::Kind));
        check("2199000001", Err(Not::Province));
    }

    #[test]
    fn invented_codes_are_right_recognised_and_distinct() {
        for stage in Stage::ALL {
            for nth in [0, 1, 9_999] {
                let it = SchoolCode::invented(stage, nth).unwrap();
                assert_eq!(it.as_str().parse(), Ok(it.clone()));
                assert_eq!((it.kind().stage(), it.is_invented()), (Some(stage), true));
            }
        }
        assert_eq!(SchoolCode::invented(Stage::Primary, 10_000), None);
        assert!(!"2133000001".parse::<SchoolCode>().unwrap().is_invented());
    }
}
