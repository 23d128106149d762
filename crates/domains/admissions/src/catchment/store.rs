//! The SQL of catchments: one statement a function.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{SchoolId, SchoolYear, Stage};

use super::{
    model::{Area, CatchmentId, Edition},
    polygon::{Outline, Point},
};

fn edition(row: &Row) -> Result<Edition, Error> {
    Ok(Edition {
        id: row.get("id")?,
        year: row.get("school_year")?,
        stage: row.get("stage")?,
        source: row.get("source")?,
        documents: row.get("documents")?,
        published_on: row.get("published_on")?,
        version: row.get("version")?,
        areas: row.get("areas")?,
        schools: row.get("schools")?,
    })
}

/// Every edition, the latest year first: two a year.
pub(crate) async fn editions(tx: &mut Tx) -> Result<Vec<Edition>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_year, c.stage, c.source, c.documents, c.published_on, c.version,
               (SELECT COUNT(*) FROM catchment_area a WHERE a.catchment_id = c.id) AS areas,
               (SELECT COUNT(DISTINCT a.school_id) FROM catchment_area a
                WHERE a.catchment_id = c.id) AS schools
        FROM catchment c ORDER BY c.school_year DESC, c.stage DESC";
    tx.all(SQL, &[], edition).await
}

/// The edition `id`.
pub(crate) async fn find(tx: &mut Tx, id: CatchmentId) -> Result<Option<Edition>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_year, c.stage, c.source, c.documents, c.published_on, c.version,
               (SELECT COUNT(*) FROM catchment_area a WHERE a.catchment_id = c.id) AS areas,
               (SELECT COUNT(DISTINCT a.school_id) FROM catchment_area a
                WHERE a.catchment_id = c.id) AS schools
        FROM catchment c WHERE c.id = $1";
    tx.one(SQL, &[&id], edition).await
}

/// Adds an edition, unless its year and stage have one. Says whether it was added.
pub(super) async fn add(tx: &mut Tx, it: &Edition) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO catchment (id, school_year, stage, source, documents, published_on)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let values: [&dyn db::Stored; 6] =
        [&it.id, &it.year, &it.stage, &it.source, &it.documents, &it.published_on];
    Ok(tx.run(SQL, &values).await? == 1)
}

/// Writes an edition, if nobody changed it since it was read.
pub(crate) async fn set(tx: &mut Tx, it: &Edition) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE catchment SET source = $3, documents = $4, published_on = $5, version = version + 1
        WHERE id = $1 AND version = $2";
    let values: [&dyn db::Stored; 5] =
        [&it.id, &it.version, &it.source, &it.documents, &it.published_on];
    Ok(tx.run(SQL, &values).await? == 1)
}

fn area(row: &Row) -> Result<Area, Error> {
    Ok(Area {
        position: row.get("position")?,
        town: row.get("town_id")?,
        town_name: row.get("town_name")?,
        school: row.get("school_id")?,
        school_name: row.get("school_name")?,
        name: row.get("name")?,
        numbers: row.get::<Option<i64>>("first")?.zip(row.get("last")?),
        side: row.get("side")?,
        is_shared: row.get("shared")?,
    })
}

/// The lines of an edition, in order: some thousands in a county.
pub(crate) async fn areas(tx: &mut Tx, id: CatchmentId) -> Result<Vec<Area>, Error> {
    const SQL: &str = "
        SELECT a.position, a.town_id, t.name AS town_name, a.school_id, p.name AS school_name,
               a.name, a.first, a.last, a.side, a.shared
        FROM catchment_area a JOIN place t ON t.id = a.town_id JOIN place p ON p.id = a.school_id
        WHERE a.catchment_id = $1 ORDER BY a.position";
    tx.all(SQL, &[&id], area).await
}

/// A page of the lines of an edition: of a school, of names that begin so.
pub(super) async fn page(
    tx: &mut Tx,
    id: CatchmentId,
    (school, search): (Option<SchoolId>, &str),
    (after, limit): (i64, i64),
) -> Result<Vec<Area>, Error> {
    const SQL: &str = "
        SELECT a.position, a.town_id, t.name AS town_name, a.school_id, p.name AS school_name,
               a.name, a.first, a.last, a.side, a.shared
        FROM catchment_area a JOIN place t ON t.id = a.town_id JOIN place p ON p.id = a.school_id
        WHERE a.catchment_id = $1 AND a.position > $4 AND (a.school_id = $2 OR $2 IS NULL)
          AND ((a.name >= $3 AND a.name < $6) OR (p.name >= $3 AND p.name < $6)
               OR (t.name >= $3 AND t.name < $6))
        ORDER BY a.position LIMIT $5";
    // What begins so lies before the last character of all behind it.
    let behind = format!("{search}\u{10FFFF}");
    tx.all(SQL, &[&id, &school, &search.to_owned(), &after, &limit, &behind], area).await
}

