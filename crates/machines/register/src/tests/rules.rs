//! Versions by chance, terms by example.

use catalog::{Dated, Months};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::prelude::*;

use crate::{
    definition::Term,
    model::NEVER,
    rules::{self, Content, Deed, Refusal, Standing, Status, Version},
};

fn said(words: &str) -> Content {
    Content {
        title: words.to_owned(),
        status: Status::InForce,
        expires: NEVER,
        published: false,
        document: "{}".to_owned(),
    }
}

fn first(from: Date) -> Version {
    Version {
        number: 1,
        from,
        to: NEVER,
        recorded: from.at(9, 0, 0, 0),
        superseded: NEVER.at(0, 0, 0, 0),
        content: said("first"),
    }
}

/// Writes a revision down as the store does.
fn write(versions: &mut Vec<Version>, it: rules::Revision, at: Date) {
    let last = versions.iter().map(|it| it.number).max().unwrap_or(0);
    for old in versions.iter_mut().filter(|old| old.number == it.supersedes) {
        old.superseded = at.at(12, 0, 0, 0);
    }
    for (number, (_, from, to, content)) in (last + 1..).zip(it.adds) {
        let superseded = NEVER.at(0, 0, 0, 0);
        versions.push(Version {
            number,
            from,
            to,
            recorded: at.at(12, 0, 0, 0),
            superseded,
            content,
        });
    }
}

proptest! {
    #[test]
    fn what_is_believed_at_any_time_never_overlaps_and_leaves_no_day_out(
        steps in prop::collection::vec((0_i64..400, any::<bool>()), 0..25),
        asked in 0_i64..800,
    ) {
        let begun = date(2021, 1, 1);
        let mut versions = vec![first(begun)];
        let mut today = begun;
        for (at, (back, corrects)) in steps.iter().enumerate() {
            today = today.saturating_add(i64::try_from(at).unwrap().days());
            let current = rules::current(&versions).unwrap();
            let from = today.saturating_sub(back.days());
            let deed = if *corrects { Deed::Correct } else { Deed::Change };
            match rules::revise(current, deed, said(&format!("step {at}")), (from, today)) {
                Ok(it) => write(&mut versions, it, today),
                Err(why) => prop_assert!(matches!(why, Refusal::Day(..)) && from < current.from),
            }
        }
        let known = begun.saturating_add(asked.days()).at(23, 0, 0, 0);
        let mut believed: Vec<&Version> =
            versions.iter().filter(|it| it.recorded <= known && known < it.superseded).collect();
        believed.sort_by_key(|it| it.from);
        prop_assert_eq!(believed.first().map(|it| it.from), Some(begun));
        prop_assert_eq!(believed.last().map(|it| it.to), Some(NEVER));
        for pair in believed.windows(2) {
            prop_assert_eq!(pair[0].to, pair[1].from);
        }
    }
}

#[test]
fn a_change_keeps_the_days_before_and_a_correction_does_not() {
    let current = first(date(2021, 1, 1));
    let day = date(2021, 6, 1);
    let change = rules::revise(&current, Deed::Change, said("new"), (day, date(2021, 6, 2)));
    let adds = change.expect("the day lies within").adds;
    assert_eq!(adds[0], (Deed::Keep, date(2021, 1, 1), day, said("first")));
    assert_eq!(adds[1], (Deed::Change, day, NEVER, said("new")));
    let correct = rules::revise(&current, Deed::Correct, said("new"), (day, day)).expect("open");
    assert_eq!(correct.adds, [(Deed::Correct, date(2021, 1, 1), NEVER, said("new"))]);
    let late = rules::revise(&current, Deed::Change, said("new"), (date(2021, 6, 3), day));
    assert_eq!(late, Err(Refusal::Day(date(2021, 1, 1), day)), "nothing holds from tomorrow");
}

fn term() -> Term {
    let rule = |since, months| Dated { since, value: Months(months), source: "办法".to_owned() };
    Term {
        rules: vec![rule(None, 36), rule(Some(date(2022, 1, 1)), 60)],
        remind_days: vec![90, 30],
    }
}

#[test]
fn a_term_ends_on_the_day_before_its_day_and_goes_on_from_there() {
    let term = term();
    assert_eq!(rules::first_end(Some(&term), date(2021, 6, 18)), date(2024, 6, 17));
    assert_eq!(rules::first_end(Some(&term), date(2022, 1, 1)), date(2026, 12, 31), "a newer rule");
    assert_eq!(rules::first_end(None, date(2021, 6, 18)), NEVER);
    let end = date(2022, 1, 9);
    let early = rules::renewed_end(&term, end, date(2021, 12, 20));
    assert_eq!(early, date(2027, 1, 9), "nothing is lost by renewing early");
    let late = rules::renewed_end(&term, date(2021, 11, 30), date(2021, 12, 20));
    assert_eq!(late, date(2024, 12, 19), "what was not in force does not count");
}

#[test]
fn keepers_are_reminded_at_each_of_the_days_and_once_it_is_over() {
    let (term, end) = (term(), date(2022, 1, 9));
    let next = |today| rules::next_reminder(Some(&term), end, today);
    assert_eq!(next(date(2021, 6, 1)), date(2021, 10, 11));
    assert_eq!(next(date(2021, 10, 11)), date(2021, 12, 10));
    assert_eq!(next(date(2021, 12, 10)), date(2022, 1, 10));
    assert_eq!(next(date(2022, 1, 10)), NEVER);
    let how = |today| rules::standing(Some(&term), (Status::InForce, end), today);
    assert_eq!(how(date(2021, 10, 10)), Standing::InForce);
    assert_eq!(how(date(2021, 12, 20)), Standing::Ending(20));
    assert_eq!(how(date(2022, 1, 10)), Standing::Expired);
}

#[test]
fn what_is_withdrawn_is_only_restored_or_corrected() {
    let open = rules::open(Standing::Withdrawn, (true, true, false));
    assert_eq!(open, [Deed::Restore, Deed::Correct]);
    let open = rules::open(Standing::InForce, (true, true, false));
    assert!(!open.contains(&Deed::Renew), "it is not near its end");
    let open = rules::open(Standing::Expired, (true, true, false));
    assert!(open.contains(&Deed::Renew) && !open.contains(&Deed::Publish));
}
