//! Relations between records, read from both sides.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

use crate::model::{RecordId, Related};

fn related_row(row: &Row) -> Result<Related, Error> {
    Ok(Related {
        relation: row.get("relation")?,
        owner: row.get("owner")?,
        id: row.get("other_id")?,
        entry: row.get("other_entry")?,
        title: row.get("title")?,
        place_name: row.get("place_name")?,
        since: row.get("since")?,
        until: row.get("until")?,
        is_back: row.get::<i64>("is_back")? == 1,
    })
}

/// What a record is related to, either way, those that ended last.
pub(crate) async fn related(tx: &mut Tx, id: RecordId) -> Result<Vec<Related>, Error> {
    const SQL: &str = "
        SELECT l.relation AS relation, me.entry AS owner, o.id AS other_id, o.entry AS other_entry,
               o.title AS title, p.name AS place_name, l.since AS since, l.until AS until,
               0 AS is_back
        FROM register_link l
        JOIN register_record me ON me.id = l.record_id
        JOIN register_record o ON o.id = l.other_id
        JOIN place p ON p.id = o.place_id
        WHERE l.record_id = $1
        UNION ALL
        SELECT l.relation AS relation, o.entry AS owner, o.id AS other_id, o.entry AS other_entry,
               o.title AS title, p.name AS place_name, l.since AS since, l.until AS until,
               1 AS is_back
        FROM register_link l
        JOIN register_record o ON o.id = l.record_id
        JOIN place p ON p.id = o.place_id
        WHERE l.other_id = $1
        ORDER BY is_back, relation, until NULLS FIRST, title, other_id";
    tx.all(SQL, &[&id], related_row).await
}

/// Whether two records are related so at present.
pub(crate) async fn is_linked(
    tx: &mut Tx,
    (id, relation, other): (RecordId, &str, RecordId),
) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT since FROM register_link
        WHERE record_id = $1 AND relation = $2 AND other_id = $3 AND until IS NULL";
    Ok(tx.one(SQL, &[&id, &relation, &other], |row| row.get::<Date>("since")).await?.is_some())
}

/// Relates two records from `since` on.
pub(crate) async fn add_link(
    tx: &mut Tx,
    (id, relation, other): (RecordId, &str, RecordId),
    since: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO register_link (record_id, relation, other_id, since) VALUES ($1, $2, $3, $4)
        ON CONFLICT (record_id, relation, other_id, since) DO UPDATE SET until = NULL";
    tx.run(SQL, &[&id, &relation, &other, &since]).await?;
    Ok(())
}

/// Ends a relation on `until`.
pub(crate) async fn end_link(
    tx: &mut Tx,
    (id, relation, other): (RecordId, &str, RecordId),
    until: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE register_link SET until = $1
        WHERE record_id = $2 AND relation = $3 AND other_id = $4 AND until IS NULL";
    tx.run(SQL, &[&until, &id, &relation, &other]).await?;
    Ok(())
}

/// The records of a register that somebody who acts for `place` can relate to.
pub(crate) async fn choices(
    tx: &mut Tx,
    (entry, place): (&str, PlaceId),
    today: Date,
) -> Result<Vec<(RecordId, String)>, Error> {
    const SQL: &str = "
        SELECT c.id, c.title FROM register_record c
        WHERE c.entry = $1 AND c.status = 'in-force' AND c.expires_on >= $3
          AND (EXISTS (SELECT 1 FROM place_within w
                       WHERE w.ancestor_id = $2 AND w.place_id = c.place_id)
               OR EXISTS (SELECT 1 FROM place_within w
                          WHERE w.ancestor_id = c.place_id AND w.place_id = $2))
        ORDER BY c.title, c.id LIMIT 500";
    let read = |row: &Row| Ok((row.get("id")?, row.get("title")?));
    tx.all(SQL, &[&entry, &place, &today], read).await
}
