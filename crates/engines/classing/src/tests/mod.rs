//! What the engine promises: rules by example and property, known optima, brute force.

mod benchmark;
mod conflicts;
mod fuzz;
mod input;
mod outcome;
mod race;
mod search;
mod transcript;
mod year;

use proptest::prelude::*;

use crate::{Quality, Terms, Traits};

/// Terms of `count` pupils with a few kinds and sums and some requests, which may contradict.
fn some_terms(count: std::ops::Range<usize>) -> impl Strategy<Value = Terms> {
    count.prop_flat_map(|n| {
        let pupil = (
            prop::option::of(0u16..1),
            prop::option::of(0u16..3),
            prop::collection::vec(-9i32..9, 1),
        );
        let pupils = prop::collection::vec(pupil, n);
        let weights = (0u32..50, 0u32..50, 0u32..3);
        let together = prop::collection::vec(prop::collection::vec(0..n, 2..4), 0..3);
        let apart = prop::collection::vec((0..n, 0..n), 0..4);
        (1..=n.min(4), pupils, weights, together, apart).prop_map(
            |(classes, pupils, (a, b, c), mut together, mut apart)| {
                for it in &mut together {
                    it.sort_unstable();
                    it.dedup();
                }
                together.retain(|it: &Vec<usize>| it.len() > 1);
                apart.retain(|(a, b)| a != b);
                let traits = pupils
                    .into_iter()
                    .map(|(sex, origin, values)| Traits { kinds: vec![sex, origin], values });
                let qualities =
                    vec![Quality { weight: a, kinds: 1 }, Quality { weight: b, kinds: 3 }];
                Terms {
                    classes,
                    qualities,
                    sums: vec![c],
                    pupils: traits.collect(),
                    together,
                    apart,
                }
            },
        )
    })
}

/// Every division, up to renaming classes, that keeps the rules, by trying them all.
fn best_by_force(terms: &Terms) -> Option<i64> {
    fn go(terms: &Terms, division: &mut Vec<usize>, best: &mut Option<i64>) {
        if division.len() == terms.pupils.len() {
            if let Ok(spreads) = crate::check::check(terms, division) {
                let cost = crate::check::cost(&spreads);
                *best = Some(best.map_or(cost, |it| it.min(cost)));
            }
            return;
        }
        let used = division.iter().max().map_or(0, |it| it + 1);
        for class in 0..terms.classes.min(used + 1) {
            division.push(class);
            go(terms, division, best);
            division.pop();
        }
    }
    let mut best = None;
    go(terms, &mut Vec::new(), &mut best);
    best
}
