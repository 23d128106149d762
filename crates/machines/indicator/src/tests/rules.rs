//! Values as they are shown, and what is not told.

use std::collections::BTreeMap;

use jiff::Timestamp;
use vocab::{Ids, PlaceId};

use crate::{
    rules::{FEW, Quality, is_few, left_out, left_out_of_all, quality},
    value::{Rounding, Shape, Value},
};

fn shape(unit: &str, scale: i64, precision: u32) -> Shape {
    let (unit, rounding) = (unit.to_owned(), Rounding::HalfUp);
    Shape { unit, scale, is_rate: true, precision, rounding }
}

fn value(part: i64, whole: i64) -> Value {
    Value { part, whole, ..Value::default() }
}

#[test]
fn the_published_figures_come_out_of_their_counts() {
    let percent = shape("%", 100, 2);
    for (part, whole, shown) in [
        (104, 104, "100.00"),
        (98_746, 119_000, "82.98"),
        (6_646, 7_000, "94.94"),
        (9_264, 12_390, "74.77"),
    ] {
        assert_eq!(percent.shown(value(part, whole)).as_deref(), Some(shown));
    }
}

#[test]
fn nothing_to_divide_by_is_a_dash_and_never_nought() {
    let percent = shape("%", 100, 2);
    assert_eq!(percent.shown(value(0, 0)), None);
    assert_eq!(percent.told(value(0, 0)), "—");
    assert_eq!(percent.told(value(0, 5)), "0.00 %");
}

#[test]
fn more_than_all_is_shown_and_said_to_be_so() {
    let percent = shape("%", 100, 2);
    assert_eq!(percent.told(value(6, 5)), "120.00 %");
    assert!(percent.is_too_much(value(6, 5)));
    assert!(!shape("人/班", 1, 1).is_too_much(value(80, 2)), "a mean may be any number");
}

#[test]
fn the_last_place_is_found_as_the_file_says() {
    let half = shape("人", 1, 1);
    assert_eq!(half.shown(value(5, 4)).as_deref(), Some("1.3"));
    let down = Shape { rounding: Rounding::Down, ..half };
    assert_eq!(down.shown(value(5, 4)).as_deref(), Some("1.2"));
    let yuan = Shape { is_rate: false, precision: 2, ..shape("元", 1, 2) };
    assert_eq!(yuan.shown(value(123_456, 0)).as_deref(), Some("1,234.56"));
    let large = shape("%", 100, 6);
    assert_eq!(large.shown(value(i64::MAX / 2, i64::MAX)).as_deref(), Some("50.000000"));
}

#[test]
fn few_people_are_not_told_nor_found_by_taking_the_rest_away() {
    assert!(is_few(value(FEW - 1, 0)) && !is_few(value(FEW, 0)) && !is_few(value(0, 0)));
    let table = [value(3, 0), value(40, 0), value(20, 0), value(0, 0)];
    assert_eq!(left_out(&table), [true, false, true, false]);
    let table = [value(3, 0), value(4, 0), value(20, 0)];
    assert_eq!(left_out(&table), [true, true, false]);
}

#[test]
fn what_is_left_out_of_a_tree_does_not_come_back_as_a_sum() {
    let ids = Ids::seeded(7);
    let [county, a, a1, a2, b, b1, b2] = std::array::from_fn(|_| ids.make(Timestamp::UNIX_EPOCH));
    let all: [PlaceId; 7] = [county, a, a1, a2, b, b1, b2];
    let named = |ids: [PlaceId; 2]| ids.map(|it| (it, String::new())).to_vec();
    let tables = [(county, named([a, b])), (a, named([a1, a2])), (b, named([b1, b2]))];
    let hidden = |parts: [i64; 7]| {
        let values: BTreeMap<_, _> = all.into_iter().zip(parts.map(|it| value(it, 0))).collect();
        let out = left_out_of_all(county, &tables, |it| values[&it]);
        all.map(|it| out.contains(&it))
    };
    // A school of few in each town: each town's own table needs a second one, not the county's list.
    let each = hidden([96, 43, 3, 40, 53, 4, 49]);
    assert_eq!(each, [false, false, true, true, false, true, true]);
    // A town of few takes the other with it, and that one keeps a school back.
    let town = hidden([96, 3, 3, 0, 93, 53, 40]);
    assert_eq!(town, [false, true, true, false, true, false, true]);
    assert_eq!(hidden([96, 43, 20, 23, 53, 33, 20]), [false; 7]);
}

#[test]
fn quality_is_as_good_as_the_worse_of_complete_and_timely() {
    let told = |have, due| Value { have, due, ..Value::default() };
    assert_eq!(quality(told(0, 0), Some(0)), Quality::Good);
    assert_eq!(quality(told(9, 10), Some(0)), Quality::Fair);
    assert_eq!(quality(told(8, 10), Some(0)), Quality::Poor);
    assert_eq!(quality(told(10, 10), Some(1)), Quality::Fair);
    assert_eq!(quality(told(10, 10), None), Quality::Poor);
}
