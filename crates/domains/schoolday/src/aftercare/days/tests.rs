//! Roll calls, case by case.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use vocab::{Id, StudentId};

use super::{
    model::{Exception, Mark},
    rules::{self, Caller, Day, Refusal, Tally},
};

fn student(bits: i64) -> StudentId {
    Id::from_bits(bits).unwrap()
}

fn mark(bits: i64, exception: Exception) -> Mark {
    Mark { student: student(bits), exception, fetched_by: None }
}

const TODAY: Date = date(2021, 12, 20);

#[test]
fn everyone_was_there_except_those_who_are_marked() {
    let roster: BTreeSet<_> = (1..=30).map(student).collect();
    let fetched = Mark { fetched_by: Some("外婆".to_owned()), ..mark(3, Exception::LeftEarly) };
    let marks = [mark(1, Exception::Absent), mark(2, Exception::OnLeave), fetched];
    let expected = Tally { expected: 30, present: 28, absent: 1 };
    assert_eq!(rules::tally(&roster, &marks), Ok(expected));
    let stranger = [mark(31, Exception::Absent)];
    assert_eq!(rules::tally(&roster, &stranger), Err(Refusal::NotOnRoster));
    let twice = [mark(1, Exception::Absent), mark(1, Exception::OnLeave)];
    assert_eq!(rules::tally(&roster, &twice), Err(Refusal::NotOnRoster));
    let alone = [mark(3, Exception::LeftEarly)];
    assert_eq!(rules::tally(&roster, &alone), Err(Refusal::NobodyFetched));
}

#[test]
fn a_guardian_is_told_once_of_an_unexplained_absence() {
    let before = [mark(1, Exception::Absent), mark(2, Exception::OnLeave)];
    let now = [mark(1, Exception::Absent), mark(2, Exception::Absent), mark(3, Exception::OnLeave)];
    assert_eq!(rules::to_tell(&before, &now), [student(2)]);
    assert_eq!(rules::to_tell(&[], &before), [student(1)]);
}

#[test]
fn a_teacher_calls_the_roll_today_or_the_day_after_and_the_school_later() {
    #[track_caller]
    fn check(day: Day, caller: Caller, expected: &Result<(), Refusal>) {
        assert_eq!(rules::may_call(day, caller), *expected);
    }
    let day = |day| Day { day, today: TODAY, is_held: true, is_paid_for: false };
    check(day(TODAY), Caller::Teacher, &Ok(()));
    check(day(date(2021, 12, 19)), Caller::Teacher, &Ok(()));
    let late = date(2021, 12, 18);
    check(day(late), Caller::Teacher, &Err(Refusal::TooLate(late)));
    check(day(late), Caller::School, &Ok(()));
    let ahead = date(2021, 12, 21);
    check(day(ahead), Caller::School, &Err(Refusal::TooEarly(ahead)));
    let closed = Day { is_held: false, ..day(TODAY) };
    check(closed, Caller::School, &Err(Refusal::NoService(TODAY)));
    let paid = Day { is_paid_for: true, ..day(TODAY) };
    check(paid, Caller::School, &Err(Refusal::PayConfirmed(TODAY)));
}

#[test]
fn leave_is_asked_from_today_on_and_not_for_a_year() {
    let ask = |from, to| rules::may_ask_leave(from, to, TODAY);
    assert_eq!(ask(TODAY, TODAY), Ok(()));
    assert_eq!(ask(date(2021, 12, 19), TODAY), Err(Refusal::LeaveDates));
    assert_eq!(ask(date(2021, 12, 22), date(2021, 12, 21)), Err(Refusal::LeaveDates));
    assert_eq!(ask(TODAY, date(2022, 12, 20)), Err(Refusal::LeaveDates));
}
