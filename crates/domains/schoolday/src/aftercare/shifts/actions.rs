//! What a school changes in a group's days, each in one act; and what is planned.

use db::Tx;
use directory::calendar;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use platform::{access, act::Act};
use vocab::{Personal, SchoolId, StaffId, StudentId, Term};
use web::Visit;

use super::{
    rules::{self, Day, Hours, Refusal},
    store::{self, DayOff, Teacher},
};
use crate::aftercare::{
    days::{self, model::RollCall},
    error::{Error, refusals},
    groups::{
        self,
        model::{Group, Kind},
    },
    orders,
    participation::model::GroupId,
    people,
    programme::{self, model::Plan},
};

refusals!(Refusal);

/// How far ahead a group's page shows its days.
const SHOWN_DAYS: i64 = 14;

/// A group of a school on a day, as the school's list shows it.
#[derive(Debug)]
pub struct Listed {
    /// The group.
    pub group: Group,
    /// Who looks after it.
    pub teacher: Option<Personal<String>>,
    /// Whether that is someone who stands in.
    pub is_substitute: bool,
    /// Whether it comes together.
    pub is_held: bool,
    /// Its roll call, if it was made.
    pub call: Option<RollCall>,
}

/// A school's groups on a day.
pub async fn list(
    visit: &Visit,
    school: SchoolId,
    term: Term,
    day: Date,
) -> Result<Vec<Listed>, Error> {
    db::read!(visit.db(), "groups of school", |tx| {
        let groups = groups::store::groups_of_school(tx, school, term, day).await?;
        let ids: Vec<GroupId> = groups.iter().map(|it| it.id).collect();
        let held: Vec<GroupId> =
            groups::held_on(tx, groups.clone(), day).await?.iter().map(|it| it.id).collect();
        let follows = groups::lessons_of(tx, school.place(), day).await?;
        let follows = follows.unwrap_or_else(|| day.weekday());
        let duties = store::duties(tx, &ids).await?;
        let standing_in = store::substitutes_on(tx, &ids, day).await?;
        let calls = days::store::calls_of(tx, &ids, day).await?;
        let who = |it: &Group| {
            let duty = duties.iter().find(|of| of.0 == it.id && of.1 == follows).map(|of| of.2);
            let stands_in = standing_in.iter().find(|of| of.0 == it.id).map(|of| of.1);
            (stands_in.or(duty).or(it.teacher), stands_in.is_some())
        };
        let staff: Vec<StaffId> = groups.iter().filter_map(|it| who(it).0).collect();
        let names = store::named(tx, &staff).await?;
        let listed = |group: Group| {
            let (teacher, is_substitute) = who(&group);
            Listed {
                teacher: teacher.and_then(|id| name_of(&names, id)),
                is_substitute,
                is_held: held.contains(&group.id),
                call: calls.iter().find(|it| it.group == group.id).copied(),
                group,
            }
        };
        Ok(groups.into_iter().map(listed).collect())
    })
}

fn name_of(all: &[Teacher], id: StaffId) -> Option<Personal<String>> {
    all.iter().find(|it| it.id == id).map(|it| it.name.clone())
}

/// A day of a group to come.
#[derive(Debug)]
pub struct Planned {
    /// The day.
    pub day: Date,
    /// Who looks after the group.
    pub teacher: Option<Personal<String>>,
    /// Whether that is someone who stands in.
    pub is_substitute: bool,
    /// Why it is called off and when it is made up, where it is.
    pub off: Option<DayOff>,
    /// Whether it makes up for another.
    pub makes_up: bool,
    /// Whether its roll was called.
    pub is_called: bool,
}

/// A group with its days to come.
#[derive(Debug)]
pub struct Shown {
    /// The group.
    pub group: Group,
    /// Its days.
    pub days: Vec<Planned>,
    /// Who could stand in.
    pub teachers: Vec<Teacher>,
    /// How many children are on the roster of the present day.
    pub children: usize,
}

/// A group of the actor's school.
pub async fn show(visit: &Visit, id: GroupId) -> Result<Shown, Error> {
    let today = visit.today();
    db::read!(visit.db(), "group", |tx| {
        let group = own(tx, visit, id).await?;
        let days = planned(tx, &group, today).await?;
        let children = groups::roster(tx, &group, today).await?.len();
        Ok(Shown { teachers: store::teachers(tx, group.school).await?, group, days, children })
    })
}

async fn own(tx: &mut Tx, visit: &Visit, id: GroupId) -> Result<Group, Error> {
    let group = groups::store::find_group(tx, id).await?.ok_or(Error::Missing)?;
    let is_own = access::is_within(tx, group.school.place(), visit.actor.scope()).await?;
    if is_own { Ok(group) } else { Err(Error::Missing) }
}

