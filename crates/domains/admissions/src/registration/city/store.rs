//! The SQL: which registrations came from the city, and what became of them.

use std::collections::BTreeMap;

use db::{Error, Tx, row};

use crate::registration::model::{CampaignId, RegistrationId, State};

/// A registration as the city's list left it.
pub(super) struct Held {
    pub(super) registration: RegistrationId,
    /// The keyed digest of what it said.
    pub(super) content: String,
    pub(super) state: State,
    pub(super) version: i64,
}

/// Those of a campaign, by the city's number.
pub(super) async fn held(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<BTreeMap<String, Held>, Error> {
    const SQL: &str = "
        SELECT c.number, c.registration_id, c.content, r.state, r.version
        FROM registration_city c JOIN registration r ON r.id = c.registration_id
        WHERE c.campaign_id = $1";
    let all = tx
        .all(SQL, &[&campaign], |row| {
            let it = Held {
                registration: row.get("registration_id")?,
                content: row.get("content")?,
                state: row.get("state")?,
                version: row.get("version")?,
            };
            Ok((row.get("number")?, it))
        })
        .await?;
    Ok(all.into_iter().collect())
}

/// How many came from the city in a campaign.
pub(super) async fn count(tx: &mut Tx, campaign: CampaignId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM registration_city WHERE campaign_id = $1";
    Ok(tx.one(SQL, &[&campaign], |row| row.get("n")).await?.unwrap_or(0))
}

/// Which of the children are registered in a campaign: their index, the registration, its number.
pub(super) async fn registered(
    tx: &mut Tx,
    campaign: CampaignId,
    indices: &[String],
) -> Result<BTreeMap<String, (RegistrationId, String)>, Error> {
    const SQL: &str = "
        SELECT id_index, id, number FROM registration
        WHERE campaign_id = $1 AND state <> 'withdrawn' AND id_index IN ($$)";
    let all = tx
        .all_in(SQL, &[&campaign], indices, |row| {
            Ok((row.get("id_index")?, (row.get("id")?, row.get("number")?)))
        })
        .await?;
    Ok(all.into_iter().collect())
}

/// Notes what the city's list said of each registration.
pub(super) async fn keep(
    tx: &mut Tx,
    campaign: CampaignId,
    all: &[(RegistrationId, String, String)],
) -> Result<(), Error> {
    const HEAD: &str = "
        INSERT INTO registration_city (registration_id, campaign_id, number, content)";
    const TAIL: &str = "ON CONFLICT (registration_id) DO UPDATE SET content = excluded.content";
    let rows = all
        .iter()
        .map(|(id, number, content)| row![*id, campaign, number.clone(), content.clone()]);
    tx.bulk(HEAD, TAIL, rows).await?;
    Ok(())
}

/// What became of a registration, as the city wants it back.
pub(super) struct Became {
    pub(super) external: String,
    pub(super) number: String,
    pub(super) state: State,
    pub(super) reason: Option<String>,
    pub(super) school: Option<String>,
}

/// That of all who came from the city.
pub(super) async fn became(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<Became>, Error> {
    const SQL: &str = "
        SELECT c.number AS external, r.number, r.state, r.reason, p.name AS school_name
        FROM registration_city c JOIN registration r ON r.id = c.registration_id
        LEFT JOIN admission a ON a.registration_id = r.id AND a.ended_at IS NULL
        LEFT JOIN place p ON p.id = a.school_id
        WHERE c.campaign_id = $1 ORDER BY c.number";
    tx.all(SQL, &[&campaign], |row| {
        Ok(Became {
            external: row.get("external")?,
            number: row.get("number")?,
            state: row.get("state")?,
            reason: row.get("reason")?,
            school: row.get("school_name")?,
        })
    })
    .await
}
