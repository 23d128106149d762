//! Scores, claims and deductions.

use db::{Error, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId};

use crate::{
    model::{ApplicationId, DeductionId, RoundId, Score},
    points::Points,
    rules::Deduction,
};

/// Saves what an expert gave for an item; the last word counts.
pub(crate) async fn save_score(
    tx: &mut Tx,
    (id, account): (ApplicationId, AccountId),
    (item, points, note): (&str, Points, &str),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO review_score (application_id, account_id, item, points, note)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (application_id, account_id, item)
        DO UPDATE SET points = excluded.points, note = excluded.note";
    tx.run(SQL, &[&id, &account, &item, &points.0, &note]).await?;
    Ok(())
}

/// What the experts of a panel gave.
pub(crate) async fn scores(tx: &mut Tx, id: ApplicationId) -> Result<Vec<Score>, Error> {
    const SQL: &str = "
        SELECT account_id, item, points, note FROM review_score
        WHERE application_id = $1 ORDER BY account_id, item";
    tx.all(SQL, &[&id], |row| {
        Ok(Score {
            account: Some(row.get("account_id")?),
            item: row.get("item")?,
            points: Points(row.get("points")?),
            note: row.get("note")?,
        })
    })
    .await
}

/// How many items the experts of a round have judged, application by application.
pub(crate) async fn scores_of_round(
    tx: &mut Tx,
    round: RoundId,
) -> Result<Vec<(ApplicationId, i64)>, Error> {
    const SQL: &str = "
        SELECT a.id AS id, COUNT(s.item) AS n
        FROM review_application a
        JOIN review_score s ON s.application_id = a.id
        JOIN review_seat t ON t.application_id = a.id AND t.account_id = s.account_id
             AND t.state <> 'stepped-down'
        WHERE a.round_id = $1 GROUP BY a.id ORDER BY a.id";
    tx.all(SQL, &[&round], |row| Ok((row.get("id")?, row.get("n")?))).await
}

/// What the applicant gave itself.
pub(crate) async fn claims(tx: &mut Tx, id: ApplicationId) -> Result<Vec<Score>, Error> {
    const SQL: &str = "
        SELECT item, points, evidence FROM review_claim
        WHERE application_id = $1 ORDER BY item";
    tx.all(SQL, &[&id], |row| {
        Ok(Score {
            account: None,
            item: row.get("item")?,
            points: Points(row.get("points")?),
            note: row.get("evidence")?,
        })
    })
    .await
}

/// Saves what the applicant gave itself, in place of what it gave before.
pub(crate) async fn save_claims(
    tx: &mut Tx,
    id: ApplicationId,
    claims: &[(String, Points, String)],
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM review_claim WHERE application_id = $1";
    const ADD: &str = "INSERT INTO review_claim (application_id, item, points, evidence)";
    tx.run(CLEAR, &[&id]).await?;
    let rows: Vec<_> = claims.iter().map(|it| row![id, it.0, it.1.0, it.2]).collect();
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// Takes points off outside of a round.
pub(crate) async fn add_deduction(
    tx: &mut Tx,
    (id, entry, place): (DeductionId, &str, PlaceId),
    it: &Deduction,
    by: Option<AccountId>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO review_deduction (id, entry, place_id, item, points, reason, since, until,
                                      account_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
    let values: &[&dyn db::Stored] =
        &[&id, &entry, &place, &it.item, &it.points.0, &it.reason, &it.since, &it.until, &by];
    tx.run(SQL, values).await?;
    Ok(())
}

/// What was taken off from a place in reviews of a kind, the latest first.
pub(crate) async fn deductions(
    tx: &mut Tx,
    entry: &str,
    (place, day): (PlaceId, Date),
) -> Result<Vec<Deduction>, Error> {
    const SQL: &str = "
        SELECT item, points, reason, since, until FROM review_deduction
        WHERE place_id = $1 AND entry = $2 AND until > $3 ORDER BY since DESC, id DESC";
    tx.all(SQL, &[&place, &entry, &day], |row| {
        Ok(Deduction {
            item: row.get("item")?,
            points: Points(row.get("points")?),
            reason: row.get("reason")?,
            since: row.get("since")?,
            until: row.get("until")?,
        })
    })
    .await
}
