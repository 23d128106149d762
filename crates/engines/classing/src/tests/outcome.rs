//! Classes by each method, their prices, contradictions in the words of whoever asked.

use std::collections::BTreeSet;

use super::year::{by_levels, input, raw, request, seed};
use crate::{Drawn, End, Entry, Input, Method, Outcome, Seed, Solution, Wish, solve};

fn solved(input: &Input, first: u32) -> Solution {
    match solve(input, &seed(first)) {
        Outcome::Solved(it) => *it,
        other => panic!("{other:?}"),
    }
}

const METHODS: [Method; 3] = [Method::Snake, Method::Strata, Method::Optimised];

#[test]
fn every_method_places_every_pupil_once_keeps_requests_and_never_undercuts_the_bound() {
    for method in METHODS {
        for it in [input(61, 4, method), by_levels(61, 4, method)] {
            let solution = solved(&it, 38);
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
            assert_eq!(solution, solved(&it, 38));
            assert_ne!(solution.classes, solved(&it, 39).classes);
        }
    }
}

#[test]
fn searching_reaches_the_bound_and_dealing_deals_to_and_fro() {
    let it = solved(&input(240, 6, Method::Optimised), 1);
    assert_eq!((it.cost, it.end), (it.bound, End::Bound));
    let snake = solved(&by_levels(240, 6, Method::Snake), 1);
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
    let it = solved(&Input::new(raw).unwrap(), 1);
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
        match solve(&input, &seed(1)) {
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

/// Two ask for the same pair, one of them for three more: the one alone cannot be satisfied, so the
/// other has no part in it.
#[test]
fn a_request_is_named_whole_and_only_where_leaving_it_out_would_do() {
    let mut raw = raw(40, 3, Method::Optimised);
    raw.requests = vec![
        request(Wish::Apart, &[1, 2, 3, 4], 2),
        request(Wish::Apart, &[1, 2], 3),
        request(Wish::Apart, &[3, 4, 5], 4),
        request(Wish::Together, &[7, 8], 5),
    ];
    let input = Input::new(raw).unwrap();
    let Outcome::Impossible(it) = solve(&input, &seed(1)) else { panic!() };
    let lines: Vec<_> = it.requests.iter().map(|it| input.request_line(*it)).collect();
    assert_eq!((lines, it.minimal, it.smallest), (vec![2], true, true));
}

#[test]
fn a_seed_is_the_numbers_of_the_plan_in_one_way_of_writing() {
    let plan = Drawn { numbers: 3, most: 20 };
    let read = |text| Seed::read(plan, text).map(|it| it.text().to_owned());
    for text in ["7 0 15", "07，00、15", " 7;0 ,15 "] {
        assert_eq!(read(text), Ok("7 0 15".to_owned()));
    }
    for (text, told) in [
        ("7 0", "现在有 2 个数"),
        ("7 0 15 2", "现在有 4 个数"),
        ("7 0 21", "现在有“21”"),
        ("7 0 +1", "现在有“+1”"),
        ("7 0 １", "现在有“１”"),
    ] {
        assert!(read(text).unwrap_err().to_string().contains(told), "{text}");
    }
}

#[test]
fn no_price_is_below_nothing_where_it_was_searched() {
    let mut raw = raw(120, 5, Method::Optimised);
    raw.plan.rounds = 1;
    raw.requests = (0..12).map(|it| request(Wish::Together, &[it, it + 20], it)).collect();
    raw.requests.extend((0..12).map(|it| request(Wish::Apart, &[it, it + 60], it)));
    let it = solved(&Input::new(raw).unwrap(), 1);
    assert!(it.prices.iter().all(|price| price.without <= it.cost && price.bound <= price.without));
}