async fn planned(tx: &mut Tx, group: &Group, today: Date) -> Result<Vec<Planned>, Error> {
    let last = today.saturating_add(SHOWN_DAYS.days());
    let lessons = calendar::school_days(tx, group.school.place(), today, last).await?;
    let times = groups::store::course_times(tx, &[group.id]).await?;
    let off = store::days_off(tx, group.id, today).await?;
    let standing_in = store::substitutes(tx, group.id, today).await?;
    let duties = store::duties(tx, &[group.id]).await?;
    let calls = days::store::last_calls(tx, group.id, 1).await?;
    let meets =
        |follows| group.kind != Kind::Course || times.iter().any(|it| it.1.weekday == follows);
    let mut days: Vec<(Date, Weekday, bool)> = lessons
        .iter()
        .filter(|it| meets(it.follows))
        .map(|it| (it.day, it.follows, false))
        .collect();
    let making_up = off.iter().filter_map(|it| it.made_up_on).filter(|it| *it <= last);
    for day in making_up.filter(|it| *it >= today) {
        match days.iter_mut().find(|it| it.0 == day) {
            // The calendar's own made-up day, which has lessons too.
            Some(known) => known.2 = true,
            None => days.push((day, day.weekday(), true)),
        }
    }
    let closed = off.iter().filter(|it| it.is_by_calendar && (today..=last).contains(&it.day));
    days.extend(closed.map(|it| (it.day, it.day.weekday(), false)));
    days.sort_by_key(|it| it.0);
    let who = |day: Date, follows: Weekday| {
        let stands_in = standing_in.iter().find(|it| it.0 == day).map(|it| it.1);
        let duty = duties.iter().find(|it| it.1 == follows).map(|it| it.2);
        (stands_in.or(duty).or(group.teacher), stands_in.is_some())
    };
    let staff: Vec<StaffId> = days.iter().filter_map(|it| who(it.0, it.1).0).collect();
    let names = store::named(tx, &staff).await?;
    let planned = |(day, follows, makes_up): (Date, Weekday, bool)| {
        let (teacher, is_substitute) = who(day, follows);
        Planned {
            day,
            teacher: teacher.and_then(|id| name_of(&names, id)),
            is_substitute,
            off: off.iter().find(|it| it.day == day).cloned(),
            makes_up,
            is_called: calls.iter().any(|it| it.day == day),
        }
    };
    Ok(days.into_iter().map(planned).collect())
}

async fn day_of(tx: &mut Tx, group: &Group, day: Date, today: Date) -> Result<Day, Error> {
    let is_held = !groups::held_on(tx, vec![group.clone()], day).await?.is_empty();
    let is_called = days::store::find_call(tx, group.id, day).await?.is_some();
    Ok(Day { day, today, is_held, is_called })
}

/// When a group comes together on a day that follows `follows`.
async fn hours_of(
    tx: &mut Tx,
    group: &Group,
    follows: Weekday,
) -> Result<Option<Hours>, db::Error> {
    let Kind::Care(service) = group.kind else {
        let times = groups::store::course_times(tx, &[group.id]).await?;
        let own = times.iter().map(|it| it.1).find(|it| it.weekday == follows);
        return Ok(own.or(times.first().map(|it| it.1)).map(|it| (it.starts, it.ends)));
    };
    let found = programme::store::find_of_school(tx, group.school, group.term).await?;
    let Some(found) = found else { return Ok(None) };
    let plan = Plan { slots: programme::store::slots(tx, found.id).await?, ..Plan::default() };
    let starts = plan.day(service, follows).first().map(|it| it.starts);
    Ok(starts.zip(plan.ends(service, follows)))
}

