//! Questionnaires: who has answered, the envelopes that wait, and what was answered. No statement
//! here reads both who answered and what.

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, Role};

use super::{Below, rounds::round};
use crate::{
    crowd::Waiting,
    model::{BallotId, Round, RoundId},
};

/// Whether this person has answered.
pub(crate) async fn has_voted(
    tx: &mut Tx,
    round: RoundId,
    account: AccountId,
) -> Result<bool, Error> {
    const SQL: &str = "SELECT round_id FROM filing_voter WHERE round_id = $1 AND account_id = $2";
    Ok(tx.one(SQL, &[&round, &account], |row| row.get::<RoundId>("round_id")).await?.is_some())
}

/// Marks that this person has answered. Says whether that is new.
pub(crate) async fn add_voter(
    tx: &mut Tx,
    round: RoundId,
    account: AccountId,
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO filing_voter (round_id, account_id) VALUES ($1, $2)
        ON CONFLICT (round_id, account_id) DO NOTHING";
    Ok(tx.run(SQL, &[&round, &account]).await? == 1)
}

/// Marks that these people have answered.
pub(crate) async fn add_voters(
    tx: &mut Tx,
    round: RoundId,
    accounts: &[AccountId],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO filing_voter (round_id, account_id)";
    tx.bulk(SQL, "", accounts.iter().map(|it| row![round, *it])).await?;
    Ok(())
}

/// Puts an answer away, sealed.
pub(crate) async fn add_envelope(
    tx: &mut Tx,
    (id, round): (i64, RoundId),
    place: PlaceId,
    sealed: &str,
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO filing_envelope (id, round_id, place_id, sealed) VALUES ($1, $2, $3, $4)";
    tx.run(SQL, &[&id, &round, &place, &sealed.to_owned()]).await?;
    Ok(())
}

/// How many envelopes of a period wait.
pub(crate) async fn count_waiting(tx: &mut Tx, round: RoundId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM filing_envelope WHERE round_id = $1";
    Ok(tx.one(SQL, &[&round], |row| row.get("n")).await?.unwrap_or(0))
}

/// The envelopes of a period that wait, each with its way up.
pub(crate) async fn waiting(tx: &mut Tx, id: RoundId) -> Result<Vec<Waiting>, Error> {
    const SQL: &str = "
        SELECT e.id, w.ancestor_id FROM filing_envelope e
        JOIN place_within w ON w.place_id = e.place_id
        WHERE e.round_id = $1 ORDER BY e.id, w.depth";
    let rows = tx
        .all(SQL, &[&id], |row| Ok((row.get::<i64>("id")?, row.get::<PlaceId>("ancestor_id")?)))
        .await?;
    let mut found = Vec::<Waiting>::new();
    for (id, place) in rows {
        match found.last_mut() {
            Some(it) if it.id == id => it.way.push(place),
            _ => found.push(Waiting { id, way: vec![place] }),
        }
    }
    Ok(found)
}

/// Takes envelopes away to be opened.
pub(crate) async fn take_envelopes(tx: &mut Tx, ids: &[i64]) -> Result<Vec<(i64, String)>, Error> {
    const READ: &str = "SELECT id, sealed FROM filing_envelope WHERE id IN ($$)";
    const END: &str = "DELETE FROM filing_envelope WHERE id IN ($$)";
    let read = |row: &Row| Ok((row.get("id")?, row.get("sealed")?));
    let found = tx.all_in(READ, &[], ids, read).await?;
    tx.run_in(END, &[], ids).await?;
    Ok(found)
}

/// Adds answers.
pub(crate) async fn add_ballots(
    tx: &mut Tx,
    round: RoundId,
    all: &[(BallotId, PlaceId, Option<AccountId>)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO filing_ballot (id, round_id, place_id, account_id)";
    tx.bulk(SQL, "", all.iter().map(|it| row![it.0, round, it.1, it.2])).await?;
    Ok(())
}

/// The questionnaires among some kinds with envelopes that may still have to be opened.
pub(crate) async fn unmixed(tx: &mut Tx, entries: &[String]) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        SELECT id, entry, definition, period, label, first_day, last_day, opens_at, closes_at,
               source, locked_at, mixed_at
        FROM filing_round WHERE mixed_at IS NULL AND entry IN ($$) ORDER BY id";
    tx.all_in(SQL, &[], entries, round).await
}

/// Marks that every envelope of a period was opened.
pub(crate) async fn set_mixed(tx: &mut Tx, id: RoundId, at: DateTime) -> Result<(), Error> {
    const SQL: &str = "UPDATE filing_round SET mixed_at = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &at]).await?;
    Ok(())
}

