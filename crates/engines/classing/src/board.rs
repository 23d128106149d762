//! A division into classes while it is searched: who sits where, and what each class holds.

use crate::problem::Problem;

/// Kinds and values of the units of one pupil, side by side, so that weighing a swap touches little
/// memory.
#[derive(Debug, Clone)]
pub(crate) struct Singles {
    /// Kinds a unit.
    pub(crate) qualities: usize,
    /// Values a unit.
    pub(crate) sums: usize,
    /// For each unit and quality its feature; the one past the last stands for none.
    pub(crate) kinds: Vec<u16>,
    /// For each unit and sum its amount.
    pub(crate) values: Vec<i32>,
}

impl Singles {
    fn new(problem: &Problem) -> Self {
        let terms = problem.terms();
        let (qualities, sums) = (terms.qualities.len(), terms.sums.len());
        let none = u16::try_from(problem.features()).expect("few features");
        let mut it = Self { qualities, sums, kinds: Vec::new(), values: Vec::new() };
        for unit in &problem.units {
            let pupil = &terms.pupils[unit.pupils[0]];
            let mut first = 0;
            for (kind, quality) in pupil.kinds.iter().zip(&terms.qualities) {
                it.kinds.push(kind.map_or(none, |kind| first + kind));
                first += quality.kinds;
            }
            let values = pupil.values.iter().zip(&problem.means);
            let from_mean = values.map(|(value, mean)| i64::from(*value) - mean);
            it.values.extend(from_mean.map(|it| i32::try_from(it).expect("a small value")));
        }
        it
    }

    pub(crate) fn kinds(&self, unit: u32) -> &[u16] {
        let at = unit as usize * self.qualities;
        &self.kinds[at..at + self.qualities]
    }

    pub(crate) fn values(&self, unit: u32) -> &[i32] {
        let at = unit as usize * self.sums;
        &self.values[at..at + self.sums]
    }
}

/// A division into classes. Every class has as many pupils as it has places, from the first move
/// to the last: what moves is swapped.
#[derive(Debug, Clone)]
pub(crate) struct Board<'p> {
    pub(crate) problem: &'p Problem,
    pub(crate) singles: Singles,
    /// The class of each unit.
    pub(crate) class_of: Vec<u32>,
    /// The units of one pupil in each class, and each unit's place in its list.
    pub(crate) seats: Vec<Vec<u32>>,
    place: Vec<u32>,
    /// What each class holds of each feature; one feature more, which is always weightless, for
    /// the kind that a pupil does not have.
    loads: Vec<i64>,
    stride: usize,
    /// Twice each feature's weight in the smooth measure.
    pull: Vec<i64>,
}

impl<'p> Board<'p> {
    /// The division in which unit `u` is in class `class_of[u]`.
    pub(crate) fn new(problem: &'p Problem, class_of: Vec<u32>) -> Self {
        let stride = problem.features() + 1;
        let classes = problem.sizes.len();
        let pull = pulls(problem);
        let mut it = Self {
            problem,
            singles: Singles::new(problem),
            seats: vec![Vec::new(); classes],
            place: vec![0; class_of.len()],
            loads: vec![0; stride * classes],
            class_of,
            stride,
            pull,
        };
        it.refill();
        it
    }

    /// Takes up another division.
    pub(crate) fn set(&mut self, class_of: &[u32]) {
        self.class_of.copy_from_slice(class_of);
        self.refill();
    }

    fn refill(&mut self) {
        self.loads.fill(0);
        self.seats.iter_mut().for_each(Vec::clear);
        for (unit, class) in self.class_of.iter().enumerate() {
            let class = *class as usize;
            let it = &self.problem.units[unit];
            for (feature, amount) in &it.amounts {
                self.loads[class * self.stride + feature] += amount;
            }
            if it.pupils.len() == 1 {
                self.place[unit] = u32::try_from(self.seats[class].len()).expect("few units");
                self.seats[class].push(u32::try_from(unit).expect("few units"));
            }
        }
    }

    /// Twice the weight of a feature in the smooth measure.
    pub(crate) fn pull(&self, feature: usize) -> i64 {
        self.pull[feature]
    }

