//! The SQL of what is counted: numbers of indicators, the texts that they were counted under, and
//! the days.

use std::collections::BTreeMap;

use db::{Error, Tx, row};
use jiff::civil::{Date, DateTime};

/// The number of each indicator.
pub(crate) async fn numbers(tx: &mut Tx) -> Result<BTreeMap<String, i64>, Error> {
    const SQL: &str = "SELECT name, number FROM indicator";
    let all = tx.all(SQL, &[], |row| Ok((row.get("name")?, row.get("number")?))).await?;
    Ok(all.into_iter().collect())
}

/// The number of the indicator called `name`.
pub(crate) async fn number(tx: &mut Tx, name: &str) -> Result<Option<i64>, Error> {
    const SQL: &str = "SELECT number FROM indicator WHERE name = $1";
    tx.one(SQL, &[&name], |row| row.get("number")).await
}

/// Gives numbers to new indicators.
pub(crate) async fn add_numbers(tx: &mut Tx, new: &[(i64, String)]) -> Result<(), Error> {
    let rows = new.iter().map(|(number, name)| row![*number, *name]);
    tx.bulk("INSERT INTO indicator (number, name)", "", rows).await?;
    Ok(())
}

/// The text under which each indicator was last counted: its digest.
pub(crate) async fn texts(tx: &mut Tx) -> Result<BTreeMap<i64, String>, Error> {
    const SQL: &str = "SELECT indicator, digest FROM indicator_text ORDER BY since";
    let all = tx.all(SQL, &[], |row| Ok((row.get("indicator")?, row.get("digest")?))).await?;
    Ok(all.into_iter().collect())
}

/// Writes down under which text it is counted from a day on.
pub(crate) async fn set_text(
    tx: &mut Tx,
    indicator: i64,
    since: Date,
    digest: &str,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO indicator_text (indicator, since, digest) VALUES ($1, $2, $3)
        ON CONFLICT (indicator, since) DO UPDATE SET digest = excluded.digest";
    tx.run(SQL, &[&indicator, &since, &digest]).await?;
    Ok(())
}

/// Since when which texts of an indicator are counted by, the earliest first: day and digest.
pub(crate) async fn texts_of(tx: &mut Tx, indicator: i64) -> Result<Vec<(Date, String)>, Error> {
    const SQL: &str = "
        SELECT since, digest FROM indicator_text WHERE indicator = $1 ORDER BY since";
    tx.all(SQL, &[&indicator], |row| Ok((row.get("since")?, row.get("digest")?))).await
}

/// Notes that the whole county was counted for a day.
pub(crate) async fn set_counted(
    tx: &mut Tx,
    day: Date,
    at: DateTime,
    changed: i64,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO indicator_day (day, counted_at, changed) VALUES ($1, $2, $3)
        ON CONFLICT (day) DO UPDATE
        SET counted_at = excluded.counted_at, changed = excluded.changed";
    tx.run(SQL, &[&day, &at, &changed]).await?;
    Ok(())
}

/// The last day up to `day` for which the whole county was counted, and when that was.
pub(crate) async fn last_counted(
    tx: &mut Tx,
    day: Date,
) -> Result<Option<(Date, DateTime)>, Error> {
    const SQL: &str = "
        SELECT day, counted_at FROM indicator_day WHERE day <= $1 ORDER BY day DESC LIMIT 1";
    tx.one(SQL, &[&day], |row| Ok((row.get("day")?, row.get("counted_at")?))).await
}
