//! Which numbers are taken, who may review, which value is told.

use jiff::{Timestamp, civil::date};
use vocab::{Ids, Role};

use super::{
    model::{Figure, Kind, Value, ValueState},
    rules::{self, NoReview, Typed},
};
use crate::{number::Number, targets::Rough};

fn figure(is_share: bool, may_exceed: bool) -> Figure {
    let ids = Ids::seeded(7);
    Figure {
        id: ids.make(Timestamp::UNIX_EPOCH),
        name: "上线率".to_owned(),
        definition: "上线人数除以报名人数".to_owned(),
        unit: "%".to_owned(),
        kind: Kind::Filed,
        is_share,
        may_exceed,
        office: Role::ExamsClerk,
        place: ids.make(Timestamp::UNIX_EPOCH),
    }
}

fn typed(number: &str, part: &str, whole: &str) -> Typed {
    Typed { number: number.to_owned(), part: part.to_owned(), whole: whole.to_owned() }
}

fn value(day: i8, state: ValueState, seed: u64) -> Value {
    let ids = Ids::seeded(seed);
    Value {
        id: ids.make(Timestamp::UNIX_EPOCH),
        figure: ids.make(Timestamp::UNIX_EPOCH),
        from_on: date(2021, 1, 1),
        to_on: date(2021, 6, day),
        number: Number::whole(i64::from(day)),
        parts: None,
        rough: Rough::About,
        source: "通报".to_owned(),
        corrects: None,
        filed_on: date(2021, 7, 1),
        by: None,
        by_name: String::new(),
        state,
        reviewer: None,
        review: None,
    }
}

#[test]
fn a_share_is_made_of_its_counts_and_never_of_nothing() {
    let share = figure(true, false);
    let (number, parts) = rules::number(&share, &typed("", "131", "134")).expect("a share");
    assert_eq!((number.rounded(2).to_string().as_str(), parts), ("97.76", Some((131, 134))));
    let nothing = rules::number(&share, &typed("", "3", "0")).unwrap_err();
    assert!(nothing.field == "whole" && nothing.advice.contains("分母是 0"), "{nothing}");
    let more = rules::number(&share, &typed("", "5", "4")).unwrap_err();
    assert!(more.advice.contains("超过了 100%"), "{more}");
    assert!(rules::number(&figure(true, true), &typed("", "5", "4")).is_ok());
    assert!(rules::number(&share, &typed("", "1.5", "4")).is_err());
    let above = rules::number(&share, &typed("120", "", "")).unwrap_err();
    assert!(above.field == "number" && above.advice.contains("120%"), "{above}");
    assert!(rules::number(&share, &typed("54.57", "", "")).is_ok());
}

#[test]
fn what_was_about_is_told_as_about() {
    let it = value(15, ValueState::Good, 1);
    assert_eq!(rules::told(&figure(false, false), &it), "约 15%");
    let rank = Figure { unit: "第".to_owned(), ..figure(false, false) };
    assert_eq!(rules::told(&rank, &it), "第 15");
}

#[test]
fn who_files_does_not_review_and_another_office_does_not_either() {
    let (ids, now) = (Ids::seeded(3), Timestamp::UNIX_EPOCH);
    let (me, you) = (ids.make(now), ids.make(now));
    let it = Value { by: Some(me), ..value(1, ValueState::Filed, 2) };
    let may = |value: &Value, who| rules::may_review(&figure(false, false), value, who);
    assert_eq!(may(&it, (me, Role::ExamsClerk)), Err(NoReview::Own));
    assert_eq!(may(&it, (you, Role::ExamsClerk)), Ok(()));
    assert_eq!(may(&it, (you, Role::BureauLeader)), Ok(()));
    assert_eq!(may(&it, (you, Role::FinanceClerk)), Err(NoReview::Elsewhere));
    let good = Value { state: ValueState::Good, ..it };
    assert_eq!(may(&good, (you, Role::ExamsClerk)), Err(NoReview::Decided));
}

#[test]
fn the_last_reviewed_value_is_told_and_a_waiting_one_only_without_any() {
    let all = [
        value(10, ValueState::Good, 1),
        value(20, ValueState::Filed, 2),
        value(15, ValueState::Replaced, 3),
    ];
    let told = |all: &[Value]| rules::on_day(all, date(2021, 12, 20)).map(|it| it.number);
    assert_eq!(told(&all), Some(Number::whole(10)));
    assert_eq!(told(&all[1..]), Some(Number::whole(20)));
    assert_eq!(told(&all[2..]), None);
    assert!(rules::on_day(&all, date(2020, 12, 20)).is_none());
}
