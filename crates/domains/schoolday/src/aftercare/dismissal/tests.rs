//! Dismissal tables, case by case and by property.

use std::collections::BTreeSet;

use jiff::civil::{Time, time};
use proptest::prelude::*;
use vocab::{Grade, Id};

use super::{
    model::Batch,
    rules::{Child, Finding, findings, leaving, proposal},
};

const ENDS: Time = time(17, 15, 0, 0);

fn grade(number: i64) -> Grade {
    Grade::school(number).unwrap()
}

fn batch(number: i64, gate: &str, at: &str) -> Batch {
    let at = at.parse().unwrap();
    Batch { grade: grade(number), gate: gate.to_owned(), at, minutes: 10 }
}

#[test]
fn a_table_is_told_what_is_wrong_with_it_and_where() {
    #[track_caller]
    fn check(table: &[Batch], expected: &[Finding]) {
        let grades = BTreeSet::from([grade(1), grade(2)]);
        assert_eq!(findings(table, &grades, ENDS), expected);
    }
    let (one, two) = (batch(1, "南门", "17:15"), batch(2, "南门", "17:25"));
    check(&[one.clone(), two.clone()], &[]);
    check(std::slice::from_ref(&one), &[Finding::Missing(grade(2))]);
    let close = batch(2, "南门", "17:24");
    check(&[one.clone(), close.clone()], &[Finding::Overlap(one.clone(), close)]);
    check(&[one.clone(), batch(2, "北门", "17:15")], &[]);
    let late = batch(1, "南门", "17:35");
    check(&[late.clone(), two.clone()], &[Finding::OlderFirst(two.clone(), late)]);
    let early = batch(1, "南门", "17:00");
    check(&[early.clone(), two], &[Finding::BeforeEnd(early, ENDS)]);
}

proptest! {
    #[test]
    fn a_proposal_has_nothing_wrong_with_it(last in 1i64..=9, gates in 1usize..4, minutes in 1i64..15) {
        let grades: BTreeSet<Grade> = (1..=last).map(grade).collect();
        let gates: Vec<String> = (1..=gates).map(|it| format!("{it} 号门")).collect();
        let table = proposal(&grades, &gates, ENDS, minutes);
        prop_assert_eq!(findings(&table, &grades, ENDS), vec![]);
    }
}

#[test]
fn siblings_leave_together_with_the_last_and_when_they_are_fetched() {
    let table = [batch(1, "南门", "17:15"), batch(4, "南门", "17:25")];
    let child = |id: i64, family: i64, number, fetched: Option<&str>| Child {
        id: Id::from_bits(id).unwrap(),
        family: Id::from_bits(family).unwrap(),
        grade: grade(number),
        fetched_from: fetched.map(|it| it.parse().unwrap()),
    };
    let children = [
        child(1, 1, 1, None),
        child(2, 1, 4, None),
        child(3, 2, 1, Some("17:40")),
        child(4, 3, 1, Some("16:00")),
        child(5, 4, 9, None),
    ];
    let actual: Vec<_> =
        leaving(&table, &children).into_iter().map(|(id, at)| (id.bits(), at)).collect();
    let at = |hour, minute| time(hour, minute, 0, 0);
    assert_eq!(actual, [(1, at(17, 25)), (2, at(17, 25)), (3, at(17, 40)), (4, at(17, 15))]);
}
