//! Forecasts and what they are made from.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{PlaceId, SchoolId, Stage};

use crate::forecast::{
    model::{Forecast, ForecastId, Levels, Line, Past},
    rules::Home,
};

/// Children by home and grade, for grades from one to another; `horizon` says how many years before
/// entry a grade is.
pub(in crate::forecast) async fn homes(
    tx: &mut Tx,
    (from, to): (i64, i64),
    horizon: fn(i64) -> i64,
) -> Result<Vec<Home>, Error> {
    const SQL: &str = "
        SELECT f.town_id, f.address, s.grade, COUNT(*) AS children
        FROM student s JOIN family f ON f.id = s.family_id
        WHERE s.standing = 'enrolled' AND s.grade BETWEEN $1 AND $2 AND f.town_id IS NOT NULL
        GROUP BY f.town_id, f.address, s.grade";
    tx.all(SQL, &[&from, &to], |row| {
        Ok(Home {
            town: row.get("town_id")?,
            address: row.get("address")?,
            horizon: horizon(row.get("grade")?),
            children: row.get("children")?,
        })
    })
    .await
}

/// Births by town and the year in which they enter, from one year to another.
pub(in crate::forecast) async fn births(
    tx: &mut Tx,
    (from, to): (i64, i64),
) -> Result<Vec<(PlaceId, String, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT b.town_id, t.name, b.school_year, b.births
        FROM birth b JOIN place t ON t.id = b.town_id
        WHERE b.school_year BETWEEN $1 AND $2 ORDER BY t.position, b.school_year";
    tx.all(SQL, &[&from, &to], |row| {
        Ok((row.get("town_id")?, row.get("name")?, row.get("school_year")?, row.get("births")?))
    })
    .await
}

