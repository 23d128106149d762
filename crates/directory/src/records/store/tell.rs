//! What is told to people of their records.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use platform::seal::Field;
use vocab::{RollKind, Sex};

use crate::{
    fields,
    model::{Duty, Relation, Standing},
};

/// Facts of a record: those that are open, and those that open with a key.
pub(crate) struct Facts {
    pub(crate) open: Vec<(&'static str, Option<String>)>,
    pub(crate) sealed: Vec<(&'static str, Field, Option<String>)>,
}

/// The facts of a pupil, and the remaining columns of the roll: open and sealed.
pub(crate) async fn student_facts(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<(Facts, String, Option<String>)>, Error> {
    const SQL: &str = "
        SELECT s.name, s.sex, s.birth_date, s.roll_kind, s.id_sealed, s.roll_sealed, s.registry,
               s.registry_sealed, f.address, p.name AS school
        FROM student s
        LEFT JOIN family f ON f.id = s.family_id
        LEFT JOIN place p ON p.id = s.school_id
        WHERE s.id = $1";
    tx.one(SQL, &[&bits], |row| {
        let (sex, kind): (Option<Sex>, Option<RollKind>) = (row.get("sex")?, row.get("roll_kind")?);
        let born: Option<Date> = row.get("birth_date")?;
        let open = vec![
            ("姓名", row.get("name")?),
            ("性别", sex.map(|it| it.label().to_owned())),
            ("出生日期", born.map(|it| it.to_string())),
            ("学校", row.get("school")?),
            ("家庭住址", row.get("address")?),
            ("学籍号类别", kind.map(|it| it.label().to_owned())),
        ];
        let sealed = vec![
            ("身份证件号", fields::STUDENT_ID, row.get("id_sealed")?),
            ("学籍号", fields::STUDENT_ROLL, row.get("roll_sealed")?),
        ];
        Ok((Facts { open, sealed }, row.get("registry")?, row.get("registry_sealed")?))
    })
    .await
}

pub(crate) async fn guardian_facts(tx: &mut Tx, bits: i64) -> Result<Option<Facts>, Error> {
    const SQL: &str = "
        SELECT g.name, g.phone_sealed, g.id_sealed, f.address
        FROM guardian g LEFT JOIN family f ON f.id = g.family_id WHERE g.id = $1";
    tx.one(SQL, &[&bits], |row| {
        let open = vec![("姓名", row.get("name")?), ("家庭住址", row.get("address")?)];
        let sealed = vec![
            ("手机号", fields::GUARDIAN_PHONE, row.get("phone_sealed")?),
            ("身份证件号", fields::GUARDIAN_ID, row.get("id_sealed")?),
        ];
        Ok(Facts { open, sealed })
    })
    .await
}

pub(crate) async fn staff_facts(tx: &mut Tx, bits: i64) -> Result<Option<Facts>, Error> {
    const SQL: &str = "
        SELECT s.name, s.sex, s.subject, s.phone_sealed, s.left_on, p.name AS place
        FROM staff s JOIN place p ON p.id = s.place_id WHERE s.id = $1";
    tx.one(SQL, &[&bits], |row| {
        let (sex, left): (Option<Sex>, Option<Date>) = (row.get("sex")?, row.get("left_on")?);
        let open = vec![
            ("姓名", row.get("name")?),
            ("性别", sex.map(|it| it.label().to_owned())),
            ("单位", row.get("place")?),
            ("任教学科", row.get("subject")?),
            ("离职日期", left.map(|it| it.to_string())),
        ];
        let sealed = vec![("手机号", fields::STAFF_PHONE, row.get("phone_sealed")?)];
        Ok(Facts { open, sealed })
    })
    .await
}

/// The facts of someone who works at a partner.
pub(crate) async fn partner_person_facts(tx: &mut Tx, bits: i64) -> Result<Option<Facts>, Error> {
    const SQL: &str = "
        SELECT p.name, p.sex, p.subject, p.phone_sealed, p.approved_on, p.ended_on, p.end_reason,
               i.name AS partner
        FROM institution_person p JOIN institution i ON i.id = p.institution_id
        WHERE p.id = $1";
    tx.one(SQL, &[&bits], |row| {
        let sex: Option<Sex> = row.get("sex")?;
        let open = vec![
            ("姓名", row.get("name")?),
            ("性别", sex.map(|it| it.label().to_owned())),
            ("机构", row.get("partner")?),
            ("任教科目", row.get("subject")?),
            ("准入日期", row.get("approved_on")?),
            ("停止日期", row.get("ended_on")?),
            ("停止原因", row.get("end_reason")?),
        ];
        let sealed = vec![("手机号", fields::PARTNER_PHONE, row.get("phone_sealed")?)];
        Ok(Facts { open, sealed })
    })
    .await
}

/// 至今, where something goes on.
fn until(row: &Row) -> Result<String, Error> {
    let until: Option<Date> = row.get("until")?;
    Ok(until.map_or_else(|| "至今".to_owned(), |it| it.to_string()))
}

fn day(row: &Row, column: &str) -> Result<String, Error> {
    let day: Date = row.get(column)?;
    Ok(day.to_string())
}

fn yes(row: &Row, column: &str) -> Result<String, Error> {
    let yes: bool = row.get(column)?;
    Ok(if yes { "是" } else { "否" }.to_owned())
}

pub(crate) async fn enrolment_rows(tx: &mut Tx, bits: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT e.since, e.until, p.name, e.standing, e.reason
        FROM enrolment e JOIN place p ON p.id = e.school_id
        WHERE e.student_id = $1 AND e.superseded_at IS NULL ORDER BY e.since DESC";
    tx.all(SQL, &[&bits], |row| {
        let (standing, reason): (Standing, String) = (row.get("standing")?, row.get("reason")?);
        let reason = crate::rules::reason_label(&reason).to_owned();
        let standing = standing.label().to_owned();
        Ok(vec![day(row, "since")?, until(row)?, row.get("name")?, standing, reason])
    })
    .await
}

pub(crate) async fn guardian_rows(
    tx: &mut Tx,
    bits: i64,
    on: Date,
) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT r.relation, g.name, r.is_guardian, r.may_collect, r.no_contact
        FROM guardianship r JOIN guardian g ON g.id = r.guardian_id
        WHERE r.student_id = $1 AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
        ORDER BY r.priority, g.id";
    tx.all(SQL, &[&bits, &on], |row| {
        let relation: Relation = row.get("relation")?;
        let (guardian, collect) = (yes(row, "is_guardian")?, yes(row, "may_collect")?);
        let label = relation.label().to_owned();
        Ok(vec![label, row.get("name")?, guardian, collect, yes(row, "no_contact")?])
    })
    .await
}

pub(crate) async fn ward_rows(tx: &mut Tx, bits: i64, on: Date) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT s.name, r.relation, r.since
        FROM guardianship r JOIN student s ON s.id = r.student_id
        WHERE r.guardian_id = $1 AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
          AND r.no_contact = 0
        ORDER BY r.since, s.id";
    tx.all(SQL, &[&bits, &on], |row| {
        let relation: Relation = row.get("relation")?;
        Ok(vec![row.get("name")?, relation.label().to_owned(), day(row, "since")?])
    })
    .await
}

pub(crate) async fn post_rows(tx: &mut Tx, bits: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT o.duty, p.name, o.since, o.until
        FROM post o JOIN place p ON p.id = o.place_id
        WHERE o.staff_id = $1 ORDER BY o.since DESC, p.id";
    tx.all(SQL, &[&bits], |row| {
        let duty: Duty = row.get("duty")?;
        Ok(vec![duty.label().to_owned(), row.get("name")?, day(row, "since")?, until(row)?])
    })
    .await
}
