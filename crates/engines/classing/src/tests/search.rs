//! The search: never a broken rule, never below the bound, the same again from the same seed.

use proptest::prelude::*;

use super::{best_by_force, some_terms};
use crate::{
    Problem, Search, Terms, bound, check,
    conflict::{Feasible, feasible},
    planted::{SIZES, planted},
};

fn after(problem: &Problem, seed: u8, rounds: u32) -> Option<(Vec<usize>, i64)> {
    let mut search = Search::new(problem, &[seed; 32])?;
    for _ in 0..rounds {
        search.round();
    }
    Some((search.division(), search.cost()))
}

#[test]
fn planted_divisions_keep_the_rules_cost_what_the_bound_says_and_are_found() {
    for (pupils, classes) in SIZES {
        let it = planted(pupils, classes, 1);
        let spreads = check::check(&it.terms, &it.division).unwrap();
        assert_eq!(check::cost(&spreads), it.optimum, "{pupils} in {classes}");
        let problem = Problem::new(it.terms).unwrap();
        assert_eq!(bound::bound(&problem), it.optimum, "{pupils} in {classes}");
        if pupils <= 200 {
            let (division, cost) = after(&problem, 1, 4).unwrap();
            check::check(problem.terms(), &division).unwrap();
            assert!(cost * 100 <= it.optimum * 104, "{cost} for {}", it.optimum);
        }
    }
}

#[test]
fn glued_girls_raise_the_bound() {
    // Four girls of whom three stay together, three classes: one class has three, so another none.
    let kinds = [Some(0), Some(0), Some(0), Some(0), None, None, None, None, None];
    let traits = |it: &Option<u16>| crate::Traits { kinds: vec![*it], values: vec![] };
    let terms = Terms {
        classes: 3,
        qualities: vec![crate::Quality { weight: 10, kinds: 1 }],
        sums: vec![],
        pupils: kinds.iter().map(traits).collect(),
        together: vec![vec![0, 1, 2]],
        apart: vec![],
    };
    let problem = Problem::new(terms).unwrap();
    assert_eq!(bound::ranges(&problem), [3]);
    assert_eq!(after(&problem, 0, 3).unwrap().1, 30);
}

#[test]
fn sums_of_even_values_differ_by_an_even_number() {
    let pupil = |it: i32| crate::Traits { kinds: vec![], values: vec![it] };
    let terms = Terms {
        classes: 2,
        sums: vec![1],
        pupils: [2, 4, 6, 10].into_iter().map(pupil).collect(),
        ..Terms::default()
    };
    let problem = Problem::new(terms).unwrap();
    // From their rounded mean, 6: −4 −2 0 4, in all −2, so that 0 and −2 is the best.
    assert_eq!(bound::ranges(&problem), [2]);
    assert_eq!(after(&problem, 0, 2).unwrap().1, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn on_tiny_year_groups_the_best_of_all_divisions_is_found(terms in some_terms(2..9)) {
        let best = best_by_force(&terms);
        let problem = Problem::new(terms).unwrap();
        match feasible(&problem) {
            Feasible::Yes => {
                let (_, cost) = after(&problem, 7, 30).unwrap();
                prop_assert_eq!(Some(cost), best);
                prop_assert!(bound::bound(&problem) <= cost);
            }
            Feasible::No(_) => prop_assert_eq!(best, None),
            Feasible::Unknown => prop_assert!(false, "eight pupils are decided"),
        }
    }

    #[test]
    fn no_rule_is_ever_broken_and_no_cost_is_below_the_bound(terms in some_terms(2..40)) {
        let problem = Problem::new(terms).unwrap();
        if let Some((division, cost)) = after(&problem, 3, 2) {
            let spreads = check::check(problem.terms(), &division);
            prop_assert_eq!(spreads.map(|it| check::cost(&it)), Ok(cost));
            prop_assert!(bound::bound(&problem) <= cost);
            prop_assert_eq!(after(&problem, 3, 2), Some((division, cost)));
        }
    }
}
