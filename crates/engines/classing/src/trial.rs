//! Whether any division keeps all rules, by trying all ways.

use std::collections::BTreeSet;

use crate::problem::Problem;

/// Nodes of the search before it gives up.
pub(crate) const NODES_MAX: u32 = 200_000;
/// Units beyond which it is not begun.
const UNITS_MAX: usize = 1_000;

/// The class of each unit in some division.
type Division = Vec<u32>;

/// What trying all ways came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is this division.
    Found(Division),
    /// There is none.
    None,
    /// The limit was reached.
    Unknown,
}

/// Looks for a division.
pub(crate) fn decide(problem: &Problem, nodes: &mut u32) -> Verdict {
    let bound = |it: &usize| {
        let unit = &problem.units[*it];
        !unit.rivals.is_empty() || unit.pupils.len() > 1
    };
    let units: Vec<usize> = (0..problem.units.len()).filter(bound).collect();
    let itself = |it: &usize| {
        let this = u32::try_from(*it).expect("few units");
        problem.units[*it].rivals.contains(&this)
    };
    if units.iter().any(itself) {
        return Verdict::None;
    }
    if units.len() > UNITS_MAX {
        return Verdict::Unknown;
    }
    let mut trial = Trial {
        problem,
        class_of: vec![usize::MAX; problem.units.len()],
        free: problem.sizes.clone(),
        left: units,
        held: vec![0; problem.sizes.len()],
        nodes: *nodes,
    };
    let found = trial.place();
    *nodes = trial.nodes;
    match found {
        Some(true) => Verdict::Found(trial.filled()),
        Some(false) => Verdict::None,
        None => Verdict::Unknown,
    }
}

/// Units that are bound by requests, placed one after the other. All others fit wherever there is
/// room, and there is: places and pupils are equally many.
struct Trial<'p> {
    problem: &'p Problem,
    class_of: Vec<usize>,
    free: Vec<usize>,
    /// How many bound units each class holds.
    held: Vec<usize>,
    left: Vec<usize>,
    nodes: u32,
}

impl Trial<'_> {
    /// The division that was found, everybody else put where there is room.
    fn filled(&self) -> Division {
        let mut free = self.free.clone();
        let mut next = 0;
        let places = self.class_of.iter().map(|class| {
            if *class != usize::MAX {
                return *class;
            }
            while free[next] == 0 {
                next += 1;
            }
            free[next] -= 1;
            next
        });
        places.map(|it| u32::try_from(it).expect("few classes")).collect()
    }

    fn open(&self, unit: usize) -> Vec<usize> {
        let it = &self.problem.units[unit];
        let mut taken = vec![false; self.free.len()];
        for rival in &it.rivals {
            if let Some(taken) = taken.get_mut(self.class_of[*rival as usize]) {
                *taken = true;
            }
        }
        // Classes of as many places that hold none yet are alike: one of them is enough.
        let mut seen = BTreeSet::new();
        (0..self.free.len())
            .filter(|class| !taken[*class] && self.free[*class] >= it.pupils.len())
            .filter(|class| self.held[*class] > 0 || seen.insert(self.problem.sizes[*class]))
            .collect()
    }

    fn place(&mut self) -> Option<bool> {
        // Looking at every unit that is left is what a node costs.
        let looks = u32::try_from(1 + self.left.len() / 16).expect("few units");
        self.nodes = self.nodes.saturating_sub(looks);
        if self.nodes == 0 {
            return None;
        }
        // The unit with fewest classes open to it first, the larger and the more bound among those.
        let choice = self.left.iter().enumerate().map(|(at, unit)| {
            let it = &self.problem.units[*unit];
            (self.open(*unit), it.pupils.len(), it.rivals.len(), at)
        });
        let best = choice.min_by_key(|(open, size, rivals, at)| {
            (open.len(), std::cmp::Reverse((*size, *rivals)), *at)
        });
        let Some((open, size, _, at)) = best else { return Some(true) };
        let unit = self.left.swap_remove(at);
        for class in open {
            self.class_of[unit] = class;
            self.free[class] -= size;
            self.held[class] += 1;
            let deeper = self.place();
            if deeper == Some(true) {
                return deeper;
            }
            self.free[class] += size;
            self.held[class] -= 1;
            self.class_of[unit] = usize::MAX;
            deeper?;
        }
        self.left.push(unit);
        let last = self.left.len() - 1;
        self.left.swap(at, last);
        Some(false)
    }
}
