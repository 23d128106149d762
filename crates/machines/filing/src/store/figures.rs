//! How complete and punctual a period is, and its sums: one statement over all of it, at any level,
//! as known at any moment.

use std::collections::BTreeMap;

use db::{Error, Row, Tx};
use jiff::civil::DateTime;
use vocab::PlaceId;

use crate::{
    model::{Round, RoundId, Tally},
    rules::Sums,
};

fn tally(row: &Row) -> Result<Tally, Error> {
    Ok(Tally { due: row.get("due")?, filed: row.get("filed")?, in_time: row.get("in_time")? })
}

/// How complete the period is within `scope`.
pub(crate) async fn tally_of(tx: &mut Tx, round: RoundId, scope: PlaceId) -> Result<Tally, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS due, COUNT(r.filed_at) AS filed,
               COUNT(*) FILTER (WHERE r.filed_at <= o.closes_at) AS in_time
        FROM filing_return r
        JOIN filing_round o ON o.id = r.round_id
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        WHERE r.round_id = $1";
    Ok(tx.one(SQL, &[&round, &scope], tally).await?.unwrap_or_default())
}

/// The same of each of `rounds`.
pub(crate) async fn tallies(
    tx: &mut Tx,
    rounds: &[RoundId],
    scope: PlaceId,
) -> Result<BTreeMap<RoundId, Tally>, Error> {
    const SQL: &str = "
        SELECT r.round_id, COUNT(*) AS due, COUNT(r.filed_at) AS filed,
               COUNT(*) FILTER (WHERE r.filed_at <= o.closes_at) AS in_time
        FROM filing_return r
        JOIN filing_round o ON o.id = r.round_id
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $1
        WHERE r.round_id IN ($$) GROUP BY r.round_id";
    let read = |row: &Row| Ok((row.get("round_id")?, tally(row)?));
    Ok(tx.all_in(SQL, &[&scope], rounds, read).await?.into_iter().collect())
}

/// A place one level below another, with what it has.
#[derive(Debug, Clone)]
pub(crate) struct Below<T> {
    pub(crate) place: PlaceId,
    pub(crate) name: String,
    pub(crate) it: T,
}

/// How complete the period is at each place right below `scope`, in their order.
pub(crate) async fn tallies_below(
    tx: &mut Tx,
    round: RoundId,
    scope: PlaceId,
) -> Result<Vec<Below<Tally>>, Error> {
    const SQL: &str = "
        SELECT b.id, b.name, COUNT(*) AS due, COUNT(r.filed_at) AS filed,
               COUNT(*) FILTER (WHERE r.filed_at <= o.closes_at) AS in_time
        FROM place b
        JOIN place_within w ON w.ancestor_id = b.id
        JOIN filing_return r ON r.place_id = w.place_id AND r.round_id = $1
        JOIN filing_round o ON o.id = r.round_id
        WHERE b.parent_id = $2
        GROUP BY b.id, b.name, b.position ORDER BY b.position, b.name";
    tx.all(SQL, &[&round, &scope], |row| {
        Ok(Below { place: row.get("id")?, name: row.get("name")?, it: tally(row)? })
    })
    .await
}

/// The sums of a period within `scope`, as known at a moment.
pub(crate) async fn sums_of(
    tx: &mut Tx,
    round: &Round,
    (scope, at): (PlaceId, DateTime),
) -> Result<Sums, Error> {
    const SQL: &str = "
        SELECT a.field, CAST(SUM(a.int_value) AS BIGINT) AS total, COUNT(DISTINCT v.id) AS n
        FROM filing_version v
        JOIN place_within w ON w.place_id = v.place_id AND w.ancestor_id = $2
        JOIN answer a ON a.owner_kind = 'flv' AND a.owner_id = v.id
        WHERE v.round_id = $1 AND v.kind = 'filed' AND v.since <= $3 AND v.until > $3
        GROUP BY a.field";
    let read = |row: &Row| {
        let total: Option<i64> = row.get("total")?;
        Ok((row.get("field")?, total.unwrap_or(0), row.get("n")?))
    };
    let of = tx.all(SQL, &[&round.id, &scope, &at], read).await?;
    Ok(Sums { returns: returns_of(tx, round, (scope, at)).await?, of })
}

/// How many returns stood as filed at a moment.
async fn returns_of(
    tx: &mut Tx,
    round: &Round,
    (scope, at): (PlaceId, DateTime),
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM filing_version v
        JOIN place_within w ON w.place_id = v.place_id AND w.ancestor_id = $2
        WHERE v.round_id = $1 AND v.kind = 'filed' AND v.since <= $3 AND v.until > $3";
    Ok(tx.one(SQL, &[&round.id, &scope, &at], |row| row.get("n")).await?.unwrap_or(0))
}

