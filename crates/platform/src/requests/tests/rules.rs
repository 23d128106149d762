//! When a request is due, and what may be done with it.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use vocab::{Holidays, Ids, Personal};

use crate::requests::{
    model::{Request, RequestKind, RequestState},
    rules::{
        Decision, Refusal, days_left, due_on, may_correct, may_decide, may_say, may_supply, resumed,
    },
};

#[test]
fn fifteen_working_days_leave_holidays_out_and_count_made_up_days() {
    // The New Year holiday of 2022 is 1 to 3 January, with no day made up.
    assert_eq!(due_on(date(2021, 12, 20)), date(2022, 1, 11));
    // The Spring Festival of 2022 is 31 January to 6 February; 29 and 30 January are worked.
    assert_eq!(due_on(date(2022, 1, 24)), date(2022, 2, 17));
    // Of a year whose holidays are not known, the day comes as if there were none.
    assert_eq!(due_on(date(2030, 1, 7)), date(2030, 1, 28));
}

#[test]
fn the_days_of_waiting_for_proof_do_not_count() {
    let asked = date(2021, 12, 20);
    let due = due_on(asked);
    let returned = date(2021, 12, 24);
    let left = days_left(returned, due);
    assert_eq!(left, 11);
    assert_eq!(resumed(returned, left), due, "nothing is lost where the proof comes at once");
    assert_eq!(resumed(date(2021, 12, 31), left), date(2022, 1, 18));
    assert_eq!(days_left(date(2022, 3, 1), due), 1, "there is always a day to answer");
}

proptest! {
    #[test]
    fn a_deadline_is_a_working_day_and_waiting_moves_it_by_as_many(day in 0_i32..900, wait in 0_i32..30) {
        let from = date(2021, 1, 4).saturating_add(jiff::Span::new().days(day));
        let due = due_on(from);
        let holidays = Holidays::published();
        prop_assert!(holidays.is_working_day(due).expect("a known year"));
        prop_assert_eq!(holidays.between(from, due).expect("known years").0, 15);
        let later = from.saturating_add(jiff::Span::new().days(wait)).min(due);
        let left = days_left(later, due);
        prop_assert!((1..=15).contains(&left));
        prop_assert!(resumed(later, left) >= due);
    }
}

fn request(state: RequestState) -> Request {
    let ids = Ids::seeded(3);
    let at = "2021-12-20T00:00:00Z".parse().expect("a moment");
    Request {
        id: ids.make(at),
        kind: RequestKind::Correction,
        state,
        subject: ("stu".to_owned(), 1),
        subject_name: Personal::new(String::new()),
        account: ids.make(at),
        place: ids.make(at),
        field: Some("name".to_owned()),
        old_sealed: None,
        new_sealed: None,
        reason: String::new(),
        asked_at: at,
        asked_on: Date::constant(2021, 12, 20),
        due_on: Date::constant(2022, 1, 11),
        days_left: None,
        answer: None,
    }
}

#[test]
fn a_request_is_decided_once_with_a_reason_for_a_no_and_never_by_who_asked() {
    let other = Ids::seeded(9).make("2021-12-20T00:00:00Z".parse().expect("a moment"));
    let asked = request(RequestState::Asked);
    assert_eq!(may_decide(&asked, other, Decision::Approve, ""), Ok(()));
    assert_eq!(may_decide(&asked, other, Decision::Refuse, " "), Err(Refusal::NoReason));
    assert_eq!(may_decide(&asked, other, Decision::Return, ""), Err(Refusal::NoReason));
    assert_eq!(may_decide(&asked, other, Decision::Refuse, "与户口簿不符"), Ok(()));
    assert_eq!(may_decide(&asked, asked.account, Decision::Approve, ""), Err(Refusal::Own));
    for state in RequestState::ALL.into_iter().filter(|it| *it != RequestState::Asked) {
        let it = request(state);
        assert_eq!(may_decide(&it, other, Decision::Approve, ""), Err(Refusal::Decided));
        let open = state == RequestState::Returned;
        assert_eq!(may_supply(&it).is_ok(), open, "{}", state.label());
    }
}

#[test]
fn a_correction_changes_something_and_says_why() {
    assert_eq!(may_correct(Some("陈小明"), "陈晓明", "户口簿上是晓"), Ok(()));
    assert_eq!(may_correct(None, "陈晓明", "以前没有登记"), Ok(()));
    assert_eq!(may_correct(Some("陈晓明"), "陈晓明", "户口簿上是晓"), Err(Refusal::Same));
    assert_eq!(may_say("错了"), Err(Refusal::Reason));
    assert_eq!(may_say(&"很长".repeat(300)), Err(Refusal::Reason));
}
