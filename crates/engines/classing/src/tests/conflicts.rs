//! Contradictions: found, named, and with nothing named that is not needed.

use proptest::prelude::*;

use super::{best_by_force, some_terms};
use crate::{
    Problem, Terms, Traits,
    conflict::{Conflict, Feasible, feasible},
};

fn conflict(terms: &Terms) -> Option<Conflict> {
    match feasible(&Problem::new(terms.clone()).unwrap()) {
        Feasible::Yes => None,
        Feasible::No(conflict) => Some(conflict),
        Feasible::Unknown => panic!("undecided"),
    }
}

fn pupils(count: usize, classes: usize) -> Terms {
    Terms { classes, pupils: vec![Traits::default(); count], ..Terms::default() }
}

fn only(terms: &Terms, it: &Conflict) -> Terms {
    Terms {
        together: it.together.iter().map(|at| terms.together[*at].clone()).collect(),
        apart: it.apart.iter().map(|at| terms.apart[*at]).collect(),
        ..terms.clone()
    }
}

#[test]
fn the_shortest_chain_that_ties_two_who_should_be_apart_is_named() {
    let mut terms = pupils(40, 4);
    terms.together = vec![vec![0, 1], vec![1, 2], vec![2, 3], vec![0, 4], vec![4, 3], vec![8, 9]];
    terms.apart = vec![(8, 7), (0, 3)];
    let it = conflict(&terms).unwrap();
    assert_eq!((it.together.as_slice(), it.apart.as_slice()), (&[3, 4][..], &[1][..]));
}

#[test]
fn a_group_larger_than_a_class_is_named() {
    let mut terms = pupils(8, 4);
    terms.together = vec![vec![6, 7], vec![0, 1], vec![1, 2]];
    let it = conflict(&terms).unwrap();
    assert_eq!((it.together.as_slice(), it.apart.len()), (&[1, 2][..], 0));
}

#[test]
fn four_who_avoid_each_other_do_not_fit_into_three_classes() {
    let mut terms = pupils(12, 3);
    terms.apart = vec![(7, 8), (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (4, 5)];
    let it = conflict(&terms).unwrap();
    assert_eq!((it.apart.as_slice(), it.minimal), (&[1, 2, 3, 4, 5, 6][..], true));
}

#[test]
fn groups_that_fit_one_by_one_may_not_fit_all() {
    let mut terms = pupils(6, 2);
    terms.together = vec![vec![0, 1], vec![2, 3], vec![4, 5]];
    let it = conflict(&terms).unwrap();
    assert_eq!((it.together.len(), it.minimal), (3, true));
}

/// A chain of five small groups is too long for a class, and so is one large group; the pieces of the
/// chain come first in every order in which things are left out.
#[test]
fn of_several_conflicts_the_one_with_fewest_requests_is_named() {
    for large in 0..6 {
        let mut terms = pupils(16, 4);
        terms.together = (0..5).map(|it| vec![it, it + 1]).collect();
        terms.together.insert(large, vec![9, 10, 11, 12, 13]);
        let it = conflict(&terms).unwrap();
        assert_eq!((it.together, it.apart.len(), it.smallest), (vec![large], 0, true));
    }
    // Two who are tied to each other and apart are fewer than four who avoid each other.
    let mut terms = pupils(12, 3);
    terms.apart = vec![(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (7, 8)];
    terms.together = vec![vec![7, 8]];
    let it = conflict(&terms).unwrap();
    assert_eq!((it.together, it.apart), (vec![0], vec![6]));
}

/// The fewest groups and pairs that no division satisfies, by trying all of them.
fn fewest_by_force(terms: &Terms) -> Option<u32> {
    let (groups, pairs) = (terms.together.len(), terms.apart.len());
    let chosen = (0u32..1 << (groups + pairs)).filter(|chosen| {
        let among = |range: std::ops::Range<usize>, first: usize| -> Vec<usize> {
            range.filter(|it| chosen >> (first + it) & 1 == 1).collect()
        };
        let (together, apart) = (among(0..groups, 0), among(0..pairs, groups));
        let it = Conflict { together, apart, minimal: false, smallest: false };
        best_by_force(&only(terms, &it)).is_none()
    });
    chosen.map(u32::count_ones).min()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_fewer_requests_contradict_each_other(terms in some_terms(2..7)) {
        let found = conflict(&terms).map(|it| it.together.len() + it.apart.len());
        prop_assert_eq!(found, fewest_by_force(&terms).map(|it| it as usize));
    }

    #[test]
    fn a_conflict_cannot_be_satisfied_and_needs_each_of_its_requests(terms in some_terms(2..8)) {
        match conflict(&terms) {
            None => prop_assert!(best_by_force(&terms).is_some()),
            Some(it) => {
                prop_assert!(it.minimal && it.smallest);
                prop_assert_eq!(best_by_force(&only(&terms, &it)), None);
                for left_out in 0..it.together.len() {
                    let mut fewer = it.clone();
                    fewer.together.remove(left_out);
                    prop_assert!(best_by_force(&only(&terms, &fewer)).is_some());
                }
                for left_out in 0..it.apart.len() {
                    let mut fewer = it.clone();
                    fewer.apart.remove(left_out);
                    prop_assert!(best_by_force(&only(&terms, &fewer)).is_some());
                }
            }
        }
    }
}
