//! The SQL that makes the small county.

use db::{Error, Tx};
use vocab::{AccountId, ClassId, PlaceId, SchoolId, StaffId, StudentId};

/// A class to be.
pub(in crate::year) struct NewClass {
    pub(in crate::year) id: ClassId,
    pub(in crate::year) school: SchoolId,
    pub(in crate::year) grade: i64,
    pub(in crate::year) number: i64,
    pub(in crate::year) head: StaffId,
}

/// A pupil to be.
pub(in crate::year) struct NewPupil {
    pub(in crate::year) id: StudentId,
    pub(in crate::year) name: String,
    pub(in crate::year) seat: i64,
    pub(in crate::year) family: i64,
}

/// The terms of two years with what the county settled for each.
pub(in crate::year) async fn add_terms(tx: &mut Tx) -> Result<(), Error> {
    const TERMS: &str = "
        INSERT INTO term (term, first_day, last_day)
        VALUES ('2021-1', '2021-09-01', '2022-01-21'), ('2021-2', '2022-02-14', '2022-06-30'),
               ('2022-1', '2022-09-01', '2023-01-13')";
    const SETTLED: &str = "
        INSERT INTO care_term (term, file_due, answer_days, work_ends)
        VALUES ('2021-1', '2021-08-27', 10, '17:00:00'), ('2021-2', '2022-02-10', 10, '17:00:00'),
               ('2022-1', '2022-08-26', 10, '17:00:00')";
    tx.run(TERMS, &[]).await?;
    tx.run(SETTLED, &[]).await?;
    Ok(())
}

pub(in crate::year) async fn add_school(
    tx: &mut Tx,
    school: SchoolId,
    town: PlaceId,
    kind: &str,
    stages: &[&str],
) -> Result<(), Error> {
    const SCHOOL: &str = "
        INSERT INTO school (id, town_id, kind, ownership, boarding, address)
        VALUES ($1, $2, $3, 'public', 0, '')";
    const STAGE: &str = "INSERT INTO school_stage (school_id, stage) VALUES ($1, $2)";
    tx.run(SCHOOL, &[&school, &town, &kind]).await?;
    for it in stages {
        tx.run(STAGE, &[&school, it]).await?;
    }
    Ok(())
}

/// A teacher who takes part in the service of the first term.
pub(in crate::year) async fn add_teacher(
    tx: &mut Tx,
    id: StaffId,
    school: SchoolId,
    name: &str,
    account: AccountId,
) -> Result<(), Error> {
    const STAFF: &str = "
        INSERT INTO staff (id, place_id, name, subject, account_id) VALUES ($1, $2, $3, '语文', $4)";
    const SERVES: &str = "
        INSERT INTO care_teacher (school_id, term, staff_id, since)
        VALUES ($1, '2021-1', $2, '2021-09-01')";
    tx.run(STAFF, &[&id, &school, &name, &account]).await?;
    tx.run(SERVES, &[&school, &id]).await?;
    Ok(())
}

pub(in crate::year) async fn add_class(tx: &mut Tx, it: &NewClass) -> Result<(), Error> {
    const CLASS: &str = "
        INSERT INTO class (id, school_id, school_year, stage, grade, number, head_id)
        VALUES ($1, $2, 2021, CASE WHEN $3 > 6 THEN 'junior' ELSE 'primary' END, $3, $4, $5)";
    const POST: &str = "
        INSERT INTO post (staff_id, place_id, duty, since, recorded_at)
        VALUES ($1, $2, 'class-teacher', '2021-08-01', 0)";
    tx.run(CLASS, &[&it.id, &it.school, &it.grade, &it.number, &it.head]).await?;
    tx.run(POST, &[&it.head, &it.id]).await?;
    Ok(())
}

pub(in crate::year) async fn add_pupils(
    tx: &mut Tx,
    class: &NewClass,
    pupils: &[NewPupil],
) -> Result<(), Error> {
    const FAMILY: &str = "INSERT INTO family (id, address)";
    const STUDENT: &str = "
        INSERT INTO student (id, family_id, name, standing, school_id, class_id, grade,
                             class_number, seat)";
    const ENROLMENT: &str = "
        INSERT INTO enrolment (student_id, since, recorded_at, school_id, class_id, grade,
                               standing, reason)";
    let families = pupils.iter().map(|it| db::row![it.family, ""]);
    tx.bulk(FAMILY, "ON CONFLICT DO NOTHING", families).await?;
    let (school, id, grade) = (class.school, class.id, class.grade);
    let students = pupils.iter().map(|it| {
        db::row![it.id, it.family, it.name, "enrolled", school, id, grade, class.number, it.seat]
    });
    tx.bulk(STUDENT, "", students).await?;
    let enrolments = pupils
        .iter()
        .map(|it| db::row![it.id, "2021-08-01", 0_i64, school, id, grade, "enrolled", "entry"]);
    tx.bulk(ENROLMENT, "", enrolments).await?;
    Ok(())
}

pub(in crate::year) async fn families(tx: &mut Tx) -> Result<Vec<i64>, Error> {
    tx.all("SELECT id FROM family ORDER BY id", &[], |row| row.get("id")).await
}

/// The guardian of a family, who is one to all its children.
pub(in crate::year) async fn add_guardian(
    tx: &mut Tx,
    family: i64,
    name: &str,
    account: AccountId,
) -> Result<(), Error> {
    const GUARDIAN: &str =
        "INSERT INTO guardian (id, family_id, name, account_id) VALUES ($1, $1, $2, $3)";
    const OF: &str = "
        INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
                                  no_contact, priority, since, recorded_at)
        SELECT id, $1, '52', 1, 1, 0, 1, '2021-08-01', 0 FROM student WHERE family_id = $1";
    tx.run(GUARDIAN, &[&family, &name, &account]).await?;
    tx.run(OF, &[&family]).await?;
    Ok(())
}