/// The sums of each place right below `scope`, in their order: all fields in one statement. A return
/// without numbers still counts.
pub(crate) async fn sums_below(
    tx: &mut Tx,
    round: &Round,
    (scope, at): (PlaceId, DateTime),
) -> Result<Vec<Below<Sums>>, Error> {
    const SQL: &str = "
        SELECT b.id, b.name, b.position, a.field, CAST(SUM(a.int_value) AS BIGINT) AS total,
               COUNT(DISTINCT v.id) AS n
        FROM filing_version v
        JOIN place_within w ON w.place_id = v.place_id
        JOIN place b ON b.id = w.ancestor_id AND b.parent_id = $2
        LEFT JOIN answer a ON a.owner_kind = 'flv' AND a.owner_id = v.id
        WHERE v.round_id = $1 AND v.kind = 'filed' AND v.since <= $3 AND v.until > $3
        GROUP BY b.id, b.name, b.position, a.field
        ORDER BY b.position, b.name, a.field";
    let counts = returns_below(tx, round, (scope, at)).await?;
    let rows = tx
        .all(SQL, &[&round.id, &scope, &at], |row| {
            let place: PlaceId = row.get("id")?;
            let field: Option<String> = row.get("field")?;
            let total: Option<i64> = row.get("total")?;
            Ok((place, row.get::<String>("name")?, field, total.unwrap_or(0), row.get("n")?))
        })
        .await?;
    let mut found = Vec::<Below<Sums>>::new();
    for (place, name, field, total, n) in rows {
        if found.last().is_none_or(|it| it.place != place) {
            let returns = counts.get(&place).copied().unwrap_or(0);
            found.push(Below { place, name, it: Sums { returns, of: Vec::new() } });
        }
        if let (Some(it), Some(field)) = (found.last_mut(), field) {
            it.it.of.push((field, total, n));
        }
    }
    Ok(found)
}

/// How many returns stood as filed at each place right below `scope`.
async fn returns_below(
    tx: &mut Tx,
    round: &Round,
    (scope, at): (PlaceId, DateTime),
) -> Result<BTreeMap<PlaceId, i64>, Error> {
    const SQL: &str = "
        SELECT b.id, COUNT(*) AS n
        FROM filing_version v
        JOIN place_within w ON w.place_id = v.place_id
        JOIN place b ON b.id = w.ancestor_id AND b.parent_id = $2
        WHERE v.round_id = $1 AND v.kind = 'filed' AND v.since <= $3 AND v.until > $3
        GROUP BY b.id";
    let read = |row: &Row| Ok((row.get("id")?, row.get("n")?));
    Ok(tx.all(SQL, &[&round.id, &scope, &at], read).await?.into_iter().collect())
}

/// How often each option of a field was chosen within `scope`, as known at a moment.
pub(crate) async fn options_of(
    tx: &mut Tx,
    (round, field): (&Round, &str),
    (scope, at): (PlaceId, DateTime),
) -> Result<Vec<(String, i64)>, Error> {
    const SQL: &str = "
        SELECT a.text_value, COUNT(*) AS n
        FROM filing_version v
        JOIN place_within w ON w.place_id = v.place_id AND w.ancestor_id = $3
        JOIN answer a ON a.owner_kind = 'flv' AND a.owner_id = v.id AND a.field = $2
        WHERE v.round_id = $1 AND v.kind = 'filed' AND v.since <= $4 AND v.until > $4
          AND a.text_value IS NOT NULL
        GROUP BY a.text_value";
    let read = |row: &Row| Ok((row.get("text_value")?, row.get("n")?));
    tx.all(SQL, &[&round.id, &field.to_owned(), &scope, &at], read).await
}

/// The sum of one field over each of `rounds` within `scope`, as it stands now.
pub(crate) async fn trend(
    tx: &mut Tx,
    (field, scope): (&str, PlaceId),
    rounds: &[RoundId],
) -> Result<BTreeMap<RoundId, i64>, Error> {
    const SQL: &str = "
        SELECT v.round_id, CAST(SUM(a.int_value) AS BIGINT) AS total
        FROM filing_version v
        JOIN answer a ON a.owner_kind = 'flv' AND a.owner_id = v.id AND a.field = $1
        WHERE v.round_id IN ($$) AND v.kind = 'filed' AND v.until = '9999-12-31T00:00:00'
          AND v.place_id IN (SELECT place_id FROM place_within WHERE ancestor_id = $2)
        GROUP BY v.round_id";
    let read =
        |row: &Row| Ok((row.get("round_id")?, row.get::<Option<i64>>("total")?.unwrap_or(0)));
    Ok(tx.all_in(SQL, &[&field.to_owned(), &scope], rounds, read).await?.into_iter().collect())
}
