//! The SQL of reported figures: one statement a function.

use std::collections::BTreeMap;

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use super::model::{Figure, FigureId, Value, ValueId, ValueState};
use crate::number::Number;

fn figure(row: &Row) -> Result<Figure, Error> {
    Ok(Figure {
        id: row.get("id")?,
        name: row.get("name")?,
        definition: row.get("definition")?,
        unit: row.get("unit")?,
        kind: row.get("kind")?,
        is_share: row.get::<i64>("is_share")? == 1,
        may_exceed: row.get::<i64>("may_exceed")? == 1,
        office: row.get("office")?,
        place: row.get("place_id")?,
    })
}

fn value(row: &Row) -> Result<Value, Error> {
    let bad = |_| Error::Corrupt { column: "above".to_owned() };
    let reviewed: Option<Date> = row.get("reviewed_on")?;
    let by: Option<String> = row.get("by_name")?;
    let reviewer: Option<String> = row.get("reviewer")?;
    let words: Option<String> = row.get("review")?;
    Ok(Value {
        id: row.get("id")?,
        figure: row.get("figure_id")?,
        from_on: row.get("from_on")?,
        to_on: row.get("to_on")?,
        number: Number::new(row.get("above")?, row.get("below")?).map_err(bad)?,
        parts: row.get::<Option<i64>>("part")?.zip(row.get("whole")?),
        rough: row.get("rough")?,
        source: row.get("source")?,
        corrects: row.get::<Option<ValueId>>("corrects")?.zip(row.get("reason")?),
        filed_on: row.get("filed_on")?,
        by: row.get("account_id")?,
        by_name: by.unwrap_or_default(),
        state: row.get("state")?,
        reviewer: row.get("reviewer_id")?,
        review: reviewed.map(|on| (reviewer.unwrap_or_default(), on, words.unwrap_or_default())),
    })
}

/// Names figures. One of that name at that place stays.
pub(super) async fn add_figures(tx: &mut Tx, all: &[Figure]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO reported_figure (id, name, definition, unit, kind, is_share, may_exceed, office,
                                     place_id)";
    let rows = all.iter().map(|it| {
        row![
            it.id,
            it.name.clone(),
            it.definition.clone(),
            it.unit.clone(),
            it.kind,
            i64::from(it.is_share),
            i64::from(it.may_exceed),
            it.office,
            it.place
        ]
    });
    tx.bulk(SQL, "ON CONFLICT (place_id, name) DO NOTHING", rows).await
}

/// A figure of a place inside `scope`.
pub(super) async fn find_figure(
    tx: &mut Tx,
    id: FigureId,
    scope: PlaceId,
) -> Result<Option<Figure>, Error> {
    const SQL: &str = "
        SELECT f.id, f.name, f.definition, f.unit, f.kind, f.is_share, f.may_exceed, f.office,
               f.place_id
        FROM reported_figure f
        JOIN place_within w ON w.place_id = f.place_id AND w.ancestor_id = $2
        WHERE f.id = $1";
    tx.one(SQL, &[&id, &scope], figure).await
}

/// The figure of this name at a place.
pub(super) async fn figure_called(
    tx: &mut Tx,
    (name, place): (&str, PlaceId),
) -> Result<Option<Figure>, Error> {
    const SQL: &str = "
        SELECT id, name, definition, unit, kind, is_share, may_exceed, office, place_id
        FROM reported_figure WHERE place_id = $1 AND name = $2";
    tx.one(SQL, &[&place, &name.to_owned()], figure).await
}

/// The figures of a place itself, by name, from `after` on.
pub(super) async fn county_figures(
    tx: &mut Tx,
    place: PlaceId,
    after: &str,
    limit: i64,
) -> Result<Vec<Figure>, Error> {
    const SQL: &str = "
        SELECT id, name, definition, unit, kind, is_share, may_exceed, office, place_id
        FROM reported_figure WHERE place_id = $1 AND name > $2 ORDER BY name LIMIT $3";
    tx.all(SQL, &[&place, &after.to_owned(), &limit], figure).await
}

/// These figures.
pub(super) async fn figures(tx: &mut Tx, ids: &[FigureId]) -> Result<Vec<Figure>, Error> {
    const SQL: &str = "
        SELECT id, name, definition, unit, kind, is_share, may_exceed, office, place_id
        FROM reported_figure WHERE id IN ($$)";
    tx.all_in(SQL, &[], ids, figure).await
}

