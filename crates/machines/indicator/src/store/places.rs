//! The SQL of the places that values are told of.

use std::collections::{BTreeMap, HashMap};

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

use crate::tree::{School, Tree};

/// County, towns and schools of `scope` as of `day`, with what lies above `scope`.
pub(crate) async fn tree(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Tree, Error> {
    let (county, towns) = towns(tx).await?;
    let mut schools = schools(tx, scope, day).await?;
    for (school, stage) in stages(tx, scope).await? {
        if let (Some(it), Ok(stage)) = (schools.get_mut(&school), stage.parse()) {
            it.stages.insert(stage);
        }
    }
    Ok(Tree { county, towns, schools, inside: HashMap::new(), day })
}

async fn towns(tx: &mut Tx) -> Result<(Option<PlaceId>, Vec<(PlaceId, String)>), Error> {
    const SQL: &str = "
        SELECT id, kind, name FROM place
        WHERE parent_id IS NULL AND kind = 'county'
           OR parent_id = (SELECT c.id FROM place c WHERE c.parent_id IS NULL AND c.kind = 'county')
              AND kind = 'town'
        ORDER BY kind, position, id";
    let all = tx
        .all(SQL, &[], |row| {
            Ok((row.get::<PlaceId>("id")?, row.get::<String>("kind")?, row.get("name")?))
        })
        .await?;
    let county = all.iter().find(|it| it.1 == "county").map(|it| it.0);
    let towns = all.into_iter().filter(|it| it.1 == "town").map(|it| (it.0, it.2));
    Ok((county, towns.collect()))
}

async fn schools(
    tx: &mut Tx,
    scope: PlaceId,
    day: Date,
) -> Result<BTreeMap<PlaceId, School>, Error> {
    const SQL: &str = "
        SELECT s.id, p.name, s.town_id, s.boarding, s.ownership
        FROM place_within w JOIN school s ON s.id = w.place_id JOIN place p ON p.id = s.id
        WHERE w.ancestor_id = $1 AND (p.until IS NULL OR p.until > $2)";
    let all = tx
        .all(SQL, &[&scope, &day], |row| {
            Ok(School {
                place: row.get("id")?,
                name: row.get("name")?,
                town: row.get("town_id")?,
                boarding: row.get("boarding")?,
                public: row.get::<String>("ownership")? == "public",
                stages: std::collections::BTreeSet::new(),
            })
        })
        .await?;
    Ok(all.into_iter().map(|it| (it.place, it)).collect())
}

async fn stages(tx: &mut Tx, scope: PlaceId) -> Result<Vec<(PlaceId, String)>, Error> {
    const SQL: &str = "
        SELECT g.school_id, g.stage
        FROM place_within w JOIN school_stage g ON g.school_id = w.place_id
        WHERE w.ancestor_id = $1";
    tx.all(SQL, &[&scope], |row| Ok((row.get("school_id")?, row.get("stage")?))).await
}

/// The school or town that each of `places` lies in.
pub(crate) async fn inside(
    tx: &mut Tx,
    places: &[PlaceId],
) -> Result<HashMap<PlaceId, PlaceId>, Error> {
    const SQL: &str = "
        SELECT w.place_id, w.ancestor_id
        FROM place_within w JOIN place a ON a.id = w.ancestor_id
        WHERE a.kind IN ('school', 'town') AND w.place_id IN ($$)
        ORDER BY w.depth DESC";
    let read = |row: &db::Row| Ok((row.get("place_id")?, row.get("ancestor_id")?));
    Ok(tx.all_in(SQL, &[], places, read).await?.into_iter().collect())
}

/// A place and those above it, the nearest first: number, kind, name.
pub(crate) async fn path(
    tx: &mut Tx,
    place: PlaceId,
) -> Result<Vec<(PlaceId, String, String)>, Error> {
    const SQL: &str = "
        SELECT a.id, a.kind, a.name
        FROM place_within w JOIN place a ON a.id = w.ancestor_id
        WHERE w.place_id = $1 ORDER BY w.depth";
    tx.all(SQL, &[&place], |row| Ok((row.get("id")?, row.get("kind")?, row.get("name")?))).await
}

/// Those of `places` that are schools.
pub(crate) async fn schools_among(
    tx: &mut Tx,
    places: &[PlaceId],
) -> Result<std::collections::BTreeSet<PlaceId>, Error> {
    const SQL: &str = "SELECT id FROM school WHERE id IN ($$)";
    Ok(tx.all_in(SQL, &[], places, |row| row.get("id")).await?.into_iter().collect())
}
