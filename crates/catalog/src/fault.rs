//! What is wrong with a catalog file, told so that whoever wrote it can mend it.

use std::fmt;

/// A fault: file, line, cause, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, below `catalog/`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub cause: String,
    /// What to do about it.
    pub advice: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}：{}。{}", self.file, self.line, self.cause, self.advice)
    }
}

/// How many letters two words may differ by and still be meant for each other.
const SLIPS_MAX: usize = 2;

/// Which of `known` was meant by `typed`: the nearest one, if any is near.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().map(|it| (slips(typed, it), it));
    let found = near.filter(|(slips, it)| *slips <= SLIPS_MAX && *slips < it.chars().count());
    found.min_by_key(|(slips, _)| *slips).map(|(_, it)| it)
}

/// How many letters must be put in, taken out or changed to turn one word into the other.
fn slips(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (to, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != *b);
            corner = row[to + 1];
            row[to + 1] = change.min(row[to] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

/// The words of a list, for advice: the first dozen of them.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 16;
    let all: Vec<&str> = words.into_iter().collect();
    let more = if all.len() > SHOWN { " 等" } else { "" };
    format!("{}{more}", all.iter().take(SHOWN).copied().collect::<Vec<_>>().join("、"))
}

/// Advice where one of `known` had to be written: the one that was probably meant, or all.
pub(crate) fn one_of(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known.iter().copied()) {
        Some(it) => format!("是不是 {it}"),
        None => format!("可以写 {}", listed(known.iter().copied())),
    }
}
