//! Rules case by case, and the allotment against what it must hold.

use std::collections::BTreeSet;

use jiff::civil::{DateTime, Time, Weekday, datetime};
use proptest::prelude::*;
use vocab::{Id, StudentId};

use crate::{
    allot::{Allotment, Demand, Supply, Violation, allot, check},
    model::{Booking, Child, Meeting, Offer, OfferId, Round, SeatRule, Standing},
    rules::{self, Engagement, Refusal},
};

fn id<K: vocab::Kind>(bits: i64) -> Id<K> {
    Id::from_bits(bits).unwrap()
}

fn meeting(weekday: Weekday, starts: &str, ends: &str) -> Meeting {
    let time = |text: &str| text.parse::<Time>().unwrap();
    Meeting { weekday, starts: time(starts), ends: time(ends) }
}

fn round(rule: SeatRule) -> Round {
    Round {
        id: id(1),
        place: id(2),
        season: "2021-2".to_owned(),
        title: "2022 年春季拓展课程".to_owned(),
        rule,
        opens_at: datetime(2021, 12, 13, 8, 0, 0, 0),
        closes_at: datetime(2021, 12, 20, 20, 0, 0, 0),
        wishes_max: 3,
        seats_per_child: 1,
        hold_hours: 24,
        settled_at: None,
        seed: None,
    }
}

fn offer(bits: i64, weekday: Weekday) -> Offer {
    Offer {
        id: id(bits),
        round: id(1),
        title: format!("课程{bits}"),
        grades: 3..=6,
        seats: 2,
        taken: 0,
        queue_last: 0,
        is_cancelled: false,
        meetings: vec![meeting(weekday, "16:30", "17:15")],
    }
}

const OPEN: DateTime = datetime(2021, 12, 20, 19, 59, 0, 0);

#[test]
fn a_window_is_open_from_its_first_moment_until_before_its_last() {
    let round = round(SeatRule::Wishes);
    let at = |hour, minute| datetime(2021, 12, 20, hour, minute, 0, 0);
    assert_eq!(rules::is_open(&round, at(19, 59)), Ok(()));
    assert_eq!(rules::is_open(&round, at(20, 0)), Err(Refusal::Closed(round.closes_at)));
    let early = datetime(2021, 12, 13, 7, 59, 0, 0);
    assert_eq!(rules::is_open(&round, early), Err(Refusal::NotYetOpen(round.opens_at)));
    let settled = Round { settled_at: Some(OPEN), ..round };
    assert_eq!(rules::is_open(&settled, OPEN), Err(Refusal::Settled));
}

#[test]
fn a_wish_is_refused_with_the_reason_that_a_family_can_act_on() {
    let round = round(SeatRule::Wishes);
    let child = Child { id: id(9), grade: 4 };
    let (a, b, c) =
        (offer(1, Weekday::Monday), offer(2, Weekday::Tuesday), offer(3, Weekday::Monday));
    let wish = |wishes: &[&Offer], grade, engaged: &[Engagement]| {
        rules::may_wish(&round, wishes, Child { grade, ..child }, engaged, OPEN)
    };
    assert_eq!(wish(&[&a, &b, &c], 4, &[]), Ok(()));
    assert_eq!(wish(&[&a, &a], 4, &[]), Err(Refusal::Twice("课程1".to_owned())));
    assert_eq!(
        wish(&[&a, &b, &c, &offer(4, Weekday::Friday)], 4, &[]),
        Err(Refusal::TooManyWishes(3))
    );
    assert!(matches!(wish(&[&a], 2, &[]), Err(Refusal::OtherGrade { grade: 2, .. })));
    let chess = Engagement {
        title: "围棋".to_owned(),
        meetings: vec![meeting(Weekday::Tuesday, "17:00", "17:30")],
    };
    let clash = wish(&[&a, &b], 4, &[chess]).unwrap_err().to_string();
    assert!(clash.contains("“课程2”与“围棋”时间冲突(周二 16:30–17:15)"), "{clash}");
    let off = Offer { is_cancelled: true, ..a };
    assert_eq!(wish(&[&off], 4, &[]), Err(Refusal::Cancelled("课程1".to_owned())));
}

#[test]
fn meetings_that_only_touch_do_not_clash() {
    let first = meeting(Weekday::Monday, "15:30", "16:30");
    assert!(!first.clashes(meeting(Weekday::Monday, "16:30", "17:30")));
    assert!(first.clashes(meeting(Weekday::Monday, "16:29", "17:30")));
    assert!(!first.clashes(meeting(Weekday::Tuesday, "15:30", "16:30")));
}

#[test]
fn what_the_draw_left_goes_first_come_and_nothing_does_before_it() {
    let child = Child { id: id(9), grade: 4 };
    let course = offer(1, Weekday::Monday);
    let book = |round: &Round, had| rules::may_book(round, &course, child, had, &[], OPEN);
    let wishes = round(SeatRule::Wishes);
    assert_eq!(book(&wishes, 0), Err(Refusal::OtherRule(SeatRule::Wishes)));
    let settled = Round { settled_at: Some(OPEN), ..wishes };
    assert_eq!(book(&settled, 0), Ok(()));
    assert_eq!(book(&settled, 1), Err(Refusal::Enough(1)));
    assert_eq!(book(&round(SeatRule::FirstCome), 0), Ok(()));
}

