//! The SQL of notices.

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId};

use crate::model::{Event, Publication, PublicationId};

fn publication(row: &Row) -> Result<Publication, Error> {
    Ok(Publication {
        id: row.get("id")?,
        number: row.get("number")?,
        entry: row.get("entry")?,
        definition: row.get("definition")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        title: row.get("title")?,
        body: row.get("body")?,
        source: row.get("source")?,
        made_by: row.get("account_id")?,
        published_at: row.get("published_at")?,
        closes_on: row.get("closes_on")?,
        withdrawn_at: row.get("withdrawn_at")?,
        reason: row.get("reason")?,
        version: row.get("version")?,
        objections: row.get("objections")?,
    })
}

/// Adds a notice.
pub(crate) async fn add(tx: &mut Tx, it: &Publication) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO publication (id, number, entry, definition, place_id, title, body, source,
                                 account_id, published_at, closes_on, version, objections)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)";
    tx.run(
        SQL,
        &[
            &it.id,
            &it.number,
            &it.entry,
            &it.definition,
            &it.place,
            &it.title,
            &it.body,
            &it.source,
            &it.made_by,
            &it.published_at,
            &it.closes_on,
            &it.version,
        ],
    )
    .await?;
    Ok(())
}

/// The notice `id`.
pub(crate) async fn find(tx: &mut Tx, id: PublicationId) -> Result<Option<Publication>, Error> {
    const SQL: &str = "
        SELECT n.id, n.number, n.entry, n.definition, n.place_id, p.name AS place_name, n.title,
               n.body, n.source, n.account_id, n.published_at, n.closes_on, n.withdrawn_at,
               n.reason, n.version, n.objections
        FROM publication n JOIN place p ON p.id = n.place_id WHERE n.id = $1";
    tx.one(SQL, &[&id], publication).await
}

/// The notice that is known as `number`.
pub(crate) async fn find_by_number(
    tx: &mut Tx,
    number: &str,
) -> Result<Option<Publication>, Error> {
    const SQL: &str = "
        SELECT n.id, n.number, n.entry, n.definition, n.place_id, p.name AS place_name, n.title,
               n.body, n.source, n.account_id, n.published_at, n.closes_on, n.withdrawn_at,
               n.reason, n.version, n.objections
        FROM publication n JOIN place p ON p.id = n.place_id WHERE n.number = $1";
    tx.one(SQL, &[&number.to_owned()], publication).await
}

/// What everyone may read, the newest first, before `before`. `search` is a number, or how a title
/// or the name of a place begins; `state` is `open`, `archived` or empty.
pub(crate) async fn public(
    tx: &mut Tx,
    (search, state, today): (&str, &str, Date),
    (before, limit): (i64, i64),
) -> Result<Vec<Publication>, Error> {
    const SQL: &str = "
        SELECT n.id, n.number, n.entry, n.definition, n.place_id, p.name AS place_name, n.title,
               n.body, n.source, n.account_id, n.published_at, n.closes_on, n.withdrawn_at,
               n.reason, n.version, n.objections
        FROM publication n JOIN place p ON p.id = n.place_id
        WHERE n.id < $1
          AND ($2 = '' OR n.number = $2 OR (n.title >= $2 AND n.title < $3)
               OR (p.name >= $2 AND p.name < $3))
          AND ($4 = '' OR ($4 = 'open' AND n.closes_on >= $5 AND n.withdrawn_at IS NULL)
               OR ($4 = 'archived' AND (n.closes_on < $5 OR n.withdrawn_at IS NOT NULL)))
        ORDER BY n.id DESC LIMIT $6";
    let (search, bound) = (search.to_owned(), format!("{search}\u{10FFFF}"));
    let values: &[&dyn db::Stored] = &[&before, &search, &bound, &state.to_owned(), &today, &limit];
    tx.all(SQL, values, publication).await
}

