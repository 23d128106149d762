//! What would have to be added, of one thing, for the county to pass in one stage: how much in
//! which school, and no less would do. What is given to a school of several stages is given to this
//! stage of it alone, and is not split again.
//!
//! **Why it is the least.** First every school gets what its own minimum asks for; nobody can do
//! with less. After that one more is always given where Σnᵢxᵢ² grows least. That sum is separable
//! and convex in what the schools have, so that giving greedily makes it as small as it can be for
//! *every* total (Federgruen and Groenevelt 1986), and the coefficient depends on that sum and on
//! the total alone. The first total at which the limit is kept is therefore the smallest there is.

use std::{cmp::Ordering, collections::BinaryHeap};

use crate::{
    input::{Branch, Input},
    judge::{Standing, at_most, standing},
    standard::{INDICATORS, Limited, Part, Stage},
};

/// No school lacks more than this of anything.
const GIVEN_MAX: u64 = 1_000_000_000_000;

/// What may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// In which stage.
    pub stage: Stage,
    /// Of which indicator.
    pub indicator: usize,
    /// So many parts of the unit at a time: one teacher, or 100 m².
    pub step: u64,
    /// So many times at most.
    pub budget: u64,
}

/// What is given to a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gift {
    /// Which, by its place.
    pub school: usize,
    /// How many steps for what the school itself must reach.
    pub for_itself: u64,
    /// How many more for the county's coefficient.
    pub for_county: u64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mended {
    /// So much, and no less would do. Schools that get nothing are left out.
    Least {
        /// Who gets what.
        gifts: Vec<Gift>,
        /// How many steps in all.
        steps: u64,
    },
    /// The budget ended before the county passed.
    OutOfBudget {
        /// The best so far.
        gifts: Vec<Gift>,
    },
    /// The question has no answer of this kind.
    NotAsked(&'static str),
}

/// Who comes next: the least growth of Σnᵢxᵢ², then the first school.
struct Next {
    /// The growth, as a fraction over `pupils`.
    growth: u128,
    pupils: u128,
    branch: usize,
}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        let growth = (other.growth * self.pupils).cmp(&(self.growth * other.pupils));
        growth.then_with(|| other.branch.cmp(&self.branch))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Next {}

/// Finds the least that must be added.
pub fn mend(input: &Input, question: &Question) -> Mended {
    let Question { stage, indicator, step, budget } = *question;
    let mut branches = input.branches(stage).to_vec();
    let refused = match () {
        () if step == 0 || indicator >= INDICATORS => Some("没有这个指标，或每次增加的数量为零"),
        () if branches.is_empty() => Some("这个学段没有学校"),
        () if input.standard.limited != Limited::Each => {
            Some("按综合差异系数评估时，七项互相抵补，不能只算一项要增加多少")
        }
        () => None,
    };
    if let Some(why) = refused {
        return Mended::NotAsked(why);
    }
    let limit = input.standard.limit[stage.at()];
    let mut own: Vec<u64> = branches.iter().map(|it| own_steps(input, it, question)).collect();
    let mut given = vec![0_u64; branches.len()];
    let mut left = budget;
    for (at, branch) in branches.iter_mut().enumerate() {
        if own[at] > left {
            own[at] = left;
            own[at + 1..].fill(0);
            return Mended::OutOfBudget { gifts: gifts(input.branches(stage), &own, &given) };
        }
        left -= own[at];
        branch.given[indicator] += own[at] * step;
    }
    let mut queue: BinaryHeap<Next> =
        (0..branches.len()).map(|at| next(&branches, at, indicator, step)).collect();
    while !is_within(&branches, indicator, limit) {
        let Some(Next { branch, .. }) = queue.pop().filter(|_| left > 0) else {
            return Mended::OutOfBudget { gifts: gifts(&branches, &own, &given) };
        };
        left -= 1;
        given[branch] += 1;
        branches[branch].given[indicator] += step;
        queue.push(next(&branches, branch, indicator, step));
    }
    let steps = own.iter().chain(&given).sum();
    Mended::Least { gifts: gifts(&branches, &own, &given), steps }
}

fn is_within(branches: &[Branch], indicator: usize, limit: Part) -> bool {
    at_most(branches, indicator, limit)
}

/// With a = nx it is ((a+s)² − a²)/n = s(2a+s)/n, without the s that all share.
fn next(branches: &[Branch], at: usize, indicator: usize, step: u64) -> Next {
    let it = &branches[at];
    let (above, below) = it.each(indicator);
    let pupils = u128::from(it.pupils);
    let growth = 2 * pupils * above + u128::from(step) * below;
    Next { growth, pupils: pupils * below, branch: at }
}

/// The steps that a school needs for itself: to what must be reached, or, where this is what may
/// stay below, to the part that the rest must reach.
fn own_steps(input: &Input, branch: &Branch, question: &Question) -> u64 {
    let Question { stage, indicator, step, .. } = *question;
    let standard = &input.standard;
    let stands = |at: usize| standing(standard, stage, branch, at) == Standing::Reached;
    let others = (0..INDICATORS).filter(|it| *it != indicator && stands(*it)).count();
    let enough = |given: u64| {
        let mut more = branch.clone();
        more.given[indicator] = given;
        let needed = if others >= standard.needed { Standing::Nearly } else { Standing::Reached };
        standing(standard, stage, &more, indicator) >= needed
    };
    let (mut low, mut high) = (0_u64, 1_u64);
    let given = |steps: u64| steps.saturating_mul(step);
    while !enough(given(high)) && given(high) < GIVEN_MAX {
        high *= 2;
    }
    // The least number of steps with which it is enough lies in low..=high.
    while low < high {
        let middle = low.midpoint(high);
        if enough(given(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

fn gifts(branches: &[Branch], own: &[u64], given: &[u64]) -> Vec<Gift> {
    let each = branches.iter().zip(own).zip(given);
    let gift = |((it, own), given): ((&Branch, &u64), &u64)| Gift {
        school: it.school,
        for_itself: *own,
        for_county: *given,
    };
    each.map(gift).filter(|it| it.for_itself + it.for_county > 0).collect()
}
