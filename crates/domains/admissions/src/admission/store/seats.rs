//! Seats: who has which, what became of them.

use db::{Error, Row, Tx, row};
use jiff::civil::DateTime;
use vocab::{PlaceId, SchoolId};

use crate::{
    admission::model::{Admission, AdmissionId, Counts, Shown, State, Vaccination},
    registration::{CampaignId, RegistrationId},
};

fn admission(row: &Row) -> Result<Admission, Error> {
    Ok(Admission {
        id: row.get("id")?,
        registration: row.get("registration_id")?,
        campaign: row.get("campaign_id")?,
        school: row.get("school_id")?,
        number: row.get("number")?,
        came: row.get("came")?,
        issued_on: row.get("issued_on")?,
        state: row.get("state")?,
        vaccination: row.get("vaccination")?,
        reason: row.get("reason")?,
        version: row.get("version")?,
    })
}

fn shown(row: &Row) -> Result<Shown, Error> {
    Ok(Shown {
        it: admission(row)?,
        registered: row.get("registered")?,
        name: row.get("name")?,
        account: row.get("account_id")?,
        school_name: row.get("school_name")?,
        title: row.get("title")?,
        entry: row.get("entry")?,
        year: row.get("year")?,
        reports_on: row.get("reports_on")?,
        rehearsal: row.get::<i64>("rehearsal")? == 1,
    })
}

/// Keeps seats.
pub(in crate::admission) async fn add(tx: &mut Tx, all: &[Admission]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO admission (id, registration_id, campaign_id, school_id, number, came, issued_on,
                               state, vaccination, reason, ended_at)";
    let rows = all.iter().map(|it| {
        let ended = (!it.state.is_live()).then(|| it.issued_on.at(9, 0, 0, 0));
        row![
            it.id,
            it.registration,
            it.campaign,
            it.school,
            it.number.clone(),
            it.came,
            it.issued_on,
            it.state,
            it.vaccination,
            it.reason.clone(),
            ended
        ]
    });
    tx.bulk(SQL, "", rows).await
}

