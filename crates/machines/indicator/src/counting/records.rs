//! The records behind a count: those that a measure lists, narrowed as an indicator's file says.

use std::collections::BTreeSet;

use db::{Error, Tx};
use platform::measures::{Asked, Measure, Measures, Record};

use crate::definition::Sum;

/// The records that `sum` counts; none where its measure cannot list them.
pub(crate) async fn of(
    tx: &mut Tx,
    (sum, known): (&Sum, &Measures),
    asked: &Asked,
) -> Result<Option<BTreeSet<Record>>, Error> {
    let Some((reading, measure)) = known.find(&sum.measure) else { return Ok(None) };
    let Some(list) = reading.records else { return Ok(None) };
    let all = list(tx, asked, measure.key).await?;
    Ok(Some(all.into_iter().filter(|it| fits(sum, measure, it)).collect()))
}

/// Those of several sums together; none where one of them cannot list its own.
pub(crate) async fn of_all(
    tx: &mut Tx,
    (sums, known): (&[Sum], &Measures),
    asked: &Asked,
) -> Result<Option<BTreeSet<Record>>, Error> {
    let mut all = BTreeSet::new();
    for sum in sums {
        let Some(found) = of(tx, (sum, known), asked).await? else { return Ok(None) };
        if sum.times < 0 {
            all.retain(|it| !found.contains(it));
        } else {
            all.extend(found);
        }
    }
    Ok(Some(all))
}

fn fits(sum: &Sum, measure: &Measure, it: &Record) -> bool {
    sum.only.iter().all(|(dim, words)| {
        let at = measure.dims.iter().position(|one| one.key == dim);
        at.and_then(|at| it.words.get(at)).is_some_and(|word| words.contains(word))
    })
}
