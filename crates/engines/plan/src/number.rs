//! Where a number stands in a row of characters, and what it is: digits, a Chinese numeral, a
//! fraction, with 万 and 余 and the upper end of a range.

use crate::{
    amount::Amount,
    figure::{Doubt, Rule},
    numeral,
    words::{self, begins},
};

/// A number that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// One past its last character, unit not included.
    pub(crate) to: usize,
    pub(crate) low: Amount,
    pub(crate) high: Option<Amount>,
    /// 余 or 多 follows.
    pub(crate) more: bool,
    pub(crate) rules: Vec<Rule>,
    pub(crate) doubt: Option<Doubt>,
    /// The value begins and ends as it stands, without 万: a year, a code or a count.
    pub(crate) plain: bool,
    /// 百分之 stands before it.
    pub(crate) percent: bool,
}

/// The number that begins at `from`.
pub(crate) fn at(signs: &[char], from: usize) -> Option<Number> {
    let sign = signs[from];
    if sign.is_ascii_digit() {
        return digits(signs, from);
    }
    if sign == '半' {
        let half = Amount::new(1, 2)?;
        return Some(Number::of(from + 1, half, Rule::Fraction));
    }
    if !numeral::is_numeral(sign) {
        return None;
    }
    part_of(signs, from).or_else(|| chinese(signs, from))
}

impl Number {
    fn of(to: usize, low: Amount, rule: Rule) -> Self {
        Self {
            to,
            low,
            high: None,
            more: false,
            rules: vec![rule],
            doubt: None,
            plain: false,
            percent: false,
        }
    }

    fn with_more(mut self, signs: &[char]) -> Self {
        if matches!(signs.get(self.to), Some('余' | '多')) {
            (self.to, self.more) = (self.to + 1, true);
        }
        self
    }
}

fn digits(signs: &[char], from: usize) -> Option<Number> {
    let (mut to, low, doubt) = decimal(signs, from)?;
    let mut number = Number { plain: true, doubt, ..Number::of(to, low, Rule::Digits) };
    if signs.get(to) == Some(&'/') && signs.get(to + 1).is_some_and(char::is_ascii_digit) {
        let (end, below, _) = decimal(signs, to + 1)?;
        let part = proper(low, below)?;
        return Some(Number::of(end, part, Rule::Fraction));
    }
    if let Some((end, high)) = upper(signs, to) {
        (number.high, number.to, to) = (Some(high), end, end);
        number.rules.push(Rule::Range);
    }
    let factor = factor(signs, to);
    if let Some((count, factor)) = factor {
        number.low = number.low.times(factor)?;
        number.high = match number.high {
            Some(it) => Some(it.times(factor)?),
            None => None,
        };
        number.rules.push(Rule::Myriad);
        (number.to, number.plain) = (to + count, false);
    }
    Some(number.with_more(signs))
}

/// Digits with a point or thousands marks.
fn decimal(signs: &[char], from: usize) -> Option<(usize, Amount, Option<Doubt>)> {
    let run = |at: usize| {
        signs[at.min(signs.len())..].iter().take_while(|it| it.is_ascii_digit()).count()
    };
    let mut to = from + run(from);
    let mut doubt = None;
    while (doubt.is_some() || to - from <= 3) && signs.get(to) == Some(&',') && run(to + 1) == 3 {
        (to, doubt) = (to + 4, Some(Doubt::Comma));
    }
    if signs.get(to) == Some(&'.') && run(to + 1) > 0 {
        to += 1 + run(to + 1);
    }
    let text: String = signs[from..to].iter().collect();
    Some((to, Amount::decimal(&text)?, doubt))
}

/// `-2` of `1-2`.
fn upper(signs: &[char], to: usize) -> Option<(usize, Amount)> {
    let joins = matches!(signs.get(to), Some('-' | '~' | '—' | '–' | '至'));
    if !joins || !signs.get(to + 1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let (end, high, _) = decimal(signs, to + 1)?;
    Some((end, high))
}

fn factor(signs: &[char], to: usize) -> Option<(usize, i64)> {
    let one = match signs.get(to)? {
        '千' if begins(&signs[to..], words::UNITS).is_none() => 1000,
        it => numeral::myriad(*it)?,
    };
    match signs.get(to + 1) {
        Some('亿') => Some((2, one * 100_000_000)),
        _ => Some((1, one)),
    }
}

/// 三分之一, 百分之九十五点五.
fn part_of(signs: &[char], from: usize) -> Option<Number> {
    let run = |at: usize| {
        signs[at.min(signs.len())..].iter().take_while(|it| numeral::is_numeral(**it)).count()
    };
    let below_to = from + run(from);
    if signs.get(below_to..below_to + 2)? != ['分', '之'] {
        return None;
    }
    let above_from = below_to + 2;
    let (to, above) = if signs.get(above_from)?.is_ascii_digit() {
        let (to, above, _) = decimal(signs, above_from)?;
        (to, above)
    } else {
        let to = above_from + run(above_from);
        (to, numeral::value(&signs[above_from..to]).filter(|_| to > above_from)?)
    };
    let below = numeral::value(&signs[from..below_to])?;
    if signs[from..below_to] == ['百'] {
        return Some(Number { percent: true, ..Number::of(to, above, Rule::Fraction) });
    }
    let part = proper(above, below)?;
    Some(Number::of(to, part, Rule::Fraction))
}

/// A fraction below one, of a kind that people write: 9/1 is a day, 45/3000 a file.
fn proper(above: Amount, below: Amount) -> Option<Amount> {
    let fits = above.below() == 1
        && below.below() == 1
        && above.above() > 0
        && above < below
        && below.above() <= 100;
    Amount::new(above.above(), below.above()).filter(|_| fits)
}

fn chinese(signs: &[char], from: usize) -> Option<Number> {
    let count = signs[from..].iter().take_while(|it| numeral::is_numeral(**it)).count();
    let to = from + count;
    let low = numeral::value(&signs[from..to])?;
    Some(Number::of(to, low, Rule::Numeral).with_more(signs))
}
