//! What can be counted of registers: the records in force of each, those that began in a time, and by
//! what they say in the choice fields that are listed.

use std::sync::LazyLock;

use db::{Error, Tx};
use jiff::civil::{Date, date};
use platform::measures::{Asked, Counted, Dim, Listed, Measure, Reading, Record};

use crate::{module::catalog, store::measures as store};

/// Records in force.
const RECORDS: &str = "register.records";
/// Those of them that began in the time asked about.
const BEGUN: &str = "register.begun";

/// Before every record.
const EVER: Date = date(1, 1, 1);

/// A word that is made once for what came with the program.
fn kept(text: String) -> &'static str {
    text.leak()
}

static KINDS: LazyLock<&'static [Dim]> = LazyLock::new(|| {
    let words = catalog().all().map(|it| (it.name.as_str(), it.what.label.as_str()));
    let words: Vec<_> = words.collect();
    vec![Dim { key: "kind", label: "台账", words: words.leak() }].leak()
});

/// Each option of each listed choice field: `edu-school.form=merged`.
static ANSWERS: LazyLock<&'static [Dim]> = LazyLock::new(|| {
    let mut words = Vec::new();
    for it in catalog().all() {
        for (field, options) in it.what.filters() {
            for (word, label) in options {
                let key = kept(format!("{}.{}={word}", it.name, field.key));
                words.push((key, kept(format!("{}：{label}", field.label))));
            }
        }
    }
    vec![Dim { key: "answer", label: "台账内容", words: words.leak() }].leak()
});

fn list(it: &Listed<'_>) -> String {
    let of = |dim: &str| it.only.iter().find(|it| it.0 == dim).and_then(|it| it.1.first());
    if let Some((kind, said)) = of("answer").and_then(|it| it.split_once('.')) {
        return format!("/registers/{kind}?status=in-force&{said}");
    }
    match of("kind") {
        Some(kind) => format!("/registers/{kind}?status=in-force"),
        None => "/indicators".to_owned(),
    }
}

/// What registers count.
pub(crate) static READINGS: LazyLock<&'static [Reading]> = LazyLock::new(|| {
    let measure = |key, label, dims| Measure {
        key,
        label,
        unit: "条",
        dims,
        list: Some(list),
        ..Measure::BARE
    };
    vec![
        Reading {
            name: RECORDS,
            measures: vec![
                measure(RECORDS, "台账有效记录", *KINDS),
                Measure { spans: true, ..measure(BEGUN, "台账新入记录", *KINDS) },
            ]
            .leak(),
            count: |tx, asked| Box::pin(records(tx, asked)),
            records: Some(|tx, asked, measure| Box::pin(told(tx, asked, measure))),
        },
        Reading {
            name: "register.answers",
            measures: vec![measure("register.answers", "台账有效记录（按内容）", *ANSWERS)].leak(),
            count: |tx, asked| Box::pin(answers(tx, asked)),
            records: None,
        },
    ]
    .leak()
});

async fn records(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::records(tx, asked.scope, (asked.first, asked.day)).await?;
    let one = |it: store::Held| {
        [(RECORDS, it.in_force), (BEGUN, it.begun)].map(|(measure, count)| Counted {
            measure,
            place: it.place,
            words: vec![it.entry.clone()],
            count,
        })
    };
    Ok(all.into_iter().flat_map(one).filter(|it| it.count != 0).collect())
}

async fn answers(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::answers(tx, asked.scope, asked.day).await?;
    let one = |it: store::Answered| Counted {
        measure: "register.answers",
        place: it.place,
        words: vec![format!("{}.{}={}", it.entry, it.field, it.word)],
        count: it.count,
    };
    Ok(all.into_iter().map(one).collect())
}

async fn told(tx: &mut Tx, asked: &Asked, measure: &str) -> Result<Vec<Record>, Error> {
    let since = if measure == BEGUN { asked.first } else { EVER };
    store::told(tx, asked.scope, (since, asked.day)).await
}
