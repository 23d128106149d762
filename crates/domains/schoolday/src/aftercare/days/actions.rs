//! Calling the roll, and what families say beforehand, each in one act.

use std::collections::BTreeSet;

use db::Tx;
use jiff::civil::Date;
use platform::act::Act;
use vocab::{StaffId, StudentId};
use web::Visit;

use super::{
    model::{Leave, LeaveId, Mark, RollCall},
    rules::{self, Caller, Day, Refusal},
    store,
};
use crate::aftercare::{
    MANAGE,
    error::{Error, refusals},
    groups::{
        self,
        model::{Group, Member},
    },
    participation::{actions::child_of, model::GroupId},
    pay, people,
};

refusals!(Refusal);

/// A group on a day, as the one who calls its roll sees it.
#[derive(Debug)]
pub struct Sheet {
    /// The group.
    pub group: Group,
    /// The day.
    pub day: Date,
    /// Who is expected.
    pub roster: Vec<Member>,
    /// The roll call, if it was made.
    pub call: Option<RollCall>,
    /// Who was unlike the roster in it.
    pub marks: Vec<Mark>,
    /// Why the roll cannot be called, where it cannot.
    pub refusal: Option<Refusal>,
}

/// A group's sheet for `day`.
pub async fn sheet(visit: &Visit, id: GroupId, day: Date) -> Result<Sheet, Error> {
    db::read!(visit.db(), "roll sheet", |tx| {
        let (group, caller, _) = group_for(tx, visit, id, day).await?;
        let roster = groups::roster(tx, &group, day).await?;
        let call = store::find_call(tx, id, day).await?;
        let marks = store::marks(tx, id, day).await?;
        let refusal = rules::may_call(day_of(tx, &group, day, visit.today()).await?, caller).err();
        Ok(Sheet { group, day, roster, call, marks, refusal })
    })
}

/// A teacher's groups on a day, each with its roll call if it was made. Someone from outside sees
/// the groups of their own courses.
pub async fn my_groups(visit: &Visit, day: Date) -> Result<Vec<(Group, Option<RollCall>)>, Error> {
    let (account, scope) = (visit.actor.account, visit.actor.scope());
    db::read!(visit.db(), "groups of teacher", |tx| {
        let Some(term) = people::term_on(tx, day).await? else { return Ok(Vec::new()) };
        let found = match people::staff_of(tx, account).await? {
            Some(staff) => {
                let follows = groups::lessons_of(tx, scope, day).await?;
                let follows = follows.unwrap_or_else(|| day.weekday());
                groups::store::groups_of_teacher(tx, staff, term, day, follows).await?
            }
            None => groups::store::groups_of_guest(tx, account, term, day).await?,
        };
        let found = groups::held_on(tx, found, day).await?;
        let ids: Vec<GroupId> = found.iter().map(|it| it.id).collect();
        let calls = store::calls_of(tx, &ids, day).await?;
        let call = |id| calls.iter().find(|it| it.group == id).copied();
        Ok(found.into_iter().map(|it| (call(it.id), it)).map(|(call, it)| (it, call)).collect())
    })
}

/// Calls the roll of a group on a day, or calls it anew, which corrects it.
pub async fn call(visit: &Visit, id: GroupId, day: Date, marks: &[Mark]) -> Result<(), Error> {
    let (today, now) = (visit.today(), visit.civil_now());
    platform::act!(visit, "aftercare.day.call", |act| {
        let (group, caller, teacher) = group_for(act.tx(), visit, id, day).await?;
        rules::may_call(day_of(act.tx(), &group, day, today).await?, caller)?;
        let roster = groups::roster(act.tx(), &group, day).await?;
        let students: BTreeSet<StudentId> = roster.iter().map(|it| it.student).collect();
        let tally = rules::tally(&students, marks)?;
        let before = store::marks(act.tx(), id, day).await?;
        let call = RollCall {
            group: id,
            day,
            expected: tally.expected,
            present: tally.present,
            absent: tally.absent,
            teacher,
            called_at: now,
        };
        store::clear_marks(act.tx(), id, day).await?;
        store::set_call(act.tx(), &call).await?;
        let all = marks.iter().map(|it| (id, day, it.clone()));
        store::add_marks(act.tx(), all).await?;
        act.about(id);
        act.note("day", day);
        act.note("expected", tally.expected);
        act.note("present", tally.present);
        let why = if day < today { "补点名或更正点名" } else { "点名" };
        platform::measures::moved(act, group.school.place(), day, why).await?;
        tell_of_absence(act, day, &rules::to_tell(&before, marks)).await
    })
}

