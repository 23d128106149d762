//! The SQL of courses and the county's catalogue.

use std::collections::HashMap;

use db::{Error, Row, Tx};
use directory::model::PartnerPersonId;
use jiff::civil::Date;
use offering::{Meeting, OfferId, store::offers};
use vocab::{AccountId, Grade, Personal, PlaceId, SchoolId, StaffId, StudentId, Term};

use super::{
    model::{CatalogueId, Course, CourseId, Price, State},
    rules::Other,
};
use crate::aftercare::participation::model::GroupId;

fn course(row: &Row) -> Result<Course, Error> {
    Ok(Course {
        id: row.get("id")?,
        school: row.get("school_id")?,
        term: row.get("term")?,
        offer: row.get("offer_id")?,
        round: row.get("round_id")?,
        group: row.get("group_id")?,
        title: row.get("title")?,
        about: row.get("about")?,
        catalogue: row.get("catalogue_id")?,
        teacher: row.get("teacher_id")?,
        outside: row.get("outside_id")?,
        room: row.get("room")?,
        meetings: Vec::new(),
        grade_min: row.get("grade_min")?,
        grade_max: row.get("grade_max")?,
        seats: row.get("seats")?,
        sessions: row.get("sessions")?,
        fee: row.get("fee")?,
        fee_basis: row.get("fee_basis")?,
        materials: row.get("materials")?,
        state: row.get("state")?,
        version: row.get("version")?,
    })
}

async fn with_meetings(tx: &mut Tx, mut courses: Vec<Course>) -> Result<Vec<Course>, Error> {
    let ids: Vec<OfferId> = courses.iter().map(|it| it.offer).collect();
    let mut meetings = HashMap::<OfferId, Vec<Meeting>>::new();
    for (id, meeting) in offers::meetings_of(tx, &ids).await? {
        meetings.entry(id).or_default().push(meeting);
    }
    for it in &mut courses {
        it.meetings = meetings.remove(&it.offer).unwrap_or_default();
    }
    Ok(courses)
}

/// The course that `id` names, if its school lies in `scope`.
pub async fn find(tx: &mut Tx, id: CourseId, scope: PlaceId) -> Result<Option<Course>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_id, c.term, c.offer_id, o.round_id, c.group_id, c.catalogue_id,
               c.title, c.about, c.teacher_id, c.outside_id, c.room, o.grade_min, o.grade_max,
               o.seats, c.sessions, c.fee, c.fee_basis, c.materials, c.state, c.version
        FROM course c
        JOIN offer o ON o.id = c.offer_id
        JOIN place_within w ON w.place_id = c.school_id AND w.ancestor_id = $2
        WHERE c.id = $1";
    let found: Vec<Course> = tx.one(SQL, &[&id, &scope], course).await?.into_iter().collect();
    Ok(with_meetings(tx, found).await?.pop())
}

/// A school's courses of a term, by title.
pub async fn of_school(tx: &mut Tx, school: SchoolId, term: Term) -> Result<Vec<Course>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_id, c.term, c.offer_id, o.round_id, c.group_id, c.catalogue_id,
               c.title, c.about, c.teacher_id, c.outside_id, c.room, o.grade_min, o.grade_max,
               o.seats, c.sessions, c.fee, c.fee_basis, c.materials, c.state, c.version
        FROM course c
        JOIN offer o ON o.id = c.offer_id
        WHERE c.school_id = $1 AND c.term = $2
        ORDER BY c.title, c.id";
    let found = tx.all(SQL, &[&school, &term], course).await?;
    with_meetings(tx, found).await
}

/// The courses behind offers.
pub async fn of_offers(tx: &mut Tx, ids: &[OfferId]) -> Result<Vec<Course>, Error> {
    const SQL: &str = "
        SELECT c.id, c.school_id, c.term, c.offer_id, o.round_id, c.group_id, c.catalogue_id,
               c.title, c.about, c.teacher_id, c.outside_id, c.room, o.grade_min, o.grade_max,
               o.seats, c.sessions, c.fee, c.fee_basis, c.materials, c.state, c.version
        FROM course c
        JOIN offer o ON o.id = c.offer_id
        WHERE c.offer_id IN ($$)";
    let found = tx.all_in(SQL, &[], ids, course).await?;
    with_meetings(tx, found).await
}

/// A course that is asked for, and the child that it is asked for, as far as both decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedFor {
    /// Where the course stands.
    pub state: State,
    /// What it costs.
    pub price: Price,
    /// The child's school.
    pub school: SchoolId,
    /// The child's grade now.
    pub grade: Grade,
}

