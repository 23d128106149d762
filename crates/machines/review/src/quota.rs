//! Who comes through where there are fewer places than good ones: by total, from the highest on. Equal
//! totals at the last place are told, and somebody chooses with a reason.

use std::collections::BTreeSet;

use crate::points::Points;

/// What the places come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These come through, by their places in the list.
    Through(BTreeSet<usize>),
    /// These come through, and among the `equal` ones `left` places are to be given by hand.
    Tie {
        /// Who comes through in any case.
        above: BTreeSet<usize>,
        /// Who are equal at the last place.
        equal: BTreeSet<usize>,
        /// How many of them come through.
        left: usize,
    },
}

/// Gives `most` places to the highest of `totals`; `None` stands for what was not good enough.
pub fn choose(totals: &[Option<Points>], most: usize) -> Choice {
    let mut good: Vec<(Points, usize)> =
        totals.iter().enumerate().filter_map(|(at, it)| Some(((*it)?, at))).collect();
    good.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    if good.len() <= most {
        return Choice::Through(good.into_iter().map(|it| it.1).collect());
    }
    if most == 0 {
        return Choice::Through(BTreeSet::new());
    }
    let last = good[most - 1].0;
    if good[most].0 < last {
        return Choice::Through(good[..most].iter().map(|it| it.1).collect());
    }
    let above: BTreeSet<usize> = good.iter().filter(|it| it.0 > last).map(|it| it.1).collect();
    let equal = good.iter().filter(|it| it.0 == last).map(|it| it.1).collect();
    let left = most - above.len();
    Choice::Tie { above, equal, left }
}

/// The same with a tie that somebody broke: they chose `chosen` among the equal ones. None where that
/// are not as many as there are places, or others.
pub fn settle(choice: Choice, chosen: &BTreeSet<usize>) -> Option<BTreeSet<usize>> {
    match choice {
        Choice::Through(all) => Some(all),
        Choice::Tie { above, equal, left } => {
            let fits = chosen.len() == left && chosen.is_subset(&equal);
            fits.then(|| above.union(chosen).copied().collect())
        }
    }
}

/// The place of each total, the highest first; equal ones share one.
pub fn places(totals: &[Option<Points>]) -> Vec<Option<usize>> {
    let place = |it: &Option<Points>| {
        let mine = (*it)?;
        Some(1 + totals.iter().flatten().filter(|other| **other > mine).count())
    };
    totals.iter().map(place).collect()
}
