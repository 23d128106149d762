//! How a number is meant, by the words that lead up to it and those that follow it.

use crate::{
    figure::{Comparator, Rule},
    number::Number,
    section::Tense,
    words::{self, begins, ends, length},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Least,
    Most,
    First,
    Over,
    Under,
    Near,
    About,
    Up,
    Down,
}

/// The comparator, the rule for it, and where the words for it begin and end.
pub(crate) fn comparator(
    signs: &[char],
    from: usize,
    to: usize,
    number: &Number,
    unit: &str,
    tense: Tense,
) -> (Comparator, Rule, usize, usize) {
    use Comparator::{About, AtLeast, AtMost, Equal, Near, Over, Under, Within};
    let promised = tense == Tense::Promised;
    let rest = &signs[to..];
    let after = |words: &[&'static str]| begins(rest, words).map(|it| to + length(it));
    let (begin, word) = before(signs, from, unit);
    let mut bounds = (begin, to);
    let afterwards = [
        (words::LEAST_AFTER, AtLeast, Rule::LeastWord),
        (words::MOST_AFTER, AtMost, Rule::MostWord),
        (words::ABOUT_AFTER, About, Rule::AboutWord),
    ];
    for (list, comparator, rule) in afterwards {
        if let Some(end) = after(list) {
            bounds.1 = end;
            return (comparator, rule, bounds.0, bounds.1);
        }
    }
    let reached = if promised { Rule::ReachPromised } else { Rule::ReachReported };
    let (comparator, rule) = match word {
        _ if number.high.is_some() => (Within, Rule::Range),
        _ if number.more => (Over, Rule::OverWord),
        Some(Word::Least) => (AtLeast, Rule::LeastWord),
        Some(Word::Most) => (AtMost, Rule::MostWord),
        Some(Word::First) => (AtMost, Rule::First),
        Some(Word::Over) => (Over, Rule::OverWord),
        Some(Word::Under) => (Under, Rule::UnderWord),
        Some(Word::Near) => (Near, Rule::NearWord),
        Some(Word::About) => (About, Rule::AboutWord),
        Some(Word::Up) => (if promised { AtLeast } else { Equal }, reached),
        Some(Word::Down) => (if promised { AtMost } else { Equal }, reached),
        None => (Equal, Rule::Bare),
    };
    (comparator, rule, bounds.0, bounds.1)
}

/// The word that leads up to a number, and where it begins.
fn before(signs: &[char], from: usize, unit: &str) -> (usize, Option<Word>) {
    let lists = [
        (words::LEAST, Word::Least),
        (words::MOST, Word::Most),
        (words::OVER, Word::Over),
        (words::UNDER, Word::Under),
        (words::NEAR, Word::Near),
        (words::ABOUT, Word::About),
        (words::REACH_UP, Word::Up),
        (words::REACH_DOWN, Word::Down),
    ];
    let longest = |at: usize| {
        let each = lists.iter().filter_map(|(list, word)| Some((ends(&signs[..at], list)?, *word)));
        each.max_by_key(|(it, _)| length(it)).map(|(it, word)| (at - length(it), word))
    };
    if let Some((begin, word)) = longest(from) {
        // 达近百: what is nearest says it; what is before it is passed over.
        return (longest(begin).map_or(begin, |it| it.0), Some(word));
    }
    let is_ranked = matches!(unit, "%" | "名" | "位");
    let is_first = ends(&signs[..from], &["前"]).is_some()
        && ends(&signs[..from], &["之前", "以前", "目前", "年前", "月前", "日前"]).is_none();
    if is_ranked && is_first {
        return (from - 1, Some(Word::First));
    }
    let filled = ends(&signs[..from], words::FILLERS).map_or(from, |it| from - length(it));
    match longest(filled).filter(|_| filled < from) {
        Some((begin, word)) => (begin, Some(word)),
        None => (filled, None),
    }
}
