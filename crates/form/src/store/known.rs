//! The SQL of what the platform knows before anybody is asked.

use db::{Error, Tx};
use vocab::{AccountId, GuardianId, PlaceId, StaffId, StudentId};

/// What the roll says of a pupil.
pub(crate) struct PupilFacts {
    pub(crate) name: String,
    pub(crate) sex: Option<i64>,
    pub(crate) born: Option<String>,
    pub(crate) class: Option<String>,
    pub(crate) school: Option<String>,
}

pub(crate) async fn pupil(tx: &mut Tx, id: StudentId) -> Result<Option<PupilFacts>, Error> {
    const SQL: &str = "
        SELECT s.name, s.sex, s.birth_date, c.name AS class_name, p.name AS school_name
        FROM student s LEFT JOIN place c ON c.id = s.class_id LEFT JOIN place p ON p.id = s.school_id
        WHERE s.id = $1";
    tx.one(SQL, &[&id], |row| {
        Ok(PupilFacts {
            name: row.get("name")?,
            sex: row.get("sex")?,
            born: row.get("birth_date")?,
            class: row.get("class_name")?,
            school: row.get("school_name")?,
        })
    })
    .await
}

/// What the list of schools says of the school around a place.
pub(crate) struct SchoolFacts {
    pub(crate) id: PlaceId,
    pub(crate) name: String,
    pub(crate) code: Option<String>,
    pub(crate) address: String,
    pub(crate) town: String,
}

pub(crate) async fn school(tx: &mut Tx, place: PlaceId) -> Result<Option<SchoolFacts>, Error> {
    const SQL: &str = "
        SELECT h.id, p.name, p.code, h.address, t.name AS town_name
        FROM place_within w JOIN school h ON h.id = w.ancestor_id
        JOIN place p ON p.id = h.id JOIN place t ON t.id = h.town_id
        WHERE w.place_id = $1";
    tx.one(SQL, &[&place], |row| {
        Ok(SchoolFacts {
            id: row.get("id")?,
            name: row.get("name")?,
            code: row.get("code")?,
            address: row.get("address")?,
            town: row.get("town_name")?,
        })
    })
    .await
}

/// How many pupils sit in classes of a school.
pub(crate) async fn pupils(tx: &mut Tx, school: PlaceId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM student WHERE school_id = $1 AND class_number > 0";
    Ok(tx.one(SQL, &[&school], |row| row.get("n")).await?.unwrap_or_default())
}

/// The sealed telephone of somebody of the staff.
pub(crate) async fn staff_phone(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<(StaffId, Option<String>)>, Error> {
    const SQL: &str = "SELECT id, phone_sealed FROM staff WHERE account_id = $1";
    tx.one(SQL, &[&account], |row| Ok((row.get("id")?, row.get("phone_sealed")?))).await
}

/// The sealed telephone of a guardian.
pub(crate) async fn guardian_phone(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<(GuardianId, Option<String>)>, Error> {
    const SQL: &str = "SELECT id, phone_sealed FROM guardian WHERE account_id = $1";
    tx.one(SQL, &[&account], |row| Ok((row.get("id")?, row.get("phone_sealed")?))).await
}