/// Another group that `teacher` has at the hours of `group` on `day`, wherever it is.
async fn busy(
    tx: &mut Tx,
    group: &Group,
    teacher: StaffId,
    day: Date,
    follows: Weekday,
) -> Result<Option<(String, Hours)>, Error> {
    let all = groups::store::groups_of_teacher(tx, teacher, group.term, day, follows).await?;
    let Some(hours) = hours_of(tx, group, follows).await? else { return Ok(None) };
    // Someone has a few groups at most.
    for other in groups::held_on(tx, all, day).await? {
        match hours_of(tx, &other, follows).await? {
            Some(its) if other.id != group.id && rules::overlap(hours, its) => {
                return Ok(Some((other.name, its)));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// Lets a teacher of the school stand in on a day: the roll, the session and its pay are theirs.
pub async fn stand_in(
    visit: &Visit,
    id: GroupId,
    day: Date,
    teacher: StaffId,
) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "aftercare.shift.stand-in", |act| {
        let tx = act.tx();
        let group = own(tx, visit, id).await?;
        let follows = groups::lessons_of(tx, group.school.place(), day).await?;
        let follows = follows.unwrap_or_else(|| day.weekday());
        let on_duty = groups::store::teacher_on(tx, id, day, follows).await? == Some(teacher);
        let all = store::teachers(tx, group.school).await?;
        let who = all.into_iter().find(|it| it.id == teacher).ok_or(Error::Missing)?;
        let busy = busy(tx, &group, teacher, day, follows).await?;
        rules::may_stand_in(day_of(tx, &group, day, today).await?, on_duty, busy)?;
        days::store::set_substitute(tx, id, day, teacher).await?;
        act.about(id);
        act.note("day", day);
        if let Some(account) = who.account {
            let title = format!("请代班：{} {}", words(day), group.name);
            act.tell(account, title, "/aftercare/today");
        }
        let title = format!("{} {}由其他老师代班", words(day), group.name);
        tell(act, &group, day, &title).await
    })
}

/// Calls a group's day off, to be made up where `make_up` says so. What a course's session cost
/// comes back where it is not made up. Families are told.
pub async fn call_off(
    visit: &Visit,
    id: GroupId,
    day: Date,
    make_up: Option<Date>,
    reason: &str,
) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "aftercare.shift.call-off", |act| {
        let tx = act.tx();
        let group = own(tx, visit, id).await?;
        let last = people::term_days(tx, group.term).await?.map_or(day, |it| it.1);
        let state = day_of(tx, &group, day, today).await?;
        let make_up = match make_up {
            Some(other) => Some((other, day_of(tx, &group, other, today).await?.is_held)),
            None => None,
        };
        rules::may_call_off(state, reason, make_up, last)?;
        let make_up = make_up.map(|it| it.0);
        days::store::add_days_off(tx, &[id], day, make_up, reason.trim()).await?;
        if let Some(make_up) = make_up {
            let follows = groups::lessons_of(tx, group.school.place(), day).await?;
            let follows = follows.unwrap_or_else(|| day.weekday());
            // The session moves with its teacher.
            if let Some(teacher) = groups::store::teacher_on(tx, id, day, follows).await? {
                days::store::set_substitute(tx, id, make_up, teacher).await?;
            }
        } else {
            orders::actions::refund_day(act, &[id], day).await?;
        }
        act.about(id);
        act.note("day", day);
        let title = match make_up {
            Some(other) => format!("{} {}停开，{}补课", words(day), group.name, words(other)),
            None => format!("{} {}停开", words(day), group.name),
        };
        tell(act, &group, day, &format!("{title}。原因：{}", reason.trim())).await
    })
}

/// A day that was called off is held after all.
pub async fn restore(visit: &Visit, id: GroupId, day: Date) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "aftercare.shift.restore", |act| {
        let tx = act.tx();
        let group = own(tx, visit, id).await?;
        let all = store::days_off(tx, id, day).await?;
        let off = all.iter().find(|it| it.day == day);
        let paid_out = orders::store::count_paid_out(tx, id, day).await?;
        rules::may_restore(day, today, off.map(|it| it.is_by_calendar), paid_out)?;
        store::clear_day_off(tx, id, day).await?;
        if let Some(make_up) = off.and_then(|it| it.made_up_on) {
            store::clear_substitute(tx, id, make_up).await?;
        }
        let taken_back = orders::store::clear_day_refunds(tx, &[id], day).await?;
        act.about(id);
        act.note("day", day);
        act.note("refunds", taken_back);
        tell(act, &group, day, &format!("{} {}恢复正常开展", words(day), group.name)).await
    })
}

fn words(day: Date) -> String {
    format!("{} {}", day.strftime("%-m 月 %-d 日"), vocab::weekday_label(day.weekday()))
}

/// Tells the guardians of those who are on the roster of `day`.
async fn tell(act: &mut Act<'_>, group: &Group, day: Date, title: &str) -> Result<(), Error> {
    let roster = groups::roster(act.tx(), group, day).await?;
    let students: Vec<StudentId> = roster.iter().map(|it| it.student).collect();
    let today = act.origin().civil_now.date();
    for (student, account) in people::guardians_of(act.tx(), &students, today).await? {
        act.tell(account, title, format!("/family/aftercare/{student}"));
    }
    act.note("children", students.len());
    Ok(())
}
