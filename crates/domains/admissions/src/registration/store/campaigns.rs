//! Campaigns, the schools that take part, their categories.

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, DateTime};
use vocab::{PlaceId, SchoolId};

use crate::{
    kindergarten::{Fee, Nature},
    registration::model::{Campaign, CampaignId, Category, Entry, Method, Seats, Source, Stage},
};

fn campaign(row: &Row) -> Result<Campaign, Error> {
    Ok(Campaign {
        id: row.get("id")?,
        title: row.get("title")?,
        entry: row.get("entry")?,
        year: row.get("year")?,
        rehearsal: row.get("rehearsal")?,
        basis: row.get("basis")?,
        born_from: row.get("born_from")?,
        born_to: row.get("born_to")?,
        opens_at: row.get("opens_at")?,
        closes_at: row.get("closes_at")?,
        reports_on: row.get("reports_on")?,
        private_choices: row.get("private_choices")?,
        unlucky: row.get("unlucky")?,
        check_days: row.get("check_days")?,
        review_days: row.get("review_days")?,
        decide_days: row.get("decide_days")?,
        state: row.get("state")?,
        version: row.get("version")?,
    })
}

/// Adds a campaign.
pub(crate) async fn add(tx: &mut Tx, it: &Campaign) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO campaign (id, title, entry, year, rehearsal, basis, born_from, born_to,
                              opens_at, closes_at, reports_on, private_choices, unlucky,
                              check_days, review_days, decide_days, state)";
    let rows = std::iter::once(it).map(|it| {
        row![
            it.id,
            it.title.clone(),
            it.entry,
            it.year,
            it.rehearsal,
            it.basis.clone(),
            it.born_from,
            it.born_to,
            it.opens_at,
            it.closes_at,
            it.reports_on,
            it.private_choices,
            it.unlucky,
            it.check_days,
            it.review_days,
            it.decide_days,
            it.state
        ]
    });
    tx.bulk(SQL, "ON CONFLICT (id) DO NOTHING", rows).await
}

/// Every campaign, the latest first. A county has three a year.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Campaign>, Error> {
    const SQL: &str = "
        SELECT id, title, entry, year, rehearsal, basis, born_from, born_to, opens_at, closes_at,
               reports_on, private_choices, unlucky, check_days, review_days, decide_days, state,
               version
        FROM campaign WHERE opens_at > '' ORDER BY opens_at DESC, id";
    tx.all(SQL, &[], campaign).await
}

/// The campaign `id`.
pub(crate) async fn find(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>, Error> {
    const SQL: &str = "
        SELECT id, title, entry, year, rehearsal, basis, born_from, born_to, opens_at, closes_at,
               reports_on, private_choices, unlucky, check_days, review_days, decide_days, state,
               version
        FROM campaign WHERE id = $1";
    tx.one(SQL, &[&id], campaign).await
}

/// Changes when a campaign closes, and when the children come. Says whether it was at `version`.
pub(crate) async fn set_times(
    tx: &mut Tx,
    (id, version): (CampaignId, i64),
    (closes_at, reports_on): (DateTime, Date),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE campaign SET closes_at = $3, reports_on = $4, version = version + 1
        WHERE id = $1 AND version = $2";
    Ok(tx.run(SQL, &[&id, &version, &closes_at, &reports_on]).await? == 1)
}

/// Takes a campaign further. Says whether it was at `from`.
pub(crate) async fn set_stage(
    tx: &mut Tx,
    id: CampaignId,
    (from, to): (Stage, Stage),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE campaign SET state = $3, version = version + 1 WHERE id = $1 AND state = $2";
    Ok(tx.run(SQL, &[&id, &from, &to]).await? == 1)
}

/// Has every school of a stage take part with as many seats as it now has in the first grade of it.
pub(crate) async fn add_schools_as_now(
    tx: &mut Tx,
    id: CampaignId,
    (stage, grade): (&str, i64),
) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO campaign_school (campaign_id, school_id, ownership, seats)
        SELECT CAST($1 AS BIGINT), s.id, s.ownership,
               (SELECT COUNT(*) FROM student t WHERE t.school_id = s.id AND t.grade = $3)
        FROM school s JOIN school_stage g ON g.school_id = s.id
        WHERE g.stage = $2
        ON CONFLICT (campaign_id, school_id) DO NOTHING";
    tx.run(SQL, &[&id, &stage.to_owned(), &grade]).await
}

