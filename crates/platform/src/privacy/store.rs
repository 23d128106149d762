//! The SQL of looks and clearances. Each function is one statement, and decides nothing.

use db::{Error, Row, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, PlaceId};

use super::model::{
    Clearance, ClearanceId, ClearanceState, Listed, Look, LookId, SealedClass, Seen,
};

pub(super) async fn add_looks(tx: &mut Tx, rows: &[(LookId, Look)]) -> Result<u64, Error> {
    const HEAD: &str = "
        INSERT INTO look (id, at, civil_at, account_id, grant_id, subject_kind, subject_id, what,
                          times, clearance_id, is_silent)";
    let row = |(id, it): &(LookId, Look)| {
        db::row![
            *id,
            it.at,
            it.civil_at,
            it.account,
            it.grant,
            it.subject_kind,
            it.subject,
            it.what,
            it.times,
            it.clearance,
            it.is_silent
        ]
    };
    tx.bulk(HEAD, "", rows.iter().map(row)).await
}

fn seen(row: &Row) -> Result<Seen, Error> {
    Ok(Seen {
        id: row.get("id")?,
        civil_at: row.get("civil_at")?,
        subject: row.get("subject_id")?,
        name: row.get("name")?,
        role: row.get("role")?,
        place_name: row.get("place_name")?,
        what: row.get("what")?,
        times: row.get("times")?,
        purpose: row.get("purpose")?,
    })
}

/// Looks of others at some people of one kind, below `before`, newest first. Silent ones are left
/// out, and so are those of the reader.
pub(super) async fn looks_at(
    tx: &mut Tx,
    (kind, subjects): (&str, &[i64]),
    reader: AccountId,
    before: i64,
    limit: i64,
) -> Result<Vec<Seen>, Error> {
    const SQL: &str = "
        SELECT l.id, l.civil_at, l.subject_id, a.name, g.role, p.name AS place_name, l.what,
               l.times, c.purpose
        FROM look l
        JOIN account a ON a.id = l.account_id
        JOIN role_grant g ON g.id = l.grant_id
        JOIN place p ON p.id = g.place_id
        LEFT JOIN clearance c ON c.id = l.clearance_id
        WHERE l.subject_kind = $1 AND l.account_id <> $2 AND l.id < $3 AND l.is_silent = 0
              AND l.subject_id IN ($$)
        ORDER BY l.id DESC
        LIMIT $4";
    tx.all_in(SQL, &[&kind, &reader, &before, &limit], subjects, seen).await
}

/// What was opened by a clearance, newest first.
pub(super) async fn looks_by(tx: &mut Tx, id: ClearanceId, limit: i64) -> Result<Vec<Seen>, Error> {
    const SQL: &str = "
        SELECT l.id, l.civil_at, l.subject_id, a.name, g.role, p.name AS place_name, l.what,
               l.times, c.purpose
        FROM look l
        JOIN account a ON a.id = l.account_id
        JOIN role_grant g ON g.id = l.grant_id
        JOIN place p ON p.id = g.place_id
        JOIN clearance c ON c.id = l.clearance_id
        WHERE l.clearance_id = $1
        ORDER BY l.id DESC
        LIMIT $2";
    tx.all(SQL, &[&id, &limit], seen).await
}

const CLEARANCE: &str = "
    SELECT c.id, c.account_id, c.grant_id, c.place_id, c.data, c.subject_kind, c.subject_id,
           c.purpose, c.silent_basis, c.until, c.asked_at, c.asked_on, c.state,
           c.reason, a.name AS asker, g.role, p.name AS place_name, d.name AS decider
    FROM clearance c
    JOIN account a ON a.id = c.account_id
    JOIN role_grant g ON g.id = c.grant_id
    JOIN place p ON p.id = c.place_id
    LEFT JOIN account d ON d.id = c.decided_by";

fn listed(row: &Row) -> Result<Listed, Error> {
    let kind: Option<String> = row.get("subject_kind")?;
    let bits: Option<i64> = row.get("subject_id")?;
    let clearance = Clearance {
        id: row.get("id")?,
        account: row.get("account_id")?,
        grant: row.get("grant_id")?,
        place: row.get("place_id")?,
        class: row.get("data")?,
        subject: kind.zip(bits),
        purpose: row.get("purpose")?,
        silent_basis: row.get("silent_basis")?,
        until: row.get("until")?,
        asked_at: row.get("asked_at")?,
        asked_on: row.get("asked_on")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
    };
    Ok(Listed {
        clearance,
        asker: row.get("asker")?,
        role: row.get("role")?,
        place_name: row.get("place_name")?,
        decider: row.get("decider")?,
    })
}

pub(super) async fn add_clearance(tx: &mut Tx, it: &Clearance) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO clearance (id, account_id, grant_id, place_id, data, subject_kind, subject_id,
                               purpose, silent_basis, until, asked_at, asked_on, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let (kind, bits) = (it.subject.as_ref().map(|it| &*it.0), it.subject.as_ref().map(|it| it.1));
    let values: [&dyn db::Stored; 13] = [
        &it.id,
        &it.account,
        &it.grant,
        &it.place,
        &it.class,
        &kind,
        &bits,
        &it.purpose,
        &it.silent_basis,
        &it.until,
        &it.asked_at,
        &it.asked_on,
        &it.state,
    ];
    tx.run(SQL, &values).await?;
    Ok(())
}

pub(super) async fn find_clearance(tx: &mut Tx, id: ClearanceId) -> Result<Option<Listed>, Error> {
    tx.one(db::Sql::of(&[CLEARANCE, "WHERE c.id = $1"]), &[&id], listed).await
}

