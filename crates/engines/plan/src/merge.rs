//! Figures that say the same become one proposal; proposals that speak of the same thing in two
//! parts of a document and differ are shown side by side.
//!
//! How alike two things are is the mean of two Dice coefficients over the words around the
//! numbers: of characters and of pairs of characters. Within one part of a document things stand
//! side by side on purpose, so that only other parts contradict.

use std::collections::BTreeMap;

use crate::figure::{Comparator, Figure};

/// From so many thousandths on, two equal numbers are one.
const SAME: u32 = 500;
/// Ranks are few and alike in words (成绩位列全省): only the same words are one rank.
const SAME_RANK: u32 = 950;
/// From so many on, two different numbers for one thing contradict each other.
const CONTRADICTS: u32 = 700;
/// From so many on, a person should look.
const SIMILAR: u32 = 380;
/// From so many on, what is promised and what was reported may be one thing. 公办园占比 and 普惠园占比,
/// which are two, have 767.
const ACTUAL: u32 = 770;

/// What is proposed to a person: one figure, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its figures, by their places in the reading; the first is the one that says it best.
    pub figures: Vec<usize>,
}

/// How two proposals stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// One thing, two numbers.
    Contradiction,
    /// Perhaps one thing.
    Similar,
    /// One thing, promised and reported: what was reached before.
    Actual,
}

/// Two proposals that a person should look at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The earlier proposal.
    pub one: usize,
    /// The later.
    pub other: usize,
    /// What they are to each other.
    pub tie: Tie,
    /// How alike the words around them are, in thousandths.
    pub alike: u32,
}

/// How alike two texts are, in thousandths.
pub(crate) fn alike(one: &str, other: &str) -> u32 {
    let signs = |it: &str| it.chars().map(|it| (it, ' ')).collect::<Vec<_>>();
    let pairs = |it: &str| it.chars().zip(it.chars().skip(1)).collect::<Vec<_>>();
    dice(signs(one), signs(other)).midpoint(dice(pairs(one), pairs(other)))
}

fn dice(one: Vec<(char, char)>, other: Vec<(char, char)>) -> u32 {
    let all = one.len() + other.len();
    let mut counts: BTreeMap<(char, char), usize> = BTreeMap::new();
    for it in one {
        *counts.entry(it).or_default() += 1;
    }
    let mut shared = 0;
    for it in other {
        if let Some(count) = counts.get_mut(&it).filter(|it| **it > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    u32::try_from(2000 * shared / all.max(1)).unwrap_or(0)
}

/// Puts equal figures together.
pub(crate) fn proposals(figures: &[Figure]) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    for (at, figure) in figures.iter().enumerate() {
        let fits = |it: &Proposal| {
            let taken = it.figures.iter().any(|it| figures[*it].sentence == figure.sentence);
            let first = &figures[it.figures[0]];
            let least = if figure.unit == "第" { SAME_RANK } else { SAME };
            let best = alike(&first.around, &figure.around);
            (!taken && is_same(first, figure) && best >= least).then_some(best)
        };
        let scored = proposals.iter().enumerate().filter_map(|(at, it)| Some((fits(it)?, at)));
        match scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at))) {
            Some((_, to)) => proposals[to].figures.push(at),
            None => proposals.push(Proposal { figures: vec![at] }),
        }
    }
    for proposal in &mut proposals {
        // 78% 以上 says more than 78%, a row of the annex with its office more than the body.
        let weight = |it: usize| {
            (figures[it].comparator == Comparator::Equal, figures[it].office.is_none(), it)
        };
        proposal.figures.sort_by_key(|it| weight(*it));
    }
    proposals
}

fn is_same(one: &Figure, other: &Figure) -> bool {
    let number = |it: &Figure| (it.low, it.high);
    let equal = Comparator::Equal;
    let compared =
        one.comparator == other.comparator || one.comparator == equal || other.comparator == equal;
    number(one) == number(other) && one.unit == other.unit && one.tense == other.tense && compared
}

/// The pairs that a person should see together.
pub(crate) fn pairs(figures: &[Figure], proposals: &[Proposal]) -> Vec<Pair> {
    let parts = |it: &Proposal| it.figures.iter().map(|it| figures[*it].part).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for (one, first) in proposals.iter().enumerate() {
        let (here, left) = (parts(first), &figures[first.figures[0]]);
        for (other, second) in proposals.iter().enumerate().skip(one + 1) {
            let right = &figures[second.figures[0]];
            let apart = !parts(second).iter().any(|it| here.contains(it));
            let crossed = left.tense != right.tense;
            if !apart || left.unit != right.unit || is_same(left, right) {
                continue;
            }
            let alike = alike(&left.around, &right.around);
            let tie = match alike {
                ACTUAL.. if crossed => Tie::Actual,
                CONTRADICTS.. if !crossed => Tie::Contradiction,
                SIMILAR.. if !crossed => Tie::Similar,
                _ => continue,
            };
            pairs.push(Pair { one, other, tie, alike });
        }
    }
    pairs
}
