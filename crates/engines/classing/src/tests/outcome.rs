//! Classes by each method, their prices, contradictions in the words of whoever asked.

use std::collections::BTreeSet;

use super::year::{by_levels, input, raw, request};
use crate::{End, Entry, Input, Method, Outcome, Seed, Solution, Wish, solve};

fn solved(input: &Input, seed: &str) -> Solution {
    match solve(input, &Seed::new(seed).unwrap(), |_| true) {
        Outcome::Solved(it) => *it,
        other => panic!("{other:?}"),
    }
}

const METHODS: [Method; 3] = [Method::Snake, Method::Strata, Method::Optimised];

#[test]
fn every_method_places_every_pupil_once_keeps_requests_and_never_undercuts_the_bound() {
    for method in METHODS {
        for it in [input(61, 4, method), by_levels(61, 4, method)] {
            let solution = solved(&it, "3 8 8 1");
            let all: BTreeSet<&String> = solution.classes.iter().flatten().collect();
            assert_eq!(all.len(), 61);
            let sizes: Vec<usize> = solution.classes.iter().map(Vec::len).collect();
            assert_eq!(sizes, [16, 15, 15, 15]);
            let class =
                |id: &str| solution.classes.iter().position(|it| it.iter().any(|it| it == id));
            assert_eq!(class("20260001"), class("20260006"));
            assert_ne!(class("20260002"), class("20260009"));
            assert!(solution.bound <= solution.cost, "{method:?}");
            let costs = solution.balance.iter().map(|it| it.weight * it.range());
            assert_eq!(costs.sum::<i64>(), solution.cost);
            assert_eq!(solution, solved(&it, "3 8 8 1"));
            assert_ne!(solution.classes, solved(&it, "3 8 8 2").classes);
        }
    }
}

#[test]
fn searching_reaches_the_bound_and_dealing_deals_to_and_fro() {
    let it = solved(&input(240, 6, Method::Optimised), "1");
    assert_eq!((it.cost, it.end), (it.bound, End::Bound));
    let snake = solved(&by_levels(240, 6, Method::Snake), "1");
    assert_eq!((snake.end, snake.rounds), (End::Dealt, 0));
    let girls = &snake.balance[0];
    assert_eq!((girls.kind.as_str(), girls.range()), ("女", girls.range().min(1)));
}

#[test]
fn a_request_that_unbalances_the_classes_has_its_price() {
    // Three of the four girls together in one of three classes: 2 more than without.
    let mut raw = raw(12, 3, Method::Optimised);
    let mut list = super::year::pupils(12);
    for (at, it) in list.iter_mut().enumerate() {
        it.sex = if at < 3 { vocab::Sex::Female } else { vocab::Sex::Male };
        it.special = false;
        it.origin.clear();
    }
    raw.entry = Entry::Grade1(list);
    raw.requests = vec![request(Wish::Together, &[0, 1, 2], 2), request(Wish::Apart, &[5, 6], 3)];
    let it = solved(&Input::new(raw).unwrap(), "1");
    assert_eq!((it.cost, it.bound), (300, 300));
    // In the sealed order 同班 comes before 分班.
    let prices: Vec<_> = it.prices.iter().map(|it| (it.without, it.bound)).collect();
    assert_eq!(prices, [(0, 0), (300, 300)]);
}

#[test]
fn requests_that_contradict_each_other_or_a_name_are_named() {
    let mut raw = raw(40, 4, Method::Optimised);
    raw.requests = vec![
        request(Wish::Together, &[1, 2], 2),
        request(Wish::Together, &[2, 3], 3),
        request(Wish::Together, &[30, 31], 4),
        request(Wish::Apart, &[1, 3], 5),
    ];
    let lines = |raw| {
        let input = Input::new(raw).unwrap();
        match solve(&input, &Seed::new("1").unwrap(), |_| true) {
            Outcome::Impossible(it) => {
                let lines: BTreeSet<u32> =
                    it.requests.iter().map(|it| input.request_line(*it)).collect();
                let names: Vec<_> =
                    it.namesakes.iter().map(|(a, b)| (input.line(*a), input.line(*b))).collect();
                (lines.into_iter().collect::<Vec<_>>(), names, it.minimal)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(lines(raw.clone()), (vec![2, 3, 5], vec![], true));
    raw.requests.pop();
    let mut list = super::year::pupils(40);
    list[30].name = list[31].name.clone();
    raw.entry = Entry::Grade1(list);
    assert_eq!(lines(raw), (vec![4], vec![(32, 33)], true));
}
