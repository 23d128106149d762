//! Terms and days with lessons, for whoever plans by them.

use std::sync::LazyLock;

use db::Tx;
use jiff::civil::{Date, Weekday};
use platform::act::Source;
use vocab::{Holidays, PlaceId};

use crate::{
    Error,
    events::{DAY_CHANGED, DayChanged, payload},
    model::{DayChange, TermDays},
    rules::{self, SchoolDay},
    store,
};

/// The State Council's notices that this version knows.
static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// Every term, the first first.
pub async fn terms(tx: &mut Tx) -> Result<Vec<TermDays>, Error> {
    Ok(store::calendar::terms(tx).await?)
}

/// The term that `day` is in, or else the next one.
pub async fn term_at(tx: &mut Tx, day: Date) -> Result<Option<TermDays>, Error> {
    Ok(term_on(tx, day).await?)
}

/// The same, for whoever counts and can only fail by the database.
pub async fn term_on(tx: &mut Tx, day: Date) -> Result<Option<TermDays>, db::Error> {
    Ok(store::calendar::terms(tx).await?.into_iter().find(|it| day <= it.last))
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

/// The weekday whose timetable is kept on `day` where nobody does otherwise; none without lessons.
pub async fn usual(tx: &mut Tx, day: Date) -> Result<Option<Weekday>, Error> {
    let terms = store::calendar::terms(tx).await?;
    let days = rules::school_days(&terms, &[], &HOLIDAYS, day, day)?;
    Ok(days.first().map(|it| it.follows))
}

/// What `place` does otherwise on `day`: the word of the narrowest place that has one.
pub async fn change_on(tx: &mut Tx, place: PlaceId, day: Date) -> Result<Option<DayChange>, Error> {
    Ok(store::calendar::day_changes(tx, place, day, day).await?.pop())
}

/// What `place` and the places around it do otherwise in the terms that are known, by day.
pub async fn changes(tx: &mut Tx, place: PlaceId) -> Result<Vec<DayChange>, Error> {
    let (first, last) = (Date::MIN, Date::MAX);
    let mut changes = store::calendar::day_changes(tx, place, first, last).await?;
    changes.sort_by_key(|it| it.day);
    Ok(changes)
}

/// Sets what a place does otherwise on a day.
pub async fn set_change(source: &impl Source, change: DayChange) -> Result<(), Error> {
    platform::act!(source, "directory.day.change", |act| {
        let now = act.origin().now;
        act.about(change.place);
        act.note("day", change.day);
        act.note("kind", change.kind.key());
        let terms = store::calendar::terms(act.tx()).await?;
        rules::may_change_day(&terms, change.day)?;
        store::calendar::set_day_changes(act.tx(), std::slice::from_ref(&change), now).await?;
        act.event(DAY_CHANGED, payload(&DayChanged { place: change.place, day: change.day }));
        Ok(())
    })
}

/// Takes back what a place does otherwise on a day.
pub async fn end_change(source: &impl Source, place: PlaceId, day: Date) -> Result<(), Error> {
    platform::act!(source, "directory.day.restore", |act| {
        act.about(place);
        act.note("day", day);
        if !store::calendar::end_day_change(act.tx(), place, day).await? {
            return Err(Error::Missing);
        }
        act.event(DAY_CHANGED, payload(&DayChanged { place, day }));
        Ok(())
    })
}
