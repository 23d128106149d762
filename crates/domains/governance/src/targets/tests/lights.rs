//! Lights by examples and by properties.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::{
    model::{Comparator, Goal, Rough, Step},
    rules::{self, Actual, Light, LightRule, Lit, Time},
};
use crate::number::Number;

fn rule() -> LightRule {
    LightRule {
        since: date(2000, 1, 1),
        yellow: 100,
        red: 250,
        near_days: 10,
        near_limit: 900,
        source: "起步值".to_owned(),
    }
}

fn read(text: &str) -> Number {
    Number::read(text).expect(text)
}

fn goal(comparator: Comparator, low: &str, unit: &str) -> Goal {
    let (unit, rough) = (unit.to_owned(), Rough::Exact);
    Goal { comparator, low: read(low), high: None, unit, rough }
}

fn some(text: &str) -> Actual {
    Actual::Some(read(text), text.to_owned())
}

/// A year, seen on a day with so many working days left.
fn time(today: Date, left: i64) -> Time {
    Time { from: date(2021, 1, 1), due: date(2021, 12, 31), today, left: Some(left) }
}

fn lit(goal: &Goal, base: Option<&str>, actual: &str, time: Time) -> Lit {
    rules::target(goal, base.map(read), &some(actual), time, &rule())
}

#[test]
fn what_is_behind_the_straight_line_turns_yellow_and_then_red() {
    let goal = goal(Comparator::AtLeast, "100", "所");
    let july = time(date(2021, 7, 2), 120);
    for (actual, light) in
        [("50", Light::Green), ("41", Light::Green), ("35", Light::Yellow), ("20", Light::Red)]
    {
        assert_eq!(lit(&goal, None, actual, july).light, light, "{actual}");
    }
    assert_eq!(lit(&goal, None, "100", july).light, Light::Done);
    let why = lit(&goal, None, "35", july).why;
    assert!(why.contains("落后 15 个百分点") && why.contains("120 个工作日"), "{why}");
}

#[test]
fn a_target_below_last_year_is_to_hold_and_not_to_grow() {
    // 93.2 % → 90 %, as a bureau's own plan has it.
    let goal = goal(Comparator::AtLeast, "90", "%");
    let july = time(date(2021, 7, 2), 120);
    assert_eq!(lit(&goal, Some("93.2"), "92", july).light, Light::Done);
    let fallen = lit(&goal, Some("93.2"), "89.5", july);
    assert_eq!(fallen.light, Light::Yellow);
    assert!(fallen.why.contains("跌破目标"), "{}", fallen.why);
    assert_eq!(lit(&goal, Some("93.2"), "89.5", time(date(2021, 12, 20), 9)).light, Light::Red);
}

#[test]
fn a_limit_is_not_to_be_passed_and_zero_is_a_limit() {
    let july = time(date(2021, 7, 2), 120);
    let ten = goal(Comparator::AtMost, "10", "个");
    assert_eq!(lit(&ten, None, "5", july).light, Light::Green);
    assert_eq!(lit(&ten, None, "9", july).light, Light::Yellow);
    assert_eq!(lit(&ten, None, "11", july).light, Light::Red);
    assert_eq!(lit(&ten, None, "10", time(date(2022, 1, 1), 0)).light, Light::Done);
    let none = goal(Comparator::Equal, "0", "起");
    assert_eq!(lit(&none, None, "0", july).light, Light::Green);
    assert_eq!(lit(&none, None, "1", july).light, Light::Red);
    // A share is no amount that is used up.
    let share = goal(Comparator::AtMost, "55.65", "%");
    assert_eq!(lit(&share, Some("56.15"), "54.57", july).light, Light::Green);
}

#[test]
fn what_comes_on_top_of_a_plain_number_is_more_than_was_asked() {
    let goal = goal(Comparator::Equal, "14", "所");
    let july = time(date(2021, 7, 2), 120);
    let more = lit(&goal, None, "15", july);
    assert!(more.light == Light::Done && more.why.contains("超额完成"), "{more:?}");
    let range = Goal { comparator: Comparator::Within, high: Some(read("16")), ..goal };
    assert_eq!(lit(&range, None, "15", july).light, Light::Done);
    assert_eq!(lit(&range, None, "17", july).light, Light::Red);
}

