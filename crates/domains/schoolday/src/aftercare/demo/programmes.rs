//! What the schools filed: for this term all of it recorded and open, for the next one as it
//! stands four days after the deadline.

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time, Weekday, date, time},
};
use platform::System;
use vocab::{Fen, Stage, Term};

use super::{Making, TODAY, letters};
use crate::aftercare::{
    error::Error,
    programme::{
        model::{Programme, Segment, Service, Settings, Slot, State, Step, Text, WEEKDAYS},
        store,
    },
};

/// When the county's working day ends.
const WORK_ENDS: Time = time(17, 0, 0, 0);
/// How many working days the bureau has to answer.
const ANSWER_DAYS: i64 = 10;
/// Until when schools filed for autumn, and are to file for spring.
const FILE_DUE: [Date; 2] = [date(2021, 8, 25), date(2021, 12, 17)];

/// A programme with its times and history.
pub(super) struct Filed {
    pub(super) school: usize,
    pub(super) programme: Programme,
    pub(super) slots: Vec<Slot>,
    steps: Vec<(Step, DateTime, String)>,
}

/// Writes the county's settings and every programme. Which schools are open for the next term.
pub(super) async fn load(system: &System, it: &Making<'_>) -> Result<Vec<usize>, Error> {
    let terms = [it.term, it.term.next()];
    let all: Vec<Filed> = terms.iter().flat_map(|term| of_term(it, *term)).collect();
    let loaded: Result<(), db::Error> =
        platform::act!(system, "demo.load.aftercare.programmes", |act| {
            let origin = act.origin().clone();
            let tx = act.tx();
            for (term, file_due) in terms.iter().zip(FILE_DUE) {
                let settings =
                    Settings { file_due, answer_days: ANSWER_DAYS, work_ends: WORK_ENDS };
                store::set_settings(tx, *term, &settings).await?;
            }
            store::add_programmes(tx, all.iter().map(|it| &it.programme)).await?;
            let slots = |it: &Filed| {
                let id = it.programme.id;
                it.slots.iter().map(|slot| (id, slot.clone())).collect::<Vec<_>>()
            };
            store::add_slots(tx, all.iter().flat_map(slots)).await?;
            let steps = all.iter().flat_map(|it| {
                it.steps.iter().map(|(step, at, reason)| {
                    (origin.ids.make(origin.now), it.programme.id, *step, *at, reason.as_str())
                })
            });
            store::add_steps(tx, steps).await
        });
    loaded?;
    letters::load(system, it, &all).await?;
    let is_open =
        |it: &&Filed| it.programme.term == terms[1] && it.programme.state == State::Opened;
    Ok(all.iter().filter(is_open).map(|it| it.school).collect())
}

/// Where the programmes of the next term stand: of each hundred of schools so many. Two schools
/// have none at all; the demo's own is open.
fn next_state(it: &Making, school: usize, number: usize) -> Option<State> {
    match number {
        0 | 1 => None,
        2 => Some(State::Returned),
        3..=5 => Some(State::Draft),
        _ if school == it.county.main_school() => Some(State::Opened),
        _ => Some(match it.chance("spring programme", school).below(100) {
            0..14 => State::Filed,
            14..45 => State::Recorded,
            _ => State::Opened,
        }),
    }
}

fn of_term(it: &Making, term: Term) -> Vec<Filed> {
    let day = it.county.schools.iter().enumerate().filter(|it| it.1.is_day_compulsory());
    let main = it.county.main_school();
    let mut order: Vec<usize> = day.map(|it| it.0).filter(|at| *at != main).collect();
    it.chance("programmes", 0).shuffle(&mut order);
    order.push(main);
    let filed = order.into_iter().enumerate().filter_map(|(number, school)| {
        let state =
            if term == it.term { Some(State::Opened) } else { next_state(it, school, number) };
        Some(filed(it, term, school, state?))
    });
    filed.collect()
}

