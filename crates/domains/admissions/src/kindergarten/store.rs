//! The SQL: one statement a function.

use db::{Error, Row, Sql, Tx, row};
use jiff::civil::Date;
use vocab::{Fen, PlaceId, SchoolId};

use super::model::{Fee, Kindergarten, Nature, Tariff};

fn tariff(row: &Row) -> Result<Option<Tariff>, Error> {
    let Some(since) = row.get("since")? else { return Ok(None) };
    let fee = Fee { monthly: row.get::<Fen>("monthly")?, since, basis: row.get("basis")? };
    Ok(Some(Tariff { school: row.get("school_id")?, nature: row.get("nature")?, fee }))
}

fn kindergarten(row: &Row) -> Result<Kindergarten, Error> {
    Ok(Kindergarten {
        school: row.get("school_id")?,
        name: row.get("name")?,
        town_name: row.get("town_name")?,
        is_private: row.get::<String>("ownership")? == "private",
        tariff: tariff(row)?,
    })
}

/// Kindergartens inside the place `$1` with what holds on the day `$2`.
const KINDERGARTENS: &str = "
    SELECT s.id AS school_id, p.name, t.name AS town_name, s.ownership, f.since, f.nature,
           f.monthly, f.basis
    FROM school_stage g JOIN school s ON s.id = g.school_id
    JOIN place p ON p.id = s.id JOIN place t ON t.id = s.town_id
    JOIN place_within w ON w.place_id = s.id AND w.ancestor_id = $1
    LEFT JOIN tariff f ON f.school_id = s.id AND f.since =
         (SELECT MAX(l.since) FROM tariff l WHERE l.school_id = s.id AND l.since <= $2)";

/// What a list is narrowed to: an empty word and no nature narrow nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrow {
    /// What the kindergarten's name or its town's begins with.
    pub(super) name: String,
    /// What it is.
    pub(super) nature: Option<Nature>,
}

/// The kindergartens inside a place with what holds on a day, after `after`.
pub(super) async fn list(
    tx: &mut Tx,
    (scope, day): (PlaceId, Date),
    narrow: &Narrow,
    (after, limit): (i64, i64),
) -> Result<Vec<Kindergarten>, Error> {
    const WANTED: &str = "
        WHERE g.stage = 'kindergarten' AND s.id > $3
          AND (SUBSTR(p.name, 1, LENGTH($4)) = $4 OR SUBSTR(t.name, 1, LENGTH($4)) = $4)
          AND ($5 = '' OR COALESCE(f.nature, s.ownership) = $5)
        ORDER BY s.id LIMIT $6";
    let name = narrow.name.clone();
    let nature = narrow.nature.map_or(String::new(), |it| it.key().to_owned());
    let sql = Sql::of(&[KINDERGARTENS, WANTED]);
    tx.all(sql, &[&scope, &day, &after, &name, &nature, &limit], kindergarten).await
}

/// A kindergarten inside a place, with what holds on a day.
pub(super) async fn find(
    tx: &mut Tx,
    (scope, day): (PlaceId, Date),
    id: SchoolId,
) -> Result<Option<Kindergarten>, Error> {
    const WANTED: &str = "
        WHERE g.school_id = $3 AND g.stage = 'kindergarten'";
    tx.one(Sql::of(&[KINDERGARTENS, WANTED]), &[&scope, &day, &id], kindergarten).await
}

/// All that a kindergarten was and charged, the latest first.
pub(super) async fn history(tx: &mut Tx, id: SchoolId) -> Result<Vec<Tariff>, Error> {
    const SQL: &str = "
        SELECT school_id, since, nature, monthly, basis FROM tariff
        WHERE school_id = $1 ORDER BY since DESC";
    let all = tx.all(SQL, &[&id], tariff).await?;
    Ok(all.into_iter().flatten().collect())
}

/// Sets what holds from a day on. What was set for the same day is corrected.
pub(super) async fn set(tx: &mut Tx, all: &[Tariff]) -> Result<u64, Error> {
    const SQL: &str = "INSERT INTO tariff (school_id, since, nature, monthly, basis)";
    const AGAIN: &str = "
        ON CONFLICT (school_id, since) DO UPDATE SET
            nature = excluded.nature, monthly = excluded.monthly, basis = excluded.basis";
    let rows = all
        .iter()
        .map(|it| row![it.school, it.fee.since, it.nature, it.fee.monthly, it.fee.basis.clone()]);
    tx.bulk(SQL, AGAIN, rows).await
}