/// The course behind an offer together with a child of `account` on `day`, as
/// [`people::children_of`](crate::aftercare::people::children_of) knows them: one question instead
/// of two.
pub async fn find_asked(
    tx: &mut Tx,
    offer: OfferId,
    student: StudentId,
    (account, day): (AccountId, Date),
) -> Result<Option<AskedFor>, Error> {
    const SQL: &str = "
        SELECT c.id, c.state, c.fee, c.sessions, s.school_id, s.grade,
               (SELECT COUNT(*) FROM roll_call r
                WHERE r.group_id = c.group_id AND r.day <= $4) AS held
        FROM course c
        JOIN student s ON s.id = $2
        JOIN guardianship w ON w.student_id = s.id
        JOIN guardian g ON g.id = w.guardian_id
        WHERE c.offer_id = $1 AND g.account_id = $3
          AND w.is_guardian = 1 AND w.no_contact = 0
          AND w.since <= $4 AND (w.until IS NULL OR w.until > $4)
          AND s.standing = 'enrolled' AND s.class_id IS NOT NULL";
    tx.one(SQL, &[&offer, &student, &account, &day], |row| {
        let (course, fee, sessions) = (row.get("id")?, row.get("fee")?, row.get("sessions")?);
        Ok(AskedFor {
            state: row.get("state")?,
            price: Price { course, fee, sessions, held: row.get("held")? },
            school: row.get("school_id")?,
            grade: row.get("grade")?,
        })
    })
    .await
}

/// Adds courses; their offers are there already.
pub async fn add(tx: &mut Tx, all: impl IntoIterator<Item = Course>) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO course
            (id, school_id, term, offer_id, group_id, catalogue_id, title, about, teacher_id,
             outside_id, room, sessions, fee, fee_basis, materials, state, version)";
    let row = |it: Course| {
        db::row![
            it.id,
            it.school,
            it.term,
            it.offer,
            it.group,
            it.catalogue,
            it.title,
            it.about,
            it.teacher,
            it.outside,
            it.room,
            it.sessions,
            it.fee,
            it.fee_basis,
            it.materials,
            it.state,
            it.version
        ]
    };
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.into_iter().map(row)).await
}

/// Writes the course that was read at `it.version`. Says whether it was still so.
pub async fn set(tx: &mut Tx, it: &Course) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE course
        SET title = $3, about = $4, teacher_id = $5, outside_id = $6, room = $7, sessions = $8,
            fee = $9, fee_basis = $10, materials = $11, version = version + 1
        WHERE id = $1 AND version = $2";
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.version,
        &it.title,
        &it.about,
        &it.teacher,
        &it.outside,
        &it.room,
        &it.sessions,
        &it.fee,
        &it.fee_basis,
        &it.materials,
    ];
    Ok(tx.run(SQL, values).await? == 1)
}

/// Moves a course on, with its group where it gets one. Says whether it was still as read.
pub async fn set_state(
    tx: &mut Tx,
    it: &Course,
    state: State,
    group: Option<GroupId>,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE course
        SET state = $3, group_id = COALESCE($4, group_id), version = version + 1
        WHERE id = $1 AND version = $2";
    Ok(tx.run(SQL, &[&it.id, &it.version, &state, &group]).await? == 1)
}

/// The other published courses that a teacher, a guest or a room of `course` could be needed by.
pub async fn others(tx: &mut Tx, it: &Course) -> Result<Vec<Other>, Error> {
    const SQL: &str = "
        SELECT c.offer_id, c.title, n.name, c.school_id, c.teacher_id, c.outside_id, c.room
        FROM course c
        JOIN place n ON n.id = c.school_id
        WHERE c.term = $2 AND c.id <> $1 AND c.state = 'published'
          AND (c.school_id = $3 OR c.teacher_id = $4 OR c.outside_id = $5)";
    let found: Vec<(OfferId, Other)> = tx
        .all(SQL, &[&it.id, &it.term, &it.school, &it.teacher, &it.outside], |row| {
            let other = Other {
                title: row.get("title")?,
                school: row.get("name")?,
                is_same_school: row.get::<SchoolId>("school_id")? == it.school,
                teacher: row.get("teacher_id")?,
                outside: row.get("outside_id")?,
                room: row.get("room")?,
                meetings: Vec::new(),
            };
            Ok((row.get("offer_id")?, other))
        })
        .await?;
    let ids: Vec<OfferId> = found.iter().map(|it| it.0).collect();
    let meetings = offers::meetings_of(tx, &ids).await?;
    let with_times = |(id, other): (OfferId, Other)| {
        let own = meetings.iter().filter(|it| it.0 == id).map(|it| it.1);
        Other { meetings: own.collect(), ..other }
    };
    Ok(found.into_iter().map(with_times).collect())
}

/// Someone from outside who may be asked to teach: name and institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Who.
    pub id: PartnerPersonId,
    /// As they are called.
    pub name: Personal<String>,
    /// Of which institution.
    pub institution: String,
    /// What they teach.
    pub subject: String,
}

