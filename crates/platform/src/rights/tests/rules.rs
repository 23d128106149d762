//! The rules alone.

use jiff::civil::date;
use vocab::Role;

use crate::{
    access::PlaceKind,
    rights::rules::{self, Refusal},
};

#[test]
fn every_role_but_the_guardians_and_the_administrators_can_be_given_somewhere() {
    for role in Role::ALL {
        let given = !rules::kinds_of(role).is_empty();
        let by_hand = role != Role::Guardian && !crate::accounts::rules::is_administrator(role);
        assert_eq!(given, by_hand, "{role:?}");
        for kind in rules::kinds_of(role) {
            assert_eq!(rules::may_hold_at(role, *kind), Ok(()));
        }
        assert!(rules::may_hold_at(role, PlaceKind::Office).is_err());
    }
}

#[test]
fn a_role_runs_from_today_at_the_earliest() {
    let today = date(2021, 12, 20);
    assert_eq!(rules::may_run(today, None, today), Ok(()));
    assert_eq!(rules::may_run(today, Some(date(2021, 12, 21)), today), Ok(()));
    assert_eq!(rules::may_run(today, Some(today), today), Err(Refusal::Dates));
    assert_eq!(rules::may_run(date(2021, 12, 19), None, today), Err(Refusal::Dates));
}

#[test]
fn a_deputy_stands_in_for_a_year_at_most() {
    let today = date(2021, 12, 20);
    assert_eq!(rules::may_stand_in(today, date(2022, 12, 21), today), Ok(()));
    assert_eq!(rules::may_stand_in(today, date(2022, 12, 22), today), Err(Refusal::TooLong));
}

#[test]
fn a_log_in_is_plain_and_no_number_of_a_person() {
    for good in ["chen.m", "t-2021_7", "Ａｂ"] {
        assert!(rules::login(good).is_ok(), "{good}");
    }
    for bad in ["x", "陈明远", "a b", "a@b.cn", "", "330299201403151238"] {
        assert_eq!(rules::login(bad), Err(Refusal::Login), "{bad}");
    }
}
