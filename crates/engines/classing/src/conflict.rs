//! Requests that contradict each other: which, and as few as possible.
//!
//! Whether a division exists is graph colouring with bins, so that no method is quick on everything;
//! but requests are few and mostly do not touch. What is asked is asked of whole *items* (a request
//! with all its pairs, or two of the same name): leaving out half a request helps nobody.
//!
//! The answer is a smallest set that contradicts itself, by the duality of such sets and of what
//! must be left out (Reiter 1987; as in Ignatiev, Previti, Liffiton, Marques-Silva 2015): every set
//! that contradicts itself holds something that a given division breaks; so the fewest items that
//! hit all divisions found so far are no more than the smallest answer, and once they contradict
//! each other they are one. Where that takes too long, a set is made smaller until each is needed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    construct::{ASKED, construct},
    hitting,
    lots::Lots,
    problem::{Problem, Terms, Traits},
    trial::{NODES_MAX, Verdict, decide},
};

/// Requests by their places in [`Terms`]: no division satisfies all of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Places in `together`.
    pub together: Vec<usize>,
    /// Places in `apart`.
    pub apart: Vec<usize>,
    /// Whether leaving out any one of them would do.
    pub minimal: bool,
    /// Whether no fewer contradict each other.
    pub smallest: bool,
}

/// What is known about a division that keeps all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feasible {
    /// There is one.
    Yes,
    /// There is none, and why.
    No(Conflict),
    /// None was found within the limit, and it was not proved that there is none.
    Unknown,
}

/// Which item each rule belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Items {
    /// For each group its item.
    pub(crate) together: Vec<usize>,
    /// For each pair its item.
    pub(crate) apart: Vec<usize>,
    /// How many items there are.
    pub(crate) count: usize,
}

/// Items that cannot all be satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Core {
    /// Ascending.
    pub(crate) items: Vec<usize>,
    pub(crate) minimal: bool,
    pub(crate) smallest: bool,
}

/// The same answer, by items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decided {
    Yes,
    No(Core),
    Unknown,
}

/// Trials when a conflict is made smaller.
const TRIALS_MAX: u32 = 2_000;
/// Divisions that are looked at for a smallest conflict, and nodes of all trials together.
const DIVISIONS_MAX: usize = 400;
const SMALLEST_NODES: u32 = 20 * NODES_MAX;

/// Whether any division keeps all rules, each group and each pair being an item.
pub fn feasible(problem: &Problem) -> Feasible {
    let terms = problem.terms();
    let (groups, pairs) = (terms.together.len(), terms.apart.len());
    let items = Items {
        together: (0..groups).collect(),
        apart: (groups..groups + pairs).collect(),
        count: groups + pairs,
    };
    match decided(problem, &items) {
        Decided::Yes => Feasible::Yes,
        Decided::Unknown => Feasible::Unknown,
        Decided::No(Core { items, minimal, smallest }) => {
            let (together, apart): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|it| *it < groups);
            let apart = apart.into_iter().map(|it| it - groups).collect();
            Feasible::No(Conflict { together, apart, minimal, smallest })
        }
    }
}

/// Whether any division keeps all rules.
pub(crate) fn decided(problem: &Problem, items: &Items) -> Decided {
    let terms = problem.terms();
    let largest = problem.sizes().iter().max().copied().unwrap_or(0);
    let direct = [chained(terms, items), oversized(terms, items, largest)];
    let known = direct.into_iter().flatten().min_by_key(BTreeSet::len);
    if known.is_none() {
        let by_lot = |it| construct(problem, &mut Lots::new(&[0; 32], "feasible", it)).is_some();
        if (0..ASKED).any(by_lot) {
            return Decided::Yes;
        }
        match decide(problem, &mut NODES_MAX.clone()) {
            Verdict::Found(_) => return Decided::Yes,
            Verdict::None => {}
            Verdict::Unknown => return Decided::Unknown,
        }
    }
    let asked = Asked::new(terms, items);
    if let Some(items) = smallest(&asked) {
        return Decided::No(Core { items, minimal: true, smallest: true });
    }
    let mut chosen: Vec<usize> =
        known.unwrap_or_else(|| (0..items.count).collect()).into_iter().collect();
    let mut nodes = 10 * NODES_MAX;
    let minimal = reduce(&mut chosen, |it| match asked.decide(it, &mut nodes) {
        Verdict::Found(_) => Some(false),
        Verdict::None => Some(true),
        Verdict::Unknown => None,
    });
    Decided::No(Core { items: chosen, minimal, smallest: false })
}

/// Items and nothing else: what is balanced does not matter here.
struct Asked<'t> {
    terms: &'t Terms,
    items: &'t Items,
    bare: Terms,
}

impl<'t> Asked<'t> {
    fn new(terms: &'t Terms, items: &'t Items) -> Self {
        let pupils = vec![Traits::default(); terms.pupils.len()];
        let bare = Terms { classes: terms.classes, pupils, ..Terms::default() };
        Self { terms, items, bare }
    }

    /// Whether any division satisfies `chosen`.
    fn decide(&self, chosen: &[usize], nodes: &mut u32) -> Verdict {
        let mut wanted = vec![false; self.items.count];
        for it in chosen {
            wanted[*it] = true;
        }
        let together = self.terms.together.iter().zip(&self.items.together);
        let apart = self.terms.apart.iter().zip(&self.items.apart);
        let terms = Terms {
            together: together.filter(|it| wanted[*it.1]).map(|it| it.0.clone()).collect(),
            apart: apart.filter(|it| wanted[*it.1]).map(|it| *it.0).collect(),
            ..self.bare.clone()
        };
        Problem::new(terms).map_or(Verdict::Unknown, |it| decide(&it, nodes))
    }
}