    pub(crate) fn load(&self, class: u32) -> &[i64] {
        let at = class as usize * self.stride;
        &self.loads[at..at + self.stride]
    }

    pub(crate) fn classes(&self) -> u32 {
        u32::try_from(self.seats.len()).expect("few classes")
    }

    /// The smooth measure's change if the single units `i` and `j` of two classes swap.
    ///
    /// The measure is Σ weight · Σ over classes of load². Since loads add up to the same total, it
    /// is least when loads are as even as can be, which is when every range is least; but unlike
    /// ranges it tells, of two steps that leave the extremes alone, which one leads to the goal.
    pub(crate) fn swap_pull(&self, i: u32, j: u32) -> i64 {
        let a = self.load(self.class_of[i as usize]);
        let b = self.load(self.class_of[j as usize]);
        let mut pull = 0;
        for (from, to) in self.singles.kinds(i).iter().zip(self.singles.kinds(j)) {
            if from != to {
                let (from, to) = (usize::from(*from), usize::from(*to));
                pull += self.pull[from] * (b[from] - a[from] + 1);
                pull += self.pull[to] * (a[to] - b[to] + 1);
            }
        }
        let first = self.stride - 1 - self.singles.sums;
        let values = self.singles.values(i).iter().zip(self.singles.values(j));
        for (at, (from, to)) in values.enumerate() {
            let change = i64::from(to - from);
            pull += self.pull[first + at] * change * (a[first + at] - b[first + at] + change);
        }
        pull
    }

    /// Whether units `us` of one class and `vs` of another may swap.
    pub(crate) fn may_swap(&self, us: &[u32], vs: &[u32]) -> bool {
        let fits = |comers: &[u32], leavers: &[u32]| {
            let class = self.class_of[leavers[0] as usize];
            comers.iter().all(|it| {
                self.problem.units[*it as usize]
                    .rivals
                    .iter()
                    .all(|rival| self.class_of[*rival as usize] != class || leavers.contains(rival))
            })
        };
        fits(us, vs) && fits(vs, us)
    }

    /// Swaps the single units `i` and `j` of two classes.
    pub(crate) fn swap(&mut self, i: u32, j: u32) {
        let (a, b) = (self.class_of[i as usize], self.class_of[j as usize]);
        self.add(a, i, -1);
        self.add(b, j, -1);
        self.add(a, j, 1);
        self.add(b, i, 1);
        self.class_of.swap(i as usize, j as usize);
        let (at, other) = (self.place[i as usize], self.place[j as usize]);
        self.seats[a as usize][at as usize] = j;
        self.seats[b as usize][other as usize] = i;
        self.place.swap(i as usize, j as usize);
    }

    /// Moves one unit without another in exchange: only as part of a swap of equal numbers.
    pub(crate) fn shift(&mut self, unit: u32, to: u32) {
        let from = self.class_of[unit as usize];
        self.add(from, unit, -1);
        self.add(to, unit, 1);
        self.class_of[unit as usize] = to;
        if self.problem.units[unit as usize].pupils.len() == 1 {
            let at = self.place[unit as usize] as usize;
            self.seats[from as usize].swap_remove(at);
            if let Some(moved) = self.seats[from as usize].get(at) {
                self.place[*moved as usize] = u32::try_from(at).expect("few units");
            }
            let seats = &mut self.seats[to as usize];
            self.place[unit as usize] = u32::try_from(seats.len()).expect("few units");
            seats.push(unit);
        }
    }

    fn add(&mut self, class: u32, unit: u32, sign: i64) {
        let at = class as usize * self.stride;
        for (feature, amount) in &self.problem.units[unit as usize].amounts {
            self.loads[at + feature] += sign * amount;
        }
    }

    /// What moving all of `units` out of one class and into another does to the smooth measure of
    /// both together, `against` moving the other way.
    pub(crate) fn exchange_pull(&self, units: &[u32], against: &[u32]) -> i64 {
        let (a, b) = (self.load_of(units[0]), self.load_of(against[0]));
        let changes = self.changes(units, against);
        changes.iter().map(|(at, it)| self.pull[*at] * it * (a[*at] - b[*at] + it)).sum()
    }

