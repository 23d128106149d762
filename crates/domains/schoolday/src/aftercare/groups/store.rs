//! The SQL of groups and rosters.

use db::{Error, Row, Tx};
use jiff::civil::{Date, Time, Weekday};
use offering::Meeting;
use vocab::{AccountId, ClassId, SchoolId, StaffId, Term};

use super::model::{Group, Member};
use crate::aftercare::{participation::model::GroupId, programme::model::Service};

fn group(row: &Row) -> Result<Group, Error> {
    Ok(Group {
        id: row.get("id")?,
        school: row.get("school_id")?,
        term: row.get("term")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        class: row.get("class_id")?,
        room: row.get("room")?,
        teacher: row.get("teacher_id")?,
        since: row.get("since")?,
    })
}

/// The group that `id` names.
pub async fn find_group(tx: &mut Tx, id: GroupId) -> Result<Option<Group>, Error> {
    const SQL: &str = "
        SELECT id, school_id, term, kind, name, class_id, room, teacher_id, since
        FROM care_group WHERE id = $1";
    tx.one(SQL, &[&id], group).await
}

/// A school's groups of a term that run on `day`, by kind and name.
pub async fn groups_of_school(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    day: Date,
) -> Result<Vec<Group>, Error> {
    const SQL: &str = "
        SELECT id, school_id, term, kind, name, class_id, room, teacher_id, since
        FROM care_group
        WHERE school_id = $1 AND term = $2 AND since <= $3 AND (until IS NULL OR until > $3)
        ORDER BY kind, id";
    tx.all(SQL, &[&school, &term, &day], group).await
}

/// The groups that `teacher` looks after on `day`: those of their duty or their own, unless someone
/// stands in, and those that they stand in for.
pub async fn groups_of_teacher(
    tx: &mut Tx,
    teacher: StaffId,
    term: Term,
    day: Date,
    follows: Weekday,
) -> Result<Vec<Group>, Error> {
    const SQL: &str = "
        SELECT g.id, g.school_id, g.term, g.kind, g.name, g.class_id, g.room, g.teacher_id, g.since
        FROM (
            SELECT id AS group_id FROM care_group WHERE teacher_id = $1 AND term = $2
            UNION SELECT group_id FROM care_duty WHERE teacher_id = $1 AND weekday = $4
            UNION SELECT group_id FROM care_substitute WHERE teacher_id = $1 AND day = $3
        ) mine
        JOIN care_group g ON g.id = mine.group_id
        LEFT JOIN care_substitute s ON s.group_id = g.id AND s.day = $3
        LEFT JOIN care_duty d ON d.group_id = g.id AND d.weekday = $4
        WHERE g.term = $2 AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
          AND COALESCE(s.teacher_id, d.teacher_id, g.teacher_id) = $1
        ORDER BY g.kind, g.id";
    let weekday = follows.to_monday_one_offset();
    tx.all(SQL, &[&teacher, &term, &day, &weekday], group).await
}

/// The groups of courses that someone from outside teaches, as their account tells.
pub async fn groups_of_guest(
    tx: &mut Tx,
    account: AccountId,
    term: Term,
    day: Date,
) -> Result<Vec<Group>, Error> {
    const SQL: &str = "
        SELECT g.id, g.school_id, g.term, g.kind, g.name, g.class_id, g.room, g.teacher_id, g.since
        FROM institution_person p
        JOIN course c ON c.outside_id = p.id AND c.term = $2 AND c.state = 'published'
        JOIN care_group g ON g.id = c.group_id
        WHERE p.account_id = $1 AND (p.ended_on IS NULL OR p.ended_on > $3)
          AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
        ORDER BY g.id";
    tx.all(SQL, &[&account, &term, &day], group).await
}

/// Who looks after a group on `day`, which follows the timetable of `follows`: who stands in, else
/// who is on duty, else its own teacher.
pub async fn teacher_on(
    tx: &mut Tx,
    id: GroupId,
    day: Date,
    follows: Weekday,
) -> Result<Option<StaffId>, Error> {
    const SQL: &str = "
        SELECT COALESCE(s.teacher_id, d.teacher_id, g.teacher_id) AS teacher
        FROM care_group g
        LEFT JOIN care_substitute s ON s.group_id = g.id AND s.day = $2
        LEFT JOIN care_duty d ON d.group_id = g.id AND d.weekday = $3
        WHERE g.id = $1";
    let weekday = follows.to_monday_one_offset();
    let teacher = |row: &Row| row.get("teacher");
    Ok(tx.one(SQL, &[&id, &day, &weekday], teacher).await?.flatten())
}

/// Puts teachers on duty: group, weekday, teacher.
pub async fn add_duties(
    tx: &mut Tx,
    duties: impl IntoIterator<Item = (GroupId, Weekday, StaffId)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO care_duty (group_id, weekday, teacher_id)";
    let tail = "ON CONFLICT (group_id, weekday) DO UPDATE SET teacher_id = excluded.teacher_id";
    let row = |(group, weekday, teacher): (GroupId, Weekday, StaffId)| {
        db::row![group, weekday.to_monday_one_offset(), teacher]
    };
    tx.bulk(SQL, tail, duties.into_iter().map(row)).await?;
    Ok(())
}

