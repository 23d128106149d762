//! The figures of one paragraph: which of its numbers count something, in what unit, and how they
//! are meant.
//!
//! A number is a figure unless a reason says no: it is a date, an edition, a name in quotation
//! marks, a code. Each reason is a line in [`Scan::is_name`] or in `words.rs`.

use crate::{
    amount::Amount,
    compare,
    figure::{Comparator, Doubt, Rule},
    number::{self, Number},
    numeral,
    section::Tense,
    words::{self, begins, ends, holds, length},
};

/// A figure within a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it begins, comparator not included.
    pub(crate) from: usize,
    /// One past number and unit.
    pub(crate) to: usize,
    /// One past what belongs to it: 以上, 左右.
    pub(crate) end: usize,
    /// Where the comparator before it begins.
    pub(crate) begin: usize,
    pub(crate) low: Amount,
    pub(crate) high: Option<Amount>,
    pub(crate) unit: String,
    pub(crate) comparator: Comparator,
    pub(crate) tense: Tense,
    pub(crate) rules: Vec<Rule>,
    pub(crate) doubts: Vec<Doubt>,
}

/// The figures of a paragraph in a part of that tense.
pub(crate) fn figures(signs: &[char], tense: Tense) -> Vec<Found> {
    let scan = Scan { signs, named: named(signs), tense };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < signs.len() {
        at = match scan.at(at, &found) {
            Step::Figure(it) => {
                let to = it.end;
                found.push(*it);
                to
            }
            Step::Skip(to) => to.max(at + 1),
        };
    }
    found
}

/// What stands in quotation or title marks: the name of something.
pub(crate) fn named(signs: &[char]) -> Vec<bool> {
    /// A mark that is not closed within so many characters was lost.
    const NAME_MAX: usize = 80;
    let mut named = vec![false; signs.len()];
    let mut at = 0;
    while at < signs.len() {
        let close = match signs[at] {
            '“' => '”',
            '‘' => '’',
            '《' => '》',
            '〈' => '〉',
            '「' => '」',
            _ => {
                at += 1;
                continue;
            }
        };
        let end = signs[at..].iter().take(NAME_MAX).position(|it| *it == close);
        let count = end.unwrap_or(0);
        named[at..=at + count].fill(true);
        at += count + 1;
    }
    named
}

enum Step {
    Figure(Box<Found>),
    Skip(usize),
}

struct Scan<'a> {
    signs: &'a [char],
    named: Vec<bool>,
    tense: Tense,
}

