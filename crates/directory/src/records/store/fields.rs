//! The fields that can be corrected, read and written.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::{Personal, Sex};

use crate::fields::Sealed;

async fn text(
    tx: &mut Tx,
    sql: &'static str,
    bits: i64,
) -> Result<Option<Personal<String>>, Error> {
    let found: Option<Option<String>> = tx.one(sql, &[&bits], |row| row.get("value")).await?;
    Ok(found.flatten().map(Personal::new))
}

pub(crate) async fn student_name(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<Personal<String>>, Error> {
    text(tx, "SELECT name AS value FROM student WHERE id = $1", bits).await
}

pub(crate) async fn student_sex(tx: &mut Tx, bits: i64) -> Result<Option<Personal<String>>, Error> {
    const SQL: &str = "
        SELECT CASE sex WHEN 1 THEN '男' WHEN 2 THEN '女' END AS value FROM student WHERE id = $1";
    text(tx, SQL, bits).await
}

pub(crate) async fn student_born(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<Personal<String>>, Error> {
    text(tx, "SELECT birth_date AS value FROM student WHERE id = $1", bits).await
}

pub(crate) async fn student_address(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<Personal<String>>, Error> {
    const SQL: &str = "
        SELECT f.address AS value FROM student s JOIN family f ON f.id = s.family_id
        WHERE s.id = $1";
    text(tx, SQL, bits).await
}

pub(crate) async fn guardian_name(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<Personal<String>>, Error> {
    text(tx, "SELECT name AS value FROM guardian WHERE id = $1", bits).await
}

pub(crate) async fn staff_name(tx: &mut Tx, bits: i64) -> Result<Option<Personal<String>>, Error> {
    text(tx, "SELECT name AS value FROM staff WHERE id = $1", bits).await
}

async fn sealed(tx: &mut Tx, sql: &'static str, bits: i64) -> Result<Option<String>, Error> {
    let found: Option<Option<String>> = tx.one(sql, &[&bits], |row| row.get("value")).await?;
    Ok(found.flatten())
}

/// The sealed ID number of a pupil.
pub(crate) async fn student_id_number(tx: &mut Tx, bits: i64) -> Result<Option<String>, Error> {
    sealed(tx, "SELECT id_sealed AS value FROM student WHERE id = $1", bits).await
}

pub(crate) async fn guardian_phone(tx: &mut Tx, bits: i64) -> Result<Option<String>, Error> {
    sealed(tx, "SELECT phone_sealed AS value FROM guardian WHERE id = $1", bits).await
}

pub(crate) async fn staff_phone(tx: &mut Tx, bits: i64) -> Result<Option<String>, Error> {
    sealed(tx, "SELECT phone_sealed AS value FROM staff WHERE id = $1", bits).await
}

pub(crate) async fn set_student_name(tx: &mut Tx, bits: i64, name: &str) -> Result<(), Error> {
    const SQL: &str = "UPDATE student SET name = $2, version = version + 1 WHERE id = $1";
    tx.run(SQL, &[&bits, &name]).await.map(drop)
}

pub(crate) async fn set_student_sex(tx: &mut Tx, bits: i64, sex: Sex) -> Result<(), Error> {
    const SQL: &str = "UPDATE student SET sex = $2, version = version + 1 WHERE id = $1";
    tx.run(SQL, &[&bits, &sex.code()]).await.map(drop)
}

pub(crate) async fn set_student_born(tx: &mut Tx, bits: i64, born: Date) -> Result<(), Error> {
    const SQL: &str = "UPDATE student SET birth_date = $2, version = version + 1 WHERE id = $1";
    tx.run(SQL, &[&bits, &born]).await.map(drop)
}

/// The address of the pupil's family, which is that of its siblings. Says whether there is one.
pub(crate) async fn set_student_address(
    tx: &mut Tx,
    bits: i64,
    address: &str,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE family SET address = $2
        WHERE id = (SELECT family_id FROM student WHERE id = $1)";
    Ok(tx.run(SQL, &[&bits, &address]).await? == 1)
}

pub(crate) async fn set_guardian_name(tx: &mut Tx, bits: i64, name: &str) -> Result<(), Error> {
    const SQL: &str = "UPDATE guardian SET name = $2, version = version + 1 WHERE id = $1";
    tx.run(SQL, &[&bits, &name]).await.map(drop)
}

pub(crate) async fn set_staff_name(tx: &mut Tx, bits: i64, name: &str) -> Result<(), Error> {
    const SQL: &str = "UPDATE staff SET name = $2, version = version + 1 WHERE id = $1";
    tx.run(SQL, &[&bits, &name]).await.map(drop)
}

/// The name of the account of a guardian, of someone who works somewhere or at a partner.
pub(crate) async fn set_account_name(tx: &mut Tx, bits: i64, name: &str) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE account SET name = $2
        WHERE id IN (SELECT account_id FROM guardian WHERE id = $1
                     UNION ALL SELECT account_id FROM staff WHERE id = $1
                     UNION ALL SELECT account_id FROM institution_person WHERE id = $1)";
    tx.run(SQL, &[&bits, &name]).await.map(drop)
}

pub(crate) async fn partner_person_name(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<Personal<String>>, Error> {
    text(tx, "SELECT name AS value FROM institution_person WHERE id = $1", bits).await
}

pub(crate) async fn partner_person_phone(tx: &mut Tx, bits: i64) -> Result<Option<String>, Error> {
    sealed(tx, "SELECT phone_sealed AS value FROM institution_person WHERE id = $1", bits).await
}

pub(crate) async fn set_partner_person_name(
    tx: &mut Tx,
    bits: i64,
    name: &str,
) -> Result<(), Error> {
    const SQL: &str =
        "UPDATE institution_person SET name = $2, version = version + 1 WHERE id = $1";
    tx.run(SQL, &[&bits, &name]).await.map(drop)
}

pub(crate) async fn set_partner_person_phone(
    tx: &mut Tx,
    bits: i64,
    it: &Sealed,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE institution_person SET phone_sealed = $2, phone_index = $3, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&bits, &it.text, &it.index]).await.map(drop)
}

pub(crate) async fn set_guardian_phone(tx: &mut Tx, bits: i64, it: &Sealed) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE guardian SET phone_sealed = $2, phone_index = $3, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&bits, &it.text, &it.index]).await.map(drop)
}

pub(crate) async fn set_staff_phone(tx: &mut Tx, bits: i64, it: &Sealed) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE staff SET phone_sealed = $2, phone_index = $3, version = version + 1
        WHERE id = $1";
    tx.run(SQL, &[&bits, &it.text, &it.index]).await.map(drop)
}
