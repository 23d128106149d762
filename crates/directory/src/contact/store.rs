//! The SQL of orders that keep someone away, and of the bonds that they change.

use db::{Error, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, GuardianId, StudentId};

use super::model::{ContactOrderId, NewOrder, Order};
use crate::model::Guardian;

/// The orders about a child, those in force first.
pub(super) async fn orders(tx: &mut Tx, student: StudentId) -> Result<Vec<Order>, Error> {
    const SQL: &str = "
        SELECT o.id, o.guardian_id, g.name, o.document_sealed, o.issued_on, o.could_collect,
               o.set_on, o.reason_sealed, o.ended_on
        FROM contact_order o JOIN guardian g ON g.id = o.guardian_id
        WHERE o.student_id = $1
        ORDER BY o.ended_on DESC NULLS FIRST, o.id DESC";
    tx.all(SQL, &[&student], |row| {
        Ok(Order {
            id: row.get("id")?,
            guardian: row.get("guardian_id")?,
            name: row.get("name")?,
            document_sealed: row.get("document_sealed")?,
            issued_on: row.get("issued_on")?,
            could_collect: row.get("could_collect")?,
            set_on: row.get("set_on")?,
            reason_sealed: row.get("reason_sealed")?,
            ended_on: row.get("ended_on")?,
        })
    })
    .await
}

pub(super) async fn add_order(
    tx: &mut Tx,
    it: &NewOrder,
    (day, now): (Date, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO contact_order (id, student_id, guardian_id, document_sealed, issued_on,
            could_collect, set_on, set_at, set_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.student,
        &it.guardian,
        &it.document_sealed,
        &it.issued_on,
        &it.could_collect,
        &day,
        &now,
        &it.by,
    ];
    tx.run(SQL, values).await?;
    Ok(())
}

pub(super) async fn end_order(
    tx: &mut Tx,
    id: ContactOrderId,
    reason_sealed: &str,
    (day, now): (Date, Timestamp),
    by: Option<AccountId>,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE contact_order
        SET reason_sealed = $2, ended_on = $3, ended_at = $4, ended_by = $5
        WHERE id = $1 AND ended_on IS NULL";
    tx.run(SQL, &[&id, &reason_sealed, &day, &now, &by]).await?;
    Ok(())
}

/// Ends a bond that began before `day`.
pub(super) async fn end_bond(
    tx: &mut Tx,
    (student, guardian): (StudentId, GuardianId),
    (day, now): (Date, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE guardianship SET until = $3, ended_at = $4
        WHERE student_id = $1 AND guardian_id = $2 AND since < $3
          AND (until IS NULL OR until > $3)";
    tx.run(SQL, &[&student, &guardian, &day, &now]).await?;
    Ok(())
}

/// Begins a bond as `it` says; one that began on the same day is changed.
pub(super) async fn set_bond(
    tx: &mut Tx,
    student: StudentId,
    it: &Guardian,
    (day, now): (Date, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
            no_contact, priority, since, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (student_id, guardian_id, since) DO UPDATE
        SET may_collect = excluded.may_collect, no_contact = excluded.no_contact, until = NULL,
            ended_at = NULL";
    let values: &[&dyn db::Stored] = &[
        &student,
        &it.id,
        &it.relation,
        &it.is_guardian,
        &it.may_collect,
        &it.no_contact,
        &it.priority,
        &day,
        &now,
    ];
    tx.run(SQL, values).await?;
    Ok(())
}

/// Whether someone of this name, or who has this telephone, must not come near a child.
pub(crate) async fn is_barred(
    tx: &mut Tx,
    student: StudentId,
    (name, phone_index): (&str, Option<&String>),
    day: Date,
) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM guardianship r JOIN guardian g ON g.id = r.guardian_id
        WHERE r.student_id = $1 AND r.no_contact = 1 AND (g.name = $2 OR g.phone_index = $3)
          AND r.since <= $4 AND (r.until IS NULL OR r.until > $4)";
    let values: &[&dyn db::Stored] = &[&student, &name, &phone_index.cloned(), &day];
    let count = tx.one(SQL, values, |row| row.get::<i64>("n")).await?;
    Ok(count.unwrap_or(0) > 0)
}

/// Erases what has ended about a child.
pub(crate) async fn erase_ended(tx: &mut Tx, student: i64) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM contact_order WHERE student_id = $1 AND ended_on IS NOT NULL";
    tx.run(SQL, &[&student]).await
}
