//! Dismissal tables, case by case and by property.

use std::collections::BTreeSet;

use jiff::civil::{Time, time};
use proptest::prelude::*;
use vocab::{Grade, Id};

use super::{
    model::Batch,
    rules::{Child, Finding, Refusal, findings, leaving, may_declare, may_publish, proposal},
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
        family: Id::from_bits(family),
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
    let actual: Vec<_> = leaving(&table, &children)
        .into_iter()
        .map(|(id, it)| (id.bits(), it.at, it.with_sibling))
        .collect();
    let at = |hour, minute| time(hour, minute, 0, 0);
    let expected = [
        (1, at(17, 25), true),
        (2, at(17, 25), false),
        (3, at(17, 40), false),
        (4, at(17, 15), false),
    ];
    assert_eq!(actual, expected);
}

#[test]
fn a_child_follows_its_sibling_to_the_other_gate() {
    let table = [batch(1, "南门", "17:15"), batch(4, "北门", "17:25")];
    let child = |id: i64, family: Option<i64>, number| Child {
        id: Id::from_bits(id).unwrap(),
        family: family.and_then(Id::from_bits),
        grade: grade(number),
        fetched_from: None,
    };
    let all = [child(1, Some(1), 1), child(2, Some(1), 4), child(3, None, 1), child(4, None, 4)];
    let leaving = leaving(&table, &all);
    let gates: Vec<&str> = leaving.values().map(|it| it.gate.as_str()).collect();
    assert_eq!(gates, ["北门", "北门", "南门", "北门"]);
}

#[test]
fn only_a_table_without_findings_is_published() {
    let (one, late) = (batch(1, "南门", "17:35"), batch(2, "南门", "17:25"));
    let grades = BTreeSet::from([grade(1), grade(2)]);
    assert_eq!(may_publish(&[], &[]), Err(Refusal::Empty));
    let table = [one, late];
    let found = findings(&table, &grades, ENDS);
    let refused = may_publish(&table, &found).unwrap_err().to_string();
    assert!(refused.contains("1 处问题") && refused.contains("请对调"), "{refused}");
    assert_eq!(may_publish(&table[..1], &[]), Ok(()));
    assert!(may_declare(time(14, 59, 0, 0)).is_err() && may_declare(time(17, 40, 0, 0)).is_ok());
}

proptest! {
    #[test]
    fn siblings_always_leave_together_and_nobody_before_its_grade(
        all in proptest::collection::vec((1i64..=6, 1i64..5, proptest::option::of(15i8..=19)), 1..12),
    ) {
        let grades: BTreeSet<Grade> = (1..=6).map(grade).collect();
        let table = proposal(&grades, &["南门".to_owned(), "北门".to_owned()], ENDS, 10);
        let child = |(at, it): (i64, &(i64, i64, Option<i8>))| Child {
            id: Id::from_bits(at).unwrap(),
            family: Id::from_bits(it.1),
            grade: grade(it.0),
            fetched_from: it.2.map(|hour| time(hour, 0, 0, 0)),
        };
        let children: Vec<Child> = (1i64..).zip(&all).map(child).collect();
        let leaving = leaving(&table, &children);
        prop_assert_eq!(leaving.len(), children.len());
        for one in &children {
            let own = table.iter().find(|it| it.grade == one.grade).unwrap();
            let leaves = &leaving[&one.id];
            prop_assert!(leaves.at >= own.at);
            prop_assert!(one.fetched_from.is_none_or(|from| leaves.at >= from));
            for other in children.iter().filter(|it| it.family == one.family) {
                let same = (&leaving[&other.id].gate, leaving[&other.id].at);
                prop_assert_eq!((&leaves.gate, leaves.at), same);
            }
        }
    }
}
