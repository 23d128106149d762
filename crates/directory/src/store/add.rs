//! Rows in bulk: what the demo county and the roll's import bring.

use db::{Error, Tx, row};
use jiff::{Timestamp, civil::Date};
use platform::access::Place;
use vocab::{FamilyId, PlaceId, SchoolId, StaffId, Stage, Term};

use crate::{
    fields::Sealed,
    model::{
        Duty, NewClass, NewGuardian, NewGuardianship, NewPartner, NewPartnerPerson, NewRegistry,
        NewSchool, NewStaff, NewStudent, Standing,
    },
};

fn halves(sealed: Option<&Sealed>) -> (Option<String>, Option<String>) {
    (sealed.map(|it| it.text.clone()), sealed.map(|it| it.index.clone()))
}

pub(crate) async fn add_staff(tx: &mut Tx, staff: &[NewStaff]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO staff (id, place_id, name, sex, subject, phone_sealed, phone_index, account_id)";
    let rows = staff.iter().map(|it| {
        let (phone, index) = halves(it.phone.as_ref());
        row![it.id, it.place, it.name, it.sex, it.subject, phone, index, it.account]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

pub(crate) async fn add_schools(tx: &mut Tx, schools: &[NewSchool]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO school (id, town_id, kind, ownership, boarding, address)";
    let rows = schools
        .iter()
        .map(|it| row![it.id, it.town, it.form, it.ownership, it.boarding, it.address]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Adds schools, or takes over what differs of those that are there.
pub(crate) async fn set_schools(tx: &mut Tx, schools: &[NewSchool]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO school (id, town_id, kind, ownership, boarding, address)";
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE SET town_id = excluded.town_id, kind = excluded.kind,
            ownership = excluded.ownership, boarding = excluded.boarding,
            address = excluded.address";
    let rows = schools
        .iter()
        .map(|it| row![it.id, it.town, it.form, it.ownership, it.boarding, it.address]);
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Adds the places of schools, or takes over their names and towns.
pub(crate) async fn set_school_places(tx: &mut Tx, places: &[Place]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO place (id, kind, parent_id, code, name, position, since)";
    const TAIL: &str =
        "ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name";
    let rows = places.iter().map(|it| {
        row![it.id, it.kind.key().to_owned(), it.parent, it.code, it.name, it.position, it.since]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

pub(crate) async fn clear_stages(tx: &mut Tx, schools: &[SchoolId]) -> Result<(), Error> {
    tx.run_in("DELETE FROM school_stage WHERE school_id IN ($$)", &[], schools).await?;
    Ok(())
}

pub(crate) async fn add_stages(
    tx: &mut Tx,
    stages: impl Iterator<Item = (SchoolId, Stage)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO school_stage (school_id, stage)";
    tx.bulk(SQL, "", stages.map(|(school, stage)| row![school, stage])).await?;
    Ok(())
}

/// Adds classes; of one that is there, only which class it follows is taken over.
pub(crate) async fn add_classes(tx: &mut Tx, classes: &[NewClass]) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO class (id, school_id, school_year, stage, grade, number, head_id, follows_id)";
    const TAIL: &str = "ON CONFLICT (id) DO UPDATE SET follows_id = excluded.follows_id";
    let rows = classes.iter().map(|it| {
        row![it.id, it.school, it.year, it.stage, it.grade, it.number, it.head, it.follows]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

pub(crate) async fn add_posts(
    tx: &mut Tx,
    posts: impl Iterator<Item = (StaffId, PlaceId, Duty)>,
    since: Date,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO post (staff_id, place_id, duty, since, recorded_at)";
    tx.bulk(SQL, "", posts.map(|(staff, place, duty)| row![staff, place, duty, since, now]))
        .await?;
    Ok(())
}

pub(crate) async fn add_families(
    tx: &mut Tx,
    families: impl Iterator<Item = (FamilyId, PlaceId, String)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO family (id, town_id, address)";
    tx.bulk(SQL, "", families.map(|(id, town, address)| row![id, town, address])).await?;
    Ok(())
}

const STUDENT: &str = "
    INSERT INTO student (id, family_id, name, sex, birth_date, id_kind, id_sealed, id_index,
        roll_kind, roll_sealed, roll_index, standing, school_id, class_id, grade, class_number,
        seat, registry, registry_sealed)";

fn student(it: &NewStudent) -> [db::Value; 19] {
    let (id_number, id_index) = halves(it.id_number.as_ref());
    let (roll, roll_index) = halves(it.roll.as_ref());
    let at = it.seating;
    row![
        it.id,
        it.family,
        it.name,
        it.sex,
        it.born,
        it.id_kind,
        id_number,
        id_index,
        it.roll_kind,
        roll,
        roll_index,
        it.standing,
        at.map(|it| it.school),
        at.and_then(|it| it.class),
        at.map(|it| it.grade),
        at.map_or(0, |it| it.class_number),
        at.map_or(0, |it| it.seat),
        it.registry,
        it.registry_sealed,
    ]
}

pub(crate) async fn add_students(tx: &mut Tx, students: &[NewStudent]) -> Result<(), Error> {
    tx.bulk(STUDENT, "", students.iter().map(student)).await?;
    Ok(())
}

/// Takes over the details of pupils who are there: what is not given stays.
pub(crate) async fn set_details(tx: &mut Tx, students: &[NewStudent]) -> Result<(), Error> {
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, sex = excluded.sex, birth_date = excluded.birth_date,
            id_kind = excluded.id_kind,
            id_sealed = COALESCE(excluded.id_sealed, student.id_sealed),
            id_index = COALESCE(excluded.id_index, student.id_index),
            roll_kind = COALESCE(excluded.roll_kind, student.roll_kind),
            roll_sealed = CASE WHEN excluded.roll_kind IS NULL THEN student.roll_sealed
                ELSE excluded.roll_sealed END,
            roll_index = CASE WHEN excluded.roll_kind IS NULL THEN student.roll_index
                ELSE excluded.roll_index END,
            seat = CASE WHEN excluded.seat > 0 AND student.class_number > 0 THEN excluded.seat
                ELSE student.seat END,
            registry = excluded.registry, registry_sealed = excluded.registry_sealed,
            version = student.version + 1";
    tx.bulk(STUDENT, TAIL, students.iter().map(student)).await?;
    Ok(())
}

/// Takes over the documents of pupils who are there, and touches nothing that they are found by.
pub(crate) async fn set_registries(
    tx: &mut Tx,
    all: impl Iterator<Item = NewRegistry>,
) -> Result<(), Error> {
    // The row that is offered meets the one that is there: only its documents are taken.
    const SQL: &str = "INSERT INTO student (id, name, standing, registry, registry_sealed)";
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE SET registry = excluded.registry,
            registry_sealed = excluded.registry_sealed, version = student.version + 1";
    let standing = Standing::Enrolled;
    let rows = all.map(|it| row![it.student, it.name, standing, it.open, it.sealed]);
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Takes over where pupils who are there sit now.
pub(crate) async fn set_seatings(tx: &mut Tx, students: &[NewStudent]) -> Result<(), Error> {
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE SET
            standing = excluded.standing, school_id = excluded.school_id,
            class_id = excluded.class_id, grade = excluded.grade,
            class_number = excluded.class_number, seat = excluded.seat,
            version = student.version + 1";
    tx.bulk(STUDENT, TAIL, students.iter().map(student)).await?;
    Ok(())
}

/// The first enrolment of pupils who are new, from `since` on.
pub(crate) async fn add_enrolments(
    tx: &mut Tx,
    students: &[NewStudent],
    since: Date,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO enrolment (student_id, since, recorded_at, school_id, class_id, grade, standing,
            reason)";
    let rows = students.iter().filter_map(|it| {
        let at = it.seating?;
        Some(row![it.id, since, now, at.school, at.class, at.grade, it.standing, reason.to_owned()])
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

pub(crate) async fn add_guardians(tx: &mut Tx, guardians: &[NewGuardian]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO guardian (id, family_id, name, phone_sealed, phone_index, id_sealed, id_index,
            account_id)";
    let rows = guardians.iter().map(|it| {
        let (phone, phone_index) = halves(it.phone.as_ref());
        let (id_number, id_index) = halves(it.id_number.as_ref());
        row![it.id, it.family, it.name, phone, phone_index, id_number, id_index, it.account]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

pub(crate) async fn add_guardianships(
    tx: &mut Tx,
    all: impl Iterator<Item = NewGuardianship>,
    since: Date,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
            no_contact, priority, since, recorded_at)";
    let rows = all.map(|it| {
        row![
            it.student,
            it.guardian,
            it.relation,
            it.is_guardian,
            it.may_collect,
            it.no_contact,
            it.priority,
            since,
            now,
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Takes over the numbers of guardians who are there: what is not given stays.
pub(crate) async fn set_guardians(tx: &mut Tx, guardians: &[NewGuardian]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO guardian (id, name, phone_sealed, phone_index, id_sealed, id_index)";
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE SET
            phone_sealed = COALESCE(excluded.phone_sealed, guardian.phone_sealed),
            phone_index = COALESCE(excluded.phone_index, guardian.phone_index),
            id_sealed = COALESCE(excluded.id_sealed, guardian.id_sealed),
            id_index = COALESCE(excluded.id_index, guardian.id_index),
            version = guardian.version + 1";
    let rows = guardians.iter().map(|it| {
        let (phone, phone_index) = halves(it.phone.as_ref());
        let (id_number, id_index) = halves(it.id_number.as_ref());
        row![it.id, it.name, phone, phone_index, id_number, id_index]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Takes over what grown-ups are to children; whoever may not come near stays so.
pub(crate) async fn set_guardianships(
    tx: &mut Tx,
    all: impl Iterator<Item = (NewGuardianship, Date)>,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
            no_contact, priority, since, recorded_at)";
    const TAIL: &str = "
        ON CONFLICT (student_id, guardian_id, since) DO UPDATE SET
            relation = excluded.relation, is_guardian = excluded.is_guardian";
    let rows = all.map(|(it, since)| {
        row![
            it.student,
            it.guardian,
            it.relation,
            it.is_guardian,
            it.may_collect,
            it.no_contact,
            it.priority,
            since,
            now,
        ]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// The keys of names, those that are there already included.
pub(crate) async fn add_name_keys(
    tx: &mut Tx,
    keys: impl Iterator<Item = (String, String)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO name_key (key, name)";
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", keys.map(|(key, name)| row![key, name])).await?;
    Ok(())
}

pub(crate) async fn add_partners(tx: &mut Tx, partners: &[NewPartner]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO institution (id, name, credit_code, field, approved_on)";
    let rows =
        partners.iter().map(|it| row![it.id, it.name, it.credit_code, it.field, it.approved_on]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

pub(crate) async fn add_partner_people(
    tx: &mut Tx,
    people: &[NewPartnerPerson],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO institution_person (id, institution_id, name, sex, subject, phone_sealed,
            phone_index, account_id, approved_on)";
    let rows = people.iter().map(|it| {
        let (phone, index) = halves(Some(&it.phone));
        row![
            it.id,
            it.institution,
            it.name,
            it.sex,
            it.subject,
            phone,
            index,
            it.account,
            it.approved_on,
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

pub(crate) async fn add_terms(
    tx: &mut Tx,
    terms: impl Iterator<Item = (Term, Date, Date)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO term (term, first_day, last_day)";
    tx.bulk(SQL, "", terms.map(|(term, first, last)| row![term, first, last])).await?;
    Ok(())
}
