//! A roll call for every group and day of the term, with about one child in a hundred unlike the
//! roster.

use directory::demo::Chance;
use jiff::civil::{Date, date};
use platform::System;
use vocab::StaffId;

use super::{Making, ROWS, groups::Made, shifts};
use crate::aftercare::{
    days::{
        model::{Exception, Leave, Mark, RollCall},
        store,
    },
    error::Error,
    participation::model::GroupId,
    programme::model::Service,
};

/// Of ten thousand children expected, so many are unlike the roster.
const UNLIKE_PER_10_000: usize = 95;
/// Of a thousand roll calls, so many were forgotten.
const FORGOTTEN_PER_MILLE: usize = 2;
/// The Friday on which some schools have not called yet.
const LAST_FRIDAY: Date = date(2021, 12, 17);
/// How many schools those are.
const SILENT_SCHOOLS: usize = 2;

/// What a stretch of groups comes to.
#[derive(Default)]
struct Rolls {
    calls: Vec<RollCall>,
    marks: Vec<(GroupId, Date, Mark)>,
    leaves: Vec<Leave>,
    substitutes: Vec<(GroupId, Date, StaffId)>,
}

/// Writes the roll calls of all groups.
pub(super) async fn load(system: &System, it: &Making<'_>, made: &[Made]) -> Result<(), Error> {
    let silent = silent_schools(it);
    let mut rolls = Rolls::default();
    for (number, group) in made.iter().enumerate() {
        of_group(it, number, group, silent.contains(&group.school), &mut rolls);
        if rolls.calls.len() >= ROWS {
            write(system, std::mem::take(&mut rolls)).await?;
        }
    }
    write(system, rolls).await
}

/// Schools that forgot the last Friday: not the demo's own.
fn silent_schools(it: &Making) -> Vec<usize> {
    let mut chance = it.chance("silent schools", 0);
    let day = it.county.schools.iter().enumerate().filter(|it| it.1.is_day_compulsory());
    let main = it.county.main_school();
    let mut all: Vec<usize> = day.map(|it| it.0).filter(|at| *at != main).collect();
    chance.shuffle(&mut all);
    all.truncate(SILENT_SCHOOLS);
    all
}

fn of_group(it: &Making, number: usize, made: &Made, is_silent: bool, rolls: &mut Rolls) {
    let mut chance = it.chance("rolls", number);
    let mut others = it.chance("substitutes", number);
    let evening = made.group.kind == crate::aftercare::groups::model::Kind::Care(Service::Evening);
    for lesson in it.days_of(made.town) {
        let day = lesson.day;
        if day < made.group.since || !made.weekdays.contains(&lesson.follows) {
            continue;
        }
        if chance.happens(FORGOTTEN_PER_MILLE) || (is_silent && day == LAST_FRIDAY) {
            continue;
        }
        let weekday = usize::try_from(lesson.follows.to_monday_zero_offset()).unwrap_or(0).min(4);
        let substitute = shifts::substitute(made, weekday, &mut others);
        rolls.substitutes.extend(substitute.map(|it| (made.group.id, day, it)));
        let mut call = RollCall {
            group: made.group.id,
            day,
            expected: 0,
            present: 0,
            absent: 0,
            teacher: substitute.unwrap_or(made.duty[weekday]),
            called_at: called_at(day, evening, &mut chance),
        };
        for member in &made.members {
            if member.since > day || member.until.is_some_and(|until| until <= day) {
                continue;
            }
            call.expected += 1;
            let exception = exception(&mut chance);
            match exception {
                None | Some(Exception::LeftEarly) => call.present += 1,
                Some(Exception::Absent) => call.absent += 1,
                Some(Exception::OnLeave) => rolls.leaves.push(leave(it, member.student, day)),
            }
            if let Some(exception) = exception {
                let fetched_by = (exception == Exception::LeftEarly)
                    .then(|| (*chance.pick(&["妈妈", "爸爸", "奶奶", "外婆", "爷爷"])).to_owned());
                let mark = Mark { student: member.student, exception, fetched_by };
                rolls.marks.push((made.group.id, day, mark));
            }
        }
        rolls.calls.push(call);
    }
}

fn called_at(day: Date, evening: bool, chance: &mut Chance) -> jiff::civil::DateTime {
    let minute = i8::try_from(chance.between(16, 44)).unwrap_or(20);
    day.at(if evening { 18 } else { 15 }, minute, 0, 0)
}

fn exception(chance: &mut Chance) -> Option<Exception> {
    if chance.below(10_000) >= UNLIKE_PER_10_000 {
        return None;
    }
    Some(match chance.below(100) {
        0..50 => Exception::OnLeave,
        50..80 => Exception::LeftEarly,
        _ => Exception::Absent,
    })
}

fn leave(it: &Making, student: vocab::StudentId, day: Date) -> Leave {
    let asked_at = day.at(7, 30, 0, 0);
    Leave { id: it.id(), student, from: day, to: day, asked_at, withdrawn_at: None }
}

async fn write(system: &System, rolls: Rolls) -> Result<(), Error> {
    let written: Result<(), db::Error> =
        platform::act!(system, "demo.load.aftercare.rolls", |act| {
            let tx = act.tx();
            store::add_calls(tx, rolls.calls.iter().copied()).await?;
            store::add_marks(tx, rolls.marks.iter().cloned()).await?;
            store::add_substitutes(tx, rolls.substitutes.iter().copied()).await?;
            store::add_leaves(tx, &rolls.leaves).await
        });
    Ok(written?)
}
