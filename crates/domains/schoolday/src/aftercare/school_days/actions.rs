//! Following a changed day, each school in one act.

use std::collections::{BTreeMap, BTreeSet};

use directory::{calendar, events::DayChanged, model::DayKind};
use jiff::civil::{Date, Weekday};
use platform::act::{Act, Source};
use vocab::{Fen, SchoolId, StudentId};

use super::{
    rules::{self, News, Turn},
    store::{self, MakingUp, Untold},
};
use crate::aftercare::{
    days,
    error::Error,
    groups::{
        self,
        model::{Group, Kind},
    },
    orders,
    participation::model::GroupId,
    people,
};

/// What a school's day was and is.
#[derive(Debug)]
struct Step {
    school: SchoolId,
    day: Date,
    before: Option<Weekday>,
    now: Option<Weekday>,
    /// Whether someone closed it, and does not merely leave it without lessons.
    is_closed: bool,
    reason: Option<String>,
}

/// What becomes of groups of a school on a day: those that lose their session, and those that have
/// one after all.
#[derive(Debug, Default)]
struct Turns {
    lost: Vec<Group>,
    gained: Vec<Group>,
}

/// Follows a changed day at every school that it concerns. Says how many had anything to do.
pub async fn follow(source: &impl Source, changed: DayChanged) -> Result<usize, Error> {
    let day = changed.day;
    let read: Result<_, Error> = db::read!(source.store(), "schools of a changed day", |tx| {
        let terms = calendar::terms(tx).await?;
        let Some(term) = terms.iter().find(|it| it.first <= day && day <= it.last) else {
            return Ok(Vec::new());
        };
        let mut steps = Vec::new();
        let usual = calendar::usual(tx, day).await?;
        // A county has some hundred schools, and changes a day a few times a year.
        for school in store::schools(tx, changed.place, term.term, day).await? {
            let step = step_of(tx, school, day, usual).await?;
            steps.push((term.term, step));
        }
        Ok(steps)
    });
    let mut done = 0;
    for (term, step) in read?.iter().filter(|it| it.1.before != it.1.now || it.1.is_closed) {
        let all: Result<Vec<Group>, db::Error> =
            db::read!(source.store(), "groups of a changed day", |tx| {
                groups::store::groups_of_school(tx, step.school, *term, day).await
            });
        done += usize::from(follow_at(source, step, &all?).await?);
    }
    Ok(done)
}

async fn step_of(
    tx: &mut db::Tx,
    school: SchoolId,
    day: Date,
    usual: Option<Weekday>,
) -> Result<Step, Error> {
    let before = store::find_followed(tx, school, day).await?.unwrap_or(usual);
    let now = groups::lessons_of(tx, school.place(), day).await?;
    let change = calendar::change_on(tx, school.place(), day).await?;
    let is_closed = change.as_ref().is_some_and(|it| it.kind == DayKind::Closed);
    Ok(Step { school, day, before, now, is_closed, reason: change.map(|it| it.reason) })
}

async fn turns(tx: &mut db::Tx, step: &Step, all: &[Group]) -> Result<Turns, db::Error> {
    let ids: Vec<GroupId> = all.iter().map(|it| it.id).collect();
    let times = groups::store::course_times(tx, &ids).await?;
    let calls = days::store::calls_of(tx, &ids, step.day).await?;
    let mut turns = Turns::default();
    for group in all {
        let meets: Vec<Weekday> =
            times.iter().filter(|it| it.0 == group.id).map(|it| it.1.weekday).collect();
        let meets = (group.kind == Kind::Course).then_some(meets.as_slice());
        match rules::turn(meets, step.before, step.now) {
            // A session whose roll was called was held.
            Turn::Lost if calls.iter().any(|it| it.group == group.id) => {}
            Turn::Lost => turns.lost.push(group.clone()),
            Turn::Gained => turns.gained.push(group.clone()),
            Turn::Same => {}
        }
    }
    Ok(turns)
}

