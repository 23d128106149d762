//! The problem as arithmetic: units of pupils that stay together, what each counts towards, which
//! units may not meet, and the places of each class.
//!
//! **Invariant:** nothing here knows a name, a sex or a school; `input.rs` translates.

/// A quality of which each class should have its share: 女 of 男/女, or one of eight origins. A
/// pupil has one kind of it, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quality {
    /// What one pupil more between the fullest and the emptiest class costs.
    pub weight: u32,
    /// How many kinds are counted.
    pub kinds: u16,
}

/// What a pupil counts towards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    /// For each quality its kind, or none.
    pub kinds: Vec<Option<u16>>,
    /// For each sum the pupil's value.
    pub values: Vec<i32>,
}

/// What to solve. Limits are checked by [`Problem::new`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// How many classes.
    pub classes: usize,
    /// What is counted.
    pub qualities: Vec<Quality>,
    /// What is added up: what one point between the highest and the lowest sum costs.
    pub sums: Vec<u32>,
    /// The pupils.
    pub pupils: Vec<Traits>,
    /// Pupils who share a class, each group with at least two.
    pub together: Vec<Vec<usize>>,
    /// Pupils who may not share a class.
    pub apart: Vec<(usize, usize)>,
}

/// Limits beyond which nothing is attempted.
pub mod limits {
    /// Pupils.
    pub const PUPILS: usize = 20_000;
    /// Classes.
    pub const CLASSES: usize = 200;
    /// Kinds over all qualities, and sums.
    pub const FEATURES: usize = 250;
    /// Sums.
    pub const SUMS: usize = 8;
    /// The largest weight.
    pub const WEIGHT: u32 = 10_000;
    /// The largest value of a sum, either way.
    pub const VALUE: i32 = 100_000;
}

/// Terms that cannot be worked on: a slip of the program that made them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the terms are beyond the limits or do not fit together: {0}")]
pub struct Unfit(pub &'static str);

/// A unit: one pupil, or several who stay together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) pupils: Vec<usize>,
    /// Feature and amount, by feature; none is zero.
    pub(crate) amounts: Vec<(usize, i64)>,
    /// Units that may not share its class.
    pub(crate) rivals: Vec<u32>,
}

/// A problem in the form in which it is searched. Features are the kinds of all qualities in order,
/// then the sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    terms: Terms,
    pub(crate) units: Vec<Unit>,
    /// The weight of each feature.
    pub(crate) weights: Vec<i64>,
    /// The places of each class: as even as can be, the first ones having one more.
    pub(crate) sizes: Vec<usize>,
    /// What each sum's values are counted from: their rounded mean, so that classes of unequal
    /// size compare.
    pub(crate) means: Vec<i64>,
}

impl Problem {
    /// Prepares `terms`. Contradictions among them are no error here: see `conflict.rs`; a unit that
    /// is its own rival is one of those.
    pub fn new(terms: Terms) -> Result<Self, Unfit> {
        fits(&terms)?;
        let n = terms.pupils.len();
        let sizes =
            (0..terms.classes).map(|c| n / terms.classes + usize::from(c < n % terms.classes));
        let sizes = sizes.collect();
        let mut weights = Vec::new();
        for quality in &terms.qualities {
            weights.extend(std::iter::repeat_n(i64::from(quality.weight), quality.kinds.into()));
        }
        weights.extend(terms.sums.iter().map(|it| i64::from(*it)));
        let means = (0..terms.sums.len()).map(|s| {
            let total: i64 = terms.pupils.iter().map(|it| i64::from(it.values[s])).sum();
            let n = whole(n);
            (total + n / 2).div_euclid(n)
        });
        let means: Vec<i64> = means.collect();
        let units = units(&terms, &means);
        Ok(Self { terms, units, weights, sizes, means })
    }

    /// The terms.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// How many features there are.
    pub(crate) fn features(&self) -> usize {
        self.weights.len()
    }

    /// The number of the first sum among the features.
    pub(crate) fn first_sum(&self) -> usize {
        self.weights.len() - self.terms.sums.len()
    }

    /// The class of each pupil, from the class of each unit.
    pub(crate) fn division(&self, class_of: &[u32]) -> Vec<usize> {
        let mut division = vec![0; self.terms.pupils.len()];
        for (unit, class) in self.units.iter().zip(class_of) {
            for it in &unit.pupils {
                division[*it] = *class as usize;
            }
        }
        division
    }

