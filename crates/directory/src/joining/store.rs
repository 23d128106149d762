//! The SQL of joining.

use db::{Error, Row, Sql, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, ClassId, GuardianId, PlaceId, StudentId};

use super::model::{Known, NewRequest, Request, RequestId, RequestState};
use crate::{fields::Sealed, model::Relation};

/// The guardians at a telephone, with each child that they may act for on `day`.
pub(super) async fn known_at(
    tx: &mut Tx,
    phone_index: &str,
    day: Date,
) -> Result<Vec<Known>, Error> {
    const SQL: &str = "
        SELECT g.id, g.name, g.account_id, s.id AS student_id, s.id_sealed, s.roll_sealed
        FROM guardian g JOIN guardianship r ON r.guardian_id = g.id
        JOIN student s ON s.id = r.student_id
        WHERE g.phone_index = $1 AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
          AND r.is_guardian = 1 AND r.no_contact = 0
        ORDER BY g.id, s.id";
    let read = |row: &Row| {
        Ok(Known {
            guardian: row.get("id")?,
            name: row.get("name")?,
            account: row.get("account_id")?,
            student: row.get("student_id")?,
            id_sealed: row.get("id_sealed")?,
            roll_sealed: row.get("roll_sealed")?,
        })
    };
    tx.all(SQL, &[&phone_index.to_owned(), &day], read).await
}

/// The accounts in use of guardians and staff at a telephone.
pub(super) async fn accounts_at(
    tx: &mut Tx,
    [guardian, staff, partner]: [&String; 3],
    day: Date,
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT a.id FROM guardian g JOIN account a ON a.id = g.account_id
        WHERE g.phone_index = $1 AND a.state = 'active'
        UNION
        SELECT a.id FROM staff s JOIN account a ON a.id = s.account_id
        WHERE s.phone_index = $2 AND s.left_on IS NULL AND a.state = 'active'
        UNION
        SELECT a.id FROM institution_person p JOIN account a ON a.id = p.account_id
        WHERE p.phone_index = $3 AND (p.ended_on IS NULL OR p.ended_on > $4)
          AND a.state = 'active'
        ORDER BY 1";
    tx.all(SQL, &[guardian, staff, partner, &day], |row| row.get("id")).await
}

/// The child in a class whose ID number or 学籍号 has this index: the child and its name.
pub(super) async fn find_child(
    tx: &mut Tx,
    id_index: &str,
    roll_index: &str,
) -> Result<Option<(StudentId, String)>, Error> {
    const SQL: &str = "
        SELECT id, name FROM student
        WHERE (id_index = $1 OR roll_index = $2) AND class_id IS NOT NULL
        ORDER BY id LIMIT 1";
    let values: [&dyn db::Stored; 2] = [&id_index.to_owned(), &roll_index.to_owned()];
    tx.one(SQL, &values, |row| Ok((row.get("id")?, row.get("name")?))).await
}

/// The class of a child.
pub(super) async fn class_of(tx: &mut Tx, student: StudentId) -> Result<Option<ClassId>, Error> {
    const SQL: &str = "SELECT class_id FROM student WHERE id = $1 AND class_id IS NOT NULL";
    tx.one(SQL, &[&student], |row| row.get("class_id")).await
}

