//! Stages of schooling and the grades within them.

use std::{fmt, str::FromStr};

/// A stage of schooling, and so the kind of a school or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 幼儿园.
    Kindergarten,
    /// 小学.
    Primary,
    /// 初中.
    Junior,
    /// 普通高中.
    Senior,
    /// 中等职业教育.
    Vocational,
    /// 特殊教育.
    Special,
}

/// A text that names no stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("不是学段")]
pub struct NotAStage;

impl Stage {
    /// All, in the order that children pass through them.
    pub const ALL: [Self; 6] = [
        Self::Kindergarten,
        Self::Primary,
        Self::Junior,
        Self::Senior,
        Self::Vocational,
        Self::Special,
    ];

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kindergarten => "幼儿园",
            Self::Primary => "小学",
            Self::Junior => "初中",
            Self::Senior => "高中",
            Self::Vocational => "中职",
            Self::Special => "特殊教育",
        }
    }

    /// As it is stored and stands in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kindergarten => "kindergarten",
            Self::Primary => "primary",
            Self::Junior => "junior",
            Self::Senior => "senior",
            Self::Vocational => "vocational",
            Self::Special => "special",
        }
    }

    /// Whether the law makes it compulsory (义务教育): primary and junior schooling, and that of
    /// special schools up to grade 9.
    pub fn is_compulsory(self) -> bool {
        matches!(self, Self::Primary | Self::Junior | Self::Special)
    }

    /// The grades of the stage, in order.
    pub fn grades(self) -> impl Iterator<Item = Grade> {
        let (first, last) = match self {
            Self::Kindergarten => (-3, -1),
            Self::Primary => (1, 6),
            Self::Junior => (7, 9),
            Self::Senior | Self::Vocational => (10, 12),
            Self::Special => (1, 9),
        };
        (first..=last).map(Grade)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Stage {
    type Err = NotAStage;

    fn from_str(code: &str) -> Result<Self, NotAStage> {
        Self::ALL.into_iter().find(|it| it.code() == code).ok_or(NotAStage)
    }
}

/// A grade: −3 to −1 for the three years of kindergarten, then 1 to 12.
///
/// Zhejiang has six years of primary and three of junior school. Grades 10 to 12 are those of
/// vocational schools too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(i8);

/// A number or text that names no grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("不是年级，应如 小班、三年级、高一")]
pub struct NotAGrade;

/// Grades with their labels, as the school forms write them.
const LABELS: [(i8, &str); 15] = [
    (-3, "小班"),
    (-2, "中班"),
    (-1, "大班"),
    (1, "一年级"),
    (2, "二年级"),
    (3, "三年级"),
    (4, "四年级"),
    (5, "五年级"),
    (6, "六年级"),
    (7, "七年级"),
    (8, "八年级"),
    (9, "九年级"),
    (10, "高一"),
    (11, "高二"),
    (12, "高三"),
];

impl Grade {
    /// All grades, youngest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        LABELS.into_iter().map(|(grade, _)| Self(grade))
    }

    /// Grade `number` of the twelve years of school.
    pub fn school(number: i64) -> Result<Self, NotAGrade> {
        Self::try_from(number).ok().filter(|it| it.0 > 0).ok_or(NotAGrade)
    }

    /// The number as it is stored: it orders grades by age.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        LABELS.iter().find(|it| it.0 == self.0).map_or("", |it| it.1)
    }

    /// The stage that it belongs to in an ordinary school: vocational and special schools know
    /// better from their own kind.
    pub fn stage(self) -> Stage {
        match self.0 {
            ..0 => Stage::Kindergarten,
            0..=6 => Stage::Primary,
            7..=9 => Stage::Junior,
            10.. => Stage::Senior,
        }
    }

    /// Whether children leave the stage after it: they graduate instead of being promoted, unless
    /// their school has the next stage too.
    pub fn ends_stage(self) -> bool {
        self.next().is_none_or(|it| it.stage() != self.stage())
    }

    /// The grade a year later; none after the last.
    pub fn next(self) -> Option<Self> {
        Self::all().find(|it| *it > self)
    }

    /// The grade a year earlier; none before the first.
    pub fn previous(self) -> Option<Self> {
        Self::all().rev().find(|it| *it < self)
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl TryFrom<i64> for Grade {
    type Error = NotAGrade;

    fn try_from(number: i64) -> Result<Self, NotAGrade> {
        Self::all().find(|it| it.number() == number).ok_or(NotAGrade)
    }
}

/// What people and older sheets also write for a grade.
const SYNONYMS: [(&str, i8); 10] = [
    ("幼小", -3),
    ("幼中", -2),
    ("幼大", -1),
    ("初一", 7),
    ("初二", 8),
    ("初三", 9),
    ("高中一年级", 10),
    ("高中二年级", 11),
    ("高中三年级", 12),
    ("十年级", 10),
];

impl FromStr for Grade {
    type Err = NotAGrade;

    /// Reads labels, common other words for them (初一), and numbers: 3, 3年级.
    fn from_str(text: &str) -> Result<Self, NotAGrade> {
        let text = crate::normalise(text);
        let known = LABELS.iter().map(|(grade, label)| (*label, *grade)).chain(SYNONYMS);
        if let Some((_, grade)) = known.into_iter().find(|it| it.0 == text) {
            return Ok(Self(grade));
        }
        let digits = text.strip_suffix("年级").unwrap_or(&text);
        let is_plain = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|_| is_plain).ok_or(NotAGrade).and_then(Self::school)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(number: i64) -> Grade {
        Grade::try_from(number).unwrap()
    }

    #[test]
    fn grades_are_named_staged_and_ordered_by_age() {
        #[track_caller]
        fn check(number: i64, label: &str, stage: Stage, ends: bool) {
            let it = grade(number);
            assert_eq!((it.label(), it.stage(), it.ends_stage()), (label, stage, ends));
        }
        check(-3, "小班", Stage::Kindergarten, false);
        check(-1, "大班", Stage::Kindergarten, true);
        check(1, "一年级", Stage::Primary, false);
        check(6, "六年级", Stage::Primary, true);
        check(7, "七年级", Stage::Junior, false);
        check(9, "九年级", Stage::Junior, true);
        check(10, "高一", Stage::Senior, false);
        check(12, "高三", Stage::Senior, true);
        assert!(Grade::all().is_sorted() && Grade::all().count() == 15);
    }

    #[test]
    fn children_rise_from_grade_to_grade_to_the_last() {
        let mut path = vec![grade(-3)];
        while let Some(next) = path[path.len() - 1].next() {
            assert_eq!(next.previous(), path.last().copied());
            path.push(next);
        }
        assert!(path.into_iter().eq(Grade::all()));
        assert_eq!(grade(-3).previous(), None);
    }

    #[test]
    fn grades_are_read_as_people_write_them() {
        for it in Grade::all() {
            assert_eq!(it.to_string().parse(), Ok(it));
            assert_eq!(Grade::try_from(it.number()), Ok(it));
        }
        assert_eq!(" 初二".parse(), Ok(grade(8)));
        assert_eq!("３年级".parse(), Ok(grade(3)));
        assert_eq!("12".parse(), Ok(grade(12)));
        for text in ["", "0", "13", "-1", "+3", "年级", "托班", "三"] {
            assert_eq!(text.parse::<Grade>(), Err(NotAGrade), "{text}");
        }
        for number in [i64::MIN, -4, 0, 13, 257, i64::MAX] {
            assert_eq!(Grade::try_from(number), Err(NotAGrade), "{number}");
        }
        assert_eq!(Grade::school(-1), Err(NotAGrade));
    }

    #[test]
    fn stages_read_back_and_hold_their_grades() {
        for it in Stage::ALL {
            assert_eq!(it.to_string().parse(), Ok(it));
            assert!(it.grades().count() >= 3);
        }
        assert_eq!("小学".parse::<Stage>(), Err(NotAStage));
        for stage in [Stage::Kindergarten, Stage::Primary, Stage::Junior, Stage::Senior] {
            assert!(stage.grades().all(|it| it.stage() == stage));
        }
        assert!(Stage::Junior.is_compulsory() && !Stage::Senior.is_compulsory());
    }
}
