//! Transfer, change of class, suspension, return, leaving: the pupil's enrolment ends and another
//! begins, and the other modules are told, since courses and money follow.

use db::Tx;
use jiff::civil::Date;
use platform::act::Source;
use vocab::{ClassId, StudentId};

use crate::{
    Error,
    events::{At, MOVED, Moved, MovedStudent, payload},
    model::{Seating, Standing, Student},
    rules::{Move, Refusal, Window, may_move},
    schools,
    scope::Scope,
    store, students,
};

/// What is asked for a pupil, by ids as a form has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To a class of another school.
    Transfer(ClassId),
    /// To another class of the school.
    ChangeClass(ClassId),
    /// 休学.
    Suspend,
    /// Back into a class.
    Resume(ClassId),
    /// To a school outside the county.
    Leave,
}

/// Moves a pupil of `scope` from `day` on. `version` is that of the record on which the person who
/// asks has decided.
pub async fn move_student(
    source: &impl Source,
    scope: Scope,
    student: StudentId,
    version: i64,
    wish: Wish,
    day: Date,
) -> Result<(), Error> {
    platform::act!(source, "directory.student.move", |act| {
        let (now, today) = (act.origin().now, act.origin().civil_now.date());
        act.about(student);
        let tx = act.tx();
        let pupil = students::load(tx, scope, student).await?;
        if pupil.version != version {
            return Err(Refusal::Changed.into());
        }
        let step = step(tx, wish).await?;
        let window = window(tx, student, today).await?;
        may_move(&pupil.line, &step, day, &window)?;
        let (at, standing) = seating(tx, &pupil, &step).await?;
        let reason = step.key();
        store::enrolment::end_enrolment(tx, student, day, reason, now).await?;
        if matches!(standing, Standing::Enrolled | Standing::Suspended) {
            let why = (day, reason);
            store::enrolment::add_enrolment(tx, student, &at, standing, why, now).await?;
        }
        if !store::enrolment::set_seating(tx, student, version, &at, standing).await? {
            return Err(Refusal::Changed.into());
        }
        act.note("kind", reason);
        act.note("day", day);
        let from = pupil.line.school.filter(|_| pupil.line.standing == Standing::Enrolled);
        let from = from.map(|school| At { school, class: pupil.line.class });
        let to =
            (standing == Standing::Enrolled).then_some(At { school: at.school, class: at.class });
        for at in from.iter().chain(&to) {
            platform::measures::moved(act, at.school.place(), day, "学生变动").await?;
        }
        let students = vec![MovedStudent { student, from, to }];
        act.event(MOVED, payload(&Moved { why: step.why(), day, students }));
        Ok(())
    })
}

async fn step(tx: &mut Tx, wish: Wish) -> Result<Move, Error> {
    let mut class = async |id| store::schools::find_class(tx, id).await?.ok_or(Error::Missing);
    Ok(match wish {
        Wish::Transfer(id) => Move::Transfer(class(id).await?),
        Wish::ChangeClass(id) => Move::ChangeClass(class(id).await?),
        Wish::Resume(id) => Move::Resume(class(id).await?),
        Wish::Suspend => Move::Suspend,
        Wish::Leave => Move::Leave,
    })
}

async fn window(tx: &mut Tx, student: StudentId, today: Date) -> Result<Window, Error> {
    let known = store::enrolment::enrolments(tx, student).await?;
    let since = known.first().map_or(today, |it| it.since);
    let year = schools::current_year(tx).await?.ok_or(Error::Missing)?;
    Ok(Window { since, today, year })
}

/// Where the pupil sits afterwards. Who leaves keeps the last school and grade.
async fn seating(tx: &mut Tx, pupil: &Student, step: &Move) -> Result<(Seating, Standing), Error> {
    if let Some(class) = step.class() {
        let seat = store::enrolment::next_seat(tx, class.id).await?;
        let at = Seating {
            school: class.school,
            class: Some(class.id),
            grade: class.grade,
            class_number: class.number,
            seat,
        };
        return Ok((at, Standing::Enrolled));
    }
    let (school, grade) = pupil.line.school.zip(pupil.line.grade).ok_or(Refusal::NotEnrolled)?;
    let at = Seating { school, class: None, grade, class_number: 0, seat: 0 };
    let standing = if *step == Move::Suspend { Standing::Suspended } else { Standing::Left };
    Ok((at, standing))
}
