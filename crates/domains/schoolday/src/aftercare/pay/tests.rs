//! Pay, case by case and by property.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use vocab::{Fen, Id, StaffId};

use super::{
    model::{Month, Rate, Session, State},
    rules::{self, Refusal, Step},
};
use crate::aftercare::{groups::model::Kind, programme::model::Service};

const BASIC: Kind = Kind::Care(Service::Basic);

fn teacher(bits: i64) -> StaffId {
    Id::from_bits(bits).unwrap()
}

fn session(bits: i64, kind: Kind, day: Date) -> Session {
    Session {
        teacher: teacher(bits),
        day,
        kind,
        group: Id::from_bits(1).unwrap(),
        name: String::new(),
        present: (40, 42),
    }
}

fn rate(kind: Kind, since: Date, yuan: i32) -> Rate {
    Rate { kind, since, rate: Fen::yuan(yuan), basis: "慈教〔2021〕71号".to_owned() }
}

#[test]
fn a_teacher_is_paid_for_each_session_by_the_rate_of_its_day() {
    let autumn = date(2021, 9, 1);
    let rates = [
        rate(BASIC, autumn, 60),
        rate(BASIC, date(2021, 11, 16), 70),
        rate(Kind::Course, autumn, 80),
    ];
    let sessions = [
        session(1, BASIC, date(2021, 11, 15)),
        session(1, BASIC, date(2021, 11, 16)),
        session(1, BASIC, date(2021, 11, 17)),
        session(2, Kind::Course, date(2021, 11, 17)),
    ];
    let lines = rules::lines(&sessions, &rates).unwrap();
    let told: Vec<_> = lines.iter().map(|it| (it.teacher, it.sessions, it.amount)).collect();
    let expected = [
        (teacher(1), 1, Fen::yuan(60)),
        (teacher(1), 2, Fen::yuan(140)),
        (teacher(2), 1, Fen::yuan(80)),
    ];
    assert_eq!(told, expected);
    assert_eq!(rules::total(&lines), Ok(Fen::yuan(280)));
    assert_eq!(rules::lines(&[], &rates), Err(Refusal::Nothing));
    let late = session(1, Kind::Care(Service::Late), autumn);
    let missing = Err(Refusal::NoRate(Kind::Care(Service::Late), autumn));
    assert_eq!(rules::lines(&[late], &rates), missing);
}

#[test]
fn a_month_is_confirmed_once_it_is_over_and_keeps_its_rates() {
    let month = Month::parse("2021-11").unwrap();
    assert_eq!((month.first(), month.last()), (date(2021, 11, 1), date(2021, 11, 30)));
    assert_eq!(rules::may_confirm(month, month.last()), Err(Refusal::NotOver(month.last())));
    assert_eq!(rules::may_confirm(month, date(2021, 12, 1)), Ok(()));
    assert_eq!(Month::parse("2021-1"), None);
    let new = rate(BASIC, date(2021, 12, 1), 65);
    assert_eq!(rules::may_set_rate(&new, Some(month.last())), Ok(()));
    let back = rate(BASIC, date(2021, 11, 30), 65);
    assert_eq!(rules::may_set_rate(&back, Some(month.last())), Err(Refusal::Settled(month.last())));
    assert_eq!(rules::may_set_rate(&rate(BASIC, month.first(), 0), None), Err(Refusal::BadRate));
}

#[test]
fn a_sheet_goes_from_school_to_bureau_and_back_only_with_a_reason() {
    use State::{Confirmed, Made, Returned, Reviewed};
    let allowed = [
        (Made, Step::Confirm, Confirmed),
        (Returned, Step::Confirm, Confirmed),
        (Confirmed, Step::Review, Reviewed),
        (Confirmed, Step::Return, Returned),
    ];
    for from in State::ALL {
        for step in [Step::Confirm, Step::Review, Step::Return] {
            let expected = allowed.iter().find(|it| (it.0, it.1) == (from, step)).map(|it| it.2);
            assert_eq!(rules::next(from, step, "9 月 3 日课时重复").ok(), expected);
        }
    }
    assert_eq!(rules::next(Confirmed, Step::Return, " "), Err(Refusal::SilentReturn));
}

proptest! {
    #[test]
    fn lines_add_up_to_what_each_session_pays(
        all in proptest::collection::vec((1i64..6, 0usize..2, 1i8..=30), 1..80),
    ) {
        let kinds = [BASIC, Kind::Course];
        let rates: Vec<Rate> = kinds
            .iter()
            .flat_map(|kind| [rate(*kind, date(2021, 9, 1), 61), rate(*kind, date(2021, 11, 11), 73)])
            .collect();
        let sessions: Vec<Session> = all
            .iter()
            .map(|it| session(it.0, kinds[it.1], date(2021, 11, it.2)))
            .collect();
        let lines = rules::lines(&sessions, &rates).unwrap();
        let each = sessions.iter().map(|it| rules::rate_on(&rates, it.kind, it.day).unwrap());
        prop_assert_eq!(Some(rules::total(&lines).unwrap()), Fen::sum(each));
        let counted: i64 = lines.iter().map(|it| it.sessions).sum();
        prop_assert_eq!(counted, i64::try_from(sessions.len()).unwrap());
    }
}
