//! Of seats what others want to know: the classes, the national roll, whoever invents a county.

use db::{Error, Tx};
use vocab::{PlaceId, SchoolId, SchoolYear, Sex, StudentId};

use crate::{
    admission::roll::Enters,
    registration::{CampaignId, Entry, RegistrationId},
};

/// A child that reported, as the classes want to know it.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) registration: RegistrationId,
    pub(crate) student: Option<StudentId>,
    pub(crate) name: String,
    pub(crate) sex: Sex,
}

/// Who was admitted to a school for the year and reported there.
pub(crate) async fn arrived(
    tx: &mut Tx,
    (school, entry): (SchoolId, Entry),
    year: SchoolYear,
) -> Result<Vec<Arrived>, Error> {
    const SQL: &str = "
        SELECT r.id, r.student_id, r.name, r.sex
        FROM admission a JOIN campaign c ON c.id = a.campaign_id
        JOIN registration r ON r.id = a.registration_id
        WHERE a.school_id = $1 AND a.state = 'reported' AND c.entry = $2 AND c.year = $3
          AND c.rehearsal = 0
        ORDER BY r.number";
    tx.all(SQL, &[&school, &entry, &year.start()], |row| {
        Ok(Arrived {
            registration: row.get("id")?,
            student: row.get("student_id")?,
            name: row.get("name")?,
            sex: row.get("sex")?,
        })
    })
    .await
}

/// Who reported in a campaign at the schools of `scope`, as the roll wants to know it.
pub(in crate::admission) async fn enter(
    tx: &mut Tx,
    (campaign, scope): (CampaignId, PlaceId),
) -> Result<Vec<Enters>, Error> {
    const SQL: &str = "
        SELECT r.id, r.student_id, r.name, r.sex, r.birth_date, r.id_sealed, r.guardian_name,
               r.phone_sealed, r.address,
               (SELECT MAX(e.class_number) FROM classing_pupil e
                JOIN classing d ON d.id = e.classing_id
                WHERE e.registration_id = r.id AND d.stage = 'published') AS class_number
        FROM admission a JOIN registration r ON r.id = a.registration_id
        JOIN place_within w ON w.place_id = a.school_id AND w.ancestor_id = $2
        WHERE a.campaign_id = $1 AND a.state = 'reported'
        ORDER BY a.school_id, r.number";
    tx.all(SQL, &[&campaign, &scope], |row| {
        Ok(Enters {
            registration: row.get("id")?,
            student: row.get("student_id")?,
            name: row.get("name")?,
            sex: row.get("sex")?,
            born: row.get("birth_date")?,
            id_sealed: row.get("id_sealed")?,
            guardian: row.get("guardian_name")?,
            phone_sealed: row.get("phone_sealed")?,
            address: row.get("address")?,
            class: row.get("class_number")?,
        })
    })
    .await
}

/// Joins the children of a campaign with the places that they have on their schools' lists of classes.
pub(in crate::admission) async fn join_classes(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE classing_pupil SET registration_id =
            (SELECT r.id FROM registration r
             WHERE r.student_id = classing_pupil.student_id AND r.campaign_id = $1)
        WHERE student_id IN (SELECT student_id FROM registration WHERE campaign_id = $1)";
    tx.run(SQL, &[&campaign]).await
}

/// What a placement came to for a child, for whoever invents what followed.
pub(in crate::admission) struct Outcome {
    pub(in crate::admission) registration: RegistrationId,
    /// The school of the area.
    pub(in crate::admission) area: SchoolId,
    /// Where it was placed.
    pub(in crate::admission) placed: Option<SchoolId>,
    /// Whether a school knows it.
    pub(in crate::admission) is_pupil: bool,
}

/// What the placement of a campaign came to.
pub(in crate::admission) async fn outcome(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<Vec<Outcome>, Error> {
    const SQL: &str = "
        SELECT r.id, r.school_id, r.student_id, p.school_id AS placed
        FROM placement_run u JOIN placement p ON p.run_id = u.id
        JOIN registration r ON r.id = p.registration_id
        WHERE u.campaign_id = $1 ORDER BY r.id";
    tx.all(SQL, &[&campaign], |row| {
        Ok(Outcome {
            registration: row.get("id")?,
            area: row.get("school_id")?,
            placed: row.get("placed")?,
            is_pupil: row.get::<Option<StudentId>>("student_id")?.is_some(),
        })
    })
    .await
}
