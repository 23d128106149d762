//! Which rule is in force on a day, when a time ends by it, and what is told of a rule that is
//! written wrong.

use jiff::civil::{Date, date};
use serde::Deserialize;
use vocab::Holidays;

use crate::{
    Allowed, At, Dated, Months, Source, Span, SpanRule, Unit, Units, end_of_day, in_force, read,
    spans,
};

#[derive(Debug)]
enum InDays {}

impl Units for InDays {
    const UNITS: Allowed = Allowed(&[Unit::Days, Unit::WorkingDays], 60);
}

#[derive(Debug, Deserialize)]
struct Lent {
    rule: Vec<At<SpanRule<InDays>>>,
}

fn lent(rules: &str) -> (Vec<Dated<Span>>, Vec<String>) {
    let source = Source::new("library/loan/book.toml", &format!("rule = [{rules}]"));
    let raw: Lent = read(&source).unwrap();
    let mut faults = Vec::new();
    let read = spans((&source, &mut faults), ("借期", &raw.rule));
    (read, faults.iter().map(ToString::to_string).collect())
}

#[test]
fn what_begins_on_a_day_is_judged_by_the_rule_of_that_day() {
    let (rules, faults) = lent(
        "{ days = 30, source = \"旧规\" }, \
         { since = \"2022-05-01\", working_days = 10, source = \"新规\" }",
    );
    assert_eq!(faults, Vec::<String>::new());
    let by = |day| in_force(&rules, day).map(|it| it.source.as_str());
    assert_eq!(by(date(2022, 4, 30)), Some("旧规"));
    assert_eq!(by(date(2022, 5, 1)), Some("新规"));
    assert_eq!(in_force::<Span>(&[], date(2022, 5, 1)), None);
    let told = rules[1].told(rules[1].value.to_string());
    assert_eq!((told.length.as_str(), told.since), ("10 个工作日", Some(date(2022, 5, 1))));
}

#[test]
fn a_rule_that_is_written_wrong_is_told_with_its_way_out() {
    let wrong =
        "library/loan/book.toml:1：借期的长短没有写对。请写 days、working_days 中的一个，1 到 60";
    for it in
        ["{ ", "{ days = 0, ", "{ days = 61, ", "{ hours = 4, ", "{ days = 1, working_days = 1, "]
    {
        let (rules, faults) = lent(&format!("{it}source = \"办法\" }}"));
        assert_eq!((rules.len(), faults), (0, vec![wrong.to_owned()]), "{it}");
    }
    let (_, faults) = lent("{ since = \"五月\", days = 3, source = \"办法\" }");
    assert_eq!(faults.len(), 1);
    assert!(faults[0].ends_with("since 不是日期。请写成 since = \"2022-05-01\""), "{faults:?}");
}

#[test]
fn rules_stand_in_the_order_of_their_days() {
    let order = "library/loan/book.toml:1：借期的规则没有按施行日期排列。第一条不写 since，后面的按 since 从早到晚排";
    let later = "{ since = \"2022-05-01\", days = 3, source = \"办法\" }";
    for it in [later.to_owned(), format!("{{ days = 3, source = \"办法\" }}, {later}, {later}")] {
        assert_eq!(lent(&it).1, [order], "{it}");
    }
}

#[test]
fn a_time_ends_by_its_unit() {
    let holidays = Holidays::published();
    let from = date(2021, 12, 31).at(15, 30, 0, 0);
    let ends = |span: Span| span.end(from, &holidays).unwrap();
    assert_eq!(ends(Span::Hours(24)), date(2022, 1, 1).at(15, 30, 0, 0));
    assert_eq!(ends(Span::Days(3)), end_of_day(date(2022, 1, 3)));
    // New Year's Day to 3 January were holidays.
    assert_eq!(ends(Span::WorkingDays(1)), end_of_day(date(2022, 1, 4)));
    assert_eq!(ends(Span::Months(2)), end_of_day(date(2022, 2, 28)));
    let until = |months, from: Date| Months(months).until(from);
    assert_eq!(until(36, date(2021, 3, 1)), date(2024, 2, 29));
}

#[test]
fn an_editor_is_offered_the_units_that_may_be_written() {
    let schema = schemars::schema_for!(SpanRule<InDays>);
    let offered = schema.get("properties").and_then(|it| it.as_object()).unwrap();
    let offered: Vec<&str> = offered.keys().map(String::as_str).collect();
    assert_eq!(offered, ["days", "since", "source", "working_days"]);
}
