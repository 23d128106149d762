//! Cohorts, shares, intervals, levels. Everything here is a function of what it is given, in whole
//! numbers: nobody is counted twice, nobody is lost in rounding.

use std::collections::{BTreeMap, HashMap};

use vocab::{PlaceId, SchoolId};

use super::model::{Level, Levels, Past};
use crate::catchment::{
    model::Area,
    rules::{Address, find},
};

/// How many years are told.
pub(crate) const YEARS: i64 = 6;

/// Children with one home, so many years before they enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) town: PlaceId,
    pub(crate) address: String,
    pub(crate) horizon: i64,
    pub(crate) children: i64,
}

/// `total` given out by `weights`, so that the parts add up to it: each has its whole share, what is
/// left goes one by one to the largest remainders, of equal ones to the earlier.
pub(crate) fn spread(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|it| i128::from(*it)).sum();
    if sum <= 0 {
        return vec![0; weights.len()];
    }
    let share = |it: i64| {
        let all = i128::from(total) * i128::from(it);
        (all.div_euclid(sum), all.rem_euclid(sum))
    };
    let shares: Vec<(i128, i128)> = weights.iter().map(|it| share(*it)).collect();
    let mut parts: Vec<i64> = shares.iter().map(|it| i64::try_from(it.0).unwrap_or(0)).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|it| (std::cmp::Reverse(shares[*it].1), *it));
    let left = total - parts.iter().sum::<i64>();
    for at in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[at] += 1;
    }
    parts
}

/// Children by school and years ahead.
pub(crate) type Counts = BTreeMap<(SchoolId, i64), i64>;

/// Who is known, by catchment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) counts: Counts,
    /// Those whose town nobody serves.
    pub(crate) unplaced: i64,
}

/// The schools of an address: several where they share it.
fn schools_of(areas: &[Area], address: &str) -> Vec<SchoolId> {
    let (yes, _) = find(areas, &Address::read(address));
    let mut all: Vec<SchoolId> = yes.iter().map(|it| it.school).collect();
    all.sort();
    all.dedup();
    all
}

/// Counts every child once: at the school of its home; where several share the home, evenly; where no
/// line has it, over the schools of its town by those who were found.
pub(crate) fn placed(homes: &[Home], areas: &[Area]) -> Known {
    let mut by_town: HashMap<PlaceId, Vec<Area>> = HashMap::new();
    for it in areas {
        by_town.entry(it.town).or_default().push(it.clone());
    }
    let (mut known, mut lost) = (Known::default(), BTreeMap::<(PlaceId, i64), i64>::new());
    for home in homes {
        let none = Vec::new();
        let schools = schools_of(by_town.get(&home.town).unwrap_or(&none), &home.address);
        if schools.is_empty() {
            *lost.entry((home.town, home.horizon)).or_default() += home.children;
            continue;
        }
        let parts = spread(home.children, &vec![1; schools.len()]);
        for (school, part) in schools.into_iter().zip(parts) {
            *known.counts.entry((school, home.horizon)).or_default() += part;
        }
    }
    for ((town, horizon), children) in lost {
        let here = shares(&known.counts, by_town.get(&town).map_or(&[][..], Vec::as_slice));
        if here.is_empty() {
            known.unplaced += children;
            continue;
        }
        let weights: Vec<i64> = here.iter().map(|it| it.1).collect();
        for ((school, _), part) in here.iter().zip(spread(children, &weights)) {
            *known.counts.entry((*school, horizon)).or_default() += part;
        }
    }
    known
}

/// The schools of a town, weighed by the children who were found there; by their lines where none was.
fn shares(counts: &Counts, areas: &[Area]) -> Vec<(SchoolId, i64)> {
    let mut lines: BTreeMap<SchoolId, i64> = BTreeMap::new();
    for it in areas {
        *lines.entry(it.school).or_default() += 1;
    }
    let found = |school: SchoolId| -> i64 {
        counts.range((school, i64::MIN)..=(school, i64::MAX)).map(|it| it.1).sum()
    };
    let known: Vec<(SchoolId, i64)> = lines.keys().map(|it| (*it, found(*it))).collect();
    if known.iter().any(|it| it.1 > 0) { known } else { lines.into_iter().collect() }
}

