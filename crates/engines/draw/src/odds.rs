//! How likely it is to be admitted, alone or in a bundle: worked out, not tried out. It answers
//! whether twins have it easier before anyone asks, and the tests hold the drawing to it.

use std::collections::BTreeMap;

use crate::{
    rule::{Last, Rule},
    units::Units,
};

/// How many steps are worth it; a list beyond that gets no answer.
const STEPS_MAX: usize = 3_000_000;

/// The chance of the units of one size in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    /// The group, from 0.
    pub group: usize,
    /// People in a unit.
    pub size: u64,
    /// How many such units there are.
    pub units: u64,
    /// The chance of each to be admitted, from 0 to 1.
    pub chance: f64,
}

/// The units of a group by size: how many there are.
type Sizes = Vec<(u64, u64)>;
/// How likely it is that so many places are left.
type Left = BTreeMap<u64, f64>;

/// The chances under `rule`, by group and size; nothing where nobody is admitted, or where working
/// it out would take too long.
pub fn odds(rule: &Rule, units: &Units) -> Option<Vec<Odds>> {
    let last = rule.last()?;
    let mut groups: Vec<BTreeMap<u64, u64>> = vec![BTreeMap::new(); rule.groups().len()];
    for at in 0..units.len() {
        *groups.get_mut(units.group(at))?.entry(units.size(at)).or_default() += 1;
    }
    let mut steps = 0;
    let mut left = Left::new();
    let mut all = Vec::new();
    for (group, sizes) in groups.into_iter().enumerate() {
        // Strata have places of their own; else later groups get what earlier ones leave.
        if group == 0 || matches!(rule, Rule::Sample { .. }) {
            left = Left::from([(rule.places_for(group)?, 1.0)]);
        }
        let sizes: Sizes = sizes.into_iter().collect();
        let admitted;
        (admitted, left) = one_group(&sizes, &left, last, &mut steps)?;
        all.extend(sizes.into_iter().zip(admitted).map(|((size, units), expected)| {
            let chance = expected / exact(units);
            Odds { group, size, units, chance }
        }));
    }
    Some(all)
}

/// A number that is far below where a float loses its last digit.
fn exact(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Where the drawing of a group stands: how many units of each size have come, and what is left.
type State = (Vec<u64>, u64);

/// How many units of each size are admitted, on average, and how many places go on to the next group.
fn one_group(
    sizes: &Sizes,
    left: &Left,
    last: Last,
    steps: &mut usize,
) -> Option<(Vec<f64>, Left)> {
    let mut admitted = vec![0.0; sizes.len()];
    let total: u64 = sizes.iter().map(|it| it.1).sum();
    let none = vec![0; sizes.len()];
    let mut now: BTreeMap<State, f64> =
        left.iter().map(|(left, chance)| ((none.clone(), *left), *chance)).collect();
    for come in 0..total {
        let mut next = BTreeMap::new();
        for ((counts, left), chance) in now {
            *steps += sizes.len();
            if *steps > STEPS_MAX {
                return None;
            }
            for (kind, (size, units)) in sizes.iter().enumerate() {
                let likely = chance * exact(units - counts[kind]) / exact(total - come);
                let fits = *size <= left;
                if likely <= 0.0 || (!fits && last == Last::Standby) {
                    continue;
                }
                let taken = fits || last == Last::Extend;
                if taken {
                    admitted[kind] += likely;
                }
                let left = if taken { left.saturating_sub(*size) } else { left };
                if left > 0 {
                    let mut counts = counts.clone();
                    counts[kind] += 1;
                    *next.entry((counts, left)).or_insert(0.0) += likely;
                }
            }
        }
        now = next;
    }
    let mut onward = Left::new();
    for ((_, left), chance) in now {
        *onward.entry(left).or_insert(0.0) += chance;
    }
    Some((admitted, onward))
}