    /// What the same exchange does to the cost.
    pub(crate) fn cost_change(&self, units: &[u32], against: &[u32]) -> i64 {
        let (home, to) = (self.class_of[units[0] as usize], self.class_of[against[0] as usize]);
        let changes = self.changes(units, against);
        let changes = changes.iter().map(|(feature, change)| {
            let (mut before, mut after) = ((i64::MAX, i64::MIN), (i64::MAX, i64::MIN));
            for class in 0..self.classes() {
                let load = self.load(class)[*feature];
                let new = load + change * (i64::from(class == home) - i64::from(class == to));
                before = (before.0.min(load), before.1.max(load));
                after = (after.0.min(new), after.1.max(new));
            }
            self.problem.weights[*feature] * (after.1 - after.0 - before.1 + before.0)
        });
        changes.sum()
    }

    fn load_of(&self, unit: u32) -> &[i64] {
        self.load(self.class_of[unit as usize])
    }

    /// What the class of `units` gains of each feature when they leave and `against` come.
    fn changes(&self, units: &[u32], against: &[u32]) -> Vec<(usize, i64)> {
        let mut changes: Vec<(usize, i64)> = Vec::with_capacity(16);
        let signed = units.iter().map(|it| (it, -1)).chain(against.iter().map(|it| (it, 1)));
        for (unit, sign) in signed {
            for (feature, amount) in &self.problem.units[*unit as usize].amounts {
                match changes.iter_mut().find(|it| it.0 == *feature) {
                    Some(it) => it.1 += sign * amount,
                    None => changes.push((*feature, sign * amount)),
                }
            }
        }
        changes.retain(|it| it.1 != 0);
        changes
    }

    /// The lightest and the heaviest pull of a kind that has any.
    pub(crate) fn pulls(&self) -> (i64, i64) {
        let kinds = self.pull[..self.problem.first_sum()].iter().filter(|it| **it > 0);
        let (light, heavy) =
            kinds.fold((i64::MAX, 1), |it, pull| (it.0.min(*pull), it.1.max(*pull)));
        (light.min(heavy), heavy)
    }

    /// The smallest and the largest load of `feature`.
    pub(crate) fn extremes(&self, feature: usize) -> (i64, i64) {
        let loads = self.loads.iter().skip(feature).step_by(self.stride);
        loads.fold((i64::MAX, i64::MIN), |(low, high), it| (low.min(*it), high.max(*it)))
    }

    /// What the division costs: Σ weight · (largest − smallest load).
    pub(crate) fn cost(&self) -> i64 {
        let features = 0..self.problem.features();
        features
            .map(|feature| {
                let (low, high) = self.extremes(feature);
                self.problem.weights[feature] * (high - low)
            })
            .sum()
    }
}

/// One unit of weight in the smooth measure, so that small weights leave room below them.
const SCALE: i64 = 1_024;
/// Variance of values at which a sum pulls as much as a kind of the lightest weight, in
/// thousandths of one pupil: small, since levelling brings sums right where annealing left them
/// near, but cannot move kinds.
const SUM_SHARE: i64 = 225;

/// Twice each feature's weight in the smooth measure, and none for the feature past the last.
///
/// Sums pull by their share among themselves and the spread of their values, not by their weight
/// beside kinds: what costs much to move should settle first, and a point of 100 settles last.
fn pulls(problem: &Problem) -> Vec<i64> {
    let first = problem.first_sum();
    let (kinds, sums) = problem.weights.split_at(first);
    let lightest = kinds.iter().filter(|it| **it > 0).min().copied().unwrap_or(1) * 2 * SCALE;
    let heaviest_sum = sums.iter().max().copied().unwrap_or(1).max(1);
    let mut pulls: Vec<i64> = kinds.iter().map(|it| it * 2 * SCALE).collect();
    for (at, weight) in sums.iter().enumerate() {
        let feature = first + at;
        let amounts = problem.units.iter().flat_map(|it| &it.amounts).filter(|it| it.0 == feature);
        let squares: i64 = amounts.map(|it| it.1 * it.1).sum();
        let variance = squares / i64::try_from(problem.units.len()).expect("few units") + 1;
        let pull = lightest * SUM_SHARE / 1_000 * weight / heaviest_sum / variance;
        pulls.push(pull.max(i64::from(*weight > 0)));
    }
    pulls.push(0);
    pulls
}
