//! What becomes of a part in care, case by case.

use jiff::civil::{Date, date, datetime};
use vocab::{ClassId, Id, SchoolId};

use super::rules::{Fate, Step, fate};
use crate::aftercare::{
    participation::model::{Channel, Participation, State, Waiver},
    programme::model::Service,
};

const DAY: Date = date(2021, 12, 20);

fn school(bits: i64) -> SchoolId {
    Id::from_bits(bits).unwrap()
}

fn class(bits: i64) -> ClassId {
    Id::from_bits(bits).unwrap()
}

fn part(state: State, since: Option<Date>) -> Participation {
    Participation {
        id: Id::from_bits(1).unwrap(),
        student: Id::from_bits(2).unwrap(),
        school: school(3),
        term: "2021-1".parse().unwrap(),
        service: Service::Basic,
        state,
        group: Id::from_bits(4),
        since,
        until: None,
        channel: Channel::Online,
        is_confirmed_by_family: true,
        waiver: Waiver::None,
        applied_at: datetime(2021, 8, 30, 9, 0, 0, 0),
        applied_by: None,
    }
}

#[test]
fn who_leaves_the_school_takes_part_no_more_and_who_changes_class_goes_on() {
    let running = part(State::Confirmed, Some(date(2021, 9, 1)));
    let to = |at: Option<(SchoolId, Option<ClassId>)>| {
        fate(&running, Some(class(10)), Step { day: DAY, from: school(3), to: at })
    };
    assert_eq!(to(None), Fate::Ends(Some(DAY)));
    assert_eq!(to(Some((school(9), Some(class(90))))), Fate::Ends(Some(DAY)));
    assert_eq!(to(Some((school(3), Some(class(11))))), Fate::MovesOn(DAY));
    assert_eq!(to(Some((school(3), Some(class(10))))), Fate::Stays, "the same class");
}

#[test]
fn nothing_ends_before_it_began_nor_twice_nor_at_another_school() {
    let gone = Step { day: DAY, from: school(3), to: None };
    let later = part(State::Confirmed, Some(date(2022, 1, 4)));
    assert_eq!(fate(&later, None, gone), Fate::Ends(Some(date(2022, 1, 4))));
    assert_eq!(fate(&part(State::Applied, None), None, gone), Fate::Ends(None));
    let ended = part(State::Ended, Some(date(2021, 9, 1)));
    assert_eq!(fate(&ended, None, gone), Fate::Stays);
    let elsewhere = Step { from: school(8), ..gone };
    assert_eq!(fate(&part(State::Applied, None), None, elsewhere), Fate::Stays);
}