/// A smallest set of items that contradicts itself, if that is found within the limit.
fn smallest(asked: &Asked<'_>) -> Option<Vec<usize>> {
    let mut nodes = SMALLEST_NODES;
    let mut left_out: Vec<Vec<usize>> = Vec::new();
    for _ in 0..DIVISIONS_MAX {
        let chosen = hitting::fewest(&left_out)?;
        match asked.decide(&chosen, &mut nodes) {
            Verdict::None => return Some(chosen),
            Verdict::Unknown => return None,
            Verdict::Found(_) => {}
        }
        let mut kept = chosen;
        let others: Vec<usize> = (0..asked.items.count).filter(|it| !kept.contains(it)).collect();
        let mut broken = Vec::new();
        grow(asked, &mut kept, &others, &mut broken, &mut nodes)?;
        // Everything could be kept after all.
        if broken.is_empty() {
            return None;
        }
        left_out.push(broken);
    }
    None
}

/// Adds to `kept` as many of `others` as can be satisfied as well, whole halves at once; the rest is
/// `broken`.
fn grow(
    asked: &Asked<'_>,
    kept: &mut Vec<usize>,
    others: &[usize],
    broken: &mut Vec<usize>,
    nodes: &mut u32,
) -> Option<()> {
    if others.is_empty() {
        return Some(());
    }
    let all = [kept.as_slice(), others].concat();
    match asked.decide(&all, nodes) {
        Verdict::Found(_) => *kept = all,
        Verdict::Unknown => return None,
        Verdict::None if others.len() == 1 => broken.extend(others),
        Verdict::None => {
            let (first, second) = others.split_at(others.len() / 2);
            grow(asked, kept, first, broken, nodes)?;
            grow(asked, kept, second, broken, nodes)?;
        }
    }
    Some(())
}

/// The shortest chain of groups that ties together two who should be apart.
fn chained(terms: &Terms, items: &Items) -> Option<BTreeSet<usize>> {
    let mut groups_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (group, members) in terms.together.iter().enumerate() {
        for it in members {
            groups_of.entry(*it).or_default().push(group);
        }
    }
    let chains = terms.apart.iter().zip(&items.apart).filter_map(|((from, to), item)| {
        let groups = chain(terms, &groups_of, *from, *to)?;
        Some(groups.into_iter().map(|it| items.together[it]).chain([*item]).collect())
    });
    chains.min_by_key(BTreeSet::len)
}

/// The fewest groups that lead from one pupil to another.
fn chain(
    terms: &Terms,
    groups_of: &BTreeMap<usize, Vec<usize>>,
    from: usize,
    to: usize,
) -> Option<Vec<usize>> {
    if from == to {
        return Some(Vec::new());
    }
    let mut came: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(pupil) = queue.pop_front() {
        if pupil == to {
            let mut path = Vec::new();
            let mut at = to;
            while at != from {
                let (before, group) = came[&at];
                path.push(group);
                at = before;
            }
            return Some(path);
        }
        for group in groups_of.get(&pupil).into_iter().flatten() {
            for next in &terms.together[*group] {
                if *next != from && !came.contains_key(next) {
                    came.insert(*next, (pupil, *group));
                    queue.push_back(*next);
                }
            }
        }
    }
    None
}

/// Groups that together tie more pupils than a class has places.
fn oversized(terms: &Terms, items: &Items, largest: usize) -> Option<BTreeSet<usize>> {
    let size = |chosen: &[usize]| {
        let mut groups = crate::problem::Groups::new(terms.pupils.len());
        for pair in chosen.iter().flat_map(|it| terms.together[*it].windows(2)) {
            groups.join(pair[0], pair[1]);
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        let touched: BTreeSet<usize> =
            chosen.iter().flat_map(|it| terms.together[*it].iter().copied()).collect();
        for it in &touched {
            *sizes.entry(groups.find(*it)).or_default() += 1;
        }
        sizes.values().max().copied().unwrap_or(0)
    };
    let mut chosen: Vec<usize> = (0..terms.together.len()).collect();
    if size(&chosen) <= largest {
        return None;
    }
    reduce(&mut chosen, |it| Some(size(it) > largest));
    Some(chosen.into_iter().map(|it| items.together[it]).collect())
}

/// Leaves out of `chosen` whatever is not needed for `fails`; whether what is left is known to need
/// each. Large pieces are tried first.
fn reduce<T: Clone>(chosen: &mut Vec<T>, mut fails: impl FnMut(&[T]) -> Option<bool>) -> bool {
    let mut piece = chosen.len().next_power_of_two() / 2;
    let (mut trials, mut sure) = (0, true);
    while piece > 0 {
        let mut at = 0;
        while at < chosen.len() {
            let end = (at + piece).min(chosen.len());
            let rest: Vec<T> = [&chosen[..at], &chosen[end..]].concat();
            trials += 1;
            let verdict = if trials > TRIALS_MAX { None } else { fails(&rest) };
            sure &= verdict.is_some();
            if verdict == Some(true) {
                *chosen = rest;
            } else {
                at = end;
            }
        }
        piece /= 2;
    }
    sure
}