/// The clearances that `account` asked for, newest first.
pub(super) async fn clearances_of(
    tx: &mut Tx,
    account: AccountId,
    before: i64,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let rest = "WHERE c.account_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3";
    tx.all(db::Sql::of(&[CLEARANCE, rest]), &[&account, &before, &limit], listed).await
}

/// The clearances that were asked for inside `scope`, newest first; in one state, or in all.
pub(super) async fn clearances_in(
    tx: &mut Tx,
    scope: PlaceId,
    state: Option<ClearanceState>,
    before: i64,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let scoped = "JOIN place_within w ON w.place_id = c.place_id AND w.ancestor_id = $1
        WHERE c.id < $2";
    let rest = "ORDER BY c.id DESC LIMIT $3";
    match state {
        None => {
            let sql = db::Sql::of(&[CLEARANCE, scoped, rest]);
            tx.all(sql, &[&scope, &before, &limit], listed).await
        }
        Some(state) => {
            let sql = db::Sql::of(&[CLEARANCE, scoped, "AND c.state = $4", rest]);
            tx.all(sql, &[&scope, &before, &limit, &state], listed).await
        }
    }
}

/// Writes a decision on a request. Says whether it was still open.
pub(super) async fn decide(
    tx: &mut Tx,
    id: ClearanceId,
    state: ClearanceState,
    by: AccountId,
    at: Timestamp,
    reason: &str,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE clearance SET state = $2, decided_by = $3, decided_at = $4, reason = $5
        WHERE id = $1 AND state = 'asked'";
    Ok(tx.run(SQL, &[&id, &state, &by, &at, &reason]).await? == 1)
}

/// Takes a clearance back. Says whether it was approved.
pub(super) async fn end(tx: &mut Tx, id: ClearanceId) -> Result<bool, Error> {
    const SQL: &str = "UPDATE clearance SET state = 'ended' WHERE id = $1 AND state = 'approved'";
    Ok(tx.run(SQL, &[&id]).await? == 1)
}

/// A clearance of `account` in this identity that opens `class` of this subject on `today`; one
/// for the subject alone before one for the place.
pub(super) async fn find_running(
    tx: &mut Tx,
    (account, grant): (AccountId, vocab::GrantId),
    class: SealedClass,
    (kind, bits): (&str, i64),
    today: Date,
) -> Result<Option<(ClearanceId, bool)>, Error> {
    const SQL: &str = "
        SELECT id, CASE WHEN silent_basis IS NULL THEN 0 ELSE 1 END AS is_silent
        FROM clearance
        WHERE account_id = $1 AND grant_id = $2 AND data = $3 AND state = 'approved'
              AND until >= $4
              AND (subject_kind IS NULL OR (subject_kind = $5 AND subject_id = $6))
        ORDER BY CASE WHEN subject_kind IS NULL THEN 1 ELSE 0 END, id DESC
        LIMIT 1";
    tx.one(SQL, &[&account, &grant, &class, &today, &kind, &bits], |row| {
        Ok((row.get("id")?, row.get("is_silent")?))
    })
    .await
}

/// Who may decide for `place` on `day`: the accounts whose role heads it or what it lies in.
pub(super) async fn heads_over(
    tx: &mut Tx,
    place: PlaceId,
    day: Date,
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT g.account_id
        FROM role_grant g
        JOIN place_within w ON w.ancestor_id = g.place_id
        WHERE w.place_id = $1 AND g.role IN ('bureau-leader', 'principal')
              AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)";
    tx.all(SQL, &[&place, &day], |row| row.get("account_id")).await
}

/// Erases the personal values beside the records of acts about one subject; their salted hashes in
/// the records stay, so the chain stays whole.
pub(super) async fn erase_personal(tx: &mut Tx, kind: &str, bits: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM act_personal
        WHERE act_id IN (SELECT id FROM act WHERE subject_kind = $1 AND subject_id = $2)";
    tx.run(SQL, &[&kind, &bits]).await
}

pub(super) async fn delete_looks(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM look WHERE id IN (SELECT id FROM look WHERE at < $1 ORDER BY id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

/// By whole records: each has few values.
pub(super) async fn delete_act_personal(
    tx: &mut Tx,
    at: Timestamp,
    limit: i64,
) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM act_personal
        WHERE act_id IN (SELECT p.act_id FROM act_personal p JOIN act a ON a.id = p.act_id
                         WHERE a.at < $1 ORDER BY p.act_id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

pub(super) async fn delete_messages(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM message
        WHERE id IN (SELECT id FROM message WHERE made_at < $1 ORDER BY id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

/// Read ones, once no message about them is left.
pub(super) async fn delete_inbox(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM inbox
        WHERE id IN (SELECT i.id FROM inbox i LEFT JOIN message m ON m.notice_id = i.id
                     WHERE i.read_at < $1 AND m.id IS NULL ORDER BY i.id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

pub(super) async fn delete_jobs(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM job
        WHERE id IN (SELECT id FROM job WHERE ended_at < $1 ORDER BY ended_at, id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

/// Deletes clearances that were asked for before `at` and that no look names any more.
pub(super) async fn delete_clearances(
    tx: &mut Tx,
    at: Timestamp,
    limit: i64,
) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM clearance
        WHERE id IN (
            SELECT c.id FROM clearance c
            WHERE c.asked_at < $1
                  AND NOT EXISTS (SELECT 1 FROM look l WHERE l.clearance_id = c.id)
            ORDER BY c.id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}
