//! Lists of registrations, how many there are, and what waits on desks: each inside a place.

use db::{Error, Tx};
use platform::waiting::Stretch;
use vocab::{PlaceId, SchoolId};

use super::registrations::registration;
use crate::registration::model::{CampaignId, Counts, Registration, State};

/// What a list is narrowed to. An empty word narrows nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow {
    /// The state.
    pub(crate) state: String,
    /// The category.
    pub(crate) category: String,
    /// Public or private.
    pub(crate) wish: String,
    /// The number, whole.
    pub(crate) number: String,
}

/// Registrations of a campaign inside a place, by number, after `after`.
pub(crate) async fn page(
    tx: &mut Tx,
    (campaign, scope): (CampaignId, PlaceId),
    narrow: &Narrow,
    (after, limit): (&str, i64),
) -> Result<Vec<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $2
        WHERE r.campaign_id = $1 AND r.number > $3
          AND ($4 = '' OR r.state = $4) AND ($5 = '' OR r.category = $5)
          AND ($6 = '' OR r.wish = $6) AND ($7 = '' OR r.number = $7)
        ORDER BY r.number LIMIT $8";
    let Narrow { state, category, wish, number } = narrow.clone();
    let after = after.to_owned();
    tx.all(
        SQL,
        &[&campaign, &scope, &after, &state, &category, &wish, &number, &limit],
        registration,
    )
    .await
}

/// How many are in which state, in a campaign inside a place.
pub(crate) async fn counts(
    tx: &mut Tx,
    (campaign, scope): (CampaignId, PlaceId),
    narrow: &Narrow,
) -> Result<Counts, Error> {
    const SQL: &str = "
        SELECT r.state, COUNT(*) AS n
        FROM registration r
        JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $2
        WHERE r.campaign_id = $1 AND ($3 = '' OR r.category = $3) AND ($4 = '' OR r.wish = $4)
        GROUP BY r.state";
    let Narrow { category, wish, .. } = narrow.clone();
    let read = |row: &db::Row| Ok((row.get::<State>("state")?, row.get("n")?));
    Ok(Counts(tx.all(SQL, &[&campaign, &scope, &category, &wish], read).await?))
}

/// What waits in `state` inside a place, by deadline.
pub(crate) async fn on_desk(
    tx: &mut Tx,
    (scope, state): (PlaceId, State),
    stretch: Stretch,
) -> Result<Vec<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $1
        WHERE r.state = $2 AND (r.due_at > $3 OR (r.due_at = $3 AND r.id > $4)) AND r.due_at < $5
        ORDER BY r.due_at, r.id LIMIT $6";
    let (due, id) = stretch.after;
    tx.all(SQL, &[&scope, &state, &due, &id, &stretch.before, &stretch.limit], registration).await
}

/// How much waits there, up to `most`.
pub(crate) async fn count_desk(
    tx: &mut Tx,
    (scope, state): (PlaceId, State),
    most: i64,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM (
            SELECT r.id FROM registration r
            JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $1
            WHERE r.state = $2 LIMIT $3) AS few";
    Ok(tx.one(SQL, &[&scope, &state, &most], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many are in which state, in each of some campaigns, inside a place.
pub(crate) async fn counts_of_each(
    tx: &mut Tx,
    scope: PlaceId,
    campaigns: &[CampaignId],
) -> Result<Vec<(CampaignId, State, i64)>, Error> {
    const SQL: &str = "
        SELECT r.campaign_id, r.state, COUNT(*) AS n
        FROM registration r
        JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $1
        WHERE r.campaign_id IN ($$) GROUP BY r.campaign_id, r.state";
    let read = |row: &db::Row| Ok((row.get("campaign_id")?, row.get("state")?, row.get("n")?));
    tx.all_in(SQL, &[&scope], campaigns, read).await
}

/// Of each school, how many of a campaign live in its area, and how many named it first of the
/// private ones, inside a place.
pub(crate) async fn wished(
    tx: &mut Tx,
    (campaign, scope): (CampaignId, PlaceId),
) -> Result<Vec<(SchoolId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT s.school_id, CAST(SUM(s.area) AS BIGINT) AS area, CAST(SUM(s.first) AS BIGINT) AS first
        FROM (
            SELECT r.school_id, 1 AS area, 0 AS first
            FROM registration r WHERE r.campaign_id = $1 AND r.state <> 'withdrawn'
            UNION ALL
            SELECT c.school_id, 0 AS area, 1 AS first
            FROM registration r JOIN registration_choice c
                 ON c.registration_id = r.id AND c.position = 1
            WHERE r.campaign_id = $1 AND r.state <> 'withdrawn') AS s
        JOIN place_within w ON w.place_id = s.school_id AND w.ancestor_id = $2
        GROUP BY s.school_id";
    let read = |row: &db::Row| Ok((row.get("school_id")?, row.get("area")?, row.get("first")?));
    tx.all(SQL, &[&campaign, &scope], read).await
}
