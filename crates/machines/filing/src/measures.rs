//! What can be counted of returns: how many were due in the periods of a span, filed, and filed in
//! time, of each kind.

use std::sync::LazyLock;

use db::{Error, Tx};
use platform::measures::{Asked, Counted, Dim, Listed, Measure, Reading};

use crate::{module::catalog, store::measures as store};

static DIMS: LazyLock<&'static [Dim]> = LazyLock::new(|| {
    let words = catalog().all().map(|it| (it.name.as_str(), it.what.label.as_str()));
    let words: Vec<_> = words.collect();
    vec![Dim { key: "kind", label: "报表", words: words.leak() }].leak()
});

fn list(it: &Listed<'_>) -> String {
    let kind = it.only.iter().find(|it| it.0 == "kind").and_then(|it| it.1.first());
    kind.map_or_else(|| "/filings".to_owned(), |kind| format!("/filings/{kind}"))
}

/// What returns count.
pub(crate) static READINGS: LazyLock<&'static [Reading]> = LazyLock::new(|| {
    let measure = |key, label| Measure {
        key,
        label,
        unit: "份",
        dims: *DIMS,
        spans: true,
        list: Some(list),
        ..Measure::BARE
    };
    let measures = vec![
        measure("filing.due", "应报的报表"),
        measure("filing.filed", "已报的报表"),
        measure("filing.in-time", "按时报的报表"),
    ];
    vec![Reading {
        name: "filing.returns",
        measures: measures.leak(),
        count: |tx, asked| Box::pin(returns(tx, asked)),
        records: None,
    }]
    .leak()
});

async fn returns(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::returns(tx, asked.scope, (asked.first, asked.day)).await?;
    let one = |it: store::Returns| {
        [("filing.due", it.due), ("filing.filed", it.filed), ("filing.in-time", it.in_time)].map(
            |(measure, count)| Counted {
                measure,
                place: it.place,
                words: vec![it.entry.clone()],
                count,
            },
        )
    };
    Ok(all.into_iter().flat_map(one).filter(|it| it.count != 0).collect())
}
