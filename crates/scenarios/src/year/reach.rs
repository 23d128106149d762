//! How far the year got: how often each kind of act was done, and which was never.

use std::collections::BTreeMap;

use server::MODULES;

use super::{county::County, store::checks};

/// Prints how often each kind of act was done.
pub(super) async fn tell(county: &County) {
    let done: Result<Vec<(String, i64)>, db::Error> =
        db::read!(county.house.cell.db, "acts", |tx| { checks::acts(tx).await });
    let done: BTreeMap<String, i64> = done.unwrap().into_iter().collect();
    let labels = MODULES.iter().flat_map(|it| it.acts).copied().flatten();
    let labels: BTreeMap<&str, &str> = labels.copied().collect();
    for (kind, n) in &done {
        println!("{n:>6} {kind} {}", labels.get(kind.as_str()).copied().unwrap_or("?"));
    }
    for (kind, label) in &labels {
        if !done.contains_key(*kind) {
            println!("     - {kind} {label}");
        }
    }
}