/// Whom the placement of a campaign gives a seat, and where.
pub(in crate::admission) async fn placed(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<Vec<(RegistrationId, SchoolId)>, Error> {
    const SQL: &str = "
        SELECT p.registration_id, p.school_id
        FROM placement_run u JOIN placement p ON p.run_id = u.id
        WHERE u.campaign_id = $1 AND p.school_id IS NOT NULL ORDER BY p.registration_id";
    tx.all(SQL, &[&campaign], |row| Ok((row.get("registration_id")?, row.get("school_id")?))).await
}

/// The seat that a registration has or had last.
pub(crate) async fn latest(tx: &mut Tx, id: RegistrationId) -> Result<Option<Admission>, Error> {
    const SQL: &str = "
        SELECT id, registration_id, campaign_id, school_id, number, came, issued_on, state,
               vaccination, reason, version
        FROM admission WHERE registration_id = $1 ORDER BY id DESC LIMIT 1";
    tx.one(SQL, &[&id], admission).await
}

/// One with what is told of it.
pub(in crate::admission) async fn find(
    tx: &mut Tx,
    id: AdmissionId,
) -> Result<Option<Shown>, Error> {
    const SQL: &str = "SELECT * FROM seat WHERE id = $1";
    tx.one(SQL, &[&id], shown).await
}

/// The same, where the school lies in `scope`.
pub(in crate::admission) async fn find_in(
    tx: &mut Tx,
    id: AdmissionId,
    scope: PlaceId,
) -> Result<Option<Shown>, Error> {
    const SQL: &str = "
        SELECT s.* FROM seat s
        JOIN place_within w ON w.place_id = s.school_id AND w.ancestor_id = $2
        WHERE s.id = $1";
    tx.one(SQL, &[&id, &scope], shown).await
}

/// The letter that has this number.
pub(in crate::admission) async fn numbered(
    tx: &mut Tx,
    number: &str,
) -> Result<Option<Shown>, Error> {
    const SQL: &str = "SELECT * FROM seat WHERE number = $1";
    tx.one(SQL, &[&number.to_owned()], shown).await
}

/// What a list is narrowed to. An empty word narrows nothing.
#[derive(Debug, Clone, Default)]
pub(in crate::admission) struct Narrow {
    /// The state.
    pub(in crate::admission) state: String,
    /// What was seen of the vaccination certificate.
    pub(in crate::admission) vaccination: String,
    /// The child's name or the number of its registration, whole.
    pub(in crate::admission) who: String,
}

/// The children of a campaign in `scope` by the numbers of their letters, after `after`.
pub(in crate::admission) async fn page(
    tx: &mut Tx,
    (campaign, scope): (CampaignId, PlaceId),
    narrow: &Narrow,
    (after, limit): (&str, i64),
) -> Result<Vec<Shown>, Error> {
    const SQL: &str = "
        SELECT s.* FROM seat s
        JOIN place_within w ON w.place_id = s.school_id AND w.ancestor_id = $2
        WHERE s.campaign_id = $1 AND s.number > $3 AND ($4 = '' OR s.state = $4)
          AND ($5 = '' OR s.vaccination = $5) AND ($6 = '' OR s.name = $6 OR s.registered = $6)
        ORDER BY s.number LIMIT $7";
    let Narrow { state, vaccination, who } = narrow.clone();
    let after = after.to_owned();
    let values: [&dyn db::Stored; 7] =
        [&campaign, &scope, &after, &state, &vaccination, &who, &limit];
    tx.all(SQL, &values, shown).await
}

/// How many of a campaign in `scope` are where.
pub(in crate::admission) async fn counts(
    tx: &mut Tx,
    (campaign, scope): (CampaignId, PlaceId),
) -> Result<Counts, Error> {
    const SQL: &str = "
        SELECT a.state, COUNT(*) AS n FROM admission a
        JOIN place_within w ON w.place_id = a.school_id AND w.ancestor_id = $2
        WHERE a.campaign_id = $1 GROUP BY a.state";
    let read = |row: &Row| Ok((row.get("state")?, row.get("n")?));
    Ok(Counts(tx.all(SQL, &[&campaign, &scope], read).await?))
}

/// Those of `ids` that are at a school in `scope`, of one campaign.
pub(in crate::admission) async fn find_many_in(
    tx: &mut Tx,
    ids: &[AdmissionId],
    (campaign, scope): (CampaignId, PlaceId),
) -> Result<Vec<Admission>, Error> {
    const SQL: &str = "
        SELECT a.id, a.registration_id, a.campaign_id, a.school_id, a.number, a.came, a.issued_on,
               a.state, a.vaccination, a.reason, a.version
        FROM admission a JOIN place_within w ON w.place_id = a.school_id AND w.ancestor_id = $2
        WHERE a.campaign_id = $1 AND a.id IN ($$)";
    tx.all_in(SQL, &[&campaign, &scope], ids, admission).await
}

/// Notes that children came. Says how many still had their seats.
pub(in crate::admission) async fn report(
    tx: &mut Tx,
    ids: &[AdmissionId],
    seen: Vaccination,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE admission SET state = 'reported', vaccination = $1, reason = '',
               version = version + 1
        WHERE state IN ('expected', 'reported', 'absent') AND id IN ($$)";
    tx.run_in(SQL, &[&seen], ids).await
}

/// Notes that a child did not come. Says whether it was at `version`.
pub(in crate::admission) async fn set_absent(
    tx: &mut Tx,
    (id, version): (AdmissionId, i64),
    reason: &str,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE admission SET state = 'absent', vaccination = NULL, reason = $3,
               version = version + 1
        WHERE id = $1 AND version = $2 AND state IN ('expected', 'reported', 'absent')";
    Ok(tx.run(SQL, &[&id, &version, &reason.to_owned()]).await? == 1)
}

/// Ends a seat: it is given up, or its child moved. Says whether it was at `version`.
pub(in crate::admission) async fn end(
    tx: &mut Tx,
    (id, version): (AdmissionId, i64),
    (state, reason): (State, &str),
    at: DateTime,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE admission SET state = $3, reason = $4, ended_at = $5, vaccination = NULL,
               version = version + 1
        WHERE id = $1 AND version = $2 AND state IN ('expected', 'reported', 'absent')";
    Ok(tx.run(SQL, &[&id, &version, &state, &reason.to_owned(), &at]).await? == 1)
}

/// Gives a seat that was left its successor. Says whether it had none.
pub(in crate::admission) async fn follow(
    tx: &mut Tx,
    seat: AdmissionId,
    successor: AdmissionId,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE admission SET successor_id = $2
        WHERE id = $1 AND state IN ('given-up', 'moved') AND successor_id IS NULL";
    Ok(tx.run(SQL, &[&seat, &successor]).await? == 1)
}
