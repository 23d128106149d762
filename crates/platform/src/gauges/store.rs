//! The SQL of the gauges.

use db::{Error, Tx};

/// How many jobs are in each state.
pub(super) async fn jobs(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    const SQL: &str = "SELECT state, COUNT(*) AS n FROM job GROUP BY state ORDER BY state";
    tx.all(SQL, &[], |row| Ok((row.get("state")?, row.get("n")?))).await
}

/// How many messages wait to be sent.
pub(super) async fn messages_waiting(tx: &mut Tx) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM message WHERE state = 'waiting'";
    Ok(tx.one(SQL, &[], |row| row.get("n")).await?.unwrap_or(0))
}
