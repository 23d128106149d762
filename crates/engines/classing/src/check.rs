//! Whether a division keeps the rules and what it costs, worked out from the terms alone.
//!
//! Written apart from the search, which keeps running counts: here everything is counted afresh,
//! by other code, before any result is believed.

use crate::problem::Terms;

/// A rule that a division breaks, by the places of pupils in the terms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Not every pupil has one class among the classes.
    #[error("a pupil has no class, or one that is not there")]
    Classes,
    /// Class sizes differ by more than one.
    #[error("class sizes differ by more than one")]
    Sizes,
    /// These two should be together.
    #[error("pupils {0} and {1} should be together")]
    Together(usize, usize),
    /// These two should be apart.
    #[error("pupils {0} and {1} should be apart")]
    Apart(usize, usize),
}

/// What the classes hold of one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// What one between the largest and the smallest costs.
    pub weight: i64,
    /// The amount in each class.
    pub loads: Vec<i64>,
}

impl Spread {
    /// Largest less smallest.
    pub fn range(&self) -> i64 {
        let high = self.loads.iter().max().copied().unwrap_or(0);
        high - self.loads.iter().min().copied().unwrap_or(0)
    }

    /// Weight times range.
    pub fn cost(&self) -> i64 {
        self.weight * self.range()
    }
}

/// Checks `division`, the class of each pupil, and counts every feature: the kinds of all qualities
/// in order, then the sums.
pub fn check(terms: &Terms, division: &[usize]) -> Result<Vec<Spread>, Violation> {
    let in_range = division.iter().all(|class| *class < terms.classes);
    if division.len() != terms.pupils.len() || !in_range {
        return Err(Violation::Classes);
    }
    let mut sizes = vec![0usize; terms.classes];
    for class in division {
        sizes[*class] += 1;
    }
    let (least, most) = (sizes.iter().min(), sizes.iter().max());
    if least.zip(most).is_none_or(|(least, most)| most - least > 1) {
        return Err(Violation::Sizes);
    }
    for group in &terms.together {
        if let Some(other) = group.iter().find(|it| division[**it] != division[group[0]]) {
            return Err(Violation::Together(group[0], *other));
        }
    }
    if let Some((a, b)) = terms.apart.iter().find(|(a, b)| division[*a] == division[*b]) {
        return Err(Violation::Apart(*a, *b));
    }
    Ok(spreads(terms, division))
}

/// What `division` costs in all.
pub fn cost(spreads: &[Spread]) -> i64 {
    spreads.iter().map(Spread::cost).sum()
}

fn spreads(terms: &Terms, division: &[usize]) -> Vec<Spread> {
    let mut spreads = Vec::new();
    for (at, quality) in terms.qualities.iter().enumerate() {
        for kind in 0..quality.kinds {
            let mut loads = vec![0; terms.classes];
            for (pupil, class) in terms.pupils.iter().zip(division) {
                loads[*class] += i64::from(pupil.kinds[at] == Some(kind));
            }
            spreads.push(Spread { weight: quality.weight.into(), loads });
        }
    }
    for (at, weight) in terms.sums.iter().enumerate() {
        // Counted from the rounded mean: else a class of 41 would always have more than one of 40.
        let count = i64::try_from(terms.pupils.len()).unwrap_or(i64::MAX);
        let total: i64 = terms.pupils.iter().map(|it| i64::from(it.values[at])).sum();
        let mean = (2 * total + count).div_euclid(2 * count);
        let mut loads = vec![0; terms.classes];
        for (pupil, class) in terms.pupils.iter().zip(division) {
            loads[*class] += i64::from(pupil.values[at]) - mean;
        }
        spreads.push(Spread { weight: (*weight).into(), loads });
    }
    spreads
}
