//! The SQL of what is to be counted anew.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

/// Marks places, each from a day on: those where something moved, or that were taken and not counted.
pub async fn mark(tx: &mut Tx, marks: &[(PlaceId, Date, String)]) -> Result<(), Error> {
    let rows = marks.iter().map(|(place, day, why)| db::row![*place, *day, *why]);
    let tail = "ON CONFLICT (place_id, day) DO NOTHING";
    tx.bulk("INSERT INTO measure_moved (place_id, day, why)", tail, rows).await?;
    Ok(())
}

/// Whether any place is marked.
pub async fn any_moved(tx: &mut Tx) -> Result<bool, Error> {
    const SQL: &str = "SELECT place_id FROM measure_moved LIMIT 1";
    Ok(tx.one(SQL, &[], |row| row.get::<PlaceId>("place_id")).await?.is_some())
}

/// The marks, which are gone from then on: place, first day, and why.
pub async fn take_moved(tx: &mut Tx) -> Result<Vec<(PlaceId, Date, String)>, Error> {
    const SQL: &str = "DELETE FROM measure_moved RETURNING place_id, day, why";
    tx.all(SQL, &[], |row| Ok((row.get("place_id")?, row.get("day")?, row.get("why")?))).await
}
