//! What stands around a figure: the thing that it counts, the place and the date that its sentence
//! names.

use crate::{
    document::is_chinese,
    scan::Found,
    words::{self, begins, ends, length},
};

/// The longest name of a thing.
const THING_MAX: usize = 18;

/// The words before and after a figure, up to a mark or the next figure.
pub(crate) struct Around {
    before: Vec<char>,
    after: Vec<char>,
}

impl Around {
    /// Of the figure `at` among `all` of the paragraph.
    pub(crate) fn of(signs: &[char], all: &[Found], at: usize) -> Self {
        let one = &all[at];
        let from = all[..at].last().map_or(0, |it| it.end);
        let to = all.get(at + 1).map_or(signs.len(), |it| it.begin);
        let mut before = without_remarks(&signs[from..one.begin]);
        // 升学率(21.39%): what is counted stands before the bracket.
        if before.last() == Some(&'(') {
            before.pop();
        }
        if let Some(mark) = before.iter().rposition(|it| is_mark(*it)) {
            before.drain(..=mark);
        }
        let mut after = without_remarks(&signs[one.end..to]);
        if let Some(mark) = after.iter().position(|it| is_mark(*it)) {
            after.truncate(mark);
        }
        while let Some(word) = begins(&after, words::BEGINNINGS) {
            after.drain(..length(word));
        }
        // In 10个登峰学科和60个优势学科 what stands before 和 belongs to the first alone.
        let joins = |it: Option<&char>| matches!(it, Some('和' | '及' | '与'));
        if joins(before.last()) {
            before.clear();
        }
        if joins(before.first()) {
            before.remove(0);
        }
        if joins(after.first()) {
            after.clear();
        }
        if joins(after.last()) {
            after.pop();
        }
        Self { before, after }
    }

    /// What is counted: after a count what follows, after a share what it is a share of.
    pub(crate) fn thing(&self, unit: &str) -> String {
        let share = matches!(unit, "%" | "‰" | "第" | "" | "百分点" | "个百分点");
        let (first, second) =
            if share { (&self.before, &self.after) } else { (&self.after, &self.before) };
        let chosen = if first.iter().any(|it| is_chinese(*it)) { first } else { second };
        let is_before = std::ptr::eq(chosen, &raw const self.before);
        let skipped = if is_before { chosen.len().saturating_sub(THING_MAX) } else { 0 };
        chosen[skipped..].iter().take(THING_MAX).collect()
    }

    /// All of it, to compare with others.
    pub(crate) fn text(&self) -> String {
        let both = self.before.iter().chain(&self.after);
        both.filter(|it| is_chinese(**it) || it.is_ascii_alphanumeric()).collect()
    }
}

/// Without what stands in brackets: 新(改、扩)建.
fn without_remarks(signs: &[char]) -> Vec<char> {
    let mut kept: Vec<char> = Vec::new();
    for sign in signs {
        match kept.iter().rposition(|it| *it == '(').filter(|_| *sign == ')') {
            Some(open) => kept.truncate(open),
            None => kept.push(*sign),
        }
    }
    kept
}

fn is_mark(sign: char) -> bool {
    matches!(sign, ',' | '。' | ';' | ':' | '!' | '?' | '、' | '(' | ')')
}

/// The span of the sentence that holds `at`: from the last stop to the next.
pub(crate) fn sentence(signs: &[char], at: usize) -> (usize, usize) {
    let stops = |it: &char| matches!(it, '。' | ';' | '!' | '?');
    let from = signs[..at].iter().rposition(stops).map_or(0, |it| it + 1);
    let to = signs[at..].iter().position(stops).map_or(signs.len(), |it| at + it + 1);
    (from, to)
}

/// The place that is named last before the figure in its sentence.
pub(crate) fn place(before: &[char], is_rank: bool) -> Option<String> {
    // 全国优质学校 says what kind of school; only a rank is held in the whole country.
    let lists = [words::PLACES, words::RANKED_IN];
    let lists = &lists[..if is_rank { 2 } else { 1 }];
    let named = (0..before.len())
        .rev()
        .find_map(|at| lists.iter().find_map(|list| begins(&before[at..], list)));
    named.map(str::to_owned)
}

/// A year or a date that the sentence names before the figure.
pub(crate) fn period(before: &[char]) -> Option<String> {
    let year = before
        .windows(5)
        .rposition(|it| it[4] == '年' && it[..4].iter().all(char::is_ascii_digit))?;
    let rest = &before[year + 5..];
    let end = begins(rest, &["底", "末", "度"]).map_or(0, length);
    let month: usize = rest.iter().take_while(|it| it.is_ascii_digit() || **it == '月').count();
    let month = if rest[..month].ends_with(&['月']) { month } else { 0 };
    let by = usize::from(ends(&before[..year], &["到"]).is_some());
    Some(before[year - by..year + 5 + end.max(month)].iter().collect())
}
