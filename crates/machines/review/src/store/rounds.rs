//! Rounds, and how far they have come.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

use crate::{
    model::{Round, RoundId, RoundState},
    rules::State,
};

fn round(row: &Row) -> Result<Round, Error> {
    Ok(Round {
        id: row.get("id")?,
        entry: row.get("entry")?,
        definition: row.get("definition")?,
        place: row.get("place_id")?,
        title: row.get("title")?,
        seed: row.get("seed")?,
        opened_on: row.get("opened_on")?,
        apply_until: row.get("apply_until")?,
        score_until: row.get("score_until")?,
        notice_until: row.get("notice_until")?,
        state: row.get("state")?,
        version: row.get("version")?,
    })
}

/// Adds a round.
pub(crate) async fn add_round(tx: &mut Tx, it: &Round) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO review_round (id, entry, definition, place_id, title, seed, opened_on,
                                  apply_until, score_until, notice_until, state, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.entry,
        &it.definition,
        &it.place,
        &it.title,
        &it.seed,
        &it.opened_on,
        &it.apply_until,
        &it.score_until,
        &it.notice_until,
        &it.state,
        &it.version,
    ];
    tx.run(SQL, values).await?;
    Ok(())
}

/// The round `id`.
pub(crate) async fn find_round(tx: &mut Tx, id: RoundId) -> Result<Option<Round>, Error> {
    const SQL: &str = "
        SELECT id, entry, definition, place_id, title, seed, opened_on, apply_until, score_until,
               notice_until, state, version
        FROM review_round WHERE id = $1";
    tx.one(SQL, &[&id], round).await
}

/// The rounds of a kind, the newest first.
pub(crate) async fn rounds(tx: &mut Tx, entry: &str) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        SELECT id, entry, definition, place_id, title, seed, opened_on, apply_until, score_until,
               notice_until, state, version
        FROM review_round WHERE entry = $1 ORDER BY id DESC LIMIT 100";
    tx.all(SQL, &[&entry], round).await
}

/// Sets where a round stands, unless somebody was first. Says whether it did.
pub(crate) async fn set_round(
    tx: &mut Tx,
    (id, seen): (RoundId, i64),
    state: RoundState,
    notice_until: Date,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE review_round SET state = $1, notice_until = $2, version = version + 1
        WHERE id = $3 AND version = $4";
    Ok(tx.run(SQL, &[&state, &notice_until, &id, &seen]).await? == 1)
}

/// How many applications of each round of a kind stand where, as far as they lie in `scope`.
pub(crate) async fn states_of_rounds(
    tx: &mut Tx,
    entry: &str,
    scope: PlaceId,
) -> Result<Vec<(RoundId, State, i64)>, Error> {
    const SQL: &str = "
        SELECT a.round_id AS round_id, a.state AS state, COUNT(*) AS n
        FROM review_application a
        JOIN place_within w ON w.place_id = a.place_id AND w.ancestor_id = $2
        WHERE a.entry = $1
        GROUP BY a.round_id, a.state ORDER BY a.round_id, a.state";
    tx.all(SQL, &[&entry, &scope], |row| {
        Ok((row.get("round_id")?, row.get("state")?, row.get("n")?))
    })
    .await
}