/// Adds births for the years that no roll reaches, by town: spread over its schools.
pub(crate) fn add_births(known: &mut Known, births: &[(PlaceId, i64, i64)], areas: &[Area]) {
    let found = known.counts.clone();
    for &(town, horizon, children) in births {
        let of_town: Vec<Area> = areas.iter().filter(|it| it.town == town).cloned().collect();
        let here = shares(&found, &of_town);
        if here.is_empty() {
            known.unplaced += children;
            continue;
        }
        let weights: Vec<i64> = here.iter().map(|it| it.1).collect();
        for ((school, _), part) in here.iter().zip(spread(children, &weights)) {
            *known.counts.entry((*school, horizon)).or_default() += part;
        }
    }
}

/// What came of those who were known so many years ahead: as many of so many, and how far single
/// schools were off, in hundred thousandths of what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Experience {
    entered: i64,
    known: i64,
    /// Entered to expected, school by school, smallest first.
    errors: Vec<i64>,
}

/// One, in hundred thousandths.
const ONE: i64 = 100_000;

/// The experience of a horizon: without any, all who are known come and nothing is known of errors.
pub(crate) fn experience(past: &[Past], horizon: i64) -> Experience {
    let of: Vec<&Past> = past.iter().filter(|it| it.horizon == horizon && it.known > 0).collect();
    let entered: i64 = of.iter().map(|it| it.entered).sum();
    let known: i64 = of.iter().map(|it| it.known).sum();
    if entered == 0 || known == 0 {
        return Experience { entered: 1, known: 1, errors: Vec::new() };
    }
    // entered ÷ (known · all entered ÷ all known), exactly but for the last rounding.
    let error = |it: &&Past| {
        let (top, bottom) = (
            i128::from(it.entered) * i128::from(known) * i128::from(ONE),
            i128::from(it.known) * i128::from(entered),
        );
        i64::try_from(top / bottom).unwrap_or(i64::MAX)
    };
    let mut errors: Vec<i64> = of.iter().map(error).collect();
    errors.sort_unstable();
    Experience { entered, known, errors }
}

/// What is expected of so many who are known, with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) children: i64,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

impl Experience {
    /// The tenth and the ninetieth of a hundred errors, by nearest rank: four in five lie between.
    fn bounds(&self) -> (i64, i64) {
        let count = self.errors.len();
        if count == 0 {
            return (ONE, ONE);
        }
        let rank = |percent: usize| (count * percent).div_ceil(100).clamp(1, count) - 1;
        (self.errors[rank(10)].min(ONE), self.errors[rank(90)].max(ONE))
    }

    /// What is expected of `known`: to the nearest whole child, half a child up; the interval is opened
    /// to whole children.
    pub(crate) fn expected(&self, known: i64) -> Expected {
        let (top, bottom) = (i128::from(known) * i128::from(self.entered), i128::from(self.known));
        let whole = |it: i128| i64::try_from(it).unwrap_or(i64::MAX);
        let children = whole((2 * top + bottom).div_euclid(2 * bottom));
        let (low, high) = self.bounds();
        let at = |it: i64| i128::from(it) * top;
        let unit = i128::from(ONE) * bottom;
        let low = whole(at(low).div_euclid(unit)).min(children);
        let high = whole((at(high) + unit - 1).div_euclid(unit)).max(children);
        Expected { children, low, high }
    }
}

/// The level of so many children for so many seats: thousandths are compared by multiplying, so that
/// nothing is rounded. Without seats any child is too many.
pub(crate) fn level(children: i64, seats: i64, levels: &Levels) -> Level {
    let reaches = |it: i64| children > 0 && children * 1000 >= it * seats;
    if reaches(levels.red) {
        Level::Red
    } else if reaches(levels.orange) {
        Level::Orange
    } else if reaches(levels.yellow) {
        Level::Yellow
    } else {
        Level::Green
    }
}

/// Whether levels can be: each above the one before.
pub(crate) fn may_set(it: &Levels) -> Result<(), String> {
    if it.source.is_empty() {
        return Err("请写明依据：文件的文号或名称".to_owned());
    }
    let ordered = 0 < it.yellow && it.yellow < it.orange && it.orange < it.red && it.red <= 9999;
    if ordered {
        Ok(())
    } else {
        Err("三个比例要从小到大，如 95%、100%、110%".to_owned())
    }
}
