//! Small lists from a seed, and all that is asked of the engine on them.

mod brute;
mod defects;
mod mutants;
mod properties;
mod what_if;
mod why;

use std::collections::BTreeSet;

pub(crate) use crate::shortage::places;
use crate::{
    Bundle, Category, Child, Input, Method, Near, Options, Outcome, Raw, School, check, solve,
};

/// Chance for tests (splitmix64).
pub(crate) struct Lots(pub(crate) u64);

impl Lots {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    pub(crate) fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = self.below(at as u64 + 1);
            items.swap(at, usize::try_from(other).unwrap());
        }
    }
}

pub(crate) fn school(nth: u64, seats: u32) -> School {
    School {
        line: u32::try_from(nth).unwrap() + 1,
        code: 100 + nth,
        name: format!("第{nth}小学"),
        seats,
    }
}

pub(crate) fn child(nth: u64, category: &str, metres: &[i64]) -> Child {
    let near = (100..).zip(metres).filter(|it| *it.1 >= 0);
    Child {
        line: u32::try_from(nth).unwrap() + 1,
        id: format!("{nth:03}"),
        category: category.to_owned(),
        points: 0,
        ticket: nth,
        near: near.map(|(school, metres)| Near { school, metres: *metres }).collect(),
        excluded: Vec::new(),
        fixed: None,
    }
}

pub(crate) fn categories(methods: &[Method]) -> Vec<Category> {
    let names = ["有户有房", "有户无房", "有房无户", "随迁子女"];
    let each = methods.iter().zip(names);
    each.map(|(method, name)| Category { name: name.to_owned(), method: *method }).collect()
}

/// How wide the lists of a seed may be.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) children: u64,
    pub(crate) schools: u64,
    pub(crate) metres: u64,
    pub(crate) seats: u64,
    pub(crate) bundles: bool,
}

pub(crate) const SMALL: Size = Size { children: 6, schools: 4, metres: 5, seats: 4, bundles: true };
pub(crate) const WIDE: Size =
    Size { children: 60, schools: 8, metres: 2_000, seats: 12, bundles: true };

/// Lists without a defect; where seats are short as often as not.
pub(crate) fn lists(seed: u64, size: Size) -> Raw {
    let mut all = (0..10_000).map(|nth| attempt(&mut Lots(seed * 1_000_003 + nth), size));
    all.find(|raw| Input::new(raw.clone()).is_ok()).expect("lists without a defect")
}

fn attempt(lots: &mut Lots, size: Size) -> Raw {
    let count = 1 + lots.below(size.schools);
    let schools: Vec<School> =
        (0..count).map(|it| school(it, u32::try_from(lots.below(size.seats)).unwrap())).collect();
    let methods: Vec<Method> = (0..=lots.below(3))
        .map(|_| if lots.one_in(3) { Method::Ranked } else { Method::Nearest })
        .collect();
    let categories = categories(&methods);
    let total = 1 + lots.below(size.children);
    let mut tickets: Vec<u64> = (0..total).collect();
    lots.shuffle(&mut tickets);
    let mut left: Vec<u32> = schools.iter().map(|it| it.seats).collect();
    let mut children = Vec::new();
    for nth in 0..total {
        let metres: Vec<i64> =
            (0..count)
                .map(|_| {
                    if lots.one_in(4) {
                        -1
                    } else {
                        i64::try_from(lots.below(size.metres)).unwrap()
                    }
                })
                .collect();
        let category = usize::try_from(lots.below(categories.len() as u64)).unwrap();
        let mut it = child(nth, &categories[category].name, &metres);
        it.points = i64::try_from(lots.below(3)).unwrap();
        it.ticket = tickets[usize::try_from(nth).unwrap()];
        let there = lots.below(count);
        let seats = &mut left[usize::try_from(there).unwrap()];
        if *seats > 0 && lots.one_in(8) {
            *seats -= 1;
            it.fixed = Some(100 + there);
        }
        if it.near.is_empty() {
            it.near.push(Near { school: 100, metres: 7 });
        }
        if lots.one_in(6) && it.near.len() > 1 {
            it.excluded.push(100 + lots.below(count));
        }
        children.push(it);
    }
    let mut bundles = Vec::new();
    if size.bundles && lots.one_in(2) {
        for (line, pair) in (1..).zip(children.chunks_mut(2)) {
            if lots.one_in(3) && pair.len() == 2 {
                pair[1].category = pair[0].category.clone();
                let children = pair.iter().map(|it| it.id.clone()).collect();
                bundles.push(Bundle { line, children });
            }
        }
    }
    Raw { schools, categories, children, bundles }
}

/// Reads, places and checks.
pub(crate) fn placed(raw: &Raw) -> (Input, Outcome) {
    let input = Input::new(raw.clone()).unwrap();
    let outcome = solve(&input, &Options::default());
    if let Err(violation) = check(&input, outcome.proposal()) {
        panic!("{violation}\n{raw:#?}\n{outcome:#?}");
    }
    (input, outcome)
}

pub(crate) fn has_bundle(input: &Input, category: usize) -> bool {
    input.ranges[category].clone().any(|it| !input.units[it].is_single())
}

pub(crate) fn lines(raw: &Raw) -> BTreeSet<u32> {
    raw.children.iter().map(|it| it.line).collect()
}