fn filed(it: &Making, term: Term, school: usize, state: State) -> Filed {
    let mut chance = it.chance("programme", school);
    let quarter = quarter(&mut chance);
    let slots = slots(it, school, quarter, has_late_drawn(it, school, &mut chance));
    let due = if term == it.term { FILE_DUE[0] } else { FILE_DUE[1] };
    let filed_at = due.saturating_sub(chance.between(0, 9).days()).at(16, 20, 0, 0);
    let answered = filed_at.saturating_add(chance.between(1, 3).days()).min(TODAY.at(8, 0, 0, 0));
    let returned = "周五的活动时段没有写地点和负责教师，请补充后重新申报。";
    let is_filed = state != State::Draft;
    let mut steps = Vec::new();
    if is_filed {
        steps.push((Step::File, filed_at, String::new()));
    }
    match state {
        State::Returned => steps.push((Step::Return, answered, returned.to_owned())),
        State::Recorded => steps.push((Step::Record, answered, String::new())),
        State::Opened => {
            steps.push((Step::Record, answered, String::new()));
            steps.push((Step::Open, answered.saturating_add(2.hours()), String::new()));
        }
        State::Draft | State::Filed => {}
    }
    let programme = Programme {
        id: it.id(),
        school: it.county.schools[school].id,
        term,
        state,
        version: 1 + i64::try_from(steps.len()).unwrap_or(0),
        text: text(&mut chance),
        filed_at: is_filed.then_some(filed_at),
        answer_due: (state == State::Filed).then(|| filed_at.date().saturating_add(14.days())),
        returned_for: (state == State::Returned).then(|| returned.to_owned()),
    };
    Filed { school, programme, slots, steps }
}

/// By how many minutes a school begins and ends later.
fn quarter(chance: &mut directory::demo::Chance) -> i64 {
    chance.between(0, 2) * 5
}

/// Whether a school has late care; the demo's own has.
pub(super) fn has_late(it: &Making, school: usize) -> bool {
    let mut chance = it.chance("programme", school);
    quarter(&mut chance);
    has_late_drawn(it, school, &mut chance)
}

fn has_late_drawn(it: &Making, school: usize, chance: &mut directory::demo::Chance) -> bool {
    chance.happens(420) || school == it.county.main_school()
}

/// When basic care of a school ends.
pub(super) fn ends(it: &Making, school: usize) -> Time {
    let quarter = quarter(&mut it.chance("programme", school));
    time(17, 15, 0, 0).saturating_add(quarter.minutes())
}

fn text(chance: &mut directory::demo::Chance) -> Text {
    let fee = Fen::yuan(*chance.pick(&[300, 350, 400]));
    let letter = format!(
        "本学期学校开展课后服务,每个上学日放学后两小时,包括作业辅导、锻炼放松和素质拓展。\n\
         自愿参加,愿意参加的都会安排;不参加不需要说明理由。每学期收费 {fee},困难家庭可以申请减免。\n\
         请在报名开放后申请，随时可以退出。"
    );
    Text {
        declares_no_lessons: true,
        reason: String::new(),
        letter,
        fee,
        fee_basis: "慈教〔2021〕70号".to_owned(),
    }
}

/// Two hours and a little every day, homework first; late care at many schools; the evening where
/// there is a ninth grade.
fn slots(it: &Making, school: usize, quarter: i64, has_late: bool) -> Vec<Slot> {
    let at = |hour: i8, minute: i64| time(hour, 0, 0, 0).saturating_add(minute.minutes());
    let stages = &it.county.schools[school].stages;
    let mut rows = vec![
        (Service::Basic, Segment::Homework, at(15, 10 + quarter), at(16, quarter)),
        (Service::Basic, Segment::Exercise, at(16, quarter), at(16, 30 + quarter)),
        (Service::Basic, Segment::Enrichment, at(16, 30 + quarter), at(17, 15 + quarter)),
    ];
    if has_late {
        rows.push((Service::Late, Segment::Waiting, at(17, 15 + quarter), at(18, 15)));
    }
    if stages.contains(&Stage::Junior) {
        rows.push((Service::Evening, Segment::Study, at(18, 15), at(20, 15)));
    }
    let slot = |weekday: Weekday| {
        rows.iter().map(move |&(service, segment, starts, ends)| Slot {
            service,
            weekday,
            segment,
            starts,
            ends,
        })
    };
    WEEKDAYS.into_iter().flat_map(slot).collect()
}
