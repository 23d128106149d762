//! A figure as it was read: its number, unit and comparator, where it stood, and by which rules.

use crate::{amount::Amount, section::Tense};

/// How a number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparator {
    /// Exactly so much.
    Equal,
    /// So much or more.
    AtLeast,
    /// So much or less.
    AtMost,
    /// More, without saying how much.
    Over,
    /// Less, without saying how much.
    Under,
    /// Nearly so much.
    Near,
    /// About so much.
    About,
    /// From the first number to the second.
    Within,
}

impl Comparator {
    /// The sign or word that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::Over => "超",
            Self::Under => "不足",
            Self::Near => "近",
            Self::About => "约",
            Self::Within => "区间",
        }
    }
}

/// Why something was read as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Digits and a unit.
    Digits,
    /// A Chinese numeral and a unit.
    Numeral,
    /// 三分之一, 1/3, 百分之…, 半数.
    Fraction,
    /// 万, 亿, 千 multiplied.
    Myriad,
    /// 第几 after a place.
    Rank,
    /// 零 before what must not happen.
    Zero,
    /// From … to.
    Range,
    /// 以上, 不低于, 不少于, 满.
    LeastWord,
    /// 不超过, 以内.
    MostWord,
    /// The first so many.
    First,
    /// 超, 逾, 余, 多.
    OverWord,
    /// 不足, 不到.
    UnderWord,
    /// 近.
    NearWord,
    /// 约, 左右.
    AboutWord,
    /// 达到 where something is promised.
    ReachPromised,
    /// 达到 where something is reported.
    ReachReported,
    /// No comparator at all.
    Bare,
}

impl Rule {
    /// For the person who confirms.
    pub fn explain(self) -> &'static str {
        match self {
            Self::Digits => "数字加量词",
            Self::Numeral => "汉字数字加量词",
            Self::Fraction => "分数",
            Self::Myriad => "按千、万、亿换算",
            Self::Rank => "“第几”为名次",
            Self::Zero => "“零”加不应发生的事",
            Self::Range => "两数之间",
            Self::LeastWord => "“以上”“不低于”“不少于”“满”按不低于读",
            Self::MostWord => "“不超过”“以内”按不高于读",
            Self::First => "“前几”按名次不低于读",
            Self::OverWord => "“超”“逾”“余”“多”按超过读",
            Self::UnderWord => "“不足”“不到”按不足读",
            Self::NearWord => "“近”按接近读",
            Self::AboutWord => "“约”“左右”按大约读",
            Self::ReachPromised => "目标中的“达到”“提高到”按不低于读，“降至”按不高于读",
            Self::ReachReported => "实绩中的“达到”“提高到”“降至”按等于读",
            Self::Bare => "没有比较词，按等于读",
        }
    }
}

/// What a person should look at before believing a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// More than a hundred per cent.
    OverHundred,
    /// 不超过 before an earlier thing of the same list may reach to this one.
    MaybeAtMost,
    /// No unit stands after the number.
    NoUnit,
    /// Two numbers or one with a thousands mark: the comma may be either.
    Comma,
}

impl Doubt {
    /// For the person who confirms.
    pub fn explain(self) -> &'static str {
        match self {
            Self::OverHundred => "超过 100%，请核对是完成率还是写错",
            Self::MaybeAtMost => "同一列举前面有“不超过”，可能也管这一项，请核对",
            Self::NoUnit => "数字后没有单位，请补上",
            Self::Comma => "逗号可能是千分位，也可能是断句，请核对",
        }
    }
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number, or the lower one.
    pub low: Amount,
    /// The upper number of a range.
    pub high: Option<Amount>,
    /// As written; 第 for a rank, nothing where none stands there.
    pub unit: String,
    /// How the number is meant.
    pub comparator: Comparator,
    /// What it counts, in a few characters of the sentence.
    pub thing: String,
    /// Promised or reported.
    pub tense: Tense,
    /// The place that the sentence or the document names.
    pub place: Option<String>,
    /// The date or year by which or for which it holds.
    pub period: Option<String>,
    /// The lead office, where it stands in a table of tasks.
    pub office: Option<String>,
    /// The characters of number and unit.
    pub written: String,
    /// The sentence, by its place in the reading.
    pub sentence: usize,
    /// The line on which the number begins.
    pub line: u32,
    /// The character of the line at which it begins, from one.
    pub column: u32,
    /// The part of the document: body, annex, summary.
    pub part: u16,
    /// By which rules it was read.
    pub rules: Vec<Rule>,
    /// What to look at.
    pub doubts: Vec<Doubt>,
    /// The words around it, by which it is compared with others.
    pub(crate) around: String,
}

impl Figure {
    /// The number as people read it: `≥ 78%`, `1–2 个`.
    pub fn amount(&self) -> String {
        let number = match self.high {
            Some(high) => format!("{}–{high}", self.low),
            None => self.low.to_string(),
        };
        if self.unit == "第" { format!("第 {number}") } else { format!("{number}{}", self.unit) }
    }
}