/// Empties an edition.
pub(crate) async fn clear(tx: &mut Tx, id: CatchmentId) -> Result<(), Error> {
    tx.run("DELETE FROM catchment_area WHERE catchment_id = $1", &[&id]).await?;
    Ok(())
}

/// Fills an edition.
pub(crate) async fn add_areas(tx: &mut Tx, id: CatchmentId, all: &[Area]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO catchment_area (catchment_id, position, town_id, school_id, name, first, last,
            side, shared)";
    let rows = all.iter().map(|it| {
        let (first, last) = it.numbers.unzip();
        let (name, side) = (it.name.clone(), it.side);
        row![id, it.position, it.town, it.school, name, first, last, side, it.is_shared]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The published edition of a stage that holds on `day`: the latest that is published.
pub(crate) async fn in_force(
    tx: &mut Tx,
    stage: Stage,
    day: Date,
) -> Result<Option<Edition>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_year, c.stage, c.source, c.documents, c.published_on, c.version,
               (SELECT COUNT(*) FROM catchment_area a WHERE a.catchment_id = c.id) AS areas,
               (SELECT COUNT(DISTINCT a.school_id) FROM catchment_area a
                WHERE a.catchment_id = c.id) AS schools
        FROM catchment c WHERE c.stage = $1 AND c.published_on <= $2
        ORDER BY c.school_year DESC LIMIT 1";
    tx.one(SQL, &[&stage, &day], edition).await
}

/// Pupils and classes of the entry grade of `schools` in a school year.
pub(crate) async fn entries(
    tx: &mut Tx,
    schools: &[SchoolId],
    (year, grade): (SchoolYear, vocab::Grade),
) -> Result<Vec<(SchoolId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT c.school_id, COUNT(*) AS classes,
               CAST(SUM((SELECT COUNT(*) FROM student s WHERE s.class_id = c.id)) AS BIGINT)
                   AS pupils
        FROM class c WHERE c.school_year = $1 AND c.grade = $2 AND c.school_id IN ($$)
        GROUP BY c.school_id";
    let read = |row: &Row| Ok((row.get("school_id")?, row.get("pupils")?, row.get("classes")?));
    tx.all_in(SQL, &[&year, &grade], schools, read).await
}

/// The outlines of an edition with their schools' names: corners as pairs.
pub(super) async fn outlines(
    tx: &mut Tx,
    id: CatchmentId,
) -> Result<Vec<(SchoolId, String, Vec<Point>)>, Error> {
    const SQL: &str = "
        SELECT o.school_id, p.name, o.corners
        FROM catchment_outline o JOIN place p ON p.id = o.school_id
        WHERE o.catchment_id = $1 ORDER BY p.position, o.school_id";
    tx.all(SQL, &[&id], |row| {
        let corners: String = row.get("corners")?;
        let pair = |it: &str| {
            let (x, y) = it.split_once(' ')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        let corners = corners.split(',').filter_map(pair).collect();
        Ok((row.get("school_id")?, row.get("name")?, corners))
    })
    .await
}

/// Takes the outlines of an edition away.
pub(super) async fn clear_outlines(tx: &mut Tx, id: CatchmentId) -> Result<(), Error> {
    tx.run("DELETE FROM catchment_outline WHERE catchment_id = $1", &[&id]).await?;
    Ok(())
}

/// Keeps outlines.
pub(super) async fn add_outlines(
    tx: &mut Tx,
    id: CatchmentId,
    all: &[(SchoolId, Outline)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO catchment_outline (catchment_id, school_id, corners)";
    let text = |it: &Outline| {
        let pairs = it.corners().iter().map(|(x, y)| format!("{x} {y}"));
        pairs.collect::<Vec<_>>().join(",")
    };
    tx.bulk(SQL, "", all.iter().map(|it| row![id, it.0, text(&it.1)])).await?;
    Ok(())
}
