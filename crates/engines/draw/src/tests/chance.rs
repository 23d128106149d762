//! Chance as it should be: every place as likely for everyone, whatever changed in the seed, and for
//! bundles exactly what the rule says.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{admit, everyone, people, randomness, values};
use crate::{
    Digest, Entry, Last, List, Opening, Rule, SaltKey, Sealed, Units, odds,
    outcome::{from_seed, seed},
};

/// How many draws each test looks at.
const SEEDS: u64 = 20_000;

fn units(entries: Vec<Entry>, rule: &Rule) -> Units {
    let list = List::new(entries, rule).unwrap();
    list.salted(Sealed::new(&list, &randomness(3)).key())
}

/// Seeds as draws have them: all is equal but the number that one parent drew.
fn seeds() -> impl Iterator<Item = Digest> {
    let opening = Opening { secret: [5; 32], nonce: [6; 32] };
    (0..SEEDS).map(move |it| seed(&Digest::of(b"declaration"), &values(it, 1), &opening))
}

/// The order for each seed.
fn orders(count: usize) -> impl Iterator<Item = Vec<usize>> {
    let rule = Rule::Rank { groups: everyone() };
    let units = units(people(count, &[]), &rule);
    seeds().map(move |seed| from_seed(&rule, &units, &[], seed).order)
}

