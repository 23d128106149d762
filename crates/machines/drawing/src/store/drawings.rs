//! A drawing's row, its files, its secret, its witnesses.

use std::collections::BTreeMap;

use db::{Error, Row, Tx, row};
use jiff::civil::DateTime;
use vocab::{AccountId, Role};

use crate::{
    model::{Drawing, DrawingId, Paper, Stage, Witness},
    steps::Sealing,
};

/// A row of what every list and page of drawings reads.
pub(super) fn drawing(row: &Row) -> Result<Drawing, Error> {
    Ok(Drawing {
        id: row.get("id")?,
        number: row.get("number")?,
        entry: row.get("entry")?,
        definition: row.get("definition")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        owner: row.get("owner_id")?,
        title: row.get("title")?,
        rehearsal: row.get::<i64>("rehearsal")? == 1,
        size: row.get("size")?,
        stage: row.get("stage")?,
        is_auto: row.get::<i64>("is_auto")? == 1,
        made_by: row.get("account_id")?,
        declared_at: row.get("declared_at")?,
        draws_at: row.get("draws_at")?,
        hidden_until: row.get("hidden_until")?,
        sealed_at: row.get("sealed_at")?,
        drawn_at: row.get("drawn_at")?,
        revealed_at: row.get("revealed_at")?,
        digest: row.get("digest")?,
        result: row.get("result")?,
        reason: row.get("reason")?,
        previous: row.get("previous_id")?,
    })
}

/// Adds drawings, however far they are.
pub(crate) async fn add(tx: &mut Tx, all: &[Drawing]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO drawing (id, number, entry, definition, place_id, owner_id, title, rehearsal,
                             size, stage, is_auto, account_id, declared_at, draws_at, hidden_until,
                             sealed_at, drawn_at, revealed_at, digest, result, reason, previous_id)";
    let rows = all.iter().map(|it| {
        row![
            it.id,
            it.number,
            it.entry,
            it.definition,
            it.place,
            it.owner,
            it.title,
            i64::from(it.rehearsal),
            it.size,
            it.stage,
            i64::from(it.is_auto),
            it.made_by,
            it.declared_at,
            it.draws_at,
            it.hidden_until,
            it.sealed_at,
            it.drawn_at,
            it.revealed_at,
            it.digest,
            it.result,
            it.reason,
            it.previous
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The drawing `id`, whoever may see it.
pub(crate) async fn find(tx: &mut Tx, id: DrawingId) -> Result<Option<Drawing>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.entry, d.definition, d.place_id, p.name AS place_name, d.owner_id,
               d.title, d.rehearsal, d.size, d.stage, d.is_auto, d.account_id, d.declared_at,
               d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at, d.revealed_at, d.digest,
               d.result, d.reason, d.previous_id
        FROM drawing d JOIN place p ON p.id = d.place_id WHERE d.id = $1";
    tx.one(SQL, &[&id], drawing).await
}

/// The drawing that is known as `number`.
pub(crate) async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<Drawing>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.entry, d.definition, d.place_id, p.name AS place_name, d.owner_id,
               d.title, d.rehearsal, d.size, d.stage, d.is_auto, d.account_id, d.declared_at,
               d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at, d.revealed_at, d.digest,
               d.result, d.reason, d.previous_id
        FROM drawing d JOIN place p ON p.id = d.place_id WHERE d.number = $1";
    tx.one(SQL, &[&number.to_owned()], drawing).await
}

/// The drawing that is made for a thing of another module.
pub(crate) async fn find_by_owner(tx: &mut Tx, owner: i64) -> Result<Option<Drawing>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.entry, d.definition, d.place_id, p.name AS place_name, d.owner_id,
               d.title, d.rehearsal, d.size, d.stage, d.is_auto, d.account_id, d.declared_at,
               d.draws_at, d.hidden_until, d.sealed_at, d.drawn_at, d.revealed_at, d.digest,
               d.result, d.reason, d.previous_id
        FROM drawing d JOIN place p ON p.id = d.place_id WHERE d.owner_id = $1";
    tx.one(SQL, &[&owner], drawing).await
}

/// The numbers of the drawings that are made for `owners`.
pub(crate) async fn numbers(tx: &mut Tx, owners: &[i64]) -> Result<BTreeMap<i64, String>, Error> {
    const SQL: &str = "SELECT owner_id, number FROM drawing WHERE owner_id IN ($$)";
    let all = tx.all_in(SQL, &[], owners, |row| Ok((row.get("owner_id")?, row.get("number")?)));
    Ok(all.await?.into_iter().collect())
}

/// Moves the moment of a drawing that is not sealed. Says whether it was so.
pub(crate) async fn set_moment(
    tx: &mut Tx,
    owner: i64,
    (draws_at, title): (DateTime, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE drawing SET draws_at = $2, title = $3 WHERE owner_id = $1 AND stage = 'declared'";
    Ok(tx.run(SQL, &[&owner, &draws_at, &title.to_owned()]).await? == 1)
}

/// Sets a drawing sealed, if it was not. Says whether.
pub(crate) async fn set_sealed(
    tx: &mut Tx,
    id: DrawingId,
    it: &Sealing,
    at: DateTime,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE drawing SET stage = 'sealed', sealed_at = $2, digest = $3, is_auto = $4
        WHERE id = $1 AND stage = 'declared'";
    let is_auto = i64::from(it.is_auto);
    Ok(tx.run(SQL, &[&id, &at, &it.digest, &is_auto]).await? == 1)
}

/// Sets a drawing drawn, if it was sealed and not drawn. Says whether.
pub(crate) async fn set_drawn(
    tx: &mut Tx,
    id: DrawingId,
    result: &str,
    at: DateTime,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE drawing SET stage = 'drawn', drawn_at = $2, result = $3
        WHERE id = $1 AND stage = 'sealed'";
    Ok(tx.run(SQL, &[&id, &at, &result.to_owned()]).await? == 1)
}

/// Sets a drawing void, if it is still as far as it was. Says whether.
pub(crate) async fn set_void(
    tx: &mut Tx,
    (id, stage): (DrawingId, Stage),
    reason: &str,
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE drawing SET stage = 'void', reason = $3 WHERE id = $1 AND stage = $2";
    Ok(tx.run(SQL, &[&id, &stage, &reason.to_owned()]).await? == 1)
}

/// Has a hidden result come out, if it did not. Says whether.
pub(crate) async fn set_revealed(tx: &mut Tx, id: DrawingId, at: DateTime) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE drawing SET revealed_at = $2
        WHERE id = $1 AND stage = 'drawn' AND revealed_at IS NULL";
    Ok(tx.run(SQL, &[&id, &at]).await? == 1)
}

/// Keeps a file of evidence.
pub(crate) async fn add_file(
    tx: &mut Tx,
    id: DrawingId,
    kind: Paper,
    content: &str,
) -> Result<(), Error> {
    add_files(tx, vec![(id, kind, content.to_owned())]).await
}

/// Keeps many.
pub(crate) async fn add_files(
    tx: &mut Tx,
    all: Vec<(DrawingId, Paper, String)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO drawing_file (drawing_id, kind, content)";
    tx.bulk(SQL, "", all.into_iter().map(|(id, kind, content)| row![id, kind, content])).await?;
    Ok(())
}

/// A file of evidence.
pub(crate) async fn find_file(
    tx: &mut Tx,
    id: DrawingId,
    kind: Paper,
) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT content FROM drawing_file WHERE drawing_id = $1 AND kind = $2";
    tx.one(SQL, &[&id, &kind], |row| row.get("content")).await
}

