//! Pupils and grown-ups whom a roll may name, found by blind index, some hundred at a time.

use db::{Error, Row, Sql, Tx};
use jiff::civil::Date;
use vocab::{FamilyId, Grade, GuardianId, RollKind, SchoolId, Sex, StudentId};

use crate::{
    model::{Relation, Standing},
    roll::KnownMember,
};

/// A pupil as stored: the document is still sealed.
pub(crate) struct StoredPupil {
    pub(crate) id: StudentId,
    pub(crate) name: String,
    pub(crate) sex: Option<Sex>,
    pub(crate) born: Option<Date>,
    pub(crate) id_kind: String,
    pub(crate) id_index: Option<String>,
    pub(crate) roll_kind: Option<RollKind>,
    pub(crate) roll_index: Option<String>,
    pub(crate) standing: Standing,
    pub(crate) school: Option<SchoolId>,
    pub(crate) grade: Option<Grade>,
    pub(crate) class_number: i64,
    pub(crate) seat: i64,
    pub(crate) registry: String,
    pub(crate) registry_sealed: Option<String>,
}

fn pupil(row: &Row) -> Result<StoredPupil, Error> {
    Ok(StoredPupil {
        id: row.get("id")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        born: row.get("birth_date")?,
        id_kind: row.get("id_kind")?,
        id_index: row.get("id_index")?,
        roll_kind: row.get("roll_kind")?,
        roll_index: row.get("roll_index")?,
        standing: row.get("standing")?,
        school: row.get("school_id")?,
        grade: row.get("grade")?,
        class_number: row.get("class_number")?,
        seat: row.get("seat")?,
        registry: row.get("registry")?,
        registry_sealed: row.get("registry_sealed")?,
    })
}

const PUPIL: &str = "
    SELECT id, name, sex, birth_date, id_kind, id_index, roll_kind, roll_index, standing, school_id,
           grade, class_number, seat, registry, registry_sealed
    FROM student WHERE";

pub(crate) async fn by_id_number(
    tx: &mut Tx,
    indexes: &[String],
) -> Result<Vec<StoredPupil>, Error> {
    tx.all_in(Sql::of(&[PUPIL, "id_index IN ($$)"]), &[], indexes, pupil).await
}

pub(crate) async fn by_roll_number(
    tx: &mut Tx,
    indexes: &[String],
) -> Result<Vec<StoredPupil>, Error> {
    tx.all_in(Sql::of(&[PUPIL, "roll_index IN ($$)"]), &[], indexes, pupil).await
}

/// Who belongs to each of `students`, as far as it has not ended.
pub(crate) async fn families(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(StudentId, KnownMember)>, Error> {
    const SQL: &str = "
        SELECT r.student_id, g.id, g.name, r.relation, r.is_guardian, r.no_contact, g.phone_index,
               g.id_index
        FROM guardianship r JOIN guardian g ON g.id = r.guardian_id
        WHERE r.until IS NULL AND r.student_id IN ($$)
        ORDER BY r.student_id, r.priority";
    tx.all_in(SQL, &[], students, |row| {
        let member = KnownMember {
            guardian: row.get("id")?,
            name: row.get("name")?,
            relation: row.get::<Relation>("relation")?,
            is_guardian: row.get("is_guardian")?,
            no_contact: row.get("no_contact")?,
            phone_index: row.get("phone_index")?,
            id_index: row.get("id_index")?,
        };
        Ok((row.get("student_id")?, member))
    })
    .await
}

/// A grown-up whom the directory knows.
#[derive(Clone)]
pub(crate) struct StoredGuardian {
    pub(crate) id: GuardianId,
    pub(crate) family: Option<FamilyId>,
    pub(crate) name: String,
    pub(crate) phone_index: Option<String>,
    pub(crate) id_index: Option<String>,
}

fn guardian(row: &Row) -> Result<StoredGuardian, Error> {
    Ok(StoredGuardian {
        id: row.get("id")?,
        family: row.get("family_id")?,
        name: row.get("name")?,
        phone_index: row.get("phone_index")?,
        id_index: row.get("id_index")?,
    })
}

pub(crate) async fn guardians_by_id_number(
    tx: &mut Tx,
    indexes: &[String],
) -> Result<Vec<StoredGuardian>, Error> {
    const SQL: &str = "
        SELECT id, family_id, name, phone_index, id_index FROM guardian WHERE id_index IN ($$)";
    tx.all_in(SQL, &[], indexes, guardian).await
}

pub(crate) async fn guardians_by_phone(
    tx: &mut Tx,
    indexes: &[String],
) -> Result<Vec<StoredGuardian>, Error> {
    const SQL: &str = "
        SELECT id, family_id, name, phone_index, id_index FROM guardian WHERE phone_index IN ($$)";
    tx.all_in(SQL, &[], indexes, guardian).await
}

/// The families of `students`.
pub(crate) async fn families_of(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(StudentId, Option<FamilyId>)>, Error> {
    const SQL: &str = "SELECT id, family_id FROM student WHERE id IN ($$)";
    tx.all_in(SQL, &[], students, |row| Ok((row.get("id")?, row.get("family_id")?))).await
}