/// How many answered within `scope`.
pub(crate) async fn count_ballots(
    tx: &mut Tx,
    round: RoundId,
    scope: PlaceId,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM filing_ballot b
        JOIN place_within w ON w.place_id = b.place_id AND w.ancestor_id = $2
        WHERE b.round_id = $1";
    Ok(tx.one(SQL, &[&round, &scope], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many answered at each place right below `scope`, in their order.
pub(crate) async fn ballots_below(
    tx: &mut Tx,
    round: RoundId,
    scope: PlaceId,
) -> Result<Vec<Below<i64>>, Error> {
    const SQL: &str = "
        SELECT u.id, u.name, COUNT(*) AS n
        FROM filing_ballot b
        JOIN place_within w ON w.place_id = b.place_id
        JOIN place u ON u.id = w.ancestor_id AND u.parent_id = $2
        WHERE b.round_id = $1
        GROUP BY u.id, u.name, u.position ORDER BY u.position, u.name";
    tx.all(SQL, &[&round, &scope], |row| {
        Ok(Below { place: row.get("id")?, name: row.get("name")?, it: row.get("n")? })
    })
    .await
}

/// How often each answer was given within `scope`: the field, the number or option, how often.
pub(crate) async fn choices(
    tx: &mut Tx,
    round: RoundId,
    scope: PlaceId,
) -> Result<Vec<(String, Option<i64>, Option<String>, i64)>, Error> {
    const SQL: &str = "
        SELECT a.field, a.int_value, a.text_value, COUNT(*) AS n
        FROM filing_ballot b
        JOIN place_within w ON w.place_id = b.place_id AND w.ancestor_id = $2
        JOIN answer a ON a.owner_kind = 'flb' AND a.owner_id = b.id
        WHERE b.round_id = $1
        GROUP BY a.field, a.int_value, a.text_value
        ORDER BY a.field, a.int_value, a.text_value";
    tx.all(SQL, &[&round, &scope], |row| {
        Ok((row.get("field")?, row.get("int_value")?, row.get("text_value")?, row.get("n")?))
    })
    .await
}

/// How many chose one of `of` at each place right below `scope`, and how many answered the field.
pub(crate) async fn share_below(
    tx: &mut Tx,
    (round, scope, field): (RoundId, PlaceId, &str),
    of: &[String],
) -> Result<Vec<(PlaceId, i64)>, Error> {
    const SQL: &str = "
        SELECT u.id, COUNT(*) AS n
        FROM filing_ballot b
        JOIN place_within w ON w.place_id = b.place_id
        JOIN place u ON u.id = w.ancestor_id AND u.parent_id = $2
        JOIN answer a ON a.owner_kind = 'flb' AND a.owner_id = b.id AND a.field = $3
        WHERE b.round_id = $1 AND a.text_value IN ($$)
        GROUP BY u.id";
    let read = |row: &Row| Ok((row.get("id")?, row.get("n")?));
    tx.all_in(SQL, &[&round, &scope, &field.to_owned()], of, read).await
}

/// What was written within `scope`, in the order of numbers that mean nothing.
pub(crate) async fn documents_of(
    tx: &mut Tx,
    (round, scope): (RoundId, PlaceId),
    limit: i64,
) -> Result<Vec<String>, Error> {
    const SQL: &str = "
        SELECT d.document FROM filing_ballot b
        JOIN place_within w ON w.place_id = b.place_id AND w.ancestor_id = $2
        JOIN answer_document d ON d.owner_kind = 'flb' AND d.owner_id = b.id
        WHERE b.round_id = $1 ORDER BY b.id LIMIT $3";
    tx.all(SQL, &[&round, &scope, &limit], |row| row.get("document")).await
}

/// The school of the first child of a guardian whose class is of one of `stages`.
pub(crate) async fn school_of_guardian(
    tx: &mut Tx,
    (account, day): (AccountId, Date),
    stages: &[String],
) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "
        SELECT s.school_id, s.id
        FROM guardian g
        JOIN guardianship k ON k.guardian_id = g.id AND k.is_guardian = 1 AND k.no_contact = 0
             AND k.since <= $2 AND (k.until IS NULL OR k.until > $2)
        JOIN student s ON s.id = k.student_id AND s.standing = 'enrolled'
        JOIN class c ON c.id = s.class_id
        WHERE g.account_id = $1 AND c.stage IN ($$)
        ORDER BY s.id LIMIT 1";
    let read = |row: &Row| row.get::<PlaceId>("school_id");
    Ok(tx.all_in(SQL, &[&account, &day], stages, read).await?.into_iter().next())
}

/// Whether a school has one of `stages`.
pub(crate) async fn has_stage(
    tx: &mut Tx,
    school: PlaceId,
    stages: &[String],
) -> Result<bool, Error> {
    const SQL: &str = "SELECT school_id FROM school_stage WHERE school_id = $1 AND stage IN ($$)";
    let read = |row: &Row| row.get::<PlaceId>("school_id");
    Ok(!tx.all_in(SQL, &[&school], stages, read).await?.is_empty())
}

/// How many guardians with an account are asked within `scope`.
pub(crate) async fn guardians_asked(
    tx: &mut Tx,
    (scope, day): (PlaceId, Date),
    stages: &[String],
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(DISTINCT g.account_id) AS n
        FROM class c
        JOIN place_within w ON w.place_id = c.id AND w.ancestor_id = $1
        JOIN student s ON s.class_id = c.id AND s.standing = 'enrolled'
        JOIN guardianship k ON k.student_id = s.id AND k.is_guardian = 1 AND k.no_contact = 0
             AND k.since <= $2 AND (k.until IS NULL OR k.until > $2)
        JOIN guardian g ON g.id = k.guardian_id AND g.account_id IS NOT NULL
        WHERE c.stage IN ($$)";
    let read = |row: &Row| row.get::<i64>("n");
    Ok(tx.all_in(SQL, &[&scope, &day], stages, read).await?.into_iter().sum())
}

/// How many people in one of `roles` are asked within `scope`.
pub(crate) async fn staff_asked(
    tx: &mut Tx,
    (scope, day): (PlaceId, Date),
    roles: &[Role],
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(DISTINCT g.account_id) AS n
        FROM role_grant g
        JOIN place_within w ON w.place_id = g.place_id AND w.ancestor_id = $1
        WHERE g.since <= $2 AND (g.until IS NULL OR g.until > $2) AND g.role IN ($$)";
    let read = |row: &Row| row.get::<i64>("n");
    Ok(tx.all_in(SQL, &[&scope, &day], roles, read).await?.into_iter().sum())
}
