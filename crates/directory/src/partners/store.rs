//! The SQL of the register of partners.

use db::{Error, Row, Sql, Tx};
use jiff::civil::Date;
use vocab::{AccountId, InstitutionId};

use super::{
    editing::Details,
    model::{Known, Partner, Person, Span},
};
use crate::model::PartnerPersonId;

fn span(row: &Row) -> Result<Span, Error> {
    Ok(Span {
        since: row.get("approved_on")?,
        until: row.get("ended_on")?,
        reason: row.get("end_reason")?,
    })
}

fn partner(row: &Row) -> Result<Partner, Error> {
    Ok(Partner {
        id: row.get("id")?,
        name: row.get("name")?,
        code: row.get("credit_code")?,
        field: row.get("field")?,
        span: span(row)?,
        version: row.get("version")?,
        teachers: row.get("teachers")?,
    })
}

/// `$1` is the day on which its people are counted.
const PARTNER: &str = "
    SELECT i.id, i.name, i.credit_code, i.field, i.approved_on, i.ended_on, i.end_reason,
           i.version,
           (SELECT COUNT(*) FROM institution_person p
            WHERE p.institution_id = i.id AND p.approved_on <= $1
              AND (p.ended_on IS NULL OR p.ended_on > $1)) AS teachers
    FROM institution i";

/// The whole register by name.
pub(super) async fn partners(tx: &mut Tx, day: Date) -> Result<Vec<Partner>, Error> {
    tx.all(Sql::of(&[PARTNER, "ORDER BY i.name, i.id"]), &[&day], partner).await
}

/// The partner `id`.
pub(super) async fn find_partner(
    tx: &mut Tx,
    id: InstitutionId,
    day: Date,
) -> Result<Option<Partner>, Error> {
    tx.one(Sql::of(&[PARTNER, "WHERE i.id = $2"]), &[&day, &id], partner).await
}

/// The partners that have one of `codes`.
pub(super) async fn partners_of(
    tx: &mut Tx,
    codes: &[String],
    day: Date,
) -> Result<Vec<Partner>, Error> {
    let sql = Sql::of(&[PARTNER, "WHERE i.credit_code IN ($$)"]);
    tx.all_in(sql, &[&day], codes, partner).await
}

/// Puts a partner on the register from `day` on, again if it had ended.
pub(super) async fn set_approved(tx: &mut Tx, id: InstitutionId, day: Date) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE institution
        SET approved_on = $2, ended_on = NULL, end_reason = NULL, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&id, &day]).await
}

/// Takes a partner off the register from `day` on.
pub(super) async fn set_ended(
    tx: &mut Tx,
    id: InstitutionId,
    (day, reason): (Date, &str),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE institution SET ended_on = $2, end_reason = $3, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&id, &day, &reason.to_owned()]).await
}

/// Ends everyone of a partner who has not ended before. Says how many.
pub(super) async fn end_people(
    tx: &mut Tx,
    institution: InstitutionId,
    (day, reason): (Date, &str),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE institution_person SET ended_on = $2, end_reason = $3, version = version + 1
        WHERE institution_id = $1 AND (ended_on IS NULL OR ended_on > $2)";
    tx.run(SQL, &[&institution, &day, &reason.to_owned()]).await
}

fn person(row: &Row) -> Result<Person, Error> {
    let account: Option<AccountId> = row.get("account_id")?;
    Ok(Person {
        id: row.get("id")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        subject: row.get("subject")?,
        phone_sealed: row.get("phone_sealed")?,
        account: account.zip(row.get("state")?),
        span: span(row)?,
        version: row.get("version")?,
    })
}

const PERSON: &str = "
    SELECT p.id, p.name, p.sex, p.subject, p.phone_sealed, p.account_id, a.state, p.approved_on,
           p.ended_on, p.end_reason, p.version
    FROM institution_person p LEFT JOIN account a ON a.id = p.account_id
    WHERE p.institution_id = $1";

/// Everyone who works or worked at a partner: those who ended come last.
pub(super) async fn people(tx: &mut Tx, institution: InstitutionId) -> Result<Vec<Person>, Error> {
    const ORDER: &str = "ORDER BY p.ended_on NULLS FIRST, p.approved_on NULLS LAST, p.id";
    tx.all(Sql::of(&[PERSON, ORDER]), &[&institution], person).await
}

/// The person `id` of a partner.
pub(super) async fn find_person(
    tx: &mut Tx,
    institution: InstitutionId,
    id: PartnerPersonId,
) -> Result<Option<Person>, Error> {
    tx.one(Sql::of(&[PERSON, "AND p.id = $2"]), &[&institution, &id], person).await
}

/// Everyone of `institutions`, as newcomers are held against them.
pub(super) async fn known_people(
    tx: &mut Tx,
    institutions: &[InstitutionId],
) -> Result<Vec<Known>, Error> {
    const SQL: &str = "
        SELECT id, institution_id, name, phone_index, ended_on FROM institution_person
        WHERE institution_id IN ($$)";
    tx.all_in(SQL, &[], institutions, |row| {
        Ok(Known {
            id: row.get("id")?,
            institution: row.get("institution_id")?,
            name: row.get("name")?,
            phone_index: row.get("phone_index")?,
            ended: row.get("ended_on")?,
        })
    })
    .await
}

/// Lets a person teach from `day` on.
pub(super) async fn set_person_approved(
    tx: &mut Tx,
    id: PartnerPersonId,
    day: Date,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE institution_person
        SET approved_on = $2, ended_on = NULL, end_reason = NULL, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&id, &day]).await
}

/// Ends a person from `day` on.
pub(super) async fn set_person_ended(
    tx: &mut Tx,
    id: PartnerPersonId,
    (day, reason): (Date, &str),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE institution_person SET ended_on = $2, end_reason = $3, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&id, &day, &reason.to_owned()]).await
}

/// Corrects a partner that was read at `version`. Says whether it was still so.
pub(super) async fn set_partner(
    tx: &mut Tx,
    (id, version): (InstitutionId, i64),
    name: &str,
    field: &str,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE institution SET name = $3, field = $4, version = version + 1
        WHERE id = $1 AND version = $2";
    Ok(tx.run(SQL, &[&id, &version, &name, &field]).await? == 1)
}

/// Corrects a person who was read at `version`. Says whether it was still so.
pub(super) async fn set_person(
    tx: &mut Tx,
    (id, version): (PartnerPersonId, i64),
    it: &Details,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE institution_person
        SET name = $3, sex = $4, subject = $5, phone_sealed = COALESCE($6, phone_sealed),
            phone_index = COALESCE($7, phone_index), version = version + 1
        WHERE id = $1 AND version = $2";
    let (phone, index) =
        (it.phone.as_ref().map(|it| &it.text), it.phone.as_ref().map(|it| &it.index));
    let (phone, index) = (phone.cloned(), index.cloned());
    let values: &[&dyn db::Stored] =
        &[&id, &version, &it.name, &it.sex, &it.subject, &phone, &index];
    Ok(tx.run(SQL, values).await? == 1)
}
