//! The SQL of participation.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{ClassId, Personal, PlaceId, SchoolId, StaffId, StudentId, Term};

use super::model::{Participation, ParticipationId, State, Waiver};
use crate::aftercare::programme::model::Service;

pub(in crate::aftercare) fn participation(row: &Row) -> Result<Participation, Error> {
    Ok(Participation {
        id: row.get("id")?,
        student: row.get("student_id")?,
        school: row.get("school_id")?,
        term: row.get("term")?,
        service: row.get("service")?,
        state: row.get("state")?,
        group: row.get("group_id")?,
        since: row.get("since")?,
        until: row.get("until")?,
        channel: row.get("channel")?,
        is_confirmed_by_family: row.get("family_agreed")?,
        waiver: row.get("waiver")?,
        applied_at: row.get("applied_at")?,
        applied_by: row.get("applied_by")?,
    })
}

/// The participation that `id` names, if its child's school lies in `scope`.
pub async fn find(
    tx: &mut Tx,
    id: ParticipationId,
    scope: PlaceId,
) -> Result<Option<Participation>, Error> {
    const SQL: &str = "
        SELECT p.id, p.student_id, p.school_id, p.term, p.service, p.state, p.group_id, p.since,
               p.until, p.channel, p.family_agreed, p.waiver, p.applied_at, p.applied_by
        FROM participation p
        JOIN student s ON s.id = p.student_id
        JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $2
        WHERE p.id = $1";
    tx.one(SQL, &[&id, &scope], participation).await
}

/// Those of `ids` whose child's class lies in `scope`.
pub async fn find_all(
    tx: &mut Tx,
    ids: &[ParticipationId],
    scope: PlaceId,
) -> Result<Vec<Participation>, Error> {
    const SQL: &str = "
        SELECT p.id, p.student_id, p.school_id, p.term, p.service, p.state, p.group_id, p.since,
               p.until, p.channel, p.family_agreed, p.waiver, p.applied_at, p.applied_by
        FROM participation p
        JOIN student s ON s.id = p.student_id
        JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $1
        WHERE p.id IN ($$)";
    tx.all_in(SQL, &[&scope], ids, participation).await
}

/// The participation that `id` names, whoever's it is: the caller checks whose.
pub async fn find_any(tx: &mut Tx, id: ParticipationId) -> Result<Option<Participation>, Error> {
    const SQL: &str = "
        SELECT id, student_id, school_id, term, service, state, group_id, since,
               until, channel, family_agreed, waiver, applied_at, applied_by
        FROM participation WHERE id = $1";
    tx.one(SQL, &[&id], participation).await
}

/// Everything of `students` in `term` that has not ended, or ended with it.
pub async fn of_students(
    tx: &mut Tx,
    students: &[StudentId],
    term: Term,
) -> Result<Vec<Participation>, Error> {
    const SQL: &str = "
        SELECT id, student_id, school_id, term, service, state, group_id, since,
               until, channel, family_agreed, waiver, applied_at, applied_by
        FROM participation
        WHERE term = $1 AND student_id IN ($$)
        ORDER BY id";
    tx.all_in(SQL, &[&term], students, participation).await
}

/// Adds participations.
pub async fn add(tx: &mut Tx, all: impl IntoIterator<Item = Participation>) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO participation
            (id, student_id, school_id, term, service, state, group_id, since, until, channel,
             family_agreed, waiver, applied_at, applied_by)";
    let row = |it: Participation| {
        db::row![
            it.id,
            it.student,
            it.school,
            it.term,
            it.service,
            it.state,
            it.group,
            it.since,
            it.until,
            it.channel,
            it.is_confirmed_by_family,
            it.waiver,
            it.applied_at,
            it.applied_by
        ]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await
}

/// An application with the words that lists need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The application.
    pub it: Participation,
    /// The child.
    pub name: Personal<String>,
    /// Its class.
    pub class: ClassId,
    /// The class as people call it.
    pub class_name: String,
}

