//! The SQL by which a measurement learns what came of it.

use db::{Error, Tx};
use jiff::Timestamp;

/// A job that has ended.
pub(super) struct Ended {
    pub(super) started: Timestamp,
    pub(super) ended: Timestamp,
    /// What it said of itself.
    pub(super) result: String,
}

/// The first job of a kind that was begun at `since` or later and is done.
pub(super) async fn first_ended(
    tx: &mut Tx,
    (kind, since): (&str, Timestamp),
) -> Result<Option<Ended>, Error> {
    const SQL: &str = "
        SELECT started_at, ended_at, result FROM job
        WHERE kind = $1 AND state = 'done' AND started_at >= $2
        ORDER BY id LIMIT 1";
    let read = |row: &db::Row| {
        Ok(Ended {
            started: row.get("started_at")?,
            ended: row.get("ended_at")?,
            result: row.get::<Option<String>>("result")?.unwrap_or_default(),
        })
    };
    tx.one(SQL, &[&kind.to_owned(), &since], read).await
}

/// The last period of a return that has passed.
pub(super) async fn last_round(tx: &mut Tx, entry: &str) -> Result<Option<String>, Error> {
    const SQL: &str = "
        SELECT id FROM filing_round WHERE entry = $1 ORDER BY first_day DESC, id DESC LIMIT 1";
    let read = |row: &db::Row| Ok(row.get::<filing::RoundId>("id")?.to_string());
    tx.one(SQL, &[&entry.to_owned()], read).await
}
