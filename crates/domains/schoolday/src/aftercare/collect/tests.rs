//! Who may collect and who may leave early, case by case.

use jiff::civil::{Date, Time, date, datetime, time};

use super::rules::{Known, Refusal, may_add, may_leave_early};

fn person(name: &str, may_collect: bool, no_contact: bool) -> Known<'_> {
    Known { name, may_collect, no_contact }
}

#[test]
fn a_grandparent_comes_onto_the_list_once_and_who_must_not_come_near_never() {
    let known =
        [person("周晓", true, false), person("陈刚", false, true), person("周建", false, false)];
    assert_eq!(may_add("罗小兰", &known), Ok(()));
    assert_eq!(may_add("周建", &known), Ok(()), "who is known but not on the list comes onto it");
    assert_eq!(may_add("周晓", &known), Err(Refusal::Already));
    assert_eq!(may_add("陈刚", &known), Err(Refusal::NotThisOne));
    assert_eq!(may_add("罗", &known), Err(Refusal::BadName));
    let full = ["甲甲", "乙乙", "丙丙", "丁丁", "戊戊", "己己", "庚庚", "辛辛"];
    let full = full.map(|name| person(name, true, false));
    assert_eq!(may_add("罗小兰", &full), Err(Refusal::TooMany));
}

#[test]
fn a_child_is_fetched_early_while_its_service_lasts() {
    #[track_caller]
    fn check(day: Date, at: Time, expected: bool) {
        let now = datetime(2021, 12, 20, 16, 0, 0, 0);
        let lasts = Some((time(15, 15, 0, 0), time(17, 15, 0, 0)));
        assert_eq!(may_leave_early(day, at, lasts, now).is_ok(), expected, "{day} {at}");
    }
    let (today, tomorrow) = (date(2021, 12, 20), date(2021, 12, 21));
    check(today, time(15, 30, 0, 0), false);
    check(today, time(16, 0, 0, 0), true);
    check(today, time(17, 15, 0, 0), false);
    check(tomorrow, time(15, 30, 0, 0), true);
    check(date(2021, 12, 19), time(16, 0, 0, 0), false);
    check(date(2022, 1, 4), time(16, 0, 0, 0), false);
    let now = datetime(2021, 12, 20, 16, 0, 0, 0);
    let refused = may_leave_early(today, time(16, 30, 0, 0), None, now);
    assert_eq!(refused, Err(Refusal::NotTakingPart));
}
