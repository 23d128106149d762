//! The SQL of wishes.

use db::{Error, Tx};
use jiff::civil::DateTime;
use vocab::{AccountId, StudentId};

use crate::model::{OfferId, RoundId};

/// A child's wishes in a round, best first.
pub async fn of_child(
    tx: &mut Tx,
    round: RoundId,
    student: StudentId,
) -> Result<Vec<OfferId>, Error> {
    const SQL: &str = "
        SELECT offer_id FROM offer_wish WHERE round_id = $1 AND student_id = $2 ORDER BY rank";
    tx.all(SQL, &[&round, &student], |row| row.get("offer_id")).await
}

/// Every wish of a round: child and offer, each child's best first.
pub async fn of_round(tx: &mut Tx, round: RoundId) -> Result<Vec<(StudentId, OfferId)>, Error> {
    const SQL: &str = "
        SELECT student_id, offer_id FROM offer_wish WHERE round_id = $1
        ORDER BY student_id, rank";
    tx.all(SQL, &[&round], |row| Ok((row.get("student_id")?, row.get("offer_id")?))).await
}

/// How many children of a round put each offer first, and how many wished for it at all.
pub async fn counts(tx: &mut Tx, round: RoundId) -> Result<Vec<(OfferId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT offer_id, COUNT(*) AS wishes,
               CAST(SUM(CASE WHEN rank = 1 THEN 1 ELSE 0 END) AS BIGINT) AS first
        FROM offer_wish WHERE round_id = $1 GROUP BY offer_id";
    tx.all(SQL, &[&round], |row| Ok((row.get("offer_id")?, row.get("first")?, row.get("wishes")?)))
        .await
}

/// Takes a child's wishes in a round away.
pub async fn clear(tx: &mut Tx, round: RoundId, student: StudentId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM offer_wish WHERE round_id = $1 AND student_id = $2";
    tx.run(SQL, &[&round, &student]).await?;
    Ok(())
}

/// A wish as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// In which round.
    pub round: RoundId,
    /// Whose.
    pub student: StudentId,
    /// 1 for the best.
    pub rank: i64,
    /// For what.
    pub offer: OfferId,
    /// When.
    pub made_at: DateTime,
    /// By whom.
    pub by: Option<AccountId>,
}

/// Adds wishes.
pub async fn add(tx: &mut Tx, all: impl IntoIterator<Item = Wish>) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO offer_wish (round_id, student_id, rank, offer_id, made_at, account_id)";
    let row = |it: Wish| db::row![it.round, it.student, it.rank, it.offer, it.made_at, it.by];
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}
