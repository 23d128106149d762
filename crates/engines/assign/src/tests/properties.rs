//! What the theory promises, on lists too wide to try everything.

use super::{Lots, SMALL, Size, WIDE, categories, child, lists, placed, places, school};
use crate::{Method, Outcome, Raw};

#[test]
fn the_order_of_lines_decides_nothing() {
    for seed in 0..300 {
        let raw = lists(seed, if seed % 2 == 0 { SMALL } else { WIDE });
        let (_, expected) = placed(&raw);
        let mut mixed = raw.clone();
        let mut lots = Lots(seed);
        lots.shuffle(&mut mixed.children);
        lots.shuffle(&mut mixed.schools);
        lots.shuffle(&mut mixed.bundles);
        mixed.children.iter_mut().for_each(|it| lots.shuffle(&mut it.near));
        mixed.bundles.iter_mut().for_each(|it| lots.shuffle(&mut it.children));
        assert_eq!(placed(&mixed).1, expected, "{seed}");
    }
}

#[test]
fn no_child_prefers_a_school_where_a_later_category_sits_or_a_seat_is_spare() {
    for seed in 0..600 {
        let (input, outcome) = placed(&lists(seed, WIDE));
        let place = places(&input, outcome.proposal());
        let mut spare = input.seats.clone();
        for (unit, school) in place.iter().enumerate() {
            if let Some(school) = *school {
                spare[school] -= input.units[unit].size();
            }
        }
        for (unit, here) in place.iter().enumerate().filter(|it| input.units[it.0].is_single()) {
            let limit = here.map_or(i64::MAX, |it| input.reach(unit, it).unwrap());
            for (school, spare) in spare.iter().enumerate() {
                if input.reach(unit, school).is_some_and(|it| it < limit) {
                    assert_eq!(*spare, 0, "{seed}");
                    let later = (unit..place.len()).find(|it| {
                        place[*it] == Some(school)
                            && input.units[*it].category > input.units[unit].category
                    });
                    assert_eq!(later, None, "{seed}");
                }
            }
        }
    }
}

#[test]
fn one_more_seat_never_makes_it_worse() {
    for seed in 0..300 {
        let raw = lists(seed, Size { bundles: false, ..WIDE });
        let (before, was) = placed(&raw);
        let mut more = raw.clone();
        let nth = usize::try_from(Lots(seed).below(raw.schools.len() as u64)).unwrap();
        more.schools[nth].seats += 1;
        let (_, now) = placed(&more);
        for (category, (old, new)) in
            was.proposal().proofs.iter().zip(&now.proposal().proofs).enumerate()
        {
            assert!(new.seated >= old.seated, "{seed}");
            if new.seated > old.seated {
                break;
            }
            if before.is_nearest(category) {
                assert!(new.metres <= old.metres, "{seed}");
            }
        }
    }
}

#[test]
fn a_later_category_changes_nothing_for_an_earlier_one() {
    for seed in 0..300 {
        let raw = lists(seed, WIDE);
        let (input, all) = placed(&raw);
        let last = raw.categories.last().unwrap().name.clone();
        let mut fewer = raw.clone();
        // Who is admitted already holds a seat whatever the category.
        fewer.children.retain(|it| it.category != last || it.fixed.is_some());
        let gone = |id: &String| fewer.children.iter().all(|it| it.id != *id);
        let bundles = fewer.bundles.iter().filter(|it| !it.children.iter().any(gone));
        fewer.bundles = bundles.cloned().collect();
        if fewer.children.is_empty() {
            continue;
        }
        let (less, without) = placed(&fewer);
        for placement in &without.proposal().placements {
            let walked = |input: &crate::Input, outcome: &Outcome| {
                let at = input.child(&placement.child).unwrap();
                let it = outcome.proposal().placements[at].school?;
                input.metres(at, input.school(it).unwrap())
            };
            assert_eq!(walked(&less, &without), walked(&input, &all), "{seed}");
        }
    }
}

#[test]
fn between_equal_sums_the_better_ticket_walks_less() {
    let children = vec![child(0, "有户有房", &[100, 300]), child(1, "有户有房", &[100, 300])];
    let raw = Raw {
        schools: vec![school(0, 1), school(1, 1)],
        categories: categories(&[Method::Nearest]),
        children,
        bundles: Vec::new(),
    };
    let (_, outcome) = placed(&raw);
    assert_eq!(outcome.proposal().placements[0].school, Some(100));
    let mut other = raw.clone();
    (other.children[0].ticket, other.children[1].ticket) = (9, 3);
    assert_eq!(placed(&other).1.proposal().placements[1].school, Some(100));
}

#[test]
fn who_walks_as_far_to_either_school_makes_room_for_a_later_category() {
    let children = vec![child(0, "有户有房", &[500, 500]), child(1, "有户无房", &[200, -1])];
    let raw = Raw {
        schools: vec![school(0, 1), school(1, 1)],
        categories: categories(&[Method::Nearest, Method::Ranked]),
        children,
        bundles: Vec::new(),
    };
    let (_, outcome) = placed(&raw);
    let schools: Vec<_> = outcome.proposal().placements.iter().map(|it| it.school).collect();
    assert_eq!(schools, [Some(101), Some(100)]);
}