/// Says whether there was anything to do.
async fn follow_at(source: &impl Source, step: &Step, all: &[Group]) -> Result<bool, Error> {
    let ids: Vec<GroupId> = all.iter().map(|it| it.id).collect();
    let (school, day) = (step.school, step.day);
    let idle: Result<bool, db::Error> = db::read!(source.store(), "make-ups of a day", |tx| {
        Ok(step.before == step.now && store::making_up(tx, &ids, day).await?.is_empty())
    });
    if idle? {
        return Ok(false);
    }
    platform::act!(source, "aftercare.day.follow", |act| {
        let mut told = Told::default();
        let turns = turns(act.tx(), step, all).await?;
        let making_up = store::making_up(act.tx(), &ids, day).await?;
        unmake(act, step, (all, &turns), &making_up, &mut told).await?;
        lose(act, step, &turns.lost, &making_up, &mut told).await?;
        gain(act, step, &turns.gained, &mut told).await?;
        store::set_followed(act.tx(), school, day, step.now).await?;
        act.about(school);
        act.note("day", day);
        act.note("off", turns.lost.len());
        act.note("on", turns.gained.len());
        note_for_families(act, step, &told).await?;
        tell_keepers(act, step, &turns).await?;
        Ok(true)
    })
}

/// What each child's family is to be told.
type Told = BTreeMap<StudentId, News>;

/// Who is in groups on a day, with what the group is called to them.
async fn members(
    tx: &mut db::Tx,
    groups: &[Group],
    day: Date,
) -> Result<Vec<(StudentId, String)>, db::Error> {
    let of_kind = |course: bool| -> Vec<GroupId> {
        let wanted = groups.iter().filter(|it| (it.kind == Kind::Course) == course);
        wanted.map(|it| it.id).collect()
    };
    let care = store::cared_for(tx, &of_kind(false), day).await?;
    let taking = store::taking(tx, &of_kind(true), day).await?;
    let title = |id: GroupId| {
        let group = groups.iter().find(|it| it.id == id);
        group.map_or_else(String::new, |it| format!("“{}”", it.name))
    };
    let care = care.into_iter().map(|it| (it.1, "课后服务".to_owned()));
    Ok(care.chain(taking.into_iter().map(|it| (it.1, title(it.0)))).collect())
}

fn chosen(groups: &[Group], wanted: impl Fn(&Group) -> bool) -> (Vec<Group>, Vec<GroupId>) {
    let chosen: Vec<Group> = groups.iter().filter(|it| wanted(it)).cloned().collect();
    let ids = chosen.iter().map(|it| it.id).collect();
    (chosen, ids)
}

async fn tell_off(
    act: &mut Act<'_>,
    groups: &[Group],
    (day, back): (Date, &[(StudentId, Fen)]),
    told: &mut Told,
) -> Result<(), Error> {
    for (student, what) in members(act.tx(), groups, day).await? {
        told.entry(student).or_default().off.insert(what);
    }
    for (student, amount) in back {
        let news = told.entry(*student).or_default();
        news.refund = news.refund.checked_add(*amount).unwrap_or(news.refund);
    }
    Ok(())
}

/// A day that would make up for another does so no more: where it was closed, or where the calendar
/// that added it takes it back. What the other day cost comes back.
async fn unmake(
    act: &mut Act<'_>,
    step: &Step,
    (all, turns): (&[Group], &Turns),
    making_up: &[MakingUp],
    told: &mut Told,
) -> Result<(), Error> {
    let is_lost = |id: GroupId| turns.lost.iter().any(|it| it.id == id);
    let off =
        making_up.iter().filter(|it| step.is_closed || it.is_by_calendar && is_lost(it.group));
    let off: Vec<&MakingUp> = off.collect();
    let days: BTreeSet<Date> = off.iter().map(|it| it.day).collect();
    for day in days {
        let is_of = |it: &Group| off.iter().any(|of| of.group == it.id && of.day == day);
        let (groups, ids) = chosen(all, is_of);
        store::set_made_up(act.tx(), &ids, day, None).await?;
        let back = orders::actions::refund_day(act, &ids, day).await?;
        tell_off(act, &groups, (step.day, &back), told).await?;
    }
    Ok(())
}

/// Sessions fall away; what a course's cost comes back.
async fn lose(
    act: &mut Act<'_>,
    step: &Step,
    lost: &[Group],
    making_up: &[MakingUp],
    told: &mut Told,
) -> Result<(), Error> {
    let ids: Vec<GroupId> = lost.iter().map(|it| it.id).collect();
    let off = store::off_on(act.tx(), &ids, step.day).await?;
    // Whom the school had called off already was told then.
    let (lost, _) = chosen(lost, |it| {
        !off.iter().any(|of| of.0 == it.id) && !making_up.iter().any(|of| of.group == it.id)
    });
    let (_, courses) = chosen(&lost, |it| it.kind == Kind::Course);
    let reason = step.reason.as_deref().unwrap_or("校历调整");
    store::add_off(act.tx(), &courses, step.day, reason).await?;
    let back = orders::actions::refund_day(act, &courses, step.day).await?;
    tell_off(act, &lost, (step.day, &back), told).await
}