/// Keeps births.
pub(in crate::forecast) async fn set_births(
    tx: &mut Tx,
    all: &[(PlaceId, i64, i64)],
    source: &str,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO birth (town_id, school_year, births, source)";
    const TAIL: &str = "
        ON CONFLICT (town_id, school_year) DO UPDATE SET births = excluded.births,
            source = excluded.source";
    let rows = all.iter().map(|it| row![it.0, it.1, it.2, source.to_owned()]);
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Seats in the entry grade that are planned otherwise than this year's classes give.
pub(in crate::forecast) async fn seat_plans(
    tx: &mut Tx,
    stage: Stage,
) -> Result<Vec<(SchoolId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT school_id, school_year, seats FROM seat_plan WHERE stage = $1
        ORDER BY school_id, school_year";
    tx.all(SQL, &[&stage], |row| {
        Ok((row.get("school_id")?, row.get("school_year")?, row.get("seats")?))
    })
    .await
}

/// Keeps planned seats.
pub(in crate::forecast) async fn set_seat_plans(
    tx: &mut Tx,
    all: &[(SchoolId, Stage, i64, i64, String)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO seat_plan (school_id, stage, school_year, seats, source)";
    const TAIL: &str = "
        ON CONFLICT (school_id, stage, school_year) DO UPDATE SET seats = excluded.seats,
            source = excluded.source";
    let rows = all.iter().map(|it| row![it.0, it.1, it.2, it.3, it.4.clone()]);
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// What came of earlier counts.
pub(in crate::forecast) async fn past(tx: &mut Tx, stage: Stage) -> Result<Vec<Past>, Error> {
    const SQL: &str = "
        SELECT school_id, school_year, horizon, known, entered FROM forecast_past
        WHERE stage = $1 ORDER BY school_year, horizon, school_id";
    tx.all(SQL, &[&stage], |row| {
        Ok(Past {
            school: row.get("school_id")?,
            year: row.get("school_year")?,
            horizon: row.get("horizon")?,
            known: row.get("known")?,
            entered: row.get("entered")?,
        })
    })
    .await
}

/// Keeps what came of earlier counts.
pub(in crate::forecast) async fn set_past(
    tx: &mut Tx,
    stage: Stage,
    all: &[Past],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO forecast_past (stage, school_id, school_year, horizon, known, entered)";
    const TAIL: &str = "ON CONFLICT (stage, school_id, school_year, horizon) DO NOTHING";
    let rows =
        all.iter().map(|it| row![stage, it.school, it.year, it.horizon, it.known, it.entered]);
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// The levels that hold on `day`.
pub(in crate::forecast) async fn levels(tx: &mut Tx, day: Date) -> Result<Option<Levels>, Error> {
    const SQL: &str = "
        SELECT since, yellow, orange, red, source FROM warning_level
        WHERE since <= $1 ORDER BY since DESC LIMIT 1";
    tx.one(SQL, &[&day], |row| {
        Ok(Levels {
            since: row.get("since")?,
            yellow: row.get("yellow")?,
            orange: row.get("orange")?,
            red: row.get("red")?,
            source: row.get("source")?,
        })
    })
    .await
}

/// Keeps levels from a day on.
pub(in crate::forecast) async fn set_levels(tx: &mut Tx, it: &Levels) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO warning_level (since, yellow, orange, red, source)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (since) DO UPDATE SET yellow = excluded.yellow, orange = excluded.orange,
            red = excluded.red, source = excluded.source";
    tx.run(SQL, &[&it.since, &it.yellow, &it.orange, &it.red, &it.source]).await?;
    Ok(())
}

fn forecast(row: &Row) -> Result<Forecast, Error> {
    Ok(Forecast {
        id: row.get("id")?,
        stage: row.get("stage")?,
        year: row.get("school_year")?,
        catchment: row.get("catchment_id")?,
        made_on: row.get("made_on")?,
        levels: row.get("levels")?,
        unplaced: row.get("unplaced")?,
        published_on: row.get("published_on")?,
        version: row.get("version")?,
    })
}

/// Forecasts, the latest first.
pub(in crate::forecast) async fn forecasts(
    tx: &mut Tx,
    before: i64,
    limit: i64,
) -> Result<Vec<Forecast>, Error> {
    const SQL: &str = "
        SELECT id, stage, school_year, catchment_id, made_on, levels, unplaced, published_on, version
        FROM forecast WHERE id < $1 ORDER BY id DESC LIMIT $2";
    tx.all(SQL, &[&before, &limit], forecast).await
}

/// The forecast `id`.
pub(in crate::forecast) async fn find(
    tx: &mut Tx,
    id: ForecastId,
) -> Result<Option<Forecast>, Error> {
    const SQL: &str = "
        SELECT id, stage, school_year, catchment_id, made_on, levels, unplaced, published_on, version
        FROM forecast WHERE id = $1";
    tx.one(SQL, &[&id], forecast).await
}

/// The published forecast of a stage that is told now.
pub(in crate::forecast) async fn published(
    tx: &mut Tx,
    stage: Stage,
) -> Result<Option<Forecast>, Error> {
    const SQL: &str = "
        SELECT id, stage, school_year, catchment_id, made_on, levels, unplaced, published_on, version
        FROM forecast WHERE stage = $1 AND published_on IS NOT NULL ORDER BY id DESC LIMIT 1";
    tx.one(SQL, &[&stage], forecast).await
}

/// Keeps a forecast.
pub(in crate::forecast) async fn add(tx: &mut Tx, it: &Forecast) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO forecast (id, stage, school_year, catchment_id, made_on, levels, unplaced)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [&dyn db::Stored; 7] =
        [&it.id, &it.stage, &it.year, &it.catchment, &it.made_on, &it.levels, &it.unplaced];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// Keeps what it says.
pub(in crate::forecast) async fn add_lines(
    tx: &mut Tx,
    id: ForecastId,
    all: &[Line],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO forecast_line (forecast_id, school_id, school_year, known, expected, low, high,
            seats, level)";
    let rows = all.iter().map(|it| {
        row![id, it.school, it.year, it.known, it.expected, it.low, it.high, it.seats, it.level]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Publishes a forecast, if nobody changed it since it was read.
pub(in crate::forecast) async fn publish(
    tx: &mut Tx,
    (id, version): (ForecastId, i64),
    day: Date,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE forecast SET published_on = $3, version = version + 1
        WHERE id = $1 AND version = $2 AND published_on IS NULL";
    Ok(tx.run(SQL, &[&id, &version, &day]).await? == 1)
}

/// What a forecast says, school by school and year by year.
pub(in crate::forecast) async fn lines(tx: &mut Tx, id: ForecastId) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT l.school_id, p.name AS school_name, t.name AS town, l.school_year, l.known,
               l.expected, l.low, l.high, l.seats, l.level
        FROM forecast_line l JOIN school h ON h.id = l.school_id JOIN place p ON p.id = h.id
        JOIN place t ON t.id = h.town_id
        WHERE l.forecast_id = $1 ORDER BY t.position, p.position, l.school_id, l.school_year";
    tx.all(SQL, &[&id], |row| {
        Ok(Line {
            school: row.get("school_id")?,
            school_name: row.get("school_name")?,
            town: row.get("town")?,
            year: row.get("school_year")?,
            known: row.get("known")?,
            expected: row.get("expected")?,
            low: row.get("low")?,
            high: row.get("high")?,
            seats: row.get("seats")?,
            level: row.get("level")?,
        })
    })
    .await
}
