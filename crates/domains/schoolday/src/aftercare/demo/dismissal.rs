//! Dismissal tables of the term, the times that families declared, and a child who is fetched early
//! on the day on which the demo begins.

use jiff::civil::{Time, date, datetime, time};
use platform::System;
use vocab::StudentId;

use super::{Making, TODAY, programmes, takers::Takers};
use crate::aftercare::{
    collect::{self, model::EarlyLeave},
    dismissal::{
        model::{Stage, Table},
        rules, store,
    },
    error::Error,
};

/// Of a thousand families with a child in care, so many said when they can come.
const DECLARED_PER_MILLE: usize = 240;
/// Schools with more classes than this have a second gate.
const ONE_GATE_CLASSES: usize = 6;

/// Writes all of it.
pub(super) async fn load(system: &System, it: &Making<'_>, takers: &Takers) -> Result<(), Error> {
    let published_at = datetime(2021, 9, 3, 10, 20, 0, 0);
    let day = it.county.schools.iter().enumerate().filter(|it| it.1.is_day_compulsory());
    let (mut tables, mut rows) = (Vec::new(), Vec::new());
    for (at, school) in day {
        let table = Table {
            school: school.id,
            term: it.term,
            version: 2,
            published_at: Some(published_at),
        };
        let gates: &[&str] = if school.classes.len() > ONE_GATE_CLASSES {
            &["南门", "北门"]
        } else {
            &["南门"]
        };
        let gates: Vec<String> = gates.iter().map(|it| (*it).to_owned()).collect();
        let grades = school.classes.clone().map(|class| it.county.classes[class].grade).collect();
        let batches = rules::proposal(&grades, &gates, programmes::ends(it, at), 5);
        for stage in [Stage::Draft, Stage::Published] {
            rows.extend(batches.iter().map(|batch| (school.id, it.term, stage, batch.clone())));
        }
        tables.push(table);
    }
    let declared = declared(it, takers);
    let early = early(it, takers);
    let loaded: Result<(), db::Error> =
        platform::act!(system, "demo.load.aftercare.dismissal", |act| {
            let tx = act.tx();
            store::add(tx, &tables).await?;
            store::add_batches(tx, rows.iter().cloned()).await?;
            let at = date(2021, 9, 6).at(19, 30, 0, 0);
            store::set_pick_ups(tx, it.term, declared.iter().copied(), at, None).await?;
            collect::store::add(tx, &early, TODAY.at(7, 20, 0, 0), None).await?;
            Ok(())
        });
    Ok(loaded?)
}

fn declared(it: &Making, takers: &Takers) -> Vec<(StudentId, Time)> {
    let mut all = Vec::new();
    for (at, family) in it.county.families.iter().enumerate() {
        let mut chance = it.chance("pick up", at);
        if !chance.happens(DECLARED_PER_MILLE) {
            continue;
        }
        let minute = *chance.pick(&[10i8, 20, 30, 30, 40, 50]);
        let children = family.children.iter().filter(|child| takers.basic[**child]);
        all.extend(children.map(|child| (it.county.students[*child].id, time(17, minute, 0, 0))));
    }
    all
}

/// A child of the demo's class is fetched by someone on its list.
fn early(it: &Making, takers: &Takers) -> Vec<EarlyLeave> {
    let school = &it.county.schools[it.county.main_school()];
    let class = school.classes.start + school.classes.len() / 2;
    let mut served = it.county.classes[class].students.clone().filter(|at| takers.basic[*at]);
    let Some(child) = served.nth(4) else { return Vec::new() };
    let family = &it.county.families[it.county.students[child].family];
    let Some(who) = family.guardians.clone().next() else { return Vec::new() };
    let guardian = &it.county.guardians[who];
    vec![EarlyLeave {
        id: it.id(),
        student: it.county.students[child].id,
        day: TODAY,
        at: time(16, 30, 0, 0),
        guardian: guardian.id,
        with_whom: format!("{} {}", guardian.relation.label(), guardian.name),
        is_withdrawn: false,
    }]
}
