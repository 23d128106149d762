//! Terms and days with lessons, for whoever plans by them.

use std::sync::LazyLock;

use db::Tx;
use jiff::civil::Date;
use vocab::{Holidays, PlaceId};

use crate::{Error, model::TermDays, rules, rules::SchoolDay, store};

/// The State Council's notices that this version knows.
static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// Every term, the first first.
pub async fn terms(tx: &mut Tx) -> Result<Vec<TermDays>, Error> {
    Ok(store::calendar::terms(tx).await?)
}

/// The term that `day` is in, or else the next one.
pub async fn term_at(tx: &mut Tx, day: Date) -> Result<Option<TermDays>, Error> {
    Ok(terms(tx).await?.into_iter().find(|it| day <= it.last))
}

/// The days with lessons at `place` (a school, or a class of it) from `first` to `last`.
pub async fn school_days(
    tx: &mut Tx,
    place: PlaceId,
    first: Date,
    last: Date,
) -> Result<Vec<SchoolDay>, Error> {
    let terms = store::calendar::terms(tx).await?;
    let changes = store::calendar::day_changes(tx, place, first, last).await?;
    Ok(rules::school_days(&terms, &changes, &HOLIDAYS, first, last)?)
}
