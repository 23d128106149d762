//! What is in force, due and may be published.

use jiff::{ToSpan as _, civil::date};
use proptest::prelude::*;
use vocab::Personal;

use super::draft;
use crate::{
    consents::{
        Answer, TextKind,
        model::{Consent, Text},
        rules::{Refusal, due, is_asked, is_below, may_publish},
    },
    privacy::Ward,
};

#[test]
fn a_child_is_below_fourteen_until_the_day_of_its_birthday() {
    let day = date(2021, 12, 20);
    assert!(is_below(14, Some(date(2007, 12, 21)), day));
    assert!(!is_below(14, Some(date(2007, 12, 20)), day));
    assert!(!is_below(14, Some(date(2000, 1, 1)), day));
    assert!(is_below(14, None, day), "who has no birthday on record is protected like the young");
    // Who was born on 29 February is fourteen on 28 February, as the civil code reckons nothing later.
    assert!(is_below(14, Some(date(2008, 2, 29)), date(2022, 2, 27)));
    assert!(!is_below(14, Some(date(2008, 2, 29)), date(2022, 3, 1)));
}

#[test]
fn children_under_fourteen_are_asked_about_and_photographs_of_all() {
    let day = date(2021, 12, 20);
    let (young, old) = (Some(date(2012, 5, 1)), Some(date(2005, 5, 1)));
    assert!(is_asked(TextKind::Children, young, day) && !is_asked(TextKind::Children, old, day));
    assert!(is_asked(TextKind::Photos, young, day) && is_asked(TextKind::Photos, old, day));
    assert!(!is_asked(TextKind::Privacy, young, day));
}

#[test]
fn the_next_version_says_what_is_new_and_begins_later() {
    let today = date(2021, 12, 20);
    let last = Some((1, date(2021, 9, 1)));
    let good = draft(TextKind::Privacy, today);
    assert_eq!(may_publish(&good, None, today), Ok(()));
    assert_eq!(may_publish(&good, last, today), Ok(()));
    let mut silent = good.clone();
    silent.changes.clear();
    assert_eq!(may_publish(&silent, None, today), Ok(()));
    assert_eq!(may_publish(&silent, last, today), Err(Refusal::Changes));
    let mut early = good.clone();
    early.since = date(2021, 12, 19);
    assert_eq!(may_publish(&early, last, today), Err(Refusal::Past));
    let ahead = Some((2, date(2022, 1, 1)));
    assert_eq!(may_publish(&good, ahead, today), Err(Refusal::BeforeLast(date(2022, 1, 1))));
    let mut short = good.clone();
    short.body = "见附件".to_owned();
    assert_eq!(may_publish(&short, last, today), Err(Refusal::Body));
    let mut nameless = good;
    nameless.title = "  ".to_owned();
    assert_eq!(may_publish(&nameless, last, today), Err(Refusal::Title));
}

fn text(kind: TextKind, at: i8) -> Text {
    let it = draft(kind, date(2021, 12, at));
    let (id, since) = (it.id, it.since);
    Text { id, kind, version: 1, title: it.title, body: it.body, changes: it.changes, since }
}

fn ward(bits: i64, born: i16) -> Ward {
    let born = Some(date(born, 6, 1));
    Ward { kind: "stu", bits, name: Personal::new(String::new()), born, place: None }
}

fn given(text: &Text, subject: Option<i64>) -> Consent {
    let answer = if subject.is_some() { Answer::Agreed } else { Answer::Read };
    let (at, name) = ("2021-12-20T00:00:00Z".parse().expect("a moment"), String::new());
    Consent { text: text.id, subject, answer, on: text.since, at, ended_on: None, name }
}

proptest! {
    /// Answering everything that is due leaves nothing due, and nothing is asked twice.
    #[test]
    fn what_is_answered_is_due_no_more(
        births in prop::collection::vec(2000_i16..2016, 0..4),
        answered in prop::collection::vec(any::<bool>(), 8),
    ) {
        let today = date(2021, 12, 20);
        let texts = vec![text(TextKind::Privacy, 1), text(TextKind::Children, 2), text(TextKind::Photos, 3)];
        let wards: Vec<Ward> = births.iter().zip(1..).map(|(born, bits)| ward(bits, *born)).collect();
        let all: Vec<Consent> = due(texts.clone(), &wards, &[], today)
            .iter()
            .flat_map(|it| {
                let own = it.wards.is_empty().then(|| given(&it.text, None));
                own.into_iter().chain(it.wards.iter().map(|w| given(&it.text, Some(w.bits)))).collect::<Vec<_>>()
            })
            .collect();
        prop_assert!(due(texts.clone(), &wards, &all, today).is_empty());
        let some: Vec<Consent> =
            all.iter().zip(answered.iter().cycle()).filter(|it| *it.1).map(|it| it.0.clone()).collect();
        let left: usize = due(texts.clone(), &wards, &some, today)
            .iter()
            .map(|it| it.wards.len().max(1))
            .sum();
        prop_assert_eq!(left, all.len() - some.len());
        // Whoever turns fourteen is asked about less, never about more.
        let later = today.saturating_add(1.year());
        prop_assert!(due(texts.clone(), &wards, &[], later).iter().map(|it| it.wards.len()).sum::<usize>()
            <= due(texts, &wards, &[], today).iter().map(|it| it.wards.len()).sum::<usize>());
    }
}