    /// The places of each class.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }
}

fn fits(terms: &Terms) -> Result<(), Unfit> {
    let n = terms.pupils.len();
    let check = |ok: bool, what| if ok { Ok(()) } else { Err(Unfit(what)) };
    check((1..=limits::PUPILS).contains(&n), "number of pupils")?;
    check((1..=limits::CLASSES.min(n)).contains(&terms.classes), "number of classes")?;
    let kinds: usize = terms.qualities.iter().map(|it| usize::from(it.kinds)).sum();
    check(kinds + terms.sums.len() <= limits::FEATURES, "number of features")?;
    check(terms.sums.len() <= limits::SUMS, "number of sums")?;
    let mut weights = terms.qualities.iter().map(|it| it.weight).chain(terms.sums.iter().copied());
    check(weights.all(|it| it <= limits::WEIGHT), "weight")?;
    for pupil in &terms.pupils {
        check(pupil.kinds.len() == terms.qualities.len(), "kinds of a pupil")?;
        check(pupil.values.len() == terms.sums.len(), "values of a pupil")?;
        let mut kinds = pupil.kinds.iter().zip(&terms.qualities);
        check(kinds.all(|(kind, it)| kind.is_none_or(|kind| kind < it.kinds)), "kind")?;
        check(pupil.values.iter().all(|it| it.abs() <= limits::VALUE), "value")?;
    }
    check(terms.together.iter().flatten().all(|it| *it < n), "pupil of a group")?;
    check(terms.apart.iter().all(|(a, b)| *a < n && *b < n), "pupil of a pair")
}

fn units(terms: &Terms, means: &[i64]) -> Vec<Unit> {
    let n = terms.pupils.len();
    let mut groups = Groups::new(n);
    for group in &terms.together {
        for pair in group.windows(2) {
            groups.join(pair[0], pair[1]);
        }
    }
    // Units come in the order of their first pupils.
    let mut unit_of = vec![usize::MAX; n];
    let mut units: Vec<Unit> = Vec::new();
    for pupil in 0..n {
        let first = groups.find(pupil);
        if unit_of[first] == usize::MAX {
            unit_of[first] = units.len();
            units.push(Unit { pupils: Vec::new(), amounts: Vec::new(), rivals: Vec::new() });
        }
        unit_of[pupil] = unit_of[first];
        units[unit_of[pupil]].pupils.push(pupil);
    }
    for unit in &mut units {
        unit.amounts = amounts(terms, means, &unit.pupils);
    }
    for (a, b) in &terms.apart {
        let (a, b) = (unit_of[*a], unit_of[*b]);
        units[a].rivals.push(u32::try_from(b).expect("few units"));
        units[b].rivals.push(u32::try_from(a).expect("few units"));
    }
    for unit in &mut units {
        unit.rivals.sort_unstable();
        unit.rivals.dedup();
    }
    units
}

fn amounts(terms: &Terms, means: &[i64], pupils: &[usize]) -> Vec<(usize, i64)> {
    let mut amounts = std::collections::BTreeMap::<usize, i64>::new();
    for pupil in pupils.iter().map(|it| &terms.pupils[*it]) {
        let mut first = 0;
        for (kind, quality) in pupil.kinds.iter().zip(&terms.qualities) {
            if let Some(kind) = kind {
                *amounts.entry(first + usize::from(*kind)).or_default() += 1;
            }
            first += usize::from(quality.kinds);
        }
        for (at, (value, mean)) in pupil.values.iter().zip(means).enumerate() {
            *amounts.entry(first + at).or_default() += i64::from(*value) - mean;
        }
    }
    amounts.into_iter().filter(|(_, amount)| *amount != 0).collect()
}

/// Pupils joined into groups (union by the smaller number, so that the first names the group).
pub(crate) struct Groups(Vec<usize>);

impl Groups {
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    pub(crate) fn find(&mut self, mut it: usize) -> usize {
        while self.0[it] != it {
            self.0[it] = self.0[self.0[it]];
            it = self.0[it];
        }
        it
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// A count of something of which there are few.
pub(crate) fn whole(count: usize) -> i64 {
    i64::try_from(count).expect("few pupils, few classes")
}
