//! What can be counted of reviews: what was put in, and the titles that hold, of each kind.

use std::sync::LazyLock;

use db::{Error, Tx};
use platform::measures::{Asked, Counted, Dim, Listed, Measure, Reading};

use crate::{module::catalog, store::measures as store};

static DIMS: LazyLock<&'static [Dim]> = LazyLock::new(|| {
    let words = catalog().all().map(|it| (it.name.as_str(), it.what.label.as_str()));
    let words: Vec<_> = words.collect();
    vec![Dim { key: "kind", label: "评审", words: words.leak() }].leak()
});

fn list(it: &Listed<'_>) -> String {
    let kind = it.only.iter().find(|it| it.0 == "kind").and_then(|it| it.1.first());
    kind.map_or_else(|| "/reviews".to_owned(), |kind| format!("/reviews/{kind}"))
}

/// What reviews count.
pub(crate) static READINGS: LazyLock<&'static [Reading]> = LazyLock::new(|| {
    let measure = |key, label, spans| Measure {
        key,
        label,
        unit: "项",
        dims: *DIMS,
        spans,
        list: Some(list),
        ..Measure::BARE
    };
    let measures = vec![
        measure("review.applied", "参评申报", true),
        measure("review.held", "有效的评定结果", false),
        measure("review.won", "新评定的结果", true),
    ];
    vec![Reading {
        name: "review.applications",
        measures: measures.leak(),
        count: |tx, asked| Box::pin(applications(tx, asked)),
        records: None,
    }]
    .leak()
});

async fn applications(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::applications(tx, asked.scope, (asked.first, asked.day)).await?;
    // A level that fails is no title; which one does, the file says.
    let holds = |entry: &str, level: &Option<String>| {
        let kind = catalog().find(entry);
        kind.zip(level.as_ref()).is_some_and(|(kind, level)| {
            kind.what.levels.iter().any(|it| it.key == *level && !it.fails)
        })
    };
    let one = |it: store::Applied| {
        let (held, won) = if holds(&it.entry, &it.level) { (it.held, it.won) } else { (0, 0) };
        let counts = [("review.applied", it.applied), ("review.held", held), ("review.won", won)];
        counts.map(|(measure, count)| Counted {
            measure,
            place: it.place,
            words: vec![it.entry.clone()],
            count,
        })
    };
    Ok(all.into_iter().flat_map(one).filter(|it| it.count != 0).collect())
}