/// Everyone on the approved register on `day`.
pub async fn guests(tx: &mut Tx, day: Date) -> Result<Vec<Guest>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, i.name AS institution, p.subject
        FROM institution_person p
        JOIN institution i ON i.id = p.institution_id
        WHERE p.approved_on <= $1 AND (p.ended_on IS NULL OR p.ended_on > $1)
          AND i.approved_on <= $1 AND (i.ended_on IS NULL OR i.ended_on > $1)
        ORDER BY i.name, p.id";
    tx.all(SQL, &[&day], |row| {
        Ok(Guest {
            id: row.get("id")?,
            name: row.get("name")?,
            institution: row.get("institution")?,
            subject: row.get("subject")?,
        })
    })
    .await
}

/// The teachers who may lead a course at a school: its own, and those of other schools who hold a
/// post here, each with what they teach (and where they come from, if from elsewhere).
pub async fn teachers(
    tx: &mut Tx,
    school: SchoolId,
    day: Date,
) -> Result<Vec<(StaffId, Personal<String>, String)>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, CASE WHEN s.place_id = $1 THEN s.subject
                                  ELSE s.subject || ',' || n.name END AS subject
        FROM staff s JOIN place n ON n.id = s.place_id
        WHERE s.subject IS NOT NULL AND s.left_on IS NULL AND (s.place_id = $1 OR s.id IN (
            SELECT staff_id FROM post
            WHERE place_id = $1 AND since <= $2 AND (until IS NULL OR until > $2)))
        ORDER BY s.subject, s.id";
    tx.all(SQL, &[&school, &day], |row| Ok((row.get("id")?, row.get("name")?, row.get("subject")?)))
        .await
}

/// An entry of the county's catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the system.
    pub id: CatalogueId,
    /// As families read it.
    pub title: String,
    /// 艺术, 体育, 科技 …
    pub field: String,
    /// What is done.
    pub about: String,
    /// The youngest grade.
    pub grade_min: Grade,
    /// The oldest grade.
    pub grade_max: Grade,
    /// Whose it is: a school, a centre, a partner.
    pub source: String,
}

/// The county's catalogue on `day`, by field and title.
pub async fn catalogue(tx: &mut Tx, day: Date) -> Result<Vec<Entry>, Error> {
    const SQL: &str = "
        SELECT id, title, field, about, grade_min, grade_max, source
        FROM course_catalogue
        WHERE since <= $1 AND (until IS NULL OR until > $1)
        ORDER BY field, title, id";
    tx.all(SQL, &[&day], |row| {
        Ok(Entry {
            id: row.get("id")?,
            title: row.get("title")?,
            field: row.get("field")?,
            about: row.get("about")?,
            grade_min: row.get("grade_min")?,
            grade_max: row.get("grade_max")?,
            source: row.get("source")?,
        })
    })
    .await
}

/// How many courses were taken over from each entry.
pub async fn taken_over(tx: &mut Tx) -> Result<Vec<(CatalogueId, i64)>, Error> {
    const SQL: &str = "
        SELECT catalogue_id, COUNT(*) AS n FROM course
        WHERE catalogue_id IS NOT NULL AND state <> 'cancelled'
        GROUP BY catalogue_id";
    tx.all(SQL, &[], |row| Ok((row.get("catalogue_id")?, row.get("n")?))).await
}

/// Writes an entry, new or changed.
pub async fn set_entry(tx: &mut Tx, it: &Entry, since: Date) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO course_catalogue (id, title, field, about, grade_min, grade_max, source, since)";
    const CHANGED: &str = "
        ON CONFLICT (id) DO UPDATE
        SET title = excluded.title, field = excluded.field, about = excluded.about,
            grade_min = excluded.grade_min, grade_max = excluded.grade_max,
            source = excluded.source";
    let row =
        db::row![it.id, it.title, it.field, it.about, it.grade_min, it.grade_max, it.source, since];
    tx.bulk(SQL, CHANGED, [row]).await?;
    Ok(())
}

/// Takes an entry out of the catalogue from `day` on. Says whether it was in it.
pub async fn end_entry(tx: &mut Tx, id: CatalogueId, day: Date) -> Result<bool, Error> {
    const SQL: &str = "UPDATE course_catalogue SET until = $2 WHERE id = $1 AND until IS NULL";
    Ok(tx.run(SQL, &[&id, &day]).await? == 1)
}

/// Adds entries to the county's catalogue.
pub async fn add_entries(tx: &mut Tx, all: &[Entry], since: Date) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO course_catalogue (id, title, field, about, grade_min, grade_max, source, since)";
    let row = |it: &Entry| {
        db::row![it.id, it.title, it.field, it.about, it.grade_min, it.grade_max, it.source, since]
    };
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.iter().map(row)).await?;
    Ok(())
}
