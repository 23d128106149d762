//! Wrong engines, planted: each must fall to one of the properties that the right one passes. A
//! property that lets them all through would be worth nothing.

use super::{admit, everyone, people};
use crate::{
    Digest, Last, List, Rule, SaltKey, Units,
    check::check,
    outcome::{Outcome, from_seed},
};

/// From seed to result.
type Engine = fn(&Rule, &Units, Digest) -> Outcome;

fn right(rule: &Rule, units: &Units, seed: Digest) -> Outcome {
    from_seed(rule, units, &[], seed)
}

/// Draws with a rule that is not the declared one.
fn as_if(
    rule: &Rule,
    units: &Units,
    seed: Digest,
    change: impl Fn(u64, Last) -> (u64, Last),
) -> Outcome {
    let Rule::Admit { groups, places, last } = rule.clone() else {
        return right(rule, units, seed);
    };
    let (places, last) = change(places, last);
    right(&Rule::Admit { groups, places, last }, units, seed)
}

/// Reorders, then admits by the first that fit, so that only the order is wrong.
fn reordered(rule: &Rule, units: &Units, seed: Digest, order: Vec<usize>) -> Outcome {
    let places = rule.places_for(0).unwrap_or_default();
    let mut taken = 0;
    let admitted = order.iter().copied().filter(|it| {
        let fits = taken + units.size(*it) <= places;
        taken += if fits { units.size(*it) } else { 0 };
        fits
    });
    let admitted = admitted.collect();
    Outcome { seed, circle: None, order, admitted }
}

const MUTANTS: &[(&str, Engine)] = &[
    ("forgets the seed", |rule, units, seed| Outcome {
        seed,
        ..right(rule, units, Digest::of(b""))
    }),
    ("keeps the order of the list", |rule, units, seed| {
        reordered(rule, units, seed, (0..units.len()).collect())
    }),
    ("sorts by the ticket's first byte alone", |rule, units, seed| {
        let mut order: Vec<_> = (0..units.len()).collect();
        order.sort_by_key(|it| crate::ticket(&seed, &units.ids()[*it]).as_bytes()[0]);
        reordered(rule, units, seed, order)
    }),
    ("draws from the far end", |rule, units, seed| {
        let order = right(rule, units, seed).order.into_iter().rev().collect();
        reordered(rule, units, seed, order)
    }),
    ("shuffles with a remainder", |rule, units, seed| {
        let mut order: Vec<_> = (0..units.len()).collect();
        for at in 1..order.len() {
            order.swap(at, usize::from(seed.as_bytes()[at % 32]) % (at + 1));
        }
        reordered(rule, units, seed, order)
    }),
    ("gives one place too many", |rule, units, seed| {
        as_if(rule, units, seed, |places, last| (places + 1, last))
    }),
    ("gives one place too few", |rule, units, seed| {
        as_if(rule, units, seed, |places, last| (places - 1, last))
    }),
    ("stops where it should skip", |rule, units, seed| {
        as_if(rule, units, seed, |places, _| (places, Last::Standby))
    }),
    ("extends where it should skip", |rule, units, seed| {
        as_if(rule, units, seed, |places, _| (places, Last::Extend))
    }),
    ("counts a bundle as one", |rule, units, seed| {
        let order = right(rule, units, seed).order;
        let places = usize::try_from(rule.places_for(0).unwrap_or_default()).unwrap_or(usize::MAX);
        let admitted = order.iter().copied().take(places).collect();
        Outcome { seed, circle: None, order, admitted }
    }),
    ("lets a favourite in", |rule, units, seed| {
        let mut it = right(rule, units, seed);
        if !it.admitted.contains(&3) {
            it.admitted.pop();
            it.admitted.push(3);
        }
        it
    }),
    ("mixes the groups", |rule, units, seed| {
        let mut order: Vec<_> = (0..units.len()).collect();
        order.sort_by_key(|it| crate::ticket(&seed, &units.ids()[*it]));
        reordered(rule, units, seed, order)
    }),
];

/// Whether results over many seeds are all as the checker says that they should be.
fn passes(engine: Engine) -> bool {
    let groups = vec!["一类".to_owned(), "二类".to_owned()];
    let mut entries = people(24, &[2, 3, 2]);
    for (at, it) in entries.iter_mut().enumerate() {
        it.group.clone_from(&groups[usize::from(at > 11)]);
    }
    let in_groups = Rule::Admit { groups, places: 15, last: Last::Skip };
    let lists = [(entries, in_groups), (people(20, &[2, 2, 3]), admit(9, Last::Skip))];
    lists.into_iter().all(|(entries, rule)| {
        let list = List::new(entries, &rule).unwrap();
        let units = list.salted(&SaltKey::new([4; 32]));
        (0..40_u8).all(|it| {
            let seed = Digest::of(&[it]);
            check(&rule, &units, &engine(&rule, &units, seed)).is_ok()
        })
    })
}

#[test]
fn the_checker_passes_the_right_engine_and_no_wrong_one() {
    assert!(passes(right));
    for (name, engine) in MUTANTS {
        assert!(!passes(*engine), "nothing sees an engine that {name}");
    }
}

#[test]
fn the_counting_of_places_sees_an_engine_that_leans() {
    // Position by position, as `chance` counts them, over 20,000 seeds and eight units.
    let leans = |order_of: fn(&Units, Digest) -> Vec<usize>| {
        let rule = Rule::Rank { groups: everyone() };
        let list = List::new(people(8, &[]), &rule).unwrap();
        let units = list.salted(&SaltKey::new([4; 32]));
        let mut counts = [0_u32; 64];
        for it in 0..20_000_u32 {
            let order = order_of(&units, Digest::of(&it.to_be_bytes()));
            for (place, unit) in order.iter().enumerate() {
                counts[unit * 8 + place] += 1;
            }
        }
        let chi_square: f64 =
            counts.iter().map(|it| (f64::from(*it) - 2_500.0).powi(2) / 2_500.0).sum();
        chi_square > 85.35
    };
    assert!(!leans(|units, seed| crate::rank(&seed, units.ids())));
    assert!(leans(|units, seed| {
        // Four bits of the ticket, ties by place: a favour of a few in a hundred for early numbers.
        let mut order: Vec<_> = (0..units.len()).collect();
        order.sort_by_key(|it| crate::ticket(&seed, &units.ids()[*it]).as_bytes()[0] >> 4);
        order
    }));
    assert!(leans(|units, seed| {
        // The shuffle that swaps each with any, which is not uniform.
        let mut order: Vec<_> = (0..units.len()).collect();
        for at in 0..order.len() {
            order.swap(at, usize::from(seed.as_bytes()[at]) % units.len());
        }
        order
    }));
}
