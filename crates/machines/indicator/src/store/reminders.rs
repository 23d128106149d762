//! The SQL of asking schools to mend what a check finds.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use crate::value::Value;

/// Somebody who keeps the records of a school, and what the check found there.
pub(crate) struct Keeper {
    pub(crate) account: AccountId,
    pub(crate) school: PlaceId,
    pub(crate) value: Value,
}

/// Who holds one of `roles` at each school of `scope`, with the last value of the indicator there.
pub(crate) async fn keepers(
    tx: &mut Tx,
    (indicator, scope, day): (i64, PlaceId, Date),
    roles: &[Role],
) -> Result<Vec<Keeper>, Error> {
    const SQL: &str = "
        SELECT DISTINCT g.account_id, f.place_id, f.part, f.whole
        FROM figure_now f
        JOIN school s ON s.id = f.place_id
        JOIN place_within w ON w.place_id = f.place_id AND w.ancestor_id = $2
        JOIN role_grant g ON g.place_id = f.place_id
             AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
        WHERE f.indicator = $1 AND g.role IN ($$)
        ORDER BY f.place_id, g.account_id";
    tx.all_in(SQL, &[&indicator, &scope, &day], roles, |row| {
        let value = Value { part: row.get("part")?, whole: row.get("whole")?, ..Value::default() };
        Ok(Keeper { account: row.get("account_id")?, school: row.get("place_id")?, value })
    })
    .await
}

/// Notes that so many schools were asked on a day. Says whether they had not been yet.
pub(crate) async fn add(
    tx: &mut Tx,
    (indicator, place, day): (i64, PlaceId, Date),
    (account, schools): (AccountId, i64),
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO check_reminder (indicator, place_id, day, account_id, schools)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (indicator, place_id, day) DO NOTHING";
    Ok(tx.run(SQL, &[&indicator, &place, &day, &account, &schools]).await? == 1)
}

/// When the schools of a place were last asked, and how many.
pub(crate) async fn last(
    tx: &mut Tx,
    (indicator, place): (i64, PlaceId),
) -> Result<Option<(Date, i64)>, Error> {
    const SQL: &str = "
        SELECT day, schools FROM check_reminder
        WHERE indicator = $1 AND place_id = $2 ORDER BY day DESC LIMIT 1";
    tx.one(SQL, &[&indicator, &place], |row| Ok((row.get("day")?, row.get("schools")?))).await
}