/// The applications in `scope` (a class or a school) that stand at `state`, by class and seat.
pub async fn standing_at(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
    state: State,
) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT p.id, p.student_id, p.school_id, p.term, p.service, p.state, p.group_id, p.since,
               p.until, p.channel, p.family_agreed, p.waiver, p.applied_at, p.applied_by,
               s.name, s.class_id, c.name AS class_name
        FROM participation p
        JOIN student s ON s.id = p.student_id
        JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $1
        JOIN place c ON c.id = s.class_id
        WHERE p.term = $2 AND p.state = $3 AND p.state IN ('applied', 'checked')
        ORDER BY s.grade, s.class_number, s.seat, p.id";
    tx.all(SQL, &[&scope, &term, &state], |row| {
        Ok(Listed {
            it: participation(row)?,
            name: row.get("name")?,
            class: row.get("class_id")?,
            class_name: row.get("class_name")?,
        })
    })
    .await
}

/// Those in `scope` who take part and asked to be freed of the fee, by class and seat.
pub async fn waivers_asked(tx: &mut Tx, scope: PlaceId, term: Term) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT p.id, p.student_id, p.school_id, p.term, p.service, p.state, p.group_id, p.since,
               p.until, p.channel, p.family_agreed, p.waiver, p.applied_at, p.applied_by,
               s.name, s.class_id, c.name AS class_name
        FROM participation p
        JOIN student s ON s.id = p.student_id
        JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $1
        JOIN place c ON c.id = s.class_id
        WHERE p.term = $2 AND p.state = 'confirmed' AND p.waiver = 'asked'
        ORDER BY s.grade, s.class_number, s.seat, p.id";
    tx.all(SQL, &[&scope, &term], |row| {
        Ok(Listed {
            it: participation(row)?,
            name: row.get("name")?,
            class: row.get("class_id")?,
            class_name: row.get("class_name")?,
        })
    })
    .await
}

/// Moves applications from `from` to `to`. Says how many were still there.
pub async fn set_state(
    tx: &mut Tx,
    ids: &[ParticipationId],
    from: State,
    to: State,
) -> Result<u64, Error> {
    const SQL: &str =
        "UPDATE participation SET state = $2 WHERE state = $1 AND family_agreed = 1 AND id IN ($$)";
    tx.run_in(SQL, &[&from, &to], ids).await
}

/// Until when children of `ids` still have an earlier part in the same service after `since`.
pub async fn running_after(
    tx: &mut Tx,
    ids: &[ParticipationId],
    since: Date,
) -> Result<Vec<Date>, Error> {
    const SQL: &str = "
        SELECT o.until
        FROM participation p
        JOIN participation o ON o.student_id = p.student_id AND o.term = p.term
            AND o.service = p.service AND o.id <> p.id
        WHERE o.until > $1 AND o.since < o.until AND p.id IN ($$)
        ORDER BY o.until DESC";
    tx.all_in(SQL, &[&since], ids, |row| row.get("until")).await
}

/// Confirms checked applications from `since` on, each in the group of its child's class. Says how
/// many there were.
pub async fn confirm(tx: &mut Tx, ids: &[ParticipationId], since: Date) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE participation
        SET state = 'confirmed', since = $1, group_id = (
            SELECT MIN(g.id) FROM care_group g JOIN student s ON s.class_id = g.class_id
            WHERE s.id = participation.student_id AND g.term = participation.term
              AND g.kind = participation.service AND g.until IS NULL)
        WHERE state = 'checked' AND id IN ($$)";
    tx.run_in(SQL, &[&since], ids).await
}

/// Ends one from `until` on. Says whether it was running.
pub async fn end(tx: &mut Tx, id: ParticipationId, until: Option<Date>) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE participation SET state = 'ended', until = $2 WHERE id = $1 AND state <> 'ended'";
    Ok(tx.run(SQL, &[&id, &until]).await? == 1)
}

/// Writes whether the family pays.
pub async fn set_waiver(tx: &mut Tx, id: ParticipationId, waiver: Waiver) -> Result<(), Error> {
    const SQL: &str = "UPDATE participation SET waiver = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &waiver]).await?;
    Ok(())
}

