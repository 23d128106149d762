//! What can be counted of cases: begun, closed, open and overdue of each kind, and deadlines kept. A
//! kind that the catalog adds is counted without a line of code.

use std::{collections::BTreeSet, sync::LazyLock};

use db::{Error, Tx};
use form::{Field, Kind};
use jiff::civil::DateTime;
use platform::measures::{Asked, Counted, Dim, Listed, Measure, Reading, Record};

use crate::{
    module::catalog,
    store::measures::{self as store, Counts},
};

/// The kinds that came with the program.
static DIMS: LazyLock<&'static [Dim]> = LazyLock::new(|| {
    let words = catalog().all().map(|it| (it.name.as_str(), it.what.label.as_str()));
    let words: Vec<_> = words.collect();
    vec![Dim { key: "kind", label: "事项", words: words.leak() }].leak()
});

/// What cases say of themselves: every option of a listed choice and yes or no, as
/// `kind.field.option`, so that an indicator counts the petitions that are long-standing without a
/// line of code.
static ANSWERS: LazyLock<&'static [Dim]> = LazyLock::new(|| {
    let mut words: Vec<(&'static str, &'static str)> = Vec::new();
    for kind in catalog().all() {
        for field in kind.what.fields.iter().filter(|it| it.listed) {
            for (key, label) in options(field) {
                let word = format!("{}.{}.{key}", kind.name, field.key);
                let label = format!("{}：{} {label}", kind.what.label, field.label);
                words.push((word.leak(), label.leak()));
            }
        }
    }
    vec![Dim { key: "answer", label: "填写内容", words: words.leak() }].leak()
});

/// What can be answered to a field that can be counted.
fn options(field: &Field) -> Vec<(&str, &str)> {
    match &field.kind {
        Kind::Choice(all) => all.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect(),
        Kind::YesNo => vec![("yes", "是"), ("no", "否")],
        _ => Vec::new(),
    }
}

/// The fields that [`ANSWERS`] counts by.
static FIELDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let fields = catalog().all().flat_map(|it| &it.what.fields);
    let counted = fields.filter(|it| it.listed && !options(it).is_empty());
    let keys: BTreeSet<String> = counted.map(|it| it.key.clone()).collect();
    keys.into_iter().collect()
});

fn list(it: &Listed<'_>) -> String {
    let kind = it.only.iter().find(|it| it.0 == "kind").and_then(|it| it.1.first());
    let state = match it.measure {
        "case.open" => "&state=open",
        "case.overdue" => "&state=overdue",
        "case.closed" => "&state=closed",
        _ => "",
    };
    match kind {
        Some(kind) => format!("/cases/{kind}?view=all&place={}{state}", it.place),
        None => "/cases".to_owned(),
    }
}

/// What cases count.
pub(crate) static READINGS: LazyLock<&'static [Reading]> = LazyLock::new(|| {
    let measure = |key, label, unit, spans| Measure {
        key,
        label,
        unit,
        dims: *DIMS,
        spans,
        list: Some(list),
        ..Measure::BARE
    };
    let cases = vec![
        measure("case.opened", "受理的办件", "件", true),
        measure("case.closed", "办结的办件", "件", true),
        measure("case.open", "在办的办件", "件", false),
        measure("case.overdue", "逾期未办的办件", "件", false),
    ];
    let clocks = vec![
        measure("case.ended", "到了结果或已逾期的时限", "个", true),
        measure("case.kept", "按期完成的时限", "个", true),
    ];
    vec![
        Reading {
            name: "case.cases",
            measures: cases.leak(),
            count: |tx, asked| Box::pin(cases_counted(tx, asked)),
            records: Some(|tx, asked, measure| Box::pin(records(tx, asked, measure))),
        },
        Reading {
            name: "case.answers",
            measures: vec![
                by_answer("case.opened-by-answer", "受理的办件（按填写内容）", true),
                by_answer("case.closed-by-answer", "办结的办件（按填写内容）", true),
                by_answer("case.open-by-answer", "在办的办件（按填写内容）", false),
            ]
            .leak(),
            count: |tx, asked| Box::pin(answers_counted(tx, asked)),
            records: None,
        },
        Reading {
            name: "case.clocks",
            measures: clocks.leak(),
            count: |tx, asked| Box::pin(clocks_counted(tx, asked)),
            records: None,
        },
    ]
    .leak()
});

fn by_answer(key: &'static str, label: &'static str, spans: bool) -> Measure {
    let list = |it: &Listed<'_>| {
        let word = it.only.iter().find(|it| it.0 == "answer").and_then(|it| it.1.first());
        let kind = word.and_then(|it| it.split('.').next());
        let to = |kind| format!("/cases/{kind}?view=all&place={}", it.place);
        kind.map_or_else(|| "/cases".to_owned(), to)
    };
    Measure { key, label, unit: "件", dims: *ANSWERS, spans, list: Some(list), ..Measure::BARE }
}

/// From the first moment of the span to the first after it, and when the day began.
fn span(asked: &Asked) -> (DateTime, DateTime, DateTime) {
    let start = |day: jiff::civil::Date| day.at(0, 0, 0, 0);
    let end = asked.day.tomorrow().unwrap_or(asked.day);
    (start(asked.first), start(end), start(asked.day))
}

async fn cases_counted(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::cases(tx, asked.scope, span(asked)).await?;
    let one = |it: Counts| {
        [
            ("case.opened", it.opened),
            ("case.closed", it.closed),
            ("case.open", it.open),
            ("case.overdue", it.overdue),
        ]
        .map(|(measure, count)| Counted {
            measure,
            place: it.place,
            words: vec![it.entry.clone()],
            count,
        })
    };
    Ok(all.into_iter().flat_map(one).filter(|it| it.count != 0).collect())
}

async fn answers_counted(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::answers(tx, asked.scope, span(asked), &FIELDS).await?;
    let one = |(word, it): (String, Counts)| {
        [
            ("case.opened-by-answer", it.opened),
            ("case.closed-by-answer", it.closed),
            ("case.open-by-answer", it.open),
        ]
        .map(|(measure, count)| Counted {
            measure,
            place: it.place,
            words: vec![format!("{}.{word}", it.entry)],
            count,
        })
    };
    Ok(all.into_iter().flat_map(one).filter(|it| it.count != 0).collect())
}

async fn clocks_counted(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::clocks(tx, asked.scope, span(asked)).await?;
    let one = |(place, entry, ended, kept): (_, String, i64, i64)| {
        [("case.ended", ended), ("case.kept", kept)].map(|(measure, count)| Counted {
            measure,
            place,
            words: vec![entry.clone()],
            count,
        })
    };
    Ok(all.into_iter().flat_map(one).filter(|it| it.count != 0).collect())
}

async fn records(tx: &mut Tx, asked: &Asked, measure: &str) -> Result<Vec<Record>, Error> {
    store::records(tx, (asked.scope, measure), span(asked)).await
}