/// What came of a drawing last: the record of breaking off, the evidence, or what was posted.
pub(crate) async fn latest_file(tx: &mut Tx, id: DrawingId) -> Result<Option<String>, Error> {
    const SQL: &str = "
        SELECT content FROM drawing_file WHERE drawing_id = $1
        ORDER BY CASE kind WHEN 'void' THEN 0 WHEN 'transcript' THEN 1 ELSE 2 END LIMIT 1";
    tx.one(SQL, &[&id], |row| row.get("content")).await
}

/// Keeps what stays locked up, sealed.
pub(crate) async fn add_secret(tx: &mut Tx, id: DrawingId, sealed: &str) -> Result<(), Error> {
    add_secrets(tx, vec![(id, sealed.to_owned())]).await
}

/// Keeps many.
pub(crate) async fn add_secrets(tx: &mut Tx, all: Vec<(DrawingId, String)>) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO drawing_secret (id, sealed)";
    tx.bulk(SQL, "", all.into_iter().map(|(id, sealed)| row![id, sealed])).await?;
    Ok(())
}

/// What stays locked up, sealed.
pub(crate) async fn find_secret(tx: &mut Tx, id: DrawingId) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT sealed FROM drawing_secret WHERE id = $1";
    tx.one(SQL, &[&id], |row| row.get("sealed")).await
}

/// Signs that somebody saw it; again replaces the words.
pub(crate) async fn set_witness(
    tx: &mut Tx,
    id: DrawingId,
    (account, role): (AccountId, Role),
    (words, at): (&str, DateTime),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO drawing_witness (drawing_id, account_id, role, words, civil_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (drawing_id, account_id) DO UPDATE
        SET role = excluded.role, words = excluded.words, civil_at = excluded.civil_at";
    tx.run(SQL, &[&id, &account, &role, &words.to_owned(), &at]).await?;
    Ok(())
}

/// Who signed, in the order of signing.
pub(crate) async fn witnesses(tx: &mut Tx, id: DrawingId) -> Result<Vec<Witness>, Error> {
    const SQL: &str = "
        SELECT a.name, w.role, w.words, w.civil_at
        FROM drawing_witness w JOIN account a ON a.id = w.account_id
        WHERE w.drawing_id = $1 ORDER BY w.civil_at, w.account_id";
    tx.all(SQL, &[&id], |row| {
        Ok(Witness {
            name: row.get("name")?,
            role: row.get("role")?,
            words: row.get("words")?,
            at: row.get("civil_at")?,
        })
    })
    .await
}
