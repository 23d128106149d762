//! The SQL of what is sent in to be told.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId};

use super::stray;
use crate::reports::model::{Material, MaterialId, ReportId, Sort};

fn material(row: &Row) -> Result<Material, Error> {
    let sort: String = row.get("kind")?;
    Ok(Material {
        id: row.get("id")?,
        place: row.get("place_id")?,
        sender: row.get("sender")?,
        sort: Sort::from_key(&sort).ok_or_else(|| stray("kind"))?,
        day: row.get("day")?,
        title: row.get("title")?,
        words: row.get("words")?,
        sent_on: row.get("sent_on")?,
        taken: row.get("report_id")?,
    })
}

/// Keeps what is sent in.
pub(in crate::reports) async fn add_materials(
    tx: &mut Tx,
    by: Option<AccountId>,
    all: &[Material],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO report_material (id, place_id, sender, kind, day, title, words, sent_on, sent_by)";
    const AGAIN: &str = "ON CONFLICT (id) DO NOTHING";
    let rows = all.iter().map(|it| {
        let (sender, title, words) = (it.sender.clone(), it.title.clone(), it.words.clone());
        let sort = it.sort.key().to_owned();
        row![it.id, it.place, sender, sort, it.day, title, words, it.sent_on, by]
    });
    tx.bulk(SQL, AGAIN, rows).await?;
    Ok(())
}

/// What was sent in from inside `scope`, the latest day first, before a day and id.
pub(in crate::reports) async fn materials(
    tx: &mut Tx,
    (scope, from, to): (PlaceId, Date, Date),
    before: (Date, i64),
    limit: i64,
) -> Result<Vec<Material>, Error> {
    const SQL: &str = "
        SELECT m.id, m.place_id, m.sender, m.kind, m.day, m.title, m.words, m.sent_on, m.report_id
        FROM report_material m
        JOIN place_within w ON w.place_id = m.place_id AND w.ancestor_id = $1
        WHERE m.day >= $2 AND m.day <= $3 AND (m.day < $4 OR (m.day = $4 AND m.id < $5))
        ORDER BY m.day DESC, m.id DESC LIMIT $6";
    let values: &[&dyn db::Stored] = &[&scope, &from, &to, &before.0, &before.1, &limit];
    tx.all(SQL, values, material).await
}

/// One, if it is from inside `scope`.
pub(in crate::reports) async fn find_material(
    tx: &mut Tx,
    id: MaterialId,
    scope: PlaceId,
) -> Result<Option<Material>, Error> {
    const SQL: &str = "
        SELECT m.id, m.place_id, m.sender, m.kind, m.day, m.title, m.words, m.sent_on, m.report_id
        FROM report_material m
        JOIN place_within w ON w.place_id = m.place_id AND w.ancestor_id = $2
        WHERE m.id = $1";
    tx.one(SQL, &[&id, &scope], material).await
}

/// What a document took in.
pub(in crate::reports) async fn materials_of(
    tx: &mut Tx,
    report: ReportId,
) -> Result<Vec<Material>, Error> {
    const SQL: &str = "
        SELECT id, place_id, sender, kind, day, title, words, sent_on, report_id
        FROM report_material WHERE report_id = $1 ORDER BY day, id";
    tx.all(SQL, &[&report], material).await
}

/// Notes the document that took it in. Says whether it is there.
pub(in crate::reports) async fn take_in(
    tx: &mut Tx,
    id: MaterialId,
    report: ReportId,
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE report_material SET report_id = $2 WHERE id = $1";
    Ok(tx.run(SQL, &[&id, &report]).await? == 1)
}