#[test]
fn a_held_seat_waits_until_its_hour_and_no_longer() {
    let until = rules::held_until(&round(SeatRule::Wishes), OPEN);
    assert_eq!(until, datetime(2021, 12, 21, 19, 59, 0, 0));
    let held = Booking {
        id: id(1),
        offer: id(1),
        student: id(9),
        standing: Standing::Held,
        queue_place: Some(1),
        held_until: Some(until),
        made_at: OPEN,
        seated_at: None,
        ended_at: None,
        by: None,
    };
    assert_eq!(rules::may_accept(&held, OPEN), Ok(()));
    assert_eq!(rules::may_accept(&held, until), Err(Refusal::HeldTooLong(until)));
    let lapsed = Booking { standing: Standing::Lapsed, ..held };
    assert_eq!(rules::may_accept(&lapsed, OPEN), Err(Refusal::NotFrom(Standing::Lapsed)));
    assert_eq!(rules::may_withdraw(&lapsed), Err(Refusal::NotFrom(Standing::Lapsed)));
}

/// Up to 8 offers on five weekdays, up to 24 children with up to three wishes.
fn demands() -> impl Strategy<Value = Demand> {
    let supply = prop::collection::vec((0i64..4, 1i8..=5), 1..8);
    let children = prop::collection::vec(
        (prop::collection::vec(0usize..8, 0..4), prop::option::of(1i8..=5)),
        0..24,
    );
    (supply, children, 1usize..4).prop_map(|(supply, children, seats_per_child)| {
        let day = |it| {
            let weekday = Weekday::from_monday_one_offset(it).unwrap();
            vec![meeting(weekday, "16:30", "17:15")]
        };
        let mut demand = Demand { seats_per_child, ..Demand::default() };
        for (number, (seats, weekday)) in (1i64..).zip(&supply) {
            demand.supply.insert(id(number), Supply { seats: *seats, meetings: day(*weekday) });
        }
        for (number, (wishes, engaged)) in (100i64..).zip(children) {
            let mut ranked: Vec<OfferId> = Vec::new();
            for wish in wishes {
                let offer = id(i64::try_from(wish % supply.len()).unwrap() + 1);
                if !ranked.contains(&offer) {
                    ranked.push(offer);
                }
            }
            demand.wishes.insert(id(number), ranked);
            if let Some(weekday) = engaged {
                demand.engaged.insert(id(number), day(weekday));
            }
        }
        demand
    })
}

/// Some order of the children, another for each seed.
fn order_of(demand: &Demand, seed: &str) -> Vec<StudentId> {
    let mut order: Vec<StudentId> = demand.wishes.keys().copied().collect();
    order.sort_by_key(|it| platform::act::digest(&[seed, &it.to_string()]));
    order
}

proptest! {
    #[test]
    fn an_allotment_is_what_everyone_is_entitled_to(demand in demands(), seed in "[a-z]{4}") {
        let order = order_of(&demand, &seed);
        let outcome = allot(&demand, &order);
        prop_assert_eq!(check(&demand, &order, &outcome), Ok(()));
        prop_assert_eq!(&outcome, &allot(&demand, &order), "the same twice");
    }

    #[test]
    fn nobody_queues_for_what_has_seats_left(demand in demands()) {
        let outcome = allot(&demand, &order_of(&demand, "seed"));
        for (offer, queue) in &outcome.queues {
            let given = outcome.seats.iter().filter(|it| it.1 == *offer).count();
            prop_assert_eq!(i64::try_from(given).unwrap(), demand.supply[offer].seats);
            prop_assert_eq!(queue.iter().collect::<BTreeSet<_>>().len(), queue.len());
        }
    }

    #[test]
    fn taking_a_seat_from_its_holder_is_noticed(demand in demands()) {
        let order = order_of(&demand, "seed");
        let mut mutant = allot(&demand, &order);
        if mutant.seats.pop().is_some() && demand.seats_per_child == 1 {
            prop_assert!(matches!(check(&demand, &order, &mutant), Err(Violation::PassedOver(..))));
        }
    }
}

#[test]
fn a_planted_oversale_and_two_places_at_once_are_noticed() {
    let mut demand = Demand { seats_per_child: 2, ..Demand::default() };
    let monday = vec![meeting(Weekday::Monday, "16:30", "17:15")];
    for number in 1..=2 {
        demand.supply.insert(id(number), Supply { seats: 1, meetings: monday.clone() });
    }
    demand.wishes.insert(id(10), vec![id(1), id(2)]);
    demand.wishes.insert(id(11), vec![id(1)]);
    let order = [id(10), id(11)];
    let oversold =
        Allotment { seats: vec![(id(10), id(1)), (id(11), id(1))], ..Allotment::default() };
    assert_eq!(check(&demand, &order, &oversold), Err(Violation::Oversold(id(1))));
    let twice = Allotment { seats: vec![(id(10), id(1)), (id(10), id(2))], ..Allotment::default() };
    assert_eq!(check(&demand, &order, &twice), Err(Violation::TwoPlaces(id(10))));
}