/// Sessions are held that were not to be: one that the calendar had called off, or one that makes up
/// for another.
async fn gain(
    act: &mut Act<'_>,
    step: &Step,
    gained: &[Group],
    told: &mut Told,
) -> Result<(), Error> {
    let ids: Vec<GroupId> = gained.iter().map(|it| it.id).collect();
    let off = store::off_on(act.tx(), &ids, step.day).await?;
    // What the school itself called off stays so.
    let (gained, ids) = chosen(gained, |it| !off.iter().any(|of| of.0 == it.id && !of.1));
    for (student, what) in members(act.tx(), &gained, step.day).await? {
        told.entry(student).or_default().on.insert(what);
    }
    let (_, restored) = chosen(&gained, |it| off.iter().any(|of| of.0 == it.id));
    take_back(act, &restored, step.day, told).await?;
    store::clear_off(act.tx(), &restored, step.day).await?;
    let lost = store::lost(act.tx(), &ids).await?;
    let mut by_day: BTreeMap<Date, Vec<Group>> = BTreeMap::new();
    for group in gained.iter().filter(|it| !restored.contains(&it.id)) {
        let days: Vec<Date> = lost.iter().filter(|it| it.0 == group.id).map(|it| it.1).collect();
        if let Some(day) = rules::makes_up_for(&days, step.day) {
            by_day.entry(day).or_default().push(group.clone());
        }
    }
    for (day, groups) in by_day {
        let ids: Vec<GroupId> = groups.iter().map(|it| it.id).collect();
        store::set_made_up(act.tx(), &ids, day, Some(step.day)).await?;
        take_back(act, &ids, day, told).await?;
        for (student, _) in members(act.tx(), &groups, step.day).await? {
            told.entry(student).or_default().made_up.insert(day);
        }
    }
    Ok(())
}

/// Takes back what was not paid out yet of groups' refunds for a day.
async fn take_back(
    act: &mut Act<'_>,
    groups: &[GroupId],
    day: Date,
    told: &mut Told,
) -> Result<(), Error> {
    for student in orders::store::owed_for_day(act.tx(), groups, day).await? {
        told.entry(student).or_default().is_taken_back = true;
    }
    let count = orders::store::clear_day_refunds(act.tx(), groups, day).await?;
    act.note(&format!("taken-back-{day}"), count);
    Ok(())
}

async fn note_for_families(act: &mut Act<'_>, step: &Step, told: &Told) -> Result<(), Error> {
    let students: Vec<StudentId> = told.keys().copied().collect();
    let today = act.origin().civil_now.date();
    let guardians = people::guardians_of(act.tx(), &students, today).await?;
    let heading = rules::heading(step.day, step.now, step.reason.as_deref());
    let untold = guardians.iter().filter_map(|(student, account)| {
        let line = told.get(student)?.line();
        let (account, student, heading) = (*account, *student, heading.clone());
        (!line.is_empty()).then_some(Untold { account, student, heading, line })
    });
    let untold: Vec<Untold> = untold.collect();
    act.note("children", told.len());
    store::add_untold(act.tx(), step.day, untold).await?;
    Ok(())
}

async fn tell_keepers(act: &mut Act<'_>, step: &Step, turns: &Turns) -> Result<(), Error> {
    let count = |all: &[Group]| {
        let courses = all.iter().filter(|it| it.kind == Kind::Course).count();
        format!("托管 {} 个班、拓展课程 {courses} 门", all.len() - courses)
    };
    let heading = rules::heading(step.day, step.now, step.reason.as_deref());
    let words = match (turns.lost.is_empty(), turns.gained.is_empty()) {
        (true, true) => "原定当天的补课取消，请另行安排".to_owned(),
        (false, true) => format!("{}停开", count(&turns.lost)),
        (true, false) => format!("{}开展", count(&turns.gained)),
        (false, false) => {
            format!("{}停开，{}开展", count(&turns.lost), count(&turns.gained))
        }
    };
    let today = act.origin().civil_now.date();
    for (_, account) in people::keepers_of(act.tx(), &[step.school], today).await? {
        let title = format!("{heading}:{words}，已通知家长并处理退费");
        act.tell(account, title, "/aftercare/school/groups");
    }
    Ok(())
}