/// Keeps the code that was sent to confirm a paper form.
pub async fn set_code(
    tx: &mut Tx,
    id: ParticipationId,
    code: &str,
    at: DateTime,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO participation_code (participation_id, code, sent_at) VALUES ($1, $2, $3)
        ON CONFLICT (participation_id) DO UPDATE SET code = excluded.code, sent_at = excluded.sent_at";
    tx.run(SQL, &[&id, &code, &at]).await?;
    Ok(())
}

/// The code that was sent for a paper form.
pub async fn find_code(tx: &mut Tx, id: ParticipationId) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT code FROM participation_code WHERE participation_id = $1";
    tx.one(SQL, &[&id], |row| row.get("code")).await
}

/// Notes that the family confirmed its paper form; the code is good once.
pub async fn set_agreed(tx: &mut Tx, id: ParticipationId) -> Result<(), Error> {
    const SQL: &str = "UPDATE participation SET family_agreed = 1 WHERE id = $1";
    const USED: &str = "DELETE FROM participation_code WHERE participation_id = $1";
    tx.run(SQL, &[&id]).await?;
    tx.run(USED, &[&id]).await?;
    Ok(())
}

/// A class of those whose children are being confirmed, as a group needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassToServe {
    /// The class.
    pub class: ClassId,
    /// Its school.
    pub school: SchoolId,
    /// As people call it.
    pub name: String,
    /// Its head teacher, who looks after the group until the school says otherwise.
    pub head: Option<StaffId>,
    /// The term.
    pub term: Term,
    /// The service.
    pub service: Service,
}

/// The classes and services of checked applications that have no group yet.
pub async fn classes_to_serve(
    tx: &mut Tx,
    ids: &[ParticipationId],
) -> Result<Vec<ClassToServe>, Error> {
    const SQL: &str = "
        SELECT DISTINCT s.class_id, p.school_id, n.name, c.head_id, p.term, p.service
        FROM participation p
        JOIN student s ON s.id = p.student_id
        JOIN class c ON c.id = s.class_id
        JOIN place n ON n.id = c.id
        WHERE p.state = 'checked' AND NOT EXISTS (
            SELECT 1 FROM care_group g
            WHERE g.class_id = s.class_id AND g.term = p.term AND g.kind = p.service
              AND g.until IS NULL
        ) AND p.id IN ($$)
        ORDER BY s.class_id, p.service";
    tx.all_in(SQL, &[], ids, |row| {
        Ok(ClassToServe {
            class: row.get("class_id")?,
            school: row.get("school_id")?,
            name: row.get("name")?,
            head: row.get("head_id")?,
            term: row.get("term")?,
            service: row.get("service")?,
        })
    })
    .await
}

/// A child of a class, and what it takes part in: the class teacher's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassMate {
    /// Who.
    pub student: StudentId,
    /// As its people call it.
    pub name: Personal<String>,
    /// Where its basic care stands, if it asked for it.
    pub basic: Option<State>,
    /// Where its evening study stands, if it asked for it.
    pub evening: Option<State>,
}

/// Everyone in a class with what they take part in. Names of those who do not take part stop here.
pub async fn class_list(tx: &mut Tx, class: ClassId, term: Term) -> Result<Vec<ClassMate>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, b.state AS basic, e.state AS evening
        FROM student s
        LEFT JOIN participation b ON b.student_id = s.id AND b.term = $2
            AND b.service = 'basic' AND b.state <> 'ended'
        LEFT JOIN participation e ON e.student_id = s.id AND e.term = $2
            AND e.service = 'evening' AND e.state <> 'ended'
        WHERE s.class_id = $1 AND s.standing = 'enrolled'
        ORDER BY s.seat, s.id";
    tx.all(SQL, &[&class, &term], |row| {
        Ok(ClassMate {
            student: row.get("id")?,
            name: row.get("name")?,
            basic: row.get("basic")?,
            evening: row.get("evening")?,
        })
    })
    .await
}
