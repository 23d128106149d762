//! Following moves, each batch in one act.

use std::collections::BTreeMap;

use directory::events::{Moved, MovedStudent};
use jiff::{ToSpan, civil::Date};
use offering::actions as seats;
use platform::act::{Act, Source};
use vocab::{ClassId, Fen, StudentId};

use super::{
    rules::{self, Fate, Step},
    store::{self, Stranded},
};
use crate::aftercare::{
    courses::actions::tell as tell_of_seat,
    error::Error,
    groups::{
        self,
        model::{Group, Kind},
    },
    orders,
    participation::{
        self,
        model::{GroupId, Participation, State},
    },
    people,
};

/// How far back the nightly turn looks for moves whose day has come.
const DAYS_BACK: i64 = 40;

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Parts in care that ended or went on in another group.
    pub care: usize,
    /// Courses that were left.
    pub courses: usize,
}

/// Follows children who moved: care ends or goes on at once, courses are left once the day is
/// there.
pub async fn follow(source: &impl Source, moved: &Moved) -> Result<Done, Error> {
    let care = follow_care(source, moved).await?;
    let leavers: Vec<StudentId> = moved.leavers().map(|it| it.0).collect();
    if leavers.is_empty() || moved.day > source.origin().civil_now.date() {
        return Ok(Done { care, courses: 0 });
    }
    Ok(Done { care, courses: leave_courses(source, Some(&leavers)).await? })
}

async fn follow_care(source: &impl Source, moved: &Moved) -> Result<usize, Error> {
    let students: Vec<StudentId> = moved.students.iter().map(|it| it.student).collect();
    let found: Result<Vec<_>, db::Error> = db::read!(source.store(), "parts of movers", |tx| {
        store::live_parts(tx, &students).await
    });
    if found?.is_empty() {
        return Ok(0); // No record of a turn that did nothing.
    }
    platform::act!(source, "aftercare.move.follow-care", |act| {
        let parts = store::live_parts(act.tx(), &students).await?;
        let mut done = 0;
        let mut ended: Vec<StudentId> = Vec::new();
        for (part, of_class) in &parts {
            let Some(step) = step_of(moved, part.student) else { continue };
            match rules::fate(part, *of_class, step) {
                Fate::Stays => continue,
                Fate::Ends(until) => {
                    participation::store::end(act.tx(), part.id, until).await?;
                    ended.push(part.student);
                }
                Fate::MovesOn(day) => {
                    let class = step.to.and_then(|it| it.1);
                    if let Some(class) = class {
                        move_on(act, part, class, day).await?;
                    }
                }
            }
            done += 1;
        }
        act.note("children", moved.students.len());
        act.note("parts", done);
        tell_ended(act, &ended).await?;
        Ok(done)
    })
}

fn step_of(moved: &Moved, student: StudentId) -> Option<Step> {
    let it: &MovedStudent = moved.students.iter().find(|it| it.student == student)?;
    let from = it.from?.school;
    Some(Step { day: moved.day, from, to: it.to.map(|to| (to.school, to.class)) })
}

/// The part ends in the old group, and another begins in the group of the new class.
async fn move_on(
    act: &mut Act<'_>,
    part: &Participation,
    class: ClassId,
    day: Date,
) -> Result<(), Error> {
    let group = group_of(act, part, class, day).await?;
    participation::store::end(act.tx(), part.id, Some(day)).await?;
    let id = act.origin().ids.make(act.origin().now);
    let next = Participation {
        id,
        state: State::Confirmed,
        group: Some(group),
        since: Some(day),
        until: None,
        ..part.clone()
    };
    participation::store::add(act.tx(), [next]).await?;
    Ok(())
}

async fn group_of(
    act: &mut Act<'_>,
    part: &Participation,
    class: ClassId,
    since: Date,
) -> Result<GroupId, Error> {
    let kind = Kind::Care(part.service);
    if let Some(found) = store::group_of_class(act.tx(), class, part.term, kind).await? {
        return Ok(found);
    }
    let (name, head) = store::class_named(act.tx(), class).await?.ok_or(Error::Missing)?;
    let group = Group {
        id: act.origin().ids.make(act.origin().now),
        school: part.school,
        term: part.term,
        kind,
        name: format!("{name}{}", part.service.label()),
        class: Some(class),
        room: String::new(),
        teacher: head,
        since,
    };
    let id = group.id;
    groups::store::add_groups(act.tx(), [group]).await?;
    Ok(id)
}

async fn tell_ended(act: &mut Act<'_>, students: &[StudentId]) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    for (_, account) in people::guardians_of(act.tx(), students, today).await? {
        let title = "孩子已离开原学校，原学校的课后服务随之结束。新学校的课后服务可重新申请";
        act.tell(account, title, "/family/aftercare");
    }
    Ok(())
}

/// Leaves the courses of schools that children no longer go to: those of `of`, or of all whose
/// move has come due. What was not used comes back, and the next in each queue is told.
pub async fn leave_courses(source: &impl Source, of: Option<&[StudentId]>) -> Result<usize, Error> {
    let day = source.origin().civil_now.date();
    let from = day.saturating_sub(DAYS_BACK.days());
    let found: Result<Vec<Stranded>, db::Error> = db::read!(source.store(), "stranded", |tx| {
        match of {
            Some(students) => store::stranded_of(tx, students, day).await,
            None => store::stranded_since(tx, from, day).await,
        }
    });
    let stranded = found?;
    if stranded.is_empty() {
        return Ok(0);
    }
    platform::act!(source, "aftercare.move.leave-courses", |act| {
        let now = act.origin().civil_now;
        let mut back: BTreeMap<StudentId, (usize, Fen)> = BTreeMap::new();
        // A child has a few courses; a batch has a thousand children at most, few with any.
        for it in &stranded {
            let (_, promoted) = match seats::withdraw(act.tx(), it.booking, now).await {
                // Someone withdrew it meanwhile.
                Err(seats::Error::Stale | seats::Error::Refused(_)) => continue,
                done => done?,
            };
            let refunds = orders::actions::leave(act, it.course, &[it.booking]).await?;
            let sum = Fen::sum(refunds.iter().map(|it| it.amount)).unwrap_or(Fen::ZERO);
            let own = back.entry(it.student).or_insert((0, Fen::ZERO));
            *own = (own.0 + 1, own.1.checked_add(sum).unwrap_or(own.1));
            let next: Vec<StudentId> = promoted.iter().map(|it| it.student).collect();
            tell_of_seat(act, &next, &format!("课程“{}”有空位，请尽快确认", it.title)).await?;
        }
        act.note("courses", back.values().map(|it| it.0).sum::<usize>());
        tell_of_refunds(act, &back).await?;
        Ok(back.values().map(|it| it.0).sum())
    })
}

async fn tell_of_refunds(
    act: &mut Act<'_>,
    back: &BTreeMap<StudentId, (usize, Fen)>,
) -> Result<(), Error> {
    let students: Vec<StudentId> = back.keys().copied().collect();
    let today = act.origin().civil_now.date();
    let names = store::names(act.tx(), &students).await?;
    for (student, account) in people::guardians_of(act.tx(), &students, today).await? {
        let Some((courses, sum)) = back.get(&student) else { continue };
        let name = names.iter().find(|it| it.0 == student).map_or("", |it| it.1.open().as_str());
        let money = if sum.is_zero() {
            String::new()
        } else {
            format!("，按未上次数退费 {sum}，由原学校财务办理")
        };
        let title = format!("{name}已离开原学校，退出原学校拓展课程 {courses} 门{money}");
        act.tell(account, title, "/family/courses");
    }
    Ok(())
}
