//! Who someone is, and how families answered what they were asked.

use db::{Error, Row, Sql, Tx};
use jiff::civil::Date;
use platform::{
    consents::{Part, TextId},
    privacy::Ward,
};
use vocab::{AccountId, Kind as _, Personal, names::kinds};

use super::scope;
use crate::scope::{Reach, Scope};

/// The records of the account's own person: as a guardian, at the school of a child; as someone who
/// works somewhere, there; as someone of a partner, at no place.
pub(crate) async fn own_records(
    tx: &mut Tx,
    account: AccountId,
    day: Date,
) -> Result<Vec<Ward>, Error> {
    const SQL: &str = "
        SELECT 'gua' AS kind, g.id, g.name, MIN(s.school_id) AS place_id
        FROM guardian g
        LEFT JOIN guardianship r ON r.guardian_id = g.id
             AND r.since <= $2 AND (r.until IS NULL OR r.until > $2) AND r.no_contact = 0
        LEFT JOIN student s ON s.id = r.student_id
        WHERE g.account_id = $1
        GROUP BY g.id, g.name
        UNION ALL
        SELECT 'stf' AS kind, f.id, f.name, f.place_id
        FROM staff f WHERE f.account_id = $1
        UNION ALL
        SELECT 'ptr' AS kind, p.id, p.name, CAST(NULL AS BIGINT) AS place_id
        FROM institution_person p WHERE p.account_id = $1";
    tx.all(SQL, &[&account, &day], own).await
}

fn own(row: &Row) -> Result<Ward, Error> {
    let kind: String = row.get("kind")?;
    let kind = match kind.as_str() {
        "gua" => kinds::GuardianId::PREFIX,
        "ptr" => crate::records::PARTNER_PERSON,
        _ => kinds::StaffId::PREFIX,
    };
    let name = Personal::new(row.get("name")?);
    Ok(Ward { kind, bits: row.get("id")?, name, born: None, place: row.get("place_id")? })
}

/// How the guardians of the pupils of `scope` have answered a text: by school, within a school by
/// class. Of pupils born after `born_after` alone, where it is given; one without a birthday counts
/// as young.
pub(crate) async fn consents_by_place(
    tx: &mut Tx,
    scope: Scope,
    text: TextId,
    born_after: Option<Date>,
) -> Result<Vec<Part>, Error> {
    const START: &str = "
        SELECT p.name, COUNT(*) AS n,
               COUNT(CASE WHEN c.answer = 'agreed' THEN 1 END) AS agreed,
               COUNT(CASE WHEN c.answer = 'refused' THEN 1 END) AS refused
        FROM student s";
    const BY_SCHOOL: &str = "JOIN place p ON p.id = s.school_id";
    const BY_CLASS: &str = "JOIN place p ON p.id = COALESCE(s.class_id, s.school_id)";
    const ANSWERS: &str = "
        LEFT JOIN consent c ON c.text_id = $2 AND c.subject_kind = 'stu' AND c.subject_id = s.id
             AND c.ended_at IS NULL
        WHERE";
    const END: &str = "
          AND s.standing IN ('enrolled', 'suspended')
          AND ($3 IS NULL OR s.birth_date IS NULL OR s.birth_date > $3)
        GROUP BY p.id, p.name, p.position
        ORDER BY p.position, p.id";
    let place = if scope.reach <= Reach::School { BY_CLASS } else { BY_SCHOOL };
    let sql = Sql::of(&[START, place, ANSWERS, scope::pupils(scope), END]);
    tx.all(sql, &[&scope.place, &text, &born_after], |row| {
        Ok(Part {
            name: row.get("name")?,
            all: row.get("n")?,
            agreed: row.get("agreed")?,
            refused: row.get("refused")?,
        })
    })
    .await
}

/// The sealed telephones of guardians, by account, with the bits of the row that each is sealed for.
pub(crate) async fn guardian_phones(
    tx: &mut Tx,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, i64, String)>, Error> {
    const SQL: &str = "
        SELECT account_id, id, phone_sealed FROM guardian
        WHERE phone_sealed IS NOT NULL AND account_id IN ($$)";
    tx.all_in(SQL, &[], accounts, phone).await
}

/// The same of those who work somewhere.
pub(crate) async fn staff_phones(
    tx: &mut Tx,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, i64, String)>, Error> {
    const SQL: &str = "
        SELECT account_id, id, phone_sealed FROM staff
        WHERE phone_sealed IS NOT NULL AND left_on IS NULL AND account_id IN ($$)";
    tx.all_in(SQL, &[], accounts, phone).await
}

/// The same of those of partners who have not ended.
pub(crate) async fn partner_phones(
    tx: &mut Tx,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, i64, String)>, Error> {
    const SQL: &str = "
        SELECT account_id, id, phone_sealed FROM institution_person
        WHERE phone_sealed IS NOT NULL AND ended_on IS NULL AND account_id IN ($$)";
    tx.all_in(SQL, &[], accounts, phone).await
}

fn phone(row: &Row) -> Result<(AccountId, i64, String), Error> {
    Ok((row.get("account_id")?, row.get("id")?, row.get("phone_sealed")?))
}
