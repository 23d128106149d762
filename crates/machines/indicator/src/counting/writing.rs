//! Writing down what changed, and telling those who watch.

use std::collections::BTreeMap;

use catalog::Set;
use db::Tx;
use jiff::{Timestamp, civil::Date};
use platform::Act;

use super::{Error, Kinds};
use crate::{
    history::Change,
    store::{
        days, places,
        values::{self, Now, Placed},
        watches,
    },
};

/// The number of each of `kinds`; new ones get one. Under which text each is counted is kept.
pub(super) async fn numbers(
    tx: &mut Tx,
    kinds: &Kinds,
    (day, now): (Date, Timestamp),
) -> Result<Vec<i64>, Error> {
    let mut known = days::numbers(tx).await?;
    let mut next = known.values().max().copied().unwrap_or(0);
    let mut new = Vec::new();
    for it in kinds.iter().filter(|it| !known.contains_key(&it.name)) {
        next += 1;
        new.push((next, it.name.clone()));
    }
    days::add_numbers(tx, &new).await?;
    known.extend(new.into_iter().map(|(number, name)| (name, number)));
    let texts = days::texts(tx).await?;
    let mut numbers = Vec::with_capacity(kinds.len());
    for it in kinds {
        let number = known.get(&it.name).copied().unwrap_or_default();
        if texts.get(&number) != Some(&it.digest) {
            Set::keep(tx, it, now).await?;
            days::set_text(tx, number, day, &it.digest).await?;
        }
        numbers.push(number);
    }
    Ok(numbers)
}

/// Writes rows: what is known to be otherwise is ended first.
pub(super) async fn write(
    tx: &mut Tx,
    changes: &[Placed],
    known: Date,
    why: Option<&str>,
) -> Result<(), Error> {
    for (indicator, place, change) in changes {
        if let Change::End(day) = change {
            values::end(tx, (*indicator, *place, *day), known).await?;
        }
    }
    values::add(tx, changes, known, why).await?;
    Ok(())
}

/// Tells those who watch one of the values that moved, where it moved by as much as they asked for.
pub(super) async fn tell(
    act: &mut Act<'_>,
    (kinds, numbers): (&Kinds, &[i64]),
    moved: &[Now],
) -> Result<(), Error> {
    let watches = watches::all(act.tx()).await?;
    if watches.is_empty() {
        return Ok(());
    }
    let moved: BTreeMap<_, _> = moved.iter().map(|it| ((it.indicator, it.place), it)).collect();
    let today = act.origin().civil_now.date();
    for it in watches {
        let Some(now) = moved.get(&(it.indicator, it.place)) else { continue };
        let at = numbers.iter().position(|number| *number == it.indicator);
        let Some(kind) = at.map(|at| &kinds[at]) else { continue };
        let shape = &kind.what.shape;
        let (before, after) = (shape.units(it.told), shape.units(now.value));
        let far = match (before, after) {
            (Some(before), Some(after)) => (after - before).abs() >= it.step,
            (before, after) => before != after,
        };
        if !far {
            continue;
        }
        let place = places::path(act.tx(), it.place).await?;
        let name = place.first().map_or("", |it| it.2.as_str());
        let words = format!(
            "{name}“{}”由 {} 变为 {}",
            kind.what.label,
            shape.told(it.told),
            shape.told(now.value)
        );
        act.tell(it.account, words, format!("/indicators/{}?place={}", kind.name, it.place));
        let told = watches::Watch { told: now.value, ..it };
        watches::set(act.tx(), &told, today).await?;
    }
    Ok(())
}
