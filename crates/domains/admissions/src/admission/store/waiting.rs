//! Seats that were left, and those who wait for one.

use std::collections::BTreeMap;

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::SchoolId;

use crate::{
    admission::{model::AdmissionId, rules::Held},
    registration::{CampaignId, Registration, RegistrationId, store::registrations},
};

/// How many seats of each campaign were left and have no successor.
pub(in crate::admission) async fn count(tx: &mut Tx) -> Result<BTreeMap<CampaignId, i64>, Error> {
    const SQL: &str = "
        SELECT campaign_id, COUNT(*) AS n FROM admission
        WHERE ended_at IS NOT NULL AND successor_id IS NULL
        GROUP BY campaign_id";
    let all = tx.all(SQL, &[], |row| Ok((row.get("campaign_id")?, row.get("n")?))).await?;
    Ok(all.into_iter().collect())
}

/// How many seats of a campaign were left and have no successor, school by school.
pub(in crate::admission) async fn open(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<Vec<(SchoolId, String, i64)>, Error> {
    const SQL: &str = "
        SELECT a.school_id, p.name, COUNT(*) AS n
        FROM admission a JOIN place p ON p.id = a.school_id
        WHERE a.campaign_id = $1 AND a.ended_at IS NOT NULL AND a.successor_id IS NULL
        GROUP BY a.school_id, p.name ORDER BY p.name, a.school_id";
    tx.all(SQL, &[&campaign], |row| Ok((row.get("school_id")?, row.get("name")?, row.get("n")?)))
        .await
}

/// Those seats at a school, the first that was left before the others.
pub(in crate::admission) async fn seats(
    tx: &mut Tx,
    (campaign, school): (CampaignId, SchoolId),
) -> Result<Vec<AdmissionId>, Error> {
    const SQL: &str = "
        SELECT id FROM admission
        WHERE campaign_id = $1 AND school_id = $2 AND ended_at IS NOT NULL
          AND successor_id IS NULL
        ORDER BY ended_at, id";
    tx.all(SQL, &[&campaign, &school], |row| row.get("id")).await
}

/// A child with the seat that it has elsewhere.
pub(in crate::admission) type Waiting = (Registration, Option<Held>);

/// Who may wait for a seat at a school: whoever has none, and whoever lives in its area or named it
/// first and is expected elsewhere. Nobody who gave up a seat, and nobody who did not want this one.
pub(in crate::admission) async fn children(
    tx: &mut Tx,
    (campaign, school): (CampaignId, SchoolId),
) -> Result<Vec<Waiting>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name, a.id AS held, a.version AS held_version,
               h.name AS held_name
        FROM registration r JOIN place p ON p.id = r.school_id
        LEFT JOIN admission a ON a.registration_id = r.id AND a.ended_at IS NULL
        LEFT JOIN place h ON h.id = a.school_id
        WHERE r.campaign_id = $1 AND r.state = 'granted'
          AND (a.id IS NULL
               OR (a.state = 'expected' AND a.school_id <> $2
                   AND (r.school_id = $2
                        OR EXISTS (SELECT 1 FROM registration_choice c
                                   WHERE c.registration_id = r.id AND c.position = 1
                                     AND c.school_id = $2))))
          AND NOT EXISTS (SELECT 1 FROM admission g
                          WHERE g.registration_id = r.id AND g.state = 'given-up')
          AND NOT EXISTS (SELECT 1 FROM admission_declined d
                          WHERE d.registration_id = r.id AND d.school_id = $2)
        ORDER BY r.number";
    tx.all(SQL, &[&campaign, &school], |row| {
        let held = match row.get::<Option<AdmissionId>>("held")? {
            Some(id) => Some(Held {
                seat: (id, row.get("held_version")?),
                school_name: row.get("held_name")?,
            }),
            None => None,
        };
        Ok((registrations::registration(row)?, held))
    })
    .await
}

/// Keeps that children did not want a seat.
pub(in crate::admission) async fn decline(
    tx: &mut Tx,
    ids: &[RegistrationId],
    school: SchoolId,
    (reason, day): (&str, Date),
) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO admission_declined (registration_id, school_id, reason, declined_on)";
    let rows = ids.iter().map(|it| db::row![*it, school, reason.to_owned(), day]);
    tx.bulk(SQL, "ON CONFLICT (registration_id, school_id) DO NOTHING", rows).await
}
