//! The whole county for a day.

use std::collections::HashMap;

use db::Tx;
use jiff::civil::Date;
use platform::{access, act::Source, measures::Measures};
use vocab::PlaceId;

use super::{Done, Error, Kinds, kinds, values, writing};
use crate::{
    history::Change,
    store::{
        days,
        values::{self as rows, Now, Placed},
    },
    value::Value,
};

/// Counts every indicator of the whole county for `day`, which is the last day that was counted or
/// one after it, and writes down what changed. Nothing is done where there is no county yet.
pub async fn count(source: &impl Source, measures: &Measures, day: Date) -> Result<Done, Error> {
    let read: Result<_, Error> = db::read!(source.store(), "count the county", |tx| {
        let Some(county) = access::root(tx).await? else { return Ok(None) };
        let kinds = kinds(tx).await?;
        let (_, values) = values(tx, (&kinds, measures), (county, day)).await?;
        Ok(Some((kinds, values)))
    });
    let Some((kinds, values)) = read? else { return Ok(Done { indicators: 0, changed: 0 }) };
    platform::act!(source, "indicator.count", |act| {
        let origin = act.origin().clone();
        let known = origin.civil_now.date();
        let numbers = writing::numbers(act.tx(), &kinds, (day, origin.now)).await?;
        let is_new = days::last_counted(act.tx(), day).await?.is_none_or(|it| it.0 < day);
        let moved = compare(act.tx(), (&kinds, &numbers), &values, day).await?;
        let why = (!is_new).then_some("当天的记录有变动");
        writing::write(act.tx(), &moved.changes, known, why).await?;
        rows::set_now(act.tx(), &moved.now).await?;
        let changed = i64::try_from(moved.now.len()).unwrap_or(i64::MAX);
        days::set_counted(act.tx(), day, origin.civil_now, changed).await?;
        writing::tell(act, (&kinds, &numbers), &moved.now).await?;
        act.note("day", day);
        act.note("changed", changed);
        act.event("indicator.counted", format!(r#"{{"day":"{day}","changed":{changed}}}"#));
        Ok(Done { indicators: kinds.len(), changed: moved.now.len() })
    })
}

/// What is other than it was.
struct Moved {
    changes: Vec<Placed>,
    now: Vec<Now>,
}

async fn compare(
    tx: &mut Tx,
    (kinds, numbers): (&Kinds, &[i64]),
    values: &[std::collections::BTreeMap<PlaceId, Value>],
    day: Date,
) -> Result<Moved, Error> {
    let old: HashMap<(i64, PlaceId), Now> =
        rows::all_now(tx).await?.into_iter().map(|it| ((it.indicator, it.place), it)).collect();
    let mut moved = Moved { changes: Vec::new(), now: Vec::new() };
    let mut take = |indicator: i64, place: PlaceId, value: Value| {
        let was = old.get(&(indicator, place));
        if was.map_or(Value::default(), |it| it.value) == value {
            return;
        }
        if was.is_some_and(|it| it.since == day) {
            moved.changes.push((indicator, place, Change::End(day)));
        }
        moved.changes.push((indicator, place, Change::Begin(day, value)));
        moved.now.push(Now { place, indicator, since: day, value });
    };
    debug_assert_eq!(kinds.len(), values.len(), "values of each");
    for (indicator, of) in numbers.iter().zip(values) {
        for (place, value) in of {
            take(*indicator, *place, *value);
        }
    }
    // Where nothing is counted any more, nothing is: a school that closed, the last case of a kind.
    let at: HashMap<i64, &std::collections::BTreeMap<PlaceId, Value>> =
        numbers.iter().copied().zip(values).collect();
    for (indicator, place) in old.keys() {
        if at.get(indicator).is_some_and(|of| !of.contains_key(place)) {
            take(*indicator, *place, Value::default());
        }
    }
    Ok(moved)
}
