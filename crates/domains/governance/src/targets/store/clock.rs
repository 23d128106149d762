//! What goes by days: the rules of lights, and whom the clock has reminded of what.

use std::collections::{BTreeMap, BTreeSet};

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId};

use super::super::{model::TaskId, rules::LightRule};

/// The rules of lights in the order of their days.
pub(in crate::targets) async fn light_rules(tx: &mut Tx) -> Result<Vec<LightRule>, Error> {
    const SQL: &str = "
        SELECT since, yellow, red, near_days, near_limit, source FROM light_rule ORDER BY since";
    let read = |row: &Row| {
        Ok(LightRule {
            since: row.get("since")?,
            yellow: row.get("yellow")?,
            red: row.get("red")?,
            near_days: row.get("near_days")?,
            near_limit: row.get("near_limit")?,
            source: row.get("source")?,
        })
    };
    tx.all(SQL, &[], read).await
}

/// Sets the rule that holds from a day on. Says whether there was none for that day.
pub(in crate::targets) async fn add_light_rule(
    tx: &mut Tx,
    it: &LightRule,
    by: AccountId,
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO light_rule (since, yellow, red, near_days, near_limit, source, account_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (since) DO NOTHING";
    let LightRule { since, yellow, red, near_days, near_limit, source } = it;
    Ok(tx.run(SQL, &[since, yellow, red, near_days, near_limit, source, &by]).await? == 1)
}

/// What tasks were reminded of.
pub(in crate::targets) async fn reminded(
    tx: &mut Tx,
    tasks: &[TaskId],
) -> Result<BTreeSet<(TaskId, String)>, Error> {
    const SQL: &str = "SELECT task_id, about FROM task_reminder WHERE task_id IN ($$)";
    let read = |row: &Row| Ok((row.get("task_id")?, row.get("about")?));
    Ok(tx.all_in(SQL, &[], tasks, read).await?.into_iter().collect())
}

/// Notes what was reminded of.
pub(in crate::targets) async fn add_reminders(
    tx: &mut Tx,
    day: Date,
    all: &[(TaskId, String)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO task_reminder (task_id, about, told_on)";
    let rows = all.iter().map(|it| row![it.0, it.1.clone(), day]);
    tx.bulk(SQL, "ON CONFLICT (task_id, about) DO NOTHING", rows).await?;
    Ok(())
}

/// What places are called.
pub(in crate::targets) async fn place_names(
    tx: &mut Tx,
    places: &[PlaceId],
) -> Result<BTreeMap<PlaceId, String>, Error> {
    const SQL: &str = "SELECT id, name FROM place WHERE id IN ($$)";
    let read = |row: &Row| Ok((row.get("id")?, row.get("name")?));
    Ok(tx.all_in(SQL, &[], places, read).await?.into_iter().collect())
}

/// The towns and schools that something can be handed to, by kind and name: some hundred.
pub(in crate::targets) async fn receivers(tx: &mut Tx) -> Result<Vec<(PlaceId, String)>, Error> {
    const SQL: &str = "
        SELECT id, name FROM place
        WHERE kind IN ('town', 'school') AND until IS NULL ORDER BY kind DESC, name";
    tx.all(SQL, &[], |row| Ok((row.get("id")?, row.get("name")?))).await
}
