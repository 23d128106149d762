//! Lists of drawings: what a reader may see, what everyone may, what is due. Scope is in the SQL.

use db::{Error, Tx};
use jiff::civil::DateTime;
use platform::waiting::Stretch;
use vocab::PlaceId;

use super::drawings::drawing;
use crate::model::{Drawing, DrawingId};

/// The drawings of a kind, or of all, at the places within `place`, the newest first, before `before`.
pub(crate) async fn within(
    tx: &mut Tx,
    (place, entry): (PlaceId, &str),
    (before, limit): (i64, i64),
) -> Result<Vec<Drawing>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.entry, d.definition, d.place_id, p.name AS place_name, d.owner_id,
               d.title, d.rehearsal, d.size, d.stage, d.is_auto, d.account_id, d.declared_at,
               d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at, d.revealed_at, d.digest,
               d.result, d.reason, d.previous_id
        FROM drawing d
        JOIN place p ON p.id = d.place_id
        JOIN place_within w ON w.place_id = d.place_id AND w.ancestor_id = $1
        WHERE d.entry = $2 AND d.id < $3
        ORDER BY d.id DESC LIMIT $4";
    tx.all(SQL, &[&place, &entry.to_owned(), &before, &limit], drawing).await
}

/// How many drawings of each kind there are within `place`: of every stage, and those that wait.
pub(crate) async fn counts(tx: &mut Tx, place: PlaceId) -> Result<Vec<(String, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT d.entry, COUNT(*) AS n,
               COUNT(*) FILTER (WHERE d.stage IN ('declared', 'sealed')) AS waiting
        FROM drawing d
        JOIN place_within w ON w.place_id = d.place_id AND w.ancestor_id = $1
        GROUP BY d.entry ORDER BY d.entry";
    tx.all(SQL, &[&place], |row| Ok((row.get("entry")?, row.get("n")?, row.get("waiting")?))).await
}

/// What everyone may know of: sealed, drawn or broken off after that, the newest first. `search` is
/// a number, or how a title or the name of a place begins.
pub(crate) async fn public(
    tx: &mut Tx,
    search: &str,
    (before, limit): (i64, i64),
) -> Result<Vec<Drawing>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.entry, d.definition, d.place_id, p.name AS place_name, d.owner_id,
               d.title, d.rehearsal, d.size, d.stage, d.is_auto, d.account_id, d.declared_at,
               d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at, d.revealed_at, d.digest,
               d.result, d.reason, d.previous_id
        FROM drawing d JOIN place p ON p.id = d.place_id
        WHERE d.digest IS NOT NULL AND d.id < $1
          AND ($2 = '' OR d.number = $2 OR (p.name >= $2 AND p.name < $3)
               OR (d.title >= $2 AND d.title < $3
                   AND (d.hidden_until IS NULL OR d.revealed_at IS NOT NULL)))
        ORDER BY d.id DESC LIMIT $4";
    let (search, bound) = (search.to_owned(), format!("{search}\u{10FFFF}"));
    tx.all(SQL, &[&before, &search, &bound, &limit], drawing).await
}

/// The drawings that are due, and whose values are asked for. One that another module has made is
/// drawn by that.
pub(crate) async fn due(tx: &mut Tx, now: DateTime) -> Result<Vec<DrawingId>, Error> {
    const SQL: &str = "
        SELECT id FROM drawing
        WHERE stage = 'sealed' AND is_auto = 1 AND draws_at <= $1 AND owner_id IS NULL
        ORDER BY draws_at, id LIMIT 50";
    tx.all(SQL, &[&now], |row| row.get("id")).await
}

/// The hidden results whose moment has come.
pub(crate) async fn to_reveal(tx: &mut Tx, now: DateTime) -> Result<Vec<DrawingId>, Error> {
    const SQL: &str = "
        SELECT id FROM drawing
        WHERE stage = 'drawn' AND revealed_at IS NULL AND hidden_until <= $1
        ORDER BY hidden_until, id LIMIT 50";
    tx.all(SQL, &[&now], |row| row.get("id")).await
}

/// The further attempt of a drawing that was broken off.
pub(crate) async fn next_attempt(
    tx: &mut Tx,
    id: DrawingId,
) -> Result<Option<(DrawingId, String)>, Error> {
    const SQL: &str = "SELECT id, number FROM drawing WHERE previous_id = $1 ORDER BY id LIMIT 1";
    tx.one(SQL, &[&id], |row| Ok((row.get("id")?, row.get("number")?))).await
}

/// What of some kinds is to be sealed or drawn by hand at `place`, by the moment it is drawn.
pub(crate) async fn on_desk(
    tx: &mut Tx,
    place: PlaceId,
    it: Stretch,
    entries: &[String],
) -> Result<Vec<Drawing>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.entry, d.definition, d.place_id, p.name AS place_name, d.owner_id,
               d.title, d.rehearsal, d.size, d.stage, d.is_auto, d.account_id, d.declared_at,
               d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at, d.revealed_at, d.digest,
               d.result, d.reason, d.previous_id
        FROM drawing d JOIN place p ON p.id = d.place_id
        WHERE d.place_id = $1 AND d.owner_id IS NULL
          AND (d.stage = 'declared' OR (d.stage = 'sealed' AND d.is_auto = 0))
          AND (d.draws_at, d.id) > ($2, $3) AND d.draws_at < $4 AND d.entry IN ($$)
        ORDER BY d.draws_at, d.id LIMIT $5";
    let (due, id) = it.after;
    tx.all_in(SQL, &[&place, &due, &id, &it.before, &it.limit], entries, drawing).await
}
