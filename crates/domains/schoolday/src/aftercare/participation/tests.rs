//! The rules of taking part, case by case.

use jiff::civil::{date, datetime};
use vocab::{Grade, Id};

use super::{
    model::{Channel, Participation, State, Waiver},
    rules::{self, Refusal, Wish},
};
use crate::aftercare::programme::model::{Service, State as ProgrammeState};

fn applied() -> Participation {
    Participation {
        id: Id::from_bits(1).unwrap(),
        student: Id::from_bits(2).unwrap(),
        school: Id::from_bits(3).unwrap(),
        term: "2021-1".parse().unwrap(),
        service: Service::Basic,
        state: State::Applied,
        group: None,
        since: None,
        until: None,
        channel: Channel::Online,
        is_confirmed_by_family: true,
        waiver: Waiver::None,
        applied_at: datetime(2021, 8, 30, 9, 0, 0, 0),
        applied_by: None,
    }
}

#[test]
fn whoever_wants_it_is_served_and_only_what_is_offered() {
    #[track_caller]
    fn check(
        grade: i64,
        service: Service,
        programme: Option<ProgrammeState>,
        standing: Option<State>,
        expected: &Result<(), Refusal>,
    ) {
        let wish = Wish { grade: Grade::school(grade).unwrap(), service };
        let offered = [Service::Basic, Service::Evening];
        assert_eq!(rules::may_apply(wish, programme, &offered, standing), *expected);
    }
    let open = Some(ProgrammeState::Opened);
    let ninth = Grade::school(8).unwrap();
    check(1, Service::Basic, open, None, &Ok(()));
    check(1, Service::Basic, open, Some(State::Ended), &Ok(()));
    check(1, Service::Basic, None, None, &Err(Refusal::NotOpen));
    check(1, Service::Basic, Some(ProgrammeState::Recorded), None, &Err(Refusal::NotOpen));
    check(9, Service::Evening, open, None, &Ok(()));
    check(8, Service::Evening, open, None, &Err(Refusal::NotNinth(ninth)));
    check(1, Service::Late, open, None, &Err(Refusal::NotOffered(Service::Late)));
    let already = Refusal::Already(Service::Basic, State::Confirmed);
    check(1, Service::Basic, open, Some(State::Confirmed), &Err(already));
}

#[test]
fn a_paper_form_waits_for_the_familys_own_word() {
    let paper =
        Participation { channel: Channel::Paper, is_confirmed_by_family: false, ..applied() };
    assert_eq!(rules::may_check(&paper), Err(Refusal::Unconfirmed));
    assert_eq!(rules::may_check(&Participation { is_confirmed_by_family: true, ..paper }), Ok(()));
    assert_eq!(rules::may_check(&applied()), Ok(()));
}

#[test]
fn the_school_confirms_only_what_the_class_teacher_checked() {
    for state in State::ALL {
        let it = Participation { state, ..applied() };
        assert_eq!(rules::may_confirm(&it).is_ok(), state == State::Checked, "{state:?}");
        assert_eq!(rules::may_check(&it).is_ok(), state == State::Applied, "{state:?}");
    }
}

#[test]
fn an_end_is_the_first_day_that_no_longer_counts() {
    let since = date(2021, 9, 6);
    let it = Participation { state: State::Confirmed, since: Some(since), ..applied() };
    assert_eq!(rules::may_end(&it, date(2021, 9, 5)), Err(Refusal::EndsEarly(since)));
    assert_eq!(rules::may_end(&it, since), Ok(Some(since)));
    assert_eq!(rules::may_end(&applied(), since), Ok(None));
    let ended = Participation { until: Some(date(2021, 9, 10)), ..it };
    let days = [(5, false), (6, true), (9, true), (10, false)];
    for (day, expected) in days {
        assert_eq!(rules::counts_on(&ended, date(2021, 9, day)), expected, "day {day}");
    }
}

#[test]
fn a_fee_is_waived_only_where_a_family_asked() {
    for waiver in Waiver::ALL {
        let it = Participation { waiver, ..applied() };
        assert_eq!(rules::may_grant_waiver(&it).is_ok(), waiver == Waiver::Asked);
    }
}