/// Enters schools with their seats, and where they stand.
pub(crate) async fn set_schools(tx: &mut Tx, id: CampaignId, all: &[Seats]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO campaign_school (campaign_id, school_id, ownership, seats, east, north)";
    const AGAIN: &str = "
        ON CONFLICT (campaign_id, school_id) DO UPDATE SET
            seats = excluded.seats, east = excluded.east, north = excluded.north";
    let rows = all.iter().map(|it| {
        let ownership = if it.nature == Nature::Public { "public" } else { "private" };
        let (east, north) = it.at.unzip();
        row![id, it.school, ownership.to_owned(), it.seats, east, north]
    });
    tx.bulk(SQL, AGAIN, rows).await
}

/// The schools of a campaign by town and name; kindergartens with what they charge when the children
/// begin.
pub(crate) async fn schools(tx: &mut Tx, id: CampaignId) -> Result<Vec<Seats>, Error> {
    const SQL: &str = "
        SELECT c.school_id, c.seats, c.east, c.north, p.name, p.code, s.town_id,
               t.name AS town_name, COALESCE(f.nature, c.ownership) AS nature, f.since, f.monthly,
               f.basis
        FROM campaign k JOIN campaign_school c ON c.campaign_id = k.id
        JOIN school s ON s.id = c.school_id
        JOIN place p ON p.id = s.id JOIN place t ON t.id = s.town_id
        LEFT JOIN tariff f ON k.entry = 'kindergarten' AND f.school_id = c.school_id AND f.since =
             (SELECT MAX(l.since) FROM tariff l
              WHERE l.school_id = c.school_id AND l.since <= CAST(k.year AS TEXT) || '-09-01')
        WHERE k.id = $1 ORDER BY t.position, t.id, p.name, p.id";
    tx.all(SQL, &[&id], |row| {
        let fee = match row.get("since")? {
            Some(since) => {
                Some(Fee { monthly: row.get("monthly")?, since, basis: row.get("basis")? })
            }
            None => None,
        };
        Ok(Seats {
            school: row.get::<SchoolId>("school_id")?,
            name: row.get("name")?,
            code: row.get("code")?,
            town: row.get("town_id")?,
            town_name: row.get("town_name")?,
            nature: row.get("nature")?,
            fee,
            seats: row.get("seats")?,
            at: row.get::<Option<i64>>("east")?.zip(row.get("north")?),
        })
    })
    .await
}

/// Enters categories.
pub(crate) async fn add_categories(
    tx: &mut Tx,
    id: CampaignId,
    all: &[Category],
) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO campaign_category (campaign_id, place_id, key, position, label, about, method,
                                       documents, sources)";
    const AGAIN: &str = "ON CONFLICT (campaign_id, place_id, key) DO NOTHING";
    let rows = all.iter().map(|it| {
        let sources: Vec<&str> = it.sources.iter().map(|it| it.key()).collect();
        row![
            id,
            it.place,
            it.key.clone(),
            it.position,
            it.label.clone(),
            it.about.clone(),
            it.method,
            it.documents.join("\n"),
            sources.join("\n")
        ]
    });
    tx.bulk(SQL, AGAIN, rows).await
}

/// The categories of a campaign everywhere, in their order.
pub(crate) async fn categories(tx: &mut Tx, id: CampaignId) -> Result<Vec<Category>, Error> {
    const SQL: &str = "
        SELECT place_id, key, position, label, about, method, documents, sources
        FROM campaign_category WHERE campaign_id = $1 ORDER BY place_id, position";
    tx.all(SQL, &[&id], |row| {
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let sources = lines(row.get("sources")?);
        Ok(Category {
            place: row.get::<PlaceId>("place_id")?,
            key: row.get("key")?,
            position: row.get("position")?,
            label: row.get("label")?,
            about: row.get("about")?,
            method: row.get::<Method>("method")?,
            documents: lines(row.get("documents")?),
            sources: sources.iter().filter_map(|it| Source::from_key(it)).collect(),
        })
    })
    .await
}

/// The stage and grade that an entry begins.
pub(crate) fn first_grade(entry: Entry) -> (&'static str, i64) {
    match entry {
        Entry::Kindergarten => ("kindergarten", -3),
        Entry::Primary => ("primary", 1),
        Entry::Junior => ("junior", 7),
    }
}
