//! Who may stand in and what may be called off, case by case.

use jiff::civil::{Date, date, time};

use super::rules::{Day, Refusal, may_call_off, may_restore, may_stand_in, overlap};

const TODAY: Date = date(2021, 12, 20);
const LAST: Date = date(2022, 1, 21);

fn on(day: Date) -> Day {
    Day { day, today: TODAY, is_held: true, is_called: false }
}

#[test]
fn someone_stands_in_who_is_free_where_the_group_comes_together() {
    let tomorrow = date(2021, 12, 21);
    assert_eq!(may_stand_in(on(tomorrow), false, None), Ok(()));
    assert_eq!(may_stand_in(on(tomorrow), true, None), Err(Refusal::OnDuty));
    assert_eq!(may_stand_in(on(date(2021, 12, 13)), false, None), Ok(()));
    let far = date(2021, 12, 12);
    assert_eq!(may_stand_in(on(far), false, None), Err(Refusal::FarAway(far)));
    let called = Day { is_called: true, ..on(TODAY) };
    assert_eq!(may_stand_in(called, false, None), Err(Refusal::Called(TODAY)));
    let not_held = Day { is_held: false, ..on(TODAY) };
    assert_eq!(may_stand_in(not_held, false, None), Err(Refusal::NotHeld(TODAY)));
    let hours = (time(16, 30, 0, 0), time(17, 15, 0, 0));
    let told = may_stand_in(on(TODAY), false, Some(("围棋".to_owned(), hours))).unwrap_err();
    assert!(told.to_string().contains("16:30–17:15 已负责“围棋”"), "{told}");
}

#[test]
fn hours_that_only_touch_do_not_overlap() {
    let at = |from, to| (time(from, 0, 0, 0), time(to, 0, 0, 0));
    assert!(overlap(at(15, 17), at(16, 18)) && overlap(at(16, 17), at(15, 18)));
    assert!(!overlap(at(15, 16), at(16, 17)) && !overlap(at(16, 17), at(15, 16)));
}

#[test]
fn a_day_is_called_off_with_a_reason_and_made_up_within_the_term() {
    let wednesday = date(2021, 12, 22);
    let off = |reason: &str, make_up: Option<(Date, bool)>| {
        may_call_off(on(wednesday), reason, make_up, LAST)
    };
    assert_eq!(off("教师培训", None), Ok(()));
    assert_eq!(off(" ", None), Err(Refusal::Silent));
    assert_eq!(off("教师培训", Some((date(2021, 12, 25), false))), Ok(()));
    assert_eq!(off("教师培训", Some((wednesday, false))), Err(Refusal::BadMakeUp));
    assert_eq!(off("教师培训", Some((date(2022, 1, 22), false))), Err(Refusal::BadMakeUp));
    let thursday = date(2021, 12, 23);
    assert_eq!(off("教师培训", Some((thursday, true))), Err(Refusal::MakeUpTaken(thursday)));
    let past = date(2021, 12, 17);
    assert_eq!(may_call_off(on(past), "雨", None, LAST), Err(Refusal::Past(past)));
}

#[test]
fn a_day_is_held_after_all_until_money_has_moved() {
    let day = date(2021, 12, 22);
    assert_eq!(may_restore(day, TODAY, Some(false), 0), Ok(()));
    assert_eq!(may_restore(day, TODAY, Some(false), 1), Err(Refusal::Refunded));
    assert_eq!(may_restore(day, TODAY, None, 0), Err(Refusal::NotOff));
    let by_calendar = may_restore(day, TODAY, Some(true), 0);
    assert_eq!(by_calendar, Err(Refusal::ByCalendar(day)));
}