/// Adds a request, unless the same one waits already. Says whether it was added.
pub(super) async fn add_request(
    tx: &mut Tx,
    it: &NewRequest,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO guardian_request (id, kind, student_id, guardian_id, name, relation,
            phone_sealed, phone_index, asked_by, asked_at, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting')
        ON CONFLICT DO NOTHING";
    let values: [&dyn db::Stored; 10] = [
        &it.id,
        &it.kind,
        &it.student,
        &it.guardian,
        &it.name,
        &it.relation,
        &it.phone.text,
        &it.phone.index,
        &it.asked_by,
        &now,
    ];
    Ok(tx.run(SQL, &values).await? == 1)
}

fn request(row: &Row) -> Result<Request, Error> {
    let grade: Option<vocab::Grade> = row.get("grade")?;
    let number: i64 = row.get("class_number")?;
    Ok(Request {
        id: row.get("id")?,
        kind: row.get("kind")?,
        student: row.get("student_id")?,
        student_name: row.get("student_name")?,
        class_name: grade.map(|it| crate::rules::class_name(it, number)).unwrap_or_default(),
        guardian: row.get("guardian_id")?,
        name: row.get("name")?,
        relation: row.get("relation")?,
        phone_sealed: row.get("phone_sealed")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        state: row.get("state")?,
    })
}

const REQUEST: &str = "
    SELECT r.id, r.kind, r.student_id, s.name AS student_name, s.grade, s.class_number,
           r.guardian_id, r.name, r.relation, r.phone_sealed, r.asked_by, r.asked_at, r.state
    FROM guardian_request r JOIN student s ON s.id = r.student_id
    JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $1";

/// The requests for children in `scope` that wait, the oldest first.
pub(super) async fn waiting(
    tx: &mut Tx,
    scope: PlaceId,
    limit: i64,
) -> Result<Vec<Request>, Error> {
    const END: &str = "WHERE r.state = 'waiting' ORDER BY r.asked_at, r.id LIMIT $2";
    tx.all(Sql::of(&[REQUEST, END]), &[&scope, &limit], request).await
}

/// The request `id` for a child in `scope`.
pub(super) async fn find_request(
    tx: &mut Tx,
    scope: PlaceId,
    id: RequestId,
) -> Result<Option<Request>, Error> {
    const END: &str = "WHERE r.id = $2";
    tx.one(Sql::of(&[REQUEST, END]), &[&scope, &id], request).await
}

pub(super) async fn set_decided(
    tx: &mut Tx,
    id: RequestId,
    state: RequestState,
    reason: Option<&str>,
    (by, now): (AccountId, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE guardian_request SET state = $2, reason = $3, decided_by = $4, decided_at = $5
        WHERE id = $1 AND state = 'waiting'";
    let reason = reason.map(str::to_owned);
    tx.run(SQL, &[&id, &state, &reason, &by, &now]).await?;
    Ok(())
}

/// Where a guardian is reached from now on.
pub(super) async fn set_phone(tx: &mut Tx, id: GuardianId, phone: &Sealed) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE guardian SET phone_sealed = $2, phone_index = $3, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&id, &phone.text, &phone.index]).await?;
    Ok(())
}

/// Gives a guardian who has none an account.
pub(super) async fn set_account(
    tx: &mut Tx,
    id: GuardianId,
    account: AccountId,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE guardian SET account_id = $2 WHERE id = $1 AND account_id IS NULL";
    tx.run(SQL, &[&id, &account]).await?;
    Ok(())
}

/// Makes somebody who belongs to a child already its guardian.
pub(super) async fn set_guardian(
    tx: &mut Tx,
    (student, guardian): (StudentId, GuardianId),
    relation: Relation,
    day: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE guardianship SET is_guardian = 1, relation = $3
        WHERE student_id = $1 AND guardian_id = $2 AND no_contact = 0
          AND since <= $4 AND (until IS NULL OR until > $4)";
    tx.run(SQL, &[&student, &guardian, &relation, &day]).await?;
    Ok(())
}

/// The guardian who is `account`, and the telephone.
pub(super) async fn find_own(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<(GuardianId, String, Option<String>)>, Error> {
    const SQL: &str = "SELECT id, name, phone_sealed FROM guardian WHERE account_id = $1";
    let read = |row: &Row| Ok((row.get("id")?, row.get("name")?, row.get("phone_sealed")?));
    tx.one(SQL, &[&account], read).await
}

/// Deletes requests that were decided before `at`. Says how many.
pub(super) async fn delete_decided(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM guardian_request WHERE id IN (
            SELECT id FROM guardian_request WHERE decided_at < $1 ORDER BY decided_at, id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

/// Erases the requests about a child, or of a guardian, that are decided.
pub(crate) async fn erase_requests_about(tx: &mut Tx, student: i64) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM guardian_request WHERE student_id = $1 AND state <> 'waiting'";
    tx.run(SQL, &[&student]).await
}

/// The same of those that a guardian asked for, or that are about one.
pub(crate) async fn erase_requests_of(tx: &mut Tx, guardian: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM guardian_request
        WHERE state <> 'waiting' AND (guardian_id = $1 OR asked_by IN (
            SELECT account_id FROM guardian WHERE id = $1 AND account_id IS NOT NULL))";
    tx.run(SQL, &[&guardian]).await
}
