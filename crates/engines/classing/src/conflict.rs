//! Requests that contradict each other: which, and as few as possible.
//!
//! Whether a division exists is graph colouring with bins, so that no method is quick on everything;
//! but requests are few and mostly do not touch. Three sources of contradiction are looked for
//! directly, each with a set of requests that is as small as that source allows: a pair to be kept
//! apart that a chain of others ties together (the shortest chain), and a group that is larger than
//! a class. What remains is decided by trying all ways, up to a limit, and made minimal by leaving
//! out what is not needed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    construct::construct,
    lots::Lots,
    problem::{Problem, Terms},
    trial::{NODES_MAX, Verdict, decide},
};

/// Requests by their places in [`Terms`]: no division satisfies all of these, and where `minimal`
/// is true, leaving out any one of them would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Places in `together`.
    pub together: Vec<usize>,
    /// Places in `apart`.
    pub apart: Vec<usize>,
    /// Whether each is needed.
    pub minimal: bool,
}

impl Conflict {
    fn len(&self) -> usize {
        self.together.len() + self.apart.len()
    }
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

/// Trials when a conflict is made smaller.
const TRIALS_MAX: u32 = 2_000;

/// Whether any division keeps all rules.
pub fn feasible(problem: &Problem) -> Feasible {
    let terms = problem.terms();
    let largest = problem.sizes().iter().max().copied().unwrap_or(0);
    let direct = [chained(terms), oversized(terms, largest)];
    if let Some(conflict) = direct.into_iter().flatten().min_by_key(Conflict::len) {
        return Feasible::No(shrink(terms, &conflict));
    }
    if (0..3).any(|it| construct(problem, &mut Lots::new(&[0; 32], "feasible", it)).is_some()) {
        return Feasible::Yes;
    }
    match decide(problem, &mut NODES_MAX.clone()) {
        Verdict::Found(_) => Feasible::Yes,
        Verdict::None => Feasible::No(shrink(terms, &everything(terms))),
        Verdict::Unknown => Feasible::Unknown,
    }
}

/// The shortest chain of groups that ties together two who should be apart.
fn chained(terms: &Terms) -> Option<Conflict> {
    let mut groups_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (group, members) in terms.together.iter().enumerate() {
        for it in members {
            groups_of.entry(*it).or_default().push(group);
        }
    }
    let chains = terms.apart.iter().enumerate().filter_map(|(at, (from, to))| {
        let together = chain(terms, &groups_of, *from, *to)?;
        Some(Conflict { together, apart: vec![at], minimal: false })
    });
    chains.min_by_key(Conflict::len)
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
            path.sort_unstable();
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
fn oversized(terms: &Terms, largest: usize) -> Option<Conflict> {
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
    Some(Conflict { together: chosen, apart: Vec::new(), minimal: false })
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

fn everything(terms: &Terms) -> Conflict {
    let (together, apart) = (0..terms.together.len(), 0..terms.apart.len());
    Conflict { together: together.collect(), apart: apart.collect(), minimal: false }
}

/// Makes a set of requests smaller that is known to have no division.
fn shrink(terms: &Terms, from: &Conflict) -> Conflict {
    let together = from.together.iter().map(|it| (true, *it));
    let mut chosen: Vec<(bool, usize)> =
        together.chain(from.apart.iter().map(|it| (false, *it))).collect();
    let mut nodes = 10 * NODES_MAX;
    let minimal = reduce(&mut chosen, |it| {
        let only = |wanted: bool| it.iter().filter(move |it| it.0 == wanted).map(|it| it.1);
        let together = only(true).map(|it| terms.together[it].clone()).collect();
        let apart = only(false).map(|it| terms.apart[it]).collect();
        let fewer = Problem::new(Terms { together, apart, ..terms.clone() }).ok()?;
        match decide(&fewer, &mut nodes) {
            Verdict::Found(_) => Some(false),
            Verdict::None => Some(true),
            Verdict::Unknown => None,
        }
    });
    let only = |wanted: bool| chosen.iter().filter(move |it| it.0 == wanted).map(|it| it.1);
    Conflict { together: only(true).collect(), apart: only(false).collect(), minimal }
}
