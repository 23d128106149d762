//! What is due from a place or a person, as their desk shows it.

use db::{Error, Tx};
use jiff::civil::DateTime;
use platform::waiting::Stretch;
use vocab::{AccountId, PlaceId};

use crate::model::{ReturnId, State};

/// A return that is due.
pub(crate) struct Due {
    pub(crate) id: ReturnId,
    pub(crate) entry: String,
    pub(crate) period: String,
    pub(crate) place: String,
    pub(crate) state: State,
    pub(crate) closes: DateTime,
}

/// What is due from a place or a person, of some kinds, by cut-off and id.
pub(crate) async fn on_desk(
    tx: &mut Tx,
    (place, account, now): (PlaceId, AccountId, DateTime),
    it: Stretch,
    entries: &[String],
) -> Result<Vec<Due>, Error> {
    const SQL: &str = "
        SELECT r.id, o.entry, o.label, p.name AS place_name, r.state, o.closes_at
        FROM filing_return r
        JOIN filing_round o ON o.id = r.round_id
        JOIN place p ON p.id = r.place_id
        WHERE r.id IN (SELECT id FROM filing_return WHERE place_id = $1 AND account_id IS NULL
                       UNION SELECT id FROM filing_return WHERE account_id = $2)
          AND r.state <> 'filed' AND o.opens_at <= $3
          AND (o.locked_at IS NULL OR r.released = 1)
          AND (o.closes_at, r.id) > ($4, $5) AND o.closes_at < $6 AND o.entry IN ($$)
        ORDER BY o.closes_at, r.id LIMIT $7";
    let (due, id) = it.after;
    let values: &[&dyn db::Stored] = &[&place, &account, &now, &due, &id, &it.before, &it.limit];
    tx.all_in(SQL, values, entries, |row| {
        Ok(Due {
            id: row.get("id")?,
            entry: row.get("entry")?,
            period: row.get("label")?,
            place: row.get("place_name")?,
            state: row.get("state")?,
            closes: row.get("closes_at")?,
        })
    })
    .await
}