fn float(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// Pearson's χ² of counts that should all be equal.
fn chi_square(counts: &[u64]) -> f64 {
    let cells = float(counts.len() as u64);
    let mean = float(counts.iter().sum()) / cells;
    counts.iter().map(|it| (float(*it) - mean).powi(2) / mean).sum()
}

#[test]
fn everyone_comes_to_every_place_alike() {
    let mut counts = vec![0; 64];
    for order in orders(8) {
        for (place, unit) in order.iter().enumerate() {
            counts[unit * 8 + place] += 1;
        }
    }
    // 49 degrees of freedom; one in a thousand fair draws passes 85.35.
    let chi_square = chi_square(&counts);
    assert!(chi_square < 85.35, "{chi_square}");
}

#[test]
fn every_two_come_first_and_second_alike() {
    let mut counts = vec![0; 64];
    for order in orders(8) {
        counts[order[0] * 8 + order[1]] += 1;
    }
    let pairs: Vec<_> = (0..64).filter(|it| it % 8 != it / 8).map(|it| counts[it]).collect();
    // 55 degrees of freedom.
    let chi_square = chi_square(&pairs);
    assert!(chi_square < 93.17, "{chi_square}");
}

#[test]
fn a_draw_tells_nothing_of_the_next_whose_number_is_one_more() {
    let mut counts = vec![0; 64];
    let places: Vec<_> =
        orders(8).map(|it| it.iter().position(|unit| *unit == 0).unwrap()).collect();
    for two in places.windows(2) {
        counts[two[0] * 8 + two[1]] += 1;
    }
    let chi_square = chi_square(&counts);
    assert!(chi_square < 103.44, "{chi_square}: 63 degrees of freedom");
}

#[test]
fn every_order_of_few_can_come() {
    for (count, orders_of_all) in [(1, 1), (2, 2), (3, 6), (4, 24), (5, 120)] {
        let seen: BTreeSet<_> = orders(count).take(2_000).collect();
        assert_eq!(seen.len(), orders_of_all, "{count}");
    }
}

#[test]
fn the_circle_begins_anywhere_alike() {
    let rule = Rule::Circular {
        groups: everyone(),
        places: 1,
        last: Last::Skip,
        step_most: 9,
        drawn: false,
    };
    let units = units(people(10, &[]), &rule);
    let (mut starts, mut steps) = (vec![0; 10], vec![0; 9]);
    for seed in seeds() {
        let (start, step) = from_seed(&rule, &units, &[], seed).circle.unwrap();
        starts[usize::try_from(start).unwrap() - 1] += 1;
        steps[usize::try_from(step).unwrap() - 1] += 1;
    }
    // 9 and 8 degrees of freedom.
    assert!(chi_square(&starts) < 27.88 && chi_square(&steps) < 26.12);
}

/// Four on their own and twins in a circle of five, three places: whoever sits behind the twins has
/// another chance than the others, so that nobody may know beforehand who does.
#[test]
fn in_a_circle_nobody_sits_behind_a_bundle_more_often_than_others() {
    for drawn in [false, true] {
        let (groups, last) = (everyone(), Last::Extend);
        let rule = Rule::Circular { groups, places: 3, last, step_most: 1, drawn };
        let units = units(people(6, &[2]), &rule);
        let mut admitted = [0; 5];
        for (seed, start) in seeds().zip((1..=5).cycle()) {
            let drawn = values(start, 1);
            for it in from_seed(&rule, &units, &drawn, seed).admitted {
                admitted[it] += 1;
            }
        }
        let twins = units.iter().position(|it| it.entries.len() == 2).unwrap();
        let singles: Vec<_> = (0..5).filter(|it| *it != twins).map(|it| admitted[it]).collect();
        // Three degrees of freedom; the four hang together, which makes it less.
        assert!(chi_square(&singles) < 16.27, "drawn {drawn}: {admitted:?}");
    }
}

/// How often each unit was admitted, held against what is worked out, within three deviations.
#[track_caller]
fn check_odds(entries: Vec<Entry>, rule: &Rule) {
    let units = units(entries, rule);
    let mut admitted = vec![0u64; units.len()];
    for seed in seeds() {
        for it in from_seed(rule, &units, &[], seed).admitted {
            admitted[it] += 1;
        }
    }
    for it in odds(rule, &units).unwrap() {
        let of_kind = units
            .iter()
            .zip(&admitted)
            .filter(|(unit, _)| unit.group == it.group && unit.entries.len() as u64 == it.size);
        let found: u64 = of_kind.map(|it| *it.1).sum();
        let draws = float(SEEDS * it.units);
        // Units of one draw hang together; a unit's own deviation is more than their mean's.
        let deviation = (it.chance * (1.0 - it.chance).max(0.0) / float(SEEDS)).sqrt();
        let off = (float(found) / draws - it.chance).abs();
        assert!(off <= 3.0 * deviation + 1e-12, "{rule:?} {it:?}: off by {off} of {deviation}");
    }
}

#[test]
fn bundles_are_admitted_as_often_as_the_rule_says() {
    for last in [Last::Extend, Last::Skip, Last::Standby] {
        check_odds(people(12, &[2]), &admit(5, last));
        check_odds(people(14, &[2, 2, 3]), &admit(6, last));
        check_odds(people(9, &[3, 2]), &admit(3, last));
        let groups = vec!["一类".to_owned(), "二类".to_owned()];
        let mut entries = people(12, &[2, 2]);
        for (at, it) in entries.iter_mut().enumerate() {
            it.group.clone_from(&groups[usize::from(at % 4 > 1)]);
        }
        let rule = Rule::Admit { groups: groups.clone(), places: 7, last };
        check_odds(entries.clone(), &rule);
        check_odds(entries, &Rule::Sample { groups, places: vec![3, 2], last });
    }
}

#[test]
fn the_chance_of_one_pair_among_single_ones_is_the_one_of_the_textbook() {
    let chance = |last, places| {
        let rule = admit(places, last);
        let all = odds(&rule, &units(people(11, &[2]), &rule)).unwrap();
        all.into_iter().find(|it| it.size == 2).unwrap().chance
    };
    // Ten units. To come in whole the pair must stand among the first `places` − 1, or where the
    // places are extended among the first `places`.
    for places in 2_u8..=9 {
        let (low, high) = (f64::from(places - 1) / 10.0, f64::from(places) / 10.0);
        assert!((chance(Last::Skip, u64::from(places)) - low).abs() < 1e-12);
        assert!((chance(Last::Standby, u64::from(places)) - low).abs() < 1e-12);
        assert!((chance(Last::Extend, u64::from(places)) - high).abs() < 1e-12);
    }
}

#[test]
fn a_list_too_long_to_work_out_gets_no_odds() {
    let rule = admit(60_000, Last::Skip);
    let sizes = (0..90_000).map(|at| (0, vec![Digest::of(&u32::to_be_bytes(at))]));
    let pairs = (0..900).map(|at| {
        (
            0,
            vec![
                Digest::of(&[at.to_string().as_bytes(), b"a"].concat()),
                Digest::of(&[at.to_string().as_bytes(), b"b"].concat()),
            ],
        )
    });
    assert_eq!(odds(&rule, &Units::sorted(sizes.chain(pairs).collect())), None);
}

proptest! {
    #[test]
    fn the_order_of_the_list_does_not_matter_and_every_member_does(
        numbers in proptest::collection::btree_set("[a-z0-9]{1,6}", 2..30),
        shift in 0usize..30,
        changed in 0usize..30,
    ) {
        let rule = admit(1, Last::Skip);
        let entries: Vec<_> = numbers.iter().zip(1..).map(|(it, line)| Entry::new(line, it)).collect();
        let key = SaltKey::new([9; 32]);
        let root = |entries: Vec<Entry>| List::new(entries, &rule).unwrap().salted(&key).root();
        let mut turned = entries.clone();
        turned.rotate_left(shift % entries.len());
        prop_assert_eq!(root(entries.clone()), root(turned));
        let mut other = entries.clone();
        let at = changed % entries.len();
        other[at].number.push('-');
        prop_assert_ne!(root(entries), root(other));
    }

    #[test]
    fn bundles_come_in_whole_and_places_are_kept(
        bundles in proptest::collection::vec(2usize..4, 0..6),
        more in 1usize..20,
        places in 3u64..20,
        last in 0usize..3,
        drawn in 0u64..1_000_000,
    ) {
        let last = [Last::Extend, Last::Skip, Last::Standby][last];
        let rule = admit(places, last);
        let count = bundles.iter().sum::<usize>() + more;
        let units = units(people(count, &bundles), &rule);
        let outcome = from_seed(&rule, &units, &[], Digest::of(&drawn.to_be_bytes()));
        let taken: u64 = outcome.admitted.iter().map(|it| units.size(*it)).sum();
        let all = units.people() as u64;
        match last {
            Last::Extend => prop_assert!(taken >= places.min(all) && taken < places + 3),
            Last::Skip => prop_assert!(taken <= places),
            // What is left is less than the bundle that stopped it.
            Last::Standby => prop_assert!(taken <= places && taken + 3 > places.min(all)),
        }
        prop_assert_eq!(crate::check::check(&rule, &units, &outcome), Ok(()));
    }
}
