//! The SQL of a rehearsed window: what is open, who may come, what is stored in the end.

use admissions::registration::CampaignId;
use db::{Error, Tx};
use vocab::{AccountId, GrantId};

/// The campaign in which anyone may try.
pub(super) async fn open_campaign(tx: &mut Tx) -> Result<Option<CampaignId>, Error> {
    const SQL: &str =
        "SELECT MAX(id) AS id FROM campaign WHERE rehearsal = 1 AND entry = 'primary'";
    let found = tx.one(SQL, &[], |row| row.get::<Option<CampaignId>>("id")).await?;
    Ok(found.flatten())
}

/// Guardians, each with the grant by which they act.
pub(super) async fn guardians(tx: &mut Tx, limit: i64) -> Result<Vec<(AccountId, GrantId)>, Error> {
    const SQL: &str = "
        SELECT account_id, MIN(id) AS grant_id FROM role_grant WHERE role = 'guardian'
        GROUP BY account_id ORDER BY account_id LIMIT $1";
    tx.all(SQL, &[&limit], |row| Ok((row.get("account_id")?, row.get("grant_id")?))).await
}

/// How many children are registered in a campaign.
pub(super) async fn registered(tx: &mut Tx, campaign: CampaignId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM registration WHERE campaign_id = $1";
    Ok(tx.one(SQL, &[&campaign], |row| row.get("n")).await?.unwrap_or(0))
}

/// Numbers whose result is public.
pub(super) async fn public_numbers(tx: &mut Tx, limit: i64) -> Result<Vec<String>, Error> {
    const SQL: &str = "
        SELECT r.number FROM placement p
        JOIN placement_run w ON w.id = p.run_id
        JOIN registration r ON r.id = p.registration_id
        WHERE w.published_at IS NOT NULL ORDER BY r.id LIMIT $1";
    tx.all(SQL, &[&limit], |row| row.get("number")).await
}
