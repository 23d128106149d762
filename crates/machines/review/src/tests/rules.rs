//! Points, panels, places and deductions, by example and by chance.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use crate::{
    catalog,
    definition::{ItemKind, Review},
    panel::{self, Candidate, LeftOut},
    points::{NotPoints, Points},
    quota::{self, Choice},
    rules::{self, Deduction},
};

fn review(name: &str) -> &'static Review {
    &catalog().find(name).expect("it is in the catalog").what
}

#[test]
fn points_are_read_as_people_write_them_and_told_without_needless_zeros() {
    let read = |it: &str| Points::read(it).map(|it| it.to_string());
    assert_eq!(read("8").as_deref(), Ok("8"));
    assert_eq!(read(" 8.50 分").as_deref(), Ok("8.5"));
    assert_eq!(read("８．２５").as_deref(), Ok("8.25"));
    assert_eq!(read("8.255"), Err(NotPoints::Form));
    assert_eq!(read("-1"), Err(NotPoints::Form));
    assert_eq!(read("八"), Err(NotPoints::Form));
}

#[test]
fn a_mean_is_rounded_half_up_to_a_hundredth_once() {
    let mean = |all: &[i64]| Points::mean(&all.iter().map(|it| Points(*it)).collect::<Vec<_>>());
    assert_eq!(mean(&[9000, 9001]), Some(Points(9001)), "90.005 is 90.01");
    assert_eq!(mean(&[9000, 9000, 9001]), Some(Points(9000)), "90.0033 is 90");
    assert_eq!(mean(&[]), None);
    let all = [Points(9000), Points(8800), Points(7000)];
    assert_eq!(Points::outliers(&all, Points(1000)), [false, false, true]);
}

#[test]
fn the_rubrics_of_the_catalog_come_to_a_hundred() {
    for kind in catalog().all() {
        assert_eq!(kind.what.whole(), Points(10_000), "{}", kind.name);
    }
}

fn full(review: &Review) -> Vec<(String, Points)> {
    let given = review.items.iter().map(|it| {
        let points = if it.kind == ItemKind::Points { it.most } else { Points::default() };
        (it.key.clone(), points)
    });
    given.collect()
}

#[test]
fn one_veto_of_one_expert_leaves_no_level_whatever_the_total() {
    let review = review("base-accreditation");
    let mut one = full(review);
    let panel = vec![full(review), one.clone(), full(review)];
    let good = rules::result(review, &panel, Points::default()).expect("there are scores");
    assert_eq!((good.total, good.vetoed), (Points(10_000), false));
    assert!(rules::passes(rules::level(review, good.total, good.vetoed)));
    for it in one.iter_mut().filter(|it| it.0 == "accident") {
        it.1 = Points(100);
    }
    let panel = vec![full(review), one, full(review)];
    let bad = rules::result(review, &panel, Points::default()).expect("there are scores");
    assert_eq!((bad.total, bad.vetoed), (Points(10_000), true));
    assert_eq!(rules::level(review, bad.total, bad.vetoed), None);
}

#[test]
fn deductions_run_out_and_never_take_a_total_below_nothing() {
    let one = |from, until, points| Deduction {
        item: "complaint".to_owned(),
        points: Points(points),
        since: from,
        until,
        reason: String::new(),
    };
    let all = [
        one(date(2020, 12, 20), date(2021, 12, 20), 300),
        one(date(2021, 3, 1), date(2022, 3, 1), 500),
    ];
    assert_eq!(rules::running(&all, date(2021, 12, 19)), Points(800));
    assert_eq!(rules::running(&all, date(2021, 12, 20)), Points(500), "a year is over");
    assert_eq!(rules::running(&all, date(2022, 3, 1)), Points(0));
    let review = review("base-accreditation");
    let none: Vec<(String, Points)> = Vec::new();
    let result = rules::result(review, &[none], Points(800)).expect("there is one");
    assert_eq!(result.total, Points(0));
}

fn pool(count: usize, own: &BTreeSet<usize>) -> Vec<Candidate> {
    let one = |at: usize| Candidate {
        id: format!("acc_{at:04}"),
        own: own.contains(&at),
        interest: at % 11 == 3,
        visited: at % 7 == 2,
        applicant: false,
    };
    (0..count).map(one).collect()
}