/// The notices of a kind at the places within `place`, the newest first, before `before`.
pub(crate) async fn within(
    tx: &mut Tx,
    (place, entry): (PlaceId, &str),
    (before, limit): (i64, i64),
) -> Result<Vec<Publication>, Error> {
    const SQL: &str = "
        SELECT n.id, n.number, n.entry, n.definition, n.place_id, p.name AS place_name, n.title,
               n.body, n.source, n.account_id, n.published_at, n.closes_on, n.withdrawn_at,
               n.reason, n.version, n.objections
        FROM publication n
        JOIN place p ON p.id = n.place_id
        JOIN place_within w ON w.place_id = n.place_id AND w.ancestor_id = $1
        WHERE n.entry = $2 AND n.id < $3
        ORDER BY n.id DESC LIMIT $4";
    tx.all(SQL, &[&place, &entry.to_owned(), &before, &limit], publication).await
}

/// How many notices of a kind there are within `place`, and how many of them run on `today`.
pub(crate) async fn count(
    tx: &mut Tx,
    (place, entry): (PlaceId, &str),
    today: Date,
) -> Result<(i64, i64), Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n,
               COUNT(*) FILTER (WHERE n.closes_on >= $3 AND n.withdrawn_at IS NULL) AS running
        FROM publication n
        JOIN place_within w ON w.place_id = n.place_id AND w.ancestor_id = $1
        WHERE n.entry = $2";
    let found = tx
        .one(SQL, &[&place, &entry.to_owned(), &today], |row| {
            Ok((row.get("n")?, row.get("running")?))
        })
        .await?;
    Ok(found.unwrap_or((0, 0)))
}

/// Writes the rows of a notice anew.
pub(crate) async fn set_rows(
    tx: &mut Tx,
    id: PublicationId,
    rows: &[Vec<String>],
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM publication_row WHERE publication_id = $1";
    const ADD: &str = "INSERT INTO publication_row (publication_id, number, cells)";
    tx.run(CLEAR, &[&id]).await?;
    let text = |row: &Vec<String>| serde_json::Value::from(row.clone()).to_string();
    let rows = (1_i64..).zip(rows).map(|(number, cells)| row![id, number, text(cells)]);
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// The rows of a notice.
pub(crate) async fn rows(tx: &mut Tx, id: PublicationId) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT cells FROM publication_row WHERE publication_id = $1 ORDER BY number";
    tx.all(SQL, &[&id], |row| {
        let text: String = row.get("cells")?;
        serde_json::from_str(&text).map_err(|_| Error::corrupt("cells"))
    })
    .await
}

/// Sets what a notice says, if nothing happened to it since `version`. Says whether.
pub(crate) async fn set_content(
    tx: &mut Tx,
    (id, version): (PublicationId, i64),
    (title, body): (&str, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE publication SET title = $3, body = $4, version = version + 1
        WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL";
    Ok(tx.run(SQL, &[&id, &version, &title.to_owned(), &body.to_owned()]).await? == 1)
}

/// Withdraws a notice, if nothing happened to it since `version`. Says whether.
pub(crate) async fn set_withdrawn(
    tx: &mut Tx,
    (id, version): (PublicationId, i64),
    (at, reason): (DateTime, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE publication SET withdrawn_at = $3, reason = $4, version = version + 1
        WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL";
    Ok(tx.run(SQL, &[&id, &version, &at, &reason.to_owned()]).await? == 1)
}

/// Adds what happened to a notice.
pub(crate) async fn add_event(
    tx: &mut Tx,
    (id, number): (PublicationId, i64),
    by: Option<AccountId>,
    it: &Event,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO publication_event (publication_id, number, civil_at, action, account_id, reason,
                                       before)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.run(SQL, &[&id, &number, &it.at, &it.action, &by, &it.reason, &it.before]).await?;
    Ok(())
}

/// What happened to a notice, in order.
pub(crate) async fn events(tx: &mut Tx, id: PublicationId) -> Result<Vec<Event>, Error> {
    const SQL: &str = "
        SELECT civil_at, action, reason, before FROM publication_event
        WHERE publication_id = $1 ORDER BY number";
    tx.all(SQL, &[&id], |row| {
        Ok(Event {
            at: row.get("civil_at")?,
            action: row.get("action")?,
            reason: row.get("reason")?,
            before: row.get("before")?,
        })
    })
    .await
}

/// Counts an objection, as long as there are not too many. Says whether.
pub(crate) async fn count_objection(
    tx: &mut Tx,
    id: PublicationId,
    most: i64,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE publication SET objections = objections + 1 WHERE id = $1 AND objections < $2";
    Ok(tx.run(SQL, &[&id, &most]).await? == 1)
}
