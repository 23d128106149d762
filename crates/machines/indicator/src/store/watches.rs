//! The SQL of who watches which value.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId};

use crate::value::Value;

/// Somebody who is told when a value moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watch {
    pub(crate) account: AccountId,
    pub(crate) indicator: i64,
    pub(crate) place: PlaceId,
    pub(crate) step: i64,
    /// What they were told last.
    pub(crate) told: Value,
}

fn watch(row: &Row) -> Result<Watch, Error> {
    let told = Value { part: row.get("part")?, whole: row.get("whole")?, ..Value::default() };
    Ok(Watch {
        account: row.get("account_id")?,
        indicator: row.get("indicator")?,
        place: row.get("place_id")?,
        step: row.get("step")?,
        told,
    })
}

/// Every watch.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Watch>, Error> {
    const SQL: &str = "SELECT account_id, indicator, place_id, step, part, whole FROM figure_watch";
    tx.all(SQL, &[], watch).await
}

/// What an account watches.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<Watch>, Error> {
    const SQL: &str = "
        SELECT account_id, indicator, place_id, step, part, whole
        FROM figure_watch WHERE account_id = $1";
    tx.all(SQL, &[&account], watch).await
}

/// Watches, or goes on from what was told now.
pub(crate) async fn set(tx: &mut Tx, it: &Watch, since: Date) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO figure_watch (account_id, indicator, place_id, step, part, whole, since)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (account_id, indicator, place_id) DO UPDATE
        SET step = excluded.step, part = excluded.part, whole = excluded.whole";
    let (part, whole) = (it.told.part, it.told.whole);
    let values: &[&dyn db::Stored] =
        &[&it.account, &it.indicator, &it.place, &it.step, &part, &whole, &since];
    tx.run(SQL, values).await?;
    Ok(())
}

/// Watches no longer.
pub(crate) async fn end(
    tx: &mut Tx,
    account: AccountId,
    (indicator, place): (i64, PlaceId),
) -> Result<(), Error> {
    const SQL: &str = "
        DELETE FROM figure_watch WHERE account_id = $1 AND indicator = $2 AND place_id = $3";
    tx.run(SQL, &[&account, &indicator, &place]).await?;
    Ok(())
}