#[test]
fn in_ten_thousand_panels_nobody_judges_their_own_school() {
    let own = BTreeSet::from([0, 5, 6, 17]);
    let pool = pool(40, &own);
    let mut drawn = BTreeSet::new();
    for at in 0..10_000 {
        let order = panel::order("2021335 期 4 1 7", &format!("apl_{at}"), &pool);
        let seats = &order[..5];
        assert!(seats.iter().all(|it| pool[*it].left_out().is_none()), "{at}");
        assert_eq!(seats.iter().collect::<BTreeSet<_>>().len(), 5, "nobody sits twice");
        drawn.extend(seats.iter().copied());
    }
    let free = pool.iter().filter(|it| it.left_out().is_none()).count();
    assert_eq!(drawn.len(), free, "everybody who may judge is drawn some time");
    assert_eq!(pool[0].left_out(), Some(LeftOut::Own));
}

#[test]
fn the_order_in_which_the_pool_is_read_plays_no_part() {
    let pool = pool(20, &BTreeSet::new());
    let mut turned = pool.clone();
    turned.reverse();
    let names = |pool: &[Candidate], order: Vec<usize>| -> Vec<String> {
        order.into_iter().map(|at| pool[at].id.clone()).collect()
    };
    let one = names(&pool, panel::order("seed of the day", "apl_1", &pool));
    let other = names(&turned, panel::order("seed of the day", "apl_1", &turned));
    assert_eq!(one, other);
    assert_ne!(one, names(&pool, panel::order("seed of the day", "apl_2", &pool)));
}

#[test]
fn a_tie_at_the_last_place_is_told_and_broken_only_by_hand() {
    let totals = [Some(9500), Some(9000), Some(9000), None, Some(9000), Some(8000)];
    let totals = totals.map(|it: Option<i64>| it.map(Points));
    let tie = quota::choose(&totals, 3);
    let equal = BTreeSet::from([1, 2, 4]);
    assert_eq!(tie, Choice::Tie { above: BTreeSet::from([0]), equal, left: 2 });
    assert_eq!(quota::settle(tie.clone(), &BTreeSet::new()), None);
    assert_eq!(quota::settle(tie.clone(), &BTreeSet::from([1, 5])), None, "5 is not equal");
    assert_eq!(quota::settle(tie, &BTreeSet::from([1, 4])), Some(BTreeSet::from([0, 1, 4])));
    let places = quota::places(&totals);
    assert_eq!(places, [Some(1), Some(2), Some(2), None, Some(2), Some(5)]);
}

proptest! {
    #[test]
    fn no_more_come_through_than_there_are_places_and_none_below_one_who_does_not(
        totals in prop::collection::vec(prop::option::of(0_i64..30), 0..40),
        most in 0_usize..20,
    ) {
        let totals: Vec<_> = totals.into_iter().map(|it| it.map(Points)).collect();
        let chosen: BTreeSet<usize> = match quota::choose(&totals, most) {
            Choice::Through(all) => all,
            Choice::Tie { above, equal, left } => {
                prop_assert!(equal.len() > left && left > 0);
                let some: BTreeSet<usize> = equal.iter().copied().take(left).collect();
                above.union(&some).copied().collect()
            }
        };
        let good = totals.iter().flatten().count();
        prop_assert_eq!(chosen.len(), most.min(good));
        let least = chosen.iter().filter_map(|at| totals[*at]).min();
        for (at, total) in totals.iter().enumerate() {
            if let (Some(total), Some(least), false) = (total, least, chosen.contains(&at)) {
                prop_assert!(*total <= least);
            }
        }
    }

    #[test]
    fn a_mean_lies_between_the_least_and_the_most(all in prop::collection::vec(0_i64..10_000, 1..9)) {
        let all: Vec<Points> = all.into_iter().map(Points).collect();
        let (least, most) = Points::span(&all).unwrap();
        let mean = Points::mean(&all).unwrap();
        prop_assert!(least <= mean && mean <= most);
    }
}