async fn tell_of_absence(act: &mut Act<'_>, day: Date, missing: &[StudentId]) -> Result<(), Error> {
    for (student, account) in people::guardians_of(act.tx(), missing, day).await? {
        let title =
            format!("{}课后服务点名，孩子未到，请尽快与班主任联系", day.strftime("%-m 月 %-d 日"));
        act.tell(account, title, format!("/family/aftercare/{student}"));
    }
    Ok(())
}

/// The group, as what the actor calls its roll, and whose session it is. Its teacher needs no
/// scope: the roster is what joins them, in another school too.
async fn group_for(
    tx: &mut Tx,
    visit: &Visit,
    id: GroupId,
    day: Date,
) -> Result<(Group, Caller, StaffId), Error> {
    let group = groups::store::find_group(tx, id).await?.ok_or(Error::Missing)?;
    let follows = groups::lessons_of(tx, group.school.place(), day).await?;
    let follows = follows.unwrap_or_else(|| day.weekday());
    let teacher = groups::store::teacher_on(tx, id, day, follows).await?;
    let me = people::staff_of(tx, visit.actor.account).await?;
    if let (Some(me), Some(teacher)) = (me, teacher)
        && me == teacher
    {
        return Ok((group, Caller::Teacher, teacher));
    }
    let is_guest = me.is_none() && is_guest(tx, visit, &group, day).await?;
    let scope = visit.actor.scope();
    let is_own = platform::access::is_within(tx, group.school.place(), scope).await?;
    let is_schools = is_own && visit.meets(MANAGE);
    if !is_guest && !is_schools {
        return Err(Error::Missing);
    }
    let teacher = teacher.ok_or_else(|| {
        Error::Refused("这个班还没有安排教师。请先安排教师或代班教师，再补录点名。".to_owned())
    })?;
    Ok((group, if is_guest { Caller::Teacher } else { Caller::School }, teacher))
}

/// Whether the actor comes from outside to teach the group's course. The session stays that of the
/// school's teacher, who is there.
async fn is_guest(tx: &mut Tx, visit: &Visit, group: &Group, day: Date) -> Result<bool, Error> {
    let own = groups::store::groups_of_guest(tx, visit.actor.account, group.term, day).await?;
    Ok(own.iter().any(|it| it.id == group.id))
}

async fn day_of(tx: &mut Tx, group: &Group, day: Date, today: Date) -> Result<Day, Error> {
    let is_held = !groups::held_on(tx, vec![group.clone()], day).await?.is_empty();
    let is_paid_for = pay::actions::is_settled(tx, group.school, day).await?;
    Ok(Day { day, today, is_held, is_paid_for })
}

/// A guardian asks leave for their child.
pub async fn ask_leave(
    visit: &Visit,
    id: LeaveId,
    student: StudentId,
    days: (Date, Date),
) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    rules::may_ask_leave(days.0, days.1, now.date())?;
    platform::act!(visit, "aftercare.day.ask-leave", |act| {
        let child = child_of(act.tx(), account, student, now.date()).await?;
        let (from, to) = days;
        let leave = Leave { id, student: child.id, from, to, asked_at: now, withdrawn_at: None };
        store::add_leave(act.tx(), &leave, Some(account)).await?;
        act.about(id);
        Ok(())
    })
}

/// A guardian takes leave back.
pub async fn withdraw_leave(visit: &Visit, id: LeaveId) -> Result<StudentId, Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.day.withdraw-leave", |act| {
        let leave = store::find_leave(act.tx(), id).await?.ok_or(Error::Missing)?;
        child_of(act.tx(), account, leave.student, now.date()).await?;
        rules::may_withdraw_leave(&leave)?;
        act.about(id);
        store::set_leave_withdrawn(act.tx(), id, now).await?;
        Ok(leave.student)
    })
}
