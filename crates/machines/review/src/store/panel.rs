//! Who may judge, who does, and who declared an interest.

use db::{Error, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use super::applications::application;
use crate::{
    model::{Application, ApplicationId, Pooled, Seat, SeatState},
    panel::Candidate,
};

/// Everybody who holds `role` in the county, with what keeps them from judging an application: they
/// belong to the school that it lies in, declared an interest there, put it in, or sat among the last
/// `visits` panels that judged the same place in a review of this kind.
pub(crate) async fn candidates(
    tx: &mut Tx,
    id: ApplicationId,
    (role, county): (Role, PlaceId),
    (visits, day): (u32, Date),
) -> Result<Vec<(AccountId, Candidate)>, Error> {
    const SQL: &str = "
        SELECT g.account_id AS account_id,
               MAX(CASE WHEN EXISTS (
                       SELECT 1 FROM place_within mine
                       JOIN place school ON school.id = mine.ancestor_id
                            AND school.kind IN ('school', 'town')
                       JOIN place_within theirs ON theirs.place_id = g.place_id
                            AND theirs.ancestor_id = mine.ancestor_id
                       WHERE mine.place_id = a.place_id
                         AND (school.kind = 'school' OR g.place_id = school.id))
                   THEN 1 ELSE 0 END) AS own,
               MAX(CASE WHEN EXISTS (
                       SELECT 1 FROM review_interest i
                       JOIN place_within w ON w.place_id = a.place_id
                            AND w.ancestor_id = i.place_id
                       WHERE i.account_id = g.account_id AND i.since <= $4
                         AND (i.until IS NULL OR i.until > $4))
                   THEN 1 ELSE 0 END) AS interest,
               MAX(CASE WHEN EXISTS (
                       SELECT 1 FROM review_seat s
                       WHERE s.account_id = g.account_id AND s.state <> 'stepped-down'
                         AND s.application_id IN (
                             SELECT b.id FROM review_application b
                             WHERE b.place_id = a.place_id AND b.entry = a.entry AND b.id <> a.id
                               AND b.settled_at IS NOT NULL
                             ORDER BY b.settled_at DESC, b.id DESC LIMIT $5))
                   THEN 1 ELSE 0 END) AS visited,
               MAX(CASE WHEN a.made_by = g.account_id THEN 1 ELSE 0 END) AS applicant
        FROM role_grant g
        JOIN place_within w ON w.place_id = g.place_id AND w.ancestor_id = $3
        JOIN review_application a ON a.id = $1
        WHERE g.role = $2 AND g.since <= $4 AND (g.until IS NULL OR g.until > $4)
        GROUP BY g.account_id ORDER BY g.account_id";
    let values: &[&dyn db::Stored] = &[&id, &role, &county, &day, &i64::from(visits)];
    tx.all(SQL, values, |row| {
        let account: AccountId = row.get("account_id")?;
        let yes = |name: &str| Ok::<_, Error>(row.get::<i64>(name)? == 1);
        let candidate = Candidate {
            id: account.to_string(),
            own: yes("own")?,
            interest: yes("interest")?,
            visited: yes("visited")?,
            applicant: yes("applicant")?,
        };
        Ok((account, candidate))
    })
    .await
}

/// Keeps the pool of a draw.
pub(crate) async fn add_pool(
    tx: &mut Tx,
    id: ApplicationId,
    pool: &[(AccountId, Option<i64>, Option<crate::panel::LeftOut>)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO review_pool (application_id, account_id, position, left_out)";
    let rows: Vec<_> = pool.iter().map(|it| row![id, it.0, it.1, it.2]).collect();
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The pool that a panel was drawn from, in the order of the lots; those left out last.
pub(crate) async fn load_pool(tx: &mut Tx, id: ApplicationId) -> Result<Vec<Pooled>, Error> {
    const SQL: &str = "
        SELECT p.account_id, c.name AS name, p.position, p.left_out
        FROM review_pool p JOIN account c ON c.id = p.account_id
        WHERE p.application_id = $1
        ORDER BY p.position NULLS LAST, p.account_id";
    tx.all(SQL, &[&id], |row| {
        Ok(Pooled {
            account: row.get("account_id")?,
            name: row.get("name")?,
            position: row.get("position")?,
            left_out: row.get("left_out")?,
        })
    })
    .await
}

/// Gives seats to experts.
pub(crate) async fn add_seats(
    tx: &mut Tx,
    id: ApplicationId,
    experts: &[AccountId],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO review_seat (application_id, account_id, state)";
    let rows: Vec<_> = experts.iter().map(|it| row![id, *it, SeatState::Scoring]).collect();
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The seats of a panel.
pub(crate) async fn seats(tx: &mut Tx, id: ApplicationId) -> Result<Vec<Seat>, Error> {
    const SQL: &str = "
        SELECT s.account_id, c.name AS name, s.state, s.reason
        FROM review_seat s JOIN account c ON c.id = s.account_id
        LEFT JOIN review_pool p ON p.application_id = s.application_id
             AND p.account_id = s.account_id
        WHERE s.application_id = $1 ORDER BY p.position NULLS LAST, s.account_id";
    tx.all(SQL, &[&id], |row| {
        Ok(Seat {
            account: row.get("account_id")?,
            name: row.get("name")?,
            state: row.get("state")?,
            reason: row.get("reason")?,
        })
    })
    .await
}

/// Sets where a seat stands, if it stood at `from`. Says whether it did.
pub(crate) async fn set_seat(
    tx: &mut Tx,
    (id, account): (ApplicationId, AccountId),
    (from, to): (SeatState, SeatState),
    (reason, day): (Option<&str>, Date),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE review_seat SET state = $1, reason = $2, handed_on = $3
        WHERE application_id = $4 AND account_id = $5 AND state = $6";
    Ok(tx.run(SQL, &[&to, &reason, &day, &id, &account, &from]).await? == 1)
}

/// Those who had handed in judge again.
pub(crate) async fn reopen_seats(tx: &mut Tx, id: ApplicationId) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE review_seat SET state = 'scoring', handed_on = NULL
        WHERE application_id = $1 AND state = 'handed-in'";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// What waits for an expert, the oldest first.
pub(crate) async fn to_score(tx: &mut Tx, account: AccountId) -> Result<Vec<Application>, Error> {
    const SQL: &str = "
        SELECT a.id, a.round_id, a.entry, a.place_id, p.name AS place_name, a.student_id,
               s.name AS student_name, a.title, a.state, a.total, a.level, a.vetoed, a.upward,
               a.made_by, a.made_as, a.applied_on, a.settled_at, a.valid_until, a.version
        FROM review_seat t
        JOIN review_application a ON a.id = t.application_id
        JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE t.account_id = $1 AND t.state = 'scoring'
        ORDER BY a.id";
    tx.all(SQL, &[&account], application).await
}

/// Declares an interest.
pub(crate) async fn add_interest(
    tx: &mut Tx,
    (account, place): (AccountId, PlaceId),
    reason: &str,
    since: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO review_interest (account_id, place_id, reason, since) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id, place_id, since)
        DO UPDATE SET reason = excluded.reason, until = NULL";
    tx.run(SQL, &[&account, &place, &reason, &since]).await?;
    Ok(())
}

/// An interest ends.
pub(crate) async fn end_interest(
    tx: &mut Tx,
    (account, place): (AccountId, PlaceId),
    until: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE review_interest SET until = $1
        WHERE account_id = $2 AND place_id = $3 AND until IS NULL";
    tx.run(SQL, &[&until, &account, &place]).await?;
    Ok(())
}

/// The interests that somebody declared and that last.
pub(crate) async fn interests(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(PlaceId, String, String)>, Error> {
    const SQL: &str = "
        SELECT i.place_id, p.name AS name, i.reason
        FROM review_interest i JOIN place p ON p.id = i.place_id
        WHERE i.account_id = $1 AND i.until IS NULL ORDER BY p.name, i.place_id";
    tx.all(SQL, &[&account], |row| Ok((row.get("place_id")?, row.get("name")?, row.get("reason")?)))
        .await
}