/// Which of `classes` have a group for `service` in `term`.
pub async fn classes_with_group(
    tx: &mut Tx,
    classes: &[ClassId],
    term: Term,
    service: Service,
) -> Result<Vec<ClassId>, Error> {
    const SQL: &str = "
        SELECT class_id FROM care_group
        WHERE term = $1 AND kind = $2 AND until IS NULL AND class_id IN ($$)";
    tx.all_in(SQL, &[&term, &service], classes, |row| row.get("class_id")).await
}

/// Adds groups.
pub async fn add_groups(tx: &mut Tx, groups: impl IntoIterator<Item = Group>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO care_group
            (id, school_id, term, kind, name, class_id, room, teacher_id, since)";
    let row = |it: Group| {
        db::row![
            it.id, it.school, it.term, it.kind, it.name, it.class, it.room, it.teacher, it.since
        ]
    };
    tx.bulk(SQL, "", groups.into_iter().map(row)).await?;
    Ok(())
}

/// Gives a group another teacher and room.
pub async fn set_teacher(
    tx: &mut Tx,
    id: GroupId,
    teacher: Option<StaffId>,
    room: &str,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE care_group SET teacher_id = $2, room = $3 WHERE id = $1";
    tx.run(SQL, &[&id, &teacher, &room]).await?;
    Ok(())
}

/// Who is in a care group on `day`, by seat in the class, with leave asked for that day.
pub async fn care_roster(tx: &mut Tx, id: GroupId, day: Date) -> Result<Vec<Member>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, CASE WHEN EXISTS (
            SELECT 1 FROM care_leave l
            WHERE l.student_id = s.id AND l.from_day <= $2 AND l.to_day >= $2
              AND l.withdrawn_at IS NULL
        ) THEN 1 ELSE 0 END AS on_leave, e.at AS early_at, e.with_whom
        FROM participation p
        JOIN student s ON s.id = p.student_id
        LEFT JOIN early_leave e ON e.student_id = s.id AND e.day = $2 AND e.withdrawn_at IS NULL
        WHERE p.group_id = $1 AND p.since <= $2 AND (p.until IS NULL OR p.until > $2)
        ORDER BY s.class_number, s.seat, s.id";
    tx.all(SQL, &[&id, &day], member).await
}

/// Who has a seat in the course of a group on `day`, by class and seat, with leave for that day.
pub async fn course_roster(tx: &mut Tx, id: GroupId, day: Date) -> Result<Vec<Member>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, CASE WHEN EXISTS (
            SELECT 1 FROM care_leave l
            WHERE l.student_id = s.id AND l.from_day <= $2 AND l.to_day >= $2
              AND l.withdrawn_at IS NULL
        ) THEN 1 ELSE 0 END AS on_leave, e.at AS early_at, e.with_whom
        FROM course c
        JOIN booking b ON b.offer_id = c.offer_id
        JOIN student s ON s.id = b.student_id
        LEFT JOIN early_leave e ON e.student_id = s.id AND e.day = $2 AND e.withdrawn_at IS NULL
        WHERE c.group_id = $1 AND b.seated_at < $3 AND (b.ended_at IS NULL OR b.ended_at >= $3)
        ORDER BY s.grade, s.class_number, s.seat, s.id";
    let next = day.tomorrow().unwrap_or(day).at(0, 0, 0, 0);
    tx.all(SQL, &[&id, &day, &next], member).await
}

/// When the courses of groups meet; one that was called off does no more.
pub async fn course_times(
    tx: &mut Tx,
    groups: &[GroupId],
) -> Result<Vec<(GroupId, Meeting)>, Error> {
    const SQL: &str = "
        SELECT c.group_id, m.weekday, m.starts, m.ends
        FROM course c JOIN offer_meeting m ON m.offer_id = c.offer_id
        WHERE c.state <> 'cancelled' AND c.group_id IN ($$)";
    tx.all_in(SQL, &[], groups, |row| {
        let weekday = Weekday::from_monday_one_offset(row.get("weekday")?);
        let weekday = weekday.map_err(|_| Error::corrupt("weekday"))?;
        let meeting = Meeting { weekday, starts: row.get("starts")?, ends: row.get("ends")? };
        Ok((row.get("group_id")?, meeting))
    })
    .await
}

fn member(row: &Row) -> Result<Member, Error> {
    let at: Option<Time> = row.get("early_at")?;
    let with: Option<String> = row.get("with_whom")?;
    Ok(Member {
        student: row.get("id")?,
        name: row.get("name")?,
        is_on_leave: row.get("on_leave")?,
        early: at.zip(with),
    })
}
