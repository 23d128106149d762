//! The SQL of placement: one statement a function.

use db::{Error, Row, Tx, row};
use jiff::civil::DateTime;
use vocab::{AccountId, PlaceId};

use super::model::{DrawId, Line, Placed, PrivateDraw, Run, RunId, Sum, Told};
use crate::registration::{CampaignId, RegistrationId};

fn run(row: &Row) -> Result<Run, Error> {
    Ok(Run {
        id: row.get("id")?,
        campaign: row.get("campaign_id")?,
        made_at: row.get("made_at")?,
        digest: row.get("digest")?,
        placed: row.get("placed")?,
        unplaced: row.get("unplaced")?,
        confirmed_at: row.get("confirmed_at")?,
        published_at: row.get("published_at")?,
        notice: row.get("notice")?,
    })
}

/// The proposal of a campaign.
pub(super) async fn find(tx: &mut Tx, campaign: CampaignId) -> Result<Option<Run>, Error> {
    const SQL: &str = "
        SELECT id, campaign_id, made_at, digest, placed, unplaced, confirmed_at, published_at,
               notice
        FROM placement_run WHERE campaign_id = $1";
    tx.one(SQL, &[&campaign], run).await
}

/// Takes a proposal's placements away.
pub(super) async fn clear(tx: &mut Tx, id: RunId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM placement WHERE run_id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Takes a proposal away that is not confirmed.
pub(super) async fn remove(tx: &mut Tx, id: RunId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM placement_run WHERE id = $1 AND confirmed_at IS NULL";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// Keeps a proposal.
pub(super) async fn add(tx: &mut Tx, it: &Run) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO placement_run (id, campaign_id, made_at, digest, placed, unplaced,
                                   confirmed_at, published_at)";
    let rows = std::iter::once(it).map(|it| {
        row![
            it.id,
            it.campaign,
            it.made_at,
            it.digest.clone(),
            it.placed,
            it.unplaced,
            it.confirmed_at,
            it.published_at
        ]
    });
    tx.bulk(SQL, "", rows).await
}

/// Keeps where children go.
pub(super) async fn add_placed(tx: &mut Tx, run: RunId, all: &[Placed]) -> Result<u64, Error> {
    const SQL: &str = "INSERT INTO placement (registration_id, run_id, school_id, way, why)";
    let rows = all.iter().map(|it| row![it.registration, run, it.school, it.way, it.why.clone()]);
    tx.bulk(SQL, "", rows).await
}

/// Confirms a proposal. Says whether it was open.
pub(super) async fn confirm(tx: &mut Tx, id: RunId, at: DateTime) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE placement_run SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL";
    Ok(tx.run(SQL, &[&id, &at]).await? == 1)
}

/// Publishes it. Says whether it was confirmed and not public yet.
pub(super) async fn publish(tx: &mut Tx, id: RunId, at: DateTime) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE placement_run SET published_at = $2
        WHERE id = $1 AND confirmed_at IS NOT NULL AND published_at IS NULL";
    Ok(tx.run(SQL, &[&id, &at]).await? == 1)
}

/// Notes the notice of a proposal that is public.
pub(super) async fn set_notice(tx: &mut Tx, id: RunId, number: &str) -> Result<(), Error> {
    const SQL: &str = "UPDATE placement_run SET notice = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &number.to_owned()]).await?;
    Ok(())
}

/// What a proposal comes to at each school of its campaign, public ones first.
pub(super) async fn sums(tx: &mut Tx, run: &Run) -> Result<Vec<Sum>, Error> {
    const SQL: &str = "
        SELECT s.school_id, p.name, s.ownership AS nature, s.seats,
               COUNT(l.registration_id) AS placed
        FROM campaign_school s JOIN place p ON p.id = s.school_id
        LEFT JOIN placement l ON l.school_id = s.school_id AND l.run_id = $1
        WHERE s.campaign_id = $2
        GROUP BY s.school_id, p.name, s.ownership, s.seats
        ORDER BY s.ownership DESC, p.name, s.school_id";
    tx.all(SQL, &[&run.id, &run.campaign], |row| {
        Ok(Sum {
            school: row.get("school_id")?,
            name: row.get("name")?,
            nature: row.get("nature")?,
            seats: row.get("seats")?,
            placed: row.get("placed")?,
        })
    })
    .await
}

/// The families of a proposal who have an account, and their registrations.
pub(super) async fn families(
    tx: &mut Tx,
    run: RunId,
) -> Result<Vec<(AccountId, RegistrationId)>, Error> {
    const SQL: &str = "
        SELECT r.account_id, r.id FROM placement p JOIN registration r ON r.id = p.registration_id
        WHERE p.run_id = $1 AND r.account_id IS NOT NULL";
    tx.all(SQL, &[&run], |row| Ok((row.get("account_id")?, row.get("id")?))).await
}