impl Scan<'_> {
    fn at(&self, from: usize, before: &[Found]) -> Step {
        let signs = self.signs;
        if self.named[from] {
            return Step::Skip(from + 1);
        }
        if signs[from] == '第' {
            return self.rank(from);
        }
        if signs[from] == '零' && begins(&signs[from + 1..], words::EVENTS).is_some() {
            return self.zero(from);
        }
        let Some(number) = number::at(signs, from) else {
            // A number that cannot be read is passed as a whole, never read from its middle.
            let digits = signs[from..].iter().take_while(|it| it.is_ascii_digit()).count();
            return Step::Skip(from + digits.max(1));
        };
        if self.is_name(from, &number) {
            return Step::Skip(self.past(number.to));
        }
        let Some((unit, to)) = self.unit(from, &number) else {
            return Step::Skip(number.to);
        };
        Step::Figure(Box::new(self.meant(from, to, number, unit, before)))
    }

    /// 全国第五, 第32名: a number after 第 that a place or a mark follows.
    fn rank(&self, from: usize) -> Step {
        let signs = self.signs;
        let number = signs.get(from + 1).and_then(|_| number::at(signs, from + 1));
        let Some(number) = number else { return Step::Skip(from + 1) };
        let placed = matches!(signs.get(number.to), Some('名' | '位'));
        let to = number.to + usize::from(placed);
        let ends_here =
            signs.get(to).is_none_or(|it| matches!(it, ',' | '。' | ';' | '、' | '(' | ')'));
        let moves =
            placed && begins(&signs[to..], &["上升", "提升", "下降", "跃升", "的"]).is_some();
        let motto = ends(&signs[..from], words::MOTTOES).is_some();
        let is_rank = (ends_here || moves) && !motto && from > 0 && number.low.below() == 1;
        if !is_rank {
            return Step::Skip(to);
        }
        let rules = vec![Rule::Rank];
        Step::Figure(Box::new(self.plain(from, to, number.low, "第", rules)))
    }

    fn zero(&self, from: usize) -> Step {
        let rules = vec![Rule::Zero];
        let zero = Amount::whole(0).map(|it| self.plain(from, from + 1, it, "", rules));
        zero.map_or(Step::Skip(from + 1), |it| Step::Figure(Box::new(it)))
    }

    fn plain(&self, from: usize, to: usize, low: Amount, unit: &str, rules: Vec<Rule>) -> Found {
        let (unit, comparator) = (unit.to_owned(), Comparator::Equal);
        let tense = self.tense_at(from);
        let doubts = Vec::new();
        Found {
            from,
            to,
            end: to,
            begin: from,
            low,
            high: None,
            unit,
            comparator,
            tense,
            rules,
            doubts,
        }
    }

    /// Whether the number is part of a name, a date or a code.
    fn is_name(&self, from: usize, number: &Number) -> bool {
        let (signs, to) = (self.signs, number.to);
        let before = from.checked_sub(1).map(|it| signs[it]);
        let after = signs.get(to).copied();
        // 3-1, 1-2-3: a code or a date.
        let backwards = number.high.is_some_and(|it| it <= number.low) || after == Some('-');
        // 007: a code.
        let padded = signs[from] == '0' && signs.get(from + 1).is_some_and(char::is_ascii_digit);
        let is_letter =
            |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphabetic() || it == '+');
        let value = number.low.above();
        let is_year = number.plain && number.low.below() == 1 && (1900..2100).contains(&value);
        let years = is_year
            && (number.high.is_some()
                || begins(&signs[to..], &["年", "级", "届", "学年", "秋", "春", "-", "."])
                    .is_some());
        let dated = number.plain
            && number.high.is_none()
            && number.low.below() != 1
            && (1900..2100).contains(&(value / number.low.below()))
            && begins(&signs[to..], words::UNITS).is_none();
        // 2023年1月20日: the month as well.
        let named =
            number.rules[0] != Rule::Fraction && begins(&signs[to..], words::NOT_COUNTED).is_some();
        let grouped = matches!(before, Some('-' | '/' | ':' | '.' | '〔' | '['));
        is_letter(before)
            || is_letter(after)
            || years
            || dated
            || padded
            || backwards
            || named
            || grouped
    }

    /// The unit and where it ends; nothing where the number counts nothing.
    fn unit(&self, from: usize, number: &Number) -> Option<(String, usize)> {
        let (signs, to) = (self.signs, number.to);
        if number.percent {
            return Some(("%".to_owned(), to));
        }
        let unit = begins(&signs[to..], words::UNITS);
        let end = to + unit.map_or(0, length);
        let fine = match number.rules[0] {
            Rule::Fraction if signs[from] == '半' => {
                let before =
                    ends(&signs[..from], words::OVER).or_else(|| ends(&signs[..from], words::NEAR));
                let is_share = begins(&signs[to..], &["数"]).is_some()
                    && (before.is_some() || ends(&signs[..from], &["过"]).is_some());
                let is_time =
                    unit == Some("年") && ends(&signs[..from], &["上", "下", "大", "近"]).is_none();
                return match (is_share, is_time) {
                    (true, _) => Some((String::new(), to + 1)),
                    (_, true) => Some(("年".to_owned(), end)),
                    _ => None,
                };
            }
            Rule::Fraction => true,
            Rule::Numeral => return self.counted(from, number),
            // A bare whole number is a code, unless it was multiplied or something leads up to it.
            _ if unit.is_none() => {
                !number.plain || number.low.below() != 1 && self.is_led_up_to(from)
            }
            _ => true,
        };
        let medal = matches!(unit, Some("金" | "银" | "铜"));
        let after = signs.get(end);
        let is_medal =
            after.is_none_or(|it| it.is_ascii_digit() || matches!(it, ',' | '。' | ';' | '、'));
        (fine && (!medal || is_medal)).then(|| (unit.unwrap_or_default().to_owned(), end))
    }

    /// A Chinese numeral counts in few units, and 一, 二 and bare 百, 千, 万 mostly make words.
    fn counted(&self, from: usize, number: &Number) -> Option<(String, usize)> {
        let (signs, to) = (self.signs, number.to);
        let numeral = &signs[from..to - usize::from(number.more)];
        let after_word = from > 0
            && matches!(
                signs[from - 1],
                '统' | '唯'
                    | '之'
                    | '每'
                    | '同'
                    | '逐'
                    | '专'
                    | '单'
                    | '某'
                    | '任'
                    | '十'
                    | '数'
                    | '几'
                    | '百'
            );
        let unit = begins(&signs[to..], words::COUNTED);
        let led = self.is_led_up_to(from) || number.more;
        let bare = numeral.iter().all(|it| numeral::digit(*it).is_none() && *it != '十');
        let large = numeral.iter().any(|it| matches!(it, '千' | '万' | '亿'));
        let fine = match numeral {
            ['一'] => matches!(unit, Some("小时")),
            ['二' | '零' | '〇'] => false,
            _ if bare => led,
            _ => unit.is_some() || large,
        };
        let end = to + unit.map_or(0, length);
        let is_name = begins(&signs[from..], words::FIXED).is_some();
        // 七个一, 两个100%: the unit counts other numbers.
        let counts_numbers = signs.get(end).is_some_and(|it| *it == '一' || it.is_ascii_digit());
        (fine && !after_word && !counts_numbers && !is_name)
            .then(|| (unit.unwrap_or_default().to_owned(), end))
    }

    fn is_led_up_to(&self, from: usize) -> bool {
        let before = &self.signs[..from];
        let words = [
            words::OVER,
            words::NEAR,
            words::ABOUT,
            words::REACH_UP,
            words::LEAST,
            words::MOST,
            words::REACH_DOWN,
            &["为", "上", "过", "至"],
        ];
        words.iter().any(|it| ends(before, it).is_some())
    }

    fn meant(
        &self,
        from: usize,
        to: usize,
        number: Number,
        unit: String,
        before: &[Found],
    ) -> Found {
        let signs = self.signs;
        let tense = self.tense_at(from);
        let (comparator, rule, begin, end) =
            compare::comparator(signs, from, to, &number, &unit, tense);
        let mut rules = number.rules;
        rules.push(rule);
        let mut doubts: Vec<Doubt> = number.doubt.into_iter().collect();
        let hundred = Amount::whole(100);
        if unit == "%" && hundred.is_some_and(|it| number.low > it) {
            doubts.push(Doubt::OverHundred);
        }
        if unit.is_empty() && rules[0] != Rule::Fraction {
            doubts.push(Doubt::NoUnit);
        }
        let listed = before.last().filter(|it| {
            let between = &signs[it.end..from];
            let in_list = between.iter().any(|it| matches!(it, '和' | '、' | '及'));
            in_list && !between.iter().any(|it| matches!(it, ',' | '。' | ';' | ':'))
        });
        let capped = listed.is_some_and(|it| {
            it.comparator == Comparator::AtMost || it.doubts.contains(&Doubt::MaybeAtMost)
        });
        if capped && comparator == Comparator::Equal {
            doubts.push(Doubt::MaybeAtMost);
        }
        let (low, high) = (number.low, number.high);
        Found { from, to, end, begin, low, high, unit, comparator, tense, rules, doubts }
    }

    fn tense_at(&self, from: usize) -> Tense {
        let ends_clause = |it: &char| matches!(it, '。' | ';');
        let start = self.signs[..from].iter().rposition(ends_clause).map_or(0, |it| it + 1);
        let clause = &self.signs[start..from];
        match self.tense {
            Tense::Reported if holds(clause, words::PROMISING) => Tense::Promised,
            Tense::Promised if holds(clause, words::REPORTING) => Tense::Reported,
            it => it,
        }
    }

    fn past(&self, to: usize) -> usize {
        // The rest of a name with a plus sign or letters: 1+7, A4.
        let more = self.signs[to..]
            .iter()
            .take_while(|it| it.is_ascii_alphanumeric() || **it == '+')
            .count();
        to + more
    }
}
