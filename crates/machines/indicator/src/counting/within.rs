//! One school from a day on, after something was written there: its own values are counted anew, and
//! what they differ by is added to its town and its county.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use platform::{Act, act::Source, measures::Measures};
use vocab::PlaceId;

use super::{Done, Error, Kinds, kinds, values, writing};
use crate::{
    history::{self, Change, Rows},
    store::{
        places,
        values::{self as rows, Now, Placed},
    },
    value::Value,
};

/// So many days back a correction is followed; what is older is told by the count of its own day.
const DAYS_MAX: i64 = 62;

/// Counts the school `place` anew for every day from `first` to `today`. `why` is what whoever sees
/// a changed value reads.
pub async fn recount(
    source: &impl Source,
    measures: &Measures,
    (place, first, why): (PlaceId, Date, &str),
) -> Result<Done, Error> {
    let origin = source.origin();
    let today = origin.civil_now.date();
    let first = first.clamp(today.saturating_sub(DAYS_MAX.days()), today);
    let read: Result<_, Error> = db::read!(source.store(), "count a school", |tx| {
        let kinds = kinds(tx).await?;
        let mut by_day = Vec::new();
        let mut day = first;
        while day <= today {
            by_day.push(values(tx, (&kinds, measures), (place, day)).await?.1);
            day = day.saturating_add(1.day());
        }
        let path = places::path(tx, place).await?;
        Ok((kinds, by_day, path))
    });
    let (kinds, by_day, path) = read?;
    let above: Vec<PlaceId> = path
        .iter()
        .filter(|it| it.0 != place && matches!(it.1.as_str(), "town" | "county"))
        .map(|it| it.0)
        .collect();
    platform::act!(source, "indicator.recount", |act| {
        let known = act.origin().civil_now.date();
        let now = act.origin().now;
        let numbers = writing::numbers(act.tx(), &kinds, (today, now)).await?;
        let new = of_each(&kinds, &by_day, place);
        let moved = carry(act, (place, &above), (&numbers, &new), first).await?;
        writing::write(act.tx(), &moved.changes, known, Some(why)).await?;
        rows::set_now(act.tx(), &moved.now).await?;
        writing::tell(act, (&kinds, &numbers), &moved.now).await?;
        act.note("place", place);
        act.note("first", first);
        act.note("changed", moved.now.len());
        Ok(Done { indicators: kinds.len(), changed: moved.now.len() })
    })
}

/// The values of `place`, indicator by indicator and day by day.
fn of_each(
    kinds: &Kinds,
    by_day: &[Vec<BTreeMap<PlaceId, Value>>],
    place: PlaceId,
) -> Vec<Vec<Value>> {
    let of = |at: usize| {
        let all = by_day.iter().map(|day| day[at].get(&place).copied().unwrap_or_default());
        all.collect()
    };
    (0..kinds.len()).map(of).collect()
}

struct Moved {
    changes: Vec<Placed>,
    now: Vec<Now>,
}

/// What changes at `place` and above it.
async fn carry(
    act: &mut Act<'_>,
    (place, above): (PlaceId, &[PlaceId]),
    (numbers, new): (&[i64], &[Vec<Value>]),
    first: Date,
) -> Result<Moved, Error> {
    let mut old = rows::rows_at(act.tx(), place, numbers).await?;
    let mut moved = Moved { changes: Vec::new(), now: Vec::new() };
    let mut differ = Vec::new();
    for (indicator, new) in numbers.iter().zip(new) {
        let rows = old.remove(indicator).unwrap_or_default();
        let differences: Vec<Value> = (0_i64..)
            .zip(new)
            .map(|(days, it)| *it - history::at(&rows, first.saturating_add(days.days())))
            .collect();
        if differences.iter().all(|it| *it == Value::default()) {
            continue;
        }
        moved.take((*indicator, place), rows, first, new);
        differ.push((*indicator, differences));
    }
    let changed: Vec<i64> = differ.iter().map(|it| it.0).collect();
    for place in above {
        let mut old = rows::rows_at(act.tx(), *place, &changed).await?;
        for (indicator, differences) in &differ {
            let rows = old.remove(indicator).unwrap_or_default();
            let new: Vec<Value> = (0_i64..)
                .zip(differences)
                .map(|(days, it)| {
                    let mut value = history::at(&rows, first.saturating_add(days.days()));
                    value += *it;
                    value
                })
                .collect();
            moved.take((*indicator, *place), rows, first, &new);
        }
    }
    Ok(moved)
}

impl Moved {
    fn take(
        &mut self,
        (indicator, place): (i64, PlaceId),
        mut rows: Rows,
        first: Date,
        new: &[Value],
    ) {
        let changes = history::changes(&rows, first, new);
        for it in &changes {
            match it {
                Change::End(day) => {
                    rows.remove(day);
                }
                Change::Begin(day, value) => {
                    rows.insert(*day, *value);
                }
            }
        }
        let last = rows.last_key_value().map_or((first, Value::default()), |it| (*it.0, *it.1));
        self.now.push(Now { place, indicator, since: last.0, value: last.1 });
        self.changes.extend(changes.into_iter().map(|it| (indicator, place, it)));
    }
}
