//! The SQL of what lies beside documents: files, sealed answers, drafts.

use db::{Error, Row, Tx, row};
use jiff::Timestamp;
use vocab::AccountId;

use crate::papers::{DraftId, Paper, PaperId, SealedId, SealedPaper, Spot};

fn paper(row: &Row) -> Result<Paper, Error> {
    let at: (Option<i64>, Option<i64>) = (row.get("latitude")?, row.get("longitude")?);
    Ok(Paper {
        id: row.get("id")?,
        owner: (row.get("owner_kind")?, row.get("owner_id")?),
        field: row.get("field")?,
        seen_by: row.get("seen_by")?,
        account: row.get("account_id")?,
        spot: Spot { received_at: row.get("received_at")?, at: at.0.zip(at.1) },
    })
}

/// The files with these ids.
pub(crate) async fn by_ids(tx: &mut Tx, ids: &[PaperId]) -> Result<Vec<Paper>, Error> {
    const SQL: &str = "
        SELECT id, owner_kind, owner_id, field, seen_by, account_id, received_at, latitude, longitude
        FROM answer_file WHERE id IN ($$)";
    tx.all_in(SQL, &[], ids, paper).await
}

/// The files of one owner, the oldest first.
pub(crate) async fn of_owner(tx: &mut Tx, owner: (&str, i64)) -> Result<Vec<Paper>, Error> {
    const SQL: &str = "
        SELECT id, owner_kind, owner_id, field, seen_by, account_id, received_at, latitude, longitude
        FROM answer_file WHERE owner_kind = $1 AND owner_id = $2 ORDER BY id";
    tx.all(SQL, &[&owner.0.to_owned(), &owner.1], paper).await
}

/// Adds the row of a file.
pub(crate) async fn add(tx: &mut Tx, it: &Paper) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO answer_file
            (id, owner_kind, owner_id, field, seen_by, account_id, received_at, latitude, longitude)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (latitude, longitude) = it.spot.at.unzip();
    let values: [&dyn db::Stored; 9] = [
        &it.id,
        &it.owner.0,
        &it.owner.1,
        &it.field,
        &it.seen_by,
        &it.account,
        &it.spot.received_at,
        &latitude,
        &longitude,
    ];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// Adds the rows of many files.
pub(crate) async fn add_all(tx: &mut Tx, all: &[&Paper]) -> Result<(), Error> {
    const ADD: &str = "
        INSERT INTO answer_file
            (id, owner_kind, owner_id, field, seen_by, account_id, received_at, latitude, longitude)";
    let rows = all.iter().map(|it| {
        let (latitude, longitude) = it.spot.at.unzip();
        row![
            it.id,
            it.owner.0,
            it.owner.1,
            it.field,
            it.seen_by,
            it.account,
            it.spot.received_at,
            latitude,
            longitude
        ]
    });
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// Gives the files of one owner to another.
pub(crate) async fn give(
    tx: &mut Tx,
    (from, to): ((&str, i64), (&str, i64)),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE answer_file SET owner_kind = $3, owner_id = $4
        WHERE owner_kind = $1 AND owner_id = $2";
    tx.run(SQL, &[&from.0.to_owned(), &from.1, &to.0.to_owned(), &to.1]).await
}

/// Deletes rows of files that were taken away.
pub(crate) async fn delete(tx: &mut Tx, ids: &[PaperId]) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM answer_file WHERE id IN ($$)";
    tx.run_in(SQL, &[], ids).await
}

fn sealed(row: &Row) -> Result<SealedPaper, Error> {
    Ok(SealedPaper {
        id: row.get("id")?,
        owner: (row.get("owner_kind")?, row.get("owner_id")?),
        field: row.get("field")?,
        seen_by: row.get("seen_by")?,
        account: row.get("account_id")?,
        received_at: row.get("received_at")?,
        value_sealed: row.get("value_sealed")?,
    })
}

/// A sealed answer.
pub(crate) async fn find_sealed(tx: &mut Tx, id: SealedId) -> Result<Option<SealedPaper>, Error> {
    const SQL: &str = "
        SELECT id, owner_kind, owner_id, field, seen_by, account_id, received_at, value_sealed
        FROM answer_sealed WHERE id = $1";
    tx.one(SQL, &[&id], sealed).await
}

/// The sealed answers of one owner, the oldest first.
pub(crate) async fn sealed_of(tx: &mut Tx, owner: (&str, i64)) -> Result<Vec<SealedPaper>, Error> {
    const SQL: &str = "
        SELECT id, owner_kind, owner_id, field, seen_by, account_id, received_at, value_sealed
        FROM answer_sealed WHERE owner_kind = $1 AND owner_id = $2 ORDER BY id";
    tx.all(SQL, &[&owner.0.to_owned(), &owner.1], sealed).await
}

/// Adds a sealed answer.
pub(crate) async fn add_sealed(tx: &mut Tx, it: &SealedPaper) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO answer_sealed
            (id, owner_kind, owner_id, field, seen_by, account_id, received_at, value_sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [&dyn db::Stored; 8] = [
        &it.id,
        &it.owner.0,
        &it.owner.1,
        &it.field,
        &it.seen_by,
        &it.account,
        &it.received_at,
        &it.value_sealed,
    ];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// Gives the sealed answers of one owner to another.
pub(crate) async fn give_sealed(
    tx: &mut Tx,
    (from, to): ((&str, i64), (&str, i64)),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE answer_sealed SET owner_kind = $3, owner_id = $4
        WHERE owner_kind = $1 AND owner_id = $2";
    tx.run(SQL, &[&from.0.to_owned(), &from.1, &to.0.to_owned(), &to.1]).await
}

/// Deletes the sealed answers of some owners of one kind.
pub(crate) async fn delete_sealed_of(
    tx: &mut Tx,
    kind: &str,
    owners: &[i64],
) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM answer_sealed WHERE owner_kind = $1 AND owner_id IN ($$)";
    tx.run_in(SQL, &[&kind.to_owned()], owners).await
}

/// The files of some owners of one kind.
pub(crate) async fn of_owners(
    tx: &mut Tx,
    kind: &str,
    owners: &[i64],
) -> Result<Vec<PaperId>, Error> {
    const SQL: &str = "SELECT id FROM answer_file WHERE owner_kind = $1 AND owner_id IN ($$)";
    tx.all_in(SQL, &[&kind.to_owned()], owners, |row| row.get("id")).await
}

/// Begins a draft, or notes that it was touched; keeps what was typed where that is given.
pub(crate) async fn set_draft(
    tx: &mut Tx,
    (id, account, now): (DraftId, AccountId, Timestamp),
    (entry, definition): (&str, &str),
    document: Option<&str>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO form_draft
            (id, account_id, entry, definition, document, is_saved, made_at, changed_at)
        VALUES ($1, $2, $3, $4, COALESCE($5, '[]'), $6, $7, $7)
        ON CONFLICT (id) DO UPDATE SET
            definition = excluded.definition,
            document = COALESCE($5, form_draft.document),
            is_saved = CASE WHEN excluded.is_saved = 1 THEN 1 ELSE form_draft.is_saved END,
            changed_at = excluded.changed_at";
    let document = document.map(str::to_owned);
    let is_saved = i64::from(document.is_some());
    let values: [&dyn db::Stored; 7] =
        [&id, &account, &entry.to_owned(), &definition.to_owned(), &document, &is_saved, &now];
    tx.run(SQL, &values).await?;
    Ok(())
}
