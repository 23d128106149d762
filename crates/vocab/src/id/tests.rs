//! What identifiers promise: order, no two alike, and nothing read that was not written.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use names::{CourseId, PupilId};

#[expect(unreachable_pub, reason = "the macro declares what a crate makes public")]
mod names {
    ids! { CourseId = "crs"; PupilId = "ppl"; }
}

const NOW: &str = "2026-09-01T08:00:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn an_id_reads_back_what_it_writes_and_refuses_another_kind() {
    let id: CourseId = Ids::seeded(1).make(moment(NOW));
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(format!("{id:?}"), id.to_string());
    assert_eq!(id.to_string().parse::<PupilId>(), Err(NotAnId { expected: "ppl" }));
    assert_eq!(
        NotAnId { expected: "ppl" }.to_string(),
        "not an identifier that starts with `ppl_`"
    );
}

#[test]
fn only_the_one_right_text_is_an_id() {
    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(text.parse().ok().map(CourseId::bits), expected, "{text:?}");
    }
    check("crs_0000000000000", Some(0));
    check("crs_000000000000z", Some(31));
    check("crs_7zzzzzzzzzzzz", Some(i64::MAX));
    check("crs_8000000000000", None); // 64 bits
    check("crs_zzzzzzzzzzzzz", None);
    check("crs_000000000000Z", None);
    check("CRS_0000000000000", None);
    check("crs_00000000000000", None);
    check("crs_000000000000", None);
    check("crs_", None);
    check("crs", None);
    check("", None);
    check("crs0000000000000_", None);
    check("crs__000000000000", None);
    check("crs_000000000000l", None); // easily taken for 1
    check("crs_000000000000o", None);
    check("crs_000000000000u", None);
    check("crs_-000000000001", None);
    check(" crs_0000000000000", None);
    check("crs_0000000000000\n", None);
    check("crs_000000000000\0", None);
    check("crs_00000000000é", None); // 13 bytes
    check("crs_０００0000", None);
}

#[test]
fn ids_made_one_after_another_rise() {
    let ids = Ids::seeded(1);
    let now = moment(NOW);
    let all: Vec<CourseId> = (0..10_000).map(|_| ids.make(now)).collect();
    assert!(all.is_sorted_by(|a, b| a < b && a.to_string() < b.to_string()));
}

#[test]
fn a_clock_set_back_makes_no_id_twice_and_none_that_sorts_before() {
    let ids = Ids::seeded(1);
    let late: CourseId = ids.make(moment(NOW));
    let early: CourseId = ids.make(moment("2026-08-31T08:00:00Z"));
    assert!(late < early);
}

#[test]
fn moments_before_and_after_the_count_make_ids_that_can_be_stored() {
    for at in [
        "1970-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z",
        "2089-09-06T00:00:00Z",
        "9999-01-01T00:00:00Z",
    ] {
        let id: CourseId = Ids::seeded(u64::MAX).make(moment(at));
        assert_eq!(CourseId::from_bits(id.bits()), Some(id), "{at}");
    }
}

#[test]
fn threads_at_once_make_no_two_alike() {
    let ids = Ids::seeded(1);
    let now = moment(NOW);
    let per_thread = 20_000;
    let made: Vec<Vec<CourseId>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| (0..per_thread).map(|_| ids.make(now)).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(made.iter().all(|own| own.is_sorted_by(|a, b| a < b)));
    let distinct: BTreeSet<_> = made.iter().flatten().collect();
    assert_eq!(distinct.len(), 8 * per_thread);
}

#[test]
fn the_same_seed_makes_the_same_ids() {
    let made = |seed| {
        let ids = Ids::seeded(seed);
        (0..100).map(|_| ids.make(moment(NOW))).collect::<Vec<CourseId>>()
    };
    assert_eq!(made(7), made(7));
    assert_ne!(made(7), made(8));
    let random = || Ids::random().unwrap().make::<names::kinds::CourseId>(moment(NOW));
    assert_ne!(random(), random());
}

#[test]
fn a_place_keeps_its_bits_under_another_type() {
    let school: crate::SchoolId = Ids::seeded(1).make(moment(NOW));
    assert_eq!(school.place().bits(), school.bits());
    assert_eq!(school.place().retyped(), school);
}

proptest! {
    #[test]
    fn whatever_is_stored_reads_back_and_text_orders_as_numbers_do(a in 0..=i64::MAX, b in 0..=i64::MAX) {
        let (first, other) = (CourseId::from_bits(a).unwrap(), CourseId::from_bits(b).unwrap());
        prop_assert_eq!(first.bits(), a);
        prop_assert_eq!(first.to_string().parse(), Ok(first));
        prop_assert_eq!(first.cmp(&other), first.to_string().cmp(&other.to_string()));
        prop_assert_eq!(CourseId::from_bits(-a - 1), None);
    }

    #[test]
    fn a_text_that_is_read_is_the_one_that_is_written(text in "\\PC{0,20}|crs_[0-9a-zA-Z]{13}") {
        if let Ok(id) = text.parse::<CourseId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn later_moments_make_greater_ids(a in 0i64..2_000_000_000_000, b in 0i64..2_000_000_000_000) {
        prop_assume!(a != b);
        let at = |millis: i64| Timestamp::from_millisecond(EPOCH_MILLIS + millis).unwrap();
        let make = |millis| Ids::seeded(3).make::<names::kinds::CourseId>(at(millis));
        prop_assert_eq!(make(a).cmp(&make(b)), a.cmp(&b));
    }
}