/// What is proposed for children of a place, or whom its schools take, after `after`. `school` narrows
/// to a school's name, `short` to those without a seat.
pub(super) async fn lines(
    tx: &mut Tx,
    (run, scope): (RunId, PlaceId),
    (school, short): (&str, bool),
    (after, limit): (i64, i64),
) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT p.registration_id, r.number, r.name, s.name AS school_name, p.way, p.why
        FROM placement p JOIN registration r ON r.id = p.registration_id
        LEFT JOIN place s ON s.id = p.school_id
        JOIN place_within w
             ON w.place_id = COALESCE(p.school_id, r.school_id) AND w.ancestor_id = $2
        WHERE p.run_id = $1 AND p.registration_id > $3
          AND ($4 = '' OR s.name = $4) AND ($5 = 0 OR p.school_id IS NULL)
        ORDER BY p.registration_id LIMIT $6";
    let (school, short) = (school.to_owned(), i64::from(short));
    tx.all(SQL, &[&run, &scope, &after, &school, &short, &limit], |row| {
        Ok(Line {
            registration: row.get("registration_id")?,
            number: row.get("number")?,
            name: row.get("name")?,
            school_name: row.get("school_name")?,
            way: row.get("way")?,
            why: row.get("why")?,
        })
    })
    .await
}

/// What a number tells anyone, once results are public.
pub(super) async fn told(tx: &mut Tx, number: &str) -> Result<Option<Told>, Error> {
    const SQL: &str = "
        SELECT c.title, c.entry, c.reports_on, r.name, s.name AS school_name, p.way,
               (SELECT COUNT(*) FROM admission g
                WHERE g.registration_id = r.id AND g.state = 'given-up') AS given_up
        FROM registration r JOIN placement p ON p.registration_id = r.id
        JOIN placement_run u ON u.id = p.run_id AND u.published_at IS NOT NULL
        JOIN campaign c ON c.id = r.campaign_id
        LEFT JOIN admission a ON a.registration_id = r.id AND a.ended_at IS NULL
        LEFT JOIN place s ON s.id = a.school_id
        WHERE r.number = $1";
    tx.one(SQL, &[&number.to_owned()], |row| {
        Ok(Told {
            campaign: row.get("title")?,
            entry: row.get("entry")?,
            name: row.get("name")?,
            school_name: row.get("school_name")?,
            gave_up: row.get::<i64>("given_up")? > 0,
            way: row.get("way")?,
            reports_on: row.get("reports_on")?,
        })
    })
    .await
}

/// Where a registration has its seat and why it was placed so, once results are public.
pub(super) async fn of_registration(
    tx: &mut Tx,
    id: RegistrationId,
) -> Result<Option<(Option<String>, String)>, Error> {
    const SQL: &str = "
        SELECT s.name AS school_name, p.why FROM placement p
        JOIN placement_run u ON u.id = p.run_id AND u.published_at IS NOT NULL
        LEFT JOIN admission a
             ON a.registration_id = p.registration_id AND a.ended_at IS NULL
        LEFT JOIN place s ON s.id = a.school_id WHERE p.registration_id = $1";
    tx.one(SQL, &[&id], |row| Ok((row.get("school_name")?, row.get("why")?))).await
}

fn private_draw(row: &Row) -> Result<PrivateDraw, Error> {
    Ok(PrivateDraw { id: row.get("id")?, school: row.get("school_id")?, seats: row.get("seats")? })
}

/// The draws for private schools of a campaign that stand.
pub(super) async fn draws(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<PrivateDraw>, Error> {
    const SQL: &str = "SELECT id, school_id, seats FROM private_draw
         WHERE campaign_id = $1 AND ended_at IS NULL ORDER BY id";
    tx.all(SQL, &[&campaign], private_draw).await
}

/// A draw of a campaign, if it stands.
pub(super) async fn find_draw(
    tx: &mut Tx,
    (campaign, id): (CampaignId, DrawId),
) -> Result<Option<PrivateDraw>, Error> {
    const SQL: &str = "SELECT id, school_id, seats FROM private_draw
         WHERE id = $1 AND campaign_id = $2 AND ended_at IS NULL";
    tx.one(SQL, &[&id, &campaign], private_draw).await
}

/// Notes that a draw was broken off.
pub(super) async fn end_draw(tx: &mut Tx, id: DrawId, at: DateTime) -> Result<(), Error> {
    const SQL: &str = "UPDATE private_draw SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    tx.run(SQL, &[&id, &at]).await?;
    Ok(())
}

/// Notes a draw. Says whether none stood for the school.
pub(super) async fn add_draw(
    tx: &mut Tx,
    campaign: CampaignId,
    it: &PrivateDraw,
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO private_draw (id, campaign_id, school_id, seats) VALUES ($1, $2, $3, $4)
        ON CONFLICT (campaign_id, school_id) WHERE ended_at IS NULL DO NOTHING";
    Ok(tx.run(SQL, &[&it.id, &campaign, &it.school, &it.seats]).await? == 1)
}
