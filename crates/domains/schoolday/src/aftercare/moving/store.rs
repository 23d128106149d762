//! The SQL of what follows a move.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use offering::BookingId;
use vocab::{ClassId, Personal, SchoolId, StaffId, StudentId, Term};

use crate::aftercare::{
    courses::model::CourseId,
    groups::model::Kind,
    participation::model::{GroupId, Participation},
    programme::model::ProgrammeId,
};

/// The live parts in care of `students`, with the class of the group that each is in.
pub async fn live_parts(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(Participation, Option<ClassId>)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.student_id, p.school_id, p.term, p.service, p.state, p.group_id, p.since,
               p.until, p.channel, p.family_agreed, p.waiver, p.applied_at, p.applied_by,
               g.class_id
        FROM participation p LEFT JOIN care_group g ON g.id = p.group_id
        WHERE p.state <> 'ended' AND p.student_id IN ($$)
        ORDER BY p.id";
    tx.all_in(SQL, &[], students, |row| {
        Ok((crate::aftercare::participation::store::participation(row)?, row.get("class_id")?))
    })
    .await
}

/// The group of a class for a service in a term, if there is one.
pub async fn group_of_class(
    tx: &mut Tx,
    class: ClassId,
    term: Term,
    kind: Kind,
) -> Result<Option<GroupId>, Error> {
    const SQL: &str = "
        SELECT MIN(id) AS id FROM care_group
        WHERE class_id = $1 AND term = $2 AND kind = $3 AND until IS NULL";
    Ok(tx.one(SQL, &[&class, &term, &kind], |row| row.get("id")).await?.flatten())
}

/// A class as a new group needs it: its name and its head teacher.
pub async fn class_named(
    tx: &mut Tx,
    class: ClassId,
) -> Result<Option<(String, Option<StaffId>)>, Error> {
    const SQL: &str = "
        SELECT n.name, c.head_id FROM class c JOIN place n ON n.id = c.id WHERE c.id = $1";
    tx.one(SQL, &[&class], |row| Ok((row.get("name")?, row.get("head_id")?))).await
}

/// A place in a course of a school that the child does not go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranded {
    /// The place.
    pub booking: BookingId,
    /// Whose.
    pub student: StudentId,
    /// The course.
    pub course: CourseId,
    /// As families know it.
    pub title: String,
}

fn stranded(row: &Row) -> Result<Stranded, Error> {
    Ok(Stranded {
        booking: row.get("id")?,
        student: row.get("student_id")?,
        course: row.get("course_id")?,
        title: row.get("title")?,
    })
}

/// The live places of `students` in courses of schools that they are not enrolled at on `day`.
pub async fn stranded_of(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<Vec<Stranded>, Error> {
    const SQL: &str = "
        SELECT b.id, b.student_id, c.id AS course_id, c.title
        FROM booking b
        JOIN course c ON c.offer_id = b.offer_id
        WHERE b.standing IN ('seat', 'waiting', 'held') AND NOT EXISTS (
            SELECT 1 FROM enrolment e
            WHERE e.student_id = b.student_id AND e.school_id = c.school_id
              AND e.standing = 'enrolled' AND e.superseded_at IS NULL
              AND e.since <= $1 AND (e.until IS NULL OR e.until > $1)
        ) AND b.student_id IN ($$)
        ORDER BY b.id";
    tx.all_in(SQL, &[&day], students, stranded).await
}

/// The same of everyone who left a school within the month before `day`.
pub async fn stranded_since(tx: &mut Tx, from: Date, day: Date) -> Result<Vec<Stranded>, Error> {
    const SQL: &str = "
        SELECT b.id, b.student_id, c.id AS course_id, c.title
        FROM enrolment x
        JOIN booking b ON b.student_id = x.student_id AND b.standing IN ('seat', 'waiting', 'held')
        JOIN course c ON c.offer_id = b.offer_id AND c.school_id = x.school_id
        WHERE x.until >= $1 AND x.until <= $2 AND x.superseded_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM enrolment e
            WHERE e.student_id = b.student_id AND e.school_id = c.school_id
              AND e.standing = 'enrolled' AND e.superseded_at IS NULL
              AND e.since <= $2 AND (e.until IS NULL OR e.until > $2)
        )
        GROUP BY b.id, b.student_id, c.id, c.title
        ORDER BY b.id";
    tx.all(SQL, &[&from, &day], stranded).await
}

/// The programmes of `from` whose schools have none for `to`: of one school, or of all.
pub async fn to_copy(
    tx: &mut Tx,
    from: Term,
    to: Term,
    school: Option<SchoolId>,
) -> Result<Vec<(ProgrammeId, SchoolId)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.school_id FROM programme p
        WHERE p.term = $1 AND ($3 = 0 OR p.school_id = $3) AND NOT EXISTS (
            SELECT 1 FROM programme n WHERE n.school_id = p.school_id AND n.term = $2)
        ORDER BY p.id";
    let school = school.map_or(0, vocab::Id::bits);
    tx.all(SQL, &[&from, &to, &school], |row| Ok((row.get("id")?, row.get("school_id")?))).await
}

/// A child's name, for the message to its family.
pub async fn names(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(StudentId, Personal<String>)>, Error> {
    const SQL: &str = "SELECT id, name FROM student WHERE id IN ($$)";
    tx.all_in(SQL, &[], students, |row| Ok((row.get("id")?, row.get("name")?))).await
}
