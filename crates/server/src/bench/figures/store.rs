//! The SQL by which two years of values are made, and what is asked of them is chosen.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

/// Every school, by its number.
pub(super) async fn schools(tx: &mut Tx) -> Result<Vec<PlaceId>, Error> {
    const SQL: &str = "SELECT id FROM school ORDER BY id";
    tx.all(SQL, &[], |row| row.get("id")).await
}

/// The names of the first `most` indicators.
pub(super) async fn names(tx: &mut Tx, most: i64) -> Result<Vec<String>, Error> {
    const SQL: &str = "SELECT name FROM indicator ORDER BY number LIMIT $1";
    tx.all(SQL, &[&most], |row| row.get("name")).await
}

/// One change of the first `indicators` indicators at every school, on `day`.
pub(super) async fn fill(
    tx: &mut Tx,
    day: Date,
    indicators: i64,
    change: i64,
) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO figure
            (indicator, place_id, day, known_on, known_until, part, whole, have, due, why)
        SELECT i.number, s.id, $1, $1, '9999-12-31', 100 + $3, 200 + $3, 200, 200, NULL
        FROM (SELECT number FROM indicator ORDER BY number LIMIT $2) i CROSS JOIN school s";
    tx.run(SQL, &[&day, &indicators, &change]).await
}