#[test]
fn without_a_number_it_is_grey_then_yellow_then_red() {
    let goal = goal(Comparator::AtLeast, "100", "所");
    let none = Actual::None("没有可统计的对象（分母为 0）");
    for (today, left, light) in [
        (date(2021, 7, 2), 120, Light::Unknown),
        (date(2021, 12, 20), 9, Light::Yellow),
        (date(2022, 1, 4), 0, Light::Red),
    ] {
        let lit = rules::target(&goal, None, &none, time(today, left), &rule());
        assert_eq!(lit.light, light);
        assert!(lit.why.contains("分母为 0"), "{}", lit.why);
    }
}

#[test]
fn a_milestone_is_yellow_when_it_comes_near_and_red_when_it_is_late() {
    let step = |done| Step {
        id: vocab::Ids::seeded(1).make(jiff::Timestamp::UNIX_EPOCH),
        task: vocab::Ids::seeded(2).make(jiff::Timestamp::UNIX_EPOCH),
        name: "竣工验收".to_owned(),
        due_on: date(2021, 12, 28),
        done,
    };
    let light = |it: &Step, today, left| rules::step(it, today, left, &rule()).light;
    let open = step(None);
    assert_eq!(light(&open, date(2021, 11, 1), Some(40)), Light::Green);
    assert_eq!(light(&open, date(2021, 12, 20), Some(6)), Light::Yellow);
    assert_eq!(light(&open, date(2021, 12, 29), None), Light::Red);
    let late = step(Some((date(2021, 12, 30), String::new())));
    let told = rules::step(&late, date(2022, 1, 4), None, &rule());
    assert!(told.light == Light::Done && told.why.contains("比期限"), "{told:?}");
}

#[test]
fn a_task_has_the_worst_light_of_its_parts_and_its_own_day_without_any() {
    let part = |light| Lit { light, why: String::new() };
    let now = time(date(2021, 7, 2), 120);
    let worst =
        rules::task(&[part(Light::Done), part(Light::Red), part(Light::Green)], now, &rule());
    assert_eq!(worst.light, Light::Red);
    assert_eq!(rules::task(&[part(Light::Done)], now, &rule()).light, Light::Done);
    assert_eq!(rules::task(&[], now, &rule()).light, Light::Green);
    assert_eq!(rules::task(&[], time(date(2022, 1, 4), 0), &rule()).light, Light::Red);
}

#[test]
fn the_rule_of_the_day_holds() {
    let later = LightRule { since: date(2021, 9, 1), yellow: 50, ..rule() };
    let rules = [rule(), later];
    let on = |day| rules::in_force(&rules, day).map(|it| it.yellow);
    assert_eq!((on(date(2021, 8, 31)), on(date(2021, 9, 1))), (Some(100), Some(50)));
}

proptest! {
    #[test]
    fn more_of_what_is_to_be_reached_never_makes_the_light_worse(
        goal in 1_i64..10_000, less in 0_i64..10_000, more in 0_i64..5_000, day in 0_i32..364,
    ) {
        let today = date(2021, 1, 1).saturating_add(jiff::Span::new().days(day));
        let goal = Goal { low: Number::whole(goal), ..self::goal(Comparator::AtLeast, "1", "个") };
        let light = |n: i64| {
            let actual = Actual::Some(Number::whole(n), n.to_string());
            rules::target(&goal, None, &actual, time(today, 100), &rule()).light
        };
        prop_assert!(light(less + more) <= light(less));
    }

    #[test]
    fn what_stands_still_never_gets_better_with_time(goal in 1_i64..1000, actual in 0_i64..1000, day in 0_i32..363) {
        let goal = Goal { low: Number::whole(goal), ..self::goal(Comparator::AtLeast, "1", "个") };
        let actual = Actual::Some(Number::whole(actual), String::new());
        let on = |day: i32| {
            let today = date(2021, 1, 1).saturating_add(jiff::Span::new().days(day));
            rules::target(&goal, None, &actual, time(today, 100), &rule()).light
        };
        prop_assert!(on(day) <= on(day + 1));
    }
}
