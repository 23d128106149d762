//! A return of every day over as many days as one likes, to see how its sums bear them.

use directory::demo::County;
use jiff::ToSpan as _;
use platform::System;

use super::{fill, sizes};
use crate::{
    actions::Error,
    catalog,
    definition::Every,
    periods::{self, Span},
    rounds::{self, Opening},
    store,
};

/// Opens the return `entry`, which is one of every day, on the `count` days before the first that
/// the county has, each due from whom it was due then. Says how many returns are due on a day.
pub async fn load_days(
    system: &System,
    county: &County,
    (entry, count): (&str, i64),
) -> Result<usize, Error> {
    let kind = catalog().find(entry).ok_or(Error::Missing)?.clone();
    let sizes = sizes(county);
    let told: Result<usize, Error> = platform::act!(system, "demo.load.filings", |act| {
        let rounds = store::rounds(act.tx(), entry, i64::MAX).await?;
        let first = rounds.last().ok_or(Error::Missing)?;
        let window = kind.what.window(first.first).ok_or(Error::Missing)?;
        let (opens, closes) = (first.opens.time(), first.closes.time());
        let due = store::due_in(act.tx(), first.id).await?;
        for back in 1..=count {
            let day = first.first.saturating_sub(back.days());
            let period = periods::containing(Every::Day, day, &[]).ok_or(Error::Missing)?;
            let span = Span { opens: day.to_datetime(opens), closes: day.to_datetime(closes) };
            let (kind, source) = (kind.clone(), window.source.clone());
            let opening = Opening { kind, period, span, source, due: due.clone() };
            let Some(round) = rounds::open(act, &opening, None).await? else { continue };
            let number = usize::try_from(back).unwrap_or_default();
            fill(act, county, (&opening, round), (&sizes, number)).await?;
        }
        Ok(due.len())
    });
    told
}