/// What was reported of figures, the latest time first.
pub(super) async fn values(
    tx: &mut Tx,
    figures: &[FigureId],
) -> Result<BTreeMap<FigureId, Vec<Value>>, Error> {
    const SQL: &str = "
        SELECT v.id, v.figure_id, v.from_on, v.to_on, v.above, v.below, v.part, v.whole, v.rough,
               v.source, v.corrects, v.reason, v.filed_on, v.account_id, a.name AS by_name,
               v.state, v.reviewer_id, r.name AS reviewer, v.reviewed_on, v.review
        FROM reported_value v LEFT JOIN account a ON a.id = v.account_id
        LEFT JOIN account r ON r.id = v.reviewer_id
        WHERE v.figure_id IN ($$)";
    let mut all = BTreeMap::<FigureId, Vec<Value>>::new();
    for it in tx.all_in(SQL, &[], figures, value).await? {
        all.entry(it.figure).or_default().push(it);
    }
    for values in all.values_mut() {
        values.sort_by_key(|it| std::cmp::Reverse((it.to_on, it.id)));
    }
    Ok(all)
}

/// Keeps values.
pub(super) async fn add_values(tx: &mut Tx, all: &[Value]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO reported_value (id, figure_id, from_on, to_on, above, below, part, whole, rough,
                                    source, corrects, reason, filed_on, account_id, state,
                                    reviewer_id, reviewed_on, review)";
    let rows = all.iter().map(|it| {
        let (corrects, reason) = it.corrects.clone().unzip();
        row![
            it.id,
            it.figure,
            it.from_on,
            it.to_on,
            it.number.above(),
            it.number.below(),
            it.parts.map(|it| it.0),
            it.parts.map(|it| it.1),
            it.rough,
            it.source.clone(),
            corrects,
            reason,
            it.filed_on,
            it.by,
            it.state,
            it.reviewer,
            it.review.as_ref().map(|it| it.1),
            it.review.as_ref().map(|it| it.2.clone())
        ]
    });
    tx.bulk(SQL, "ON CONFLICT (id) DO NOTHING", rows).await
}

/// Decides a value. Says whether it waited until then.
pub(super) async fn review(
    tx: &mut Tx,
    id: ValueId,
    to: ValueState,
    (who, day, words): (AccountId, Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE reported_value SET state = $2, reviewer_id = $3, reviewed_on = $4, review = $5
        WHERE id = $1 AND state = 'filed'";
    Ok(tx.run(SQL, &[&id, &to, &who, &day, &words.to_owned()]).await? == 1)
}

/// The value that a good correction took the place of.
pub(super) async fn replace(tx: &mut Tx, correction: ValueId) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE reported_value SET state = 'replaced'
        WHERE id = (SELECT c.corrects FROM reported_value c WHERE c.id = $1)";
    tx.run(SQL, &[&correction]).await?;
    Ok(())
}

/// The figure of a value, for whoever asks for its proof.
pub(super) async fn figure_of_value(tx: &mut Tx, bits: i64) -> Result<Option<FigureId>, Error> {
    const SQL: &str = "SELECT figure_id FROM reported_value WHERE id = $1";
    tx.one(SQL, &[&bits], |row| row.get("figure_id")).await
}

/// Values that wait for a review at a place and were not filed by `account`: of one office, or of all
/// where that is none.
pub(crate) async fn waits_for_review(
    tx: &mut Tx,
    (place, office, account): (PlaceId, Option<Role>, AccountId),
    limit: i64,
) -> Result<Vec<(ValueId, FigureId, String, Date)>, Error> {
    const SQL: &str = "
        SELECT v.id, v.figure_id, f.name, v.filed_on
        FROM reported_value v JOIN reported_figure f ON f.id = v.figure_id
        WHERE v.state = 'filed' AND f.place_id = $1 AND ($2 = '' OR f.office = $2)
          AND (v.account_id IS NULL OR v.account_id <> $3)
        ORDER BY v.filed_on, v.id LIMIT $4";
    let read = |row: &Row| {
        Ok((row.get("id")?, row.get("figure_id")?, row.get("name")?, row.get("filed_on")?))
    };
    let office = office.map_or("", Role::key).to_owned();
    tx.all(SQL, &[&place, &office, &account, &limit], read).await
}
