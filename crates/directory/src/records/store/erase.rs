//! What is erased, and what is asked before.

use db::{Error, Tx};
use jiff::civil::Date;

async fn exists(tx: &mut Tx, sql: &'static str, values: &[&dyn db::Stored]) -> Result<bool, Error> {
    let found: Option<i64> = tx.one(sql, values, |row| row.get("n")).await?;
    Ok(found.is_some())
}

pub(crate) async fn was_enrolled(tx: &mut Tx, bits: i64) -> Result<bool, Error> {
    exists(tx, "SELECT 1 AS n FROM enrolment WHERE student_id = $1 LIMIT 1", &[&bits]).await
}

/// Whether someone answers on `day` for a pupil who is at a school.
pub(crate) async fn guards_a_pupil(tx: &mut Tx, bits: i64, day: Date) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT 1 AS n FROM guardianship r JOIN student s ON s.id = r.student_id
        WHERE r.guardian_id = $1 AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
              AND s.standing IN ('enrolled', 'suspended')
        LIMIT 1";
    exists(tx, SQL, &[&bits, &day]).await
}

pub(crate) async fn works(tx: &mut Tx, bits: i64) -> Result<bool, Error> {
    exists(tx, "SELECT 1 AS n FROM staff WHERE id = $1 AND left_on IS NULL", &[&bits]).await
}

/// Erases what was only there to reach a pupil who has left.
pub(crate) async fn erase_student(tx: &mut Tx, bits: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE student SET registry = '{}', registry_sealed = NULL, version = version + 1
        WHERE id = $1 AND standing IN ('left', 'graduated')
              AND (registry <> '{}' OR registry_sealed IS NOT NULL)";
    tx.run(SQL, &[&bits]).await
}

pub(crate) async fn erase_guardian_number(tx: &mut Tx, bits: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE guardian SET id_sealed = NULL, id_index = NULL, version = version + 1
        WHERE id = $1 AND id_sealed IS NOT NULL";
    tx.run(SQL, &[&bits]).await
}

/// Erases the telephone of a guardian whose children have all left.
pub(crate) async fn erase_guardian_phone(tx: &mut Tx, bits: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE guardian SET phone_sealed = NULL, phone_index = NULL, version = version + 1
        WHERE id = $1 AND phone_sealed IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM guardianship r JOIN student s ON s.id = r.student_id
            WHERE r.guardian_id = guardian.id AND r.until IS NULL
                  AND s.standing IN ('enrolled', 'suspended'))";
    tx.run(SQL, &[&bits]).await
}

/// Whether someone of a partner may teach on `day`, or is still being checked.
pub(crate) async fn teaches(tx: &mut Tx, bits: i64, day: Date) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT 1 AS n FROM institution_person
        WHERE id = $1 AND (ended_on IS NULL OR ended_on > $2)";
    exists(tx, SQL, &[&bits, &day]).await
}

/// Erases the telephone and the sex of someone of a partner who teaches no more.
pub(crate) async fn erase_partner_person(tx: &mut Tx, bits: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE institution_person
        SET phone_sealed = NULL, phone_index = NULL, sex = NULL, version = version + 1
        WHERE id = $1 AND ended_on IS NOT NULL AND (phone_sealed IS NOT NULL OR sex IS NOT NULL)";
    tx.run(SQL, &[&bits]).await
}

/// Erases the telephone of someone who works there no more.
pub(crate) async fn erase_staff(tx: &mut Tx, bits: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE staff SET phone_sealed = NULL, phone_index = NULL, version = version + 1
        WHERE id = $1 AND left_on IS NOT NULL AND phone_sealed IS NOT NULL";
    tx.run(SQL, &[&bits]).await
}
