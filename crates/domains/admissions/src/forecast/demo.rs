//! The invented county's births, its past, its forecasts, and one proposed change. The past is invented
//! around what the roll shows now: each school was off by a little in each year, by more the farther
//! ahead it was told.

use std::collections::BTreeMap;

use directory::demo::{Chance, County};
use jiff::civil::{Date, date};
use platform::System;
use vocab::{Clock as _, SchoolId, Stage};

use super::{
    actions::{self, Error},
    model::{Change, ChangeId, ForecastId, Levels, Move, Past, State},
    rules,
    store::{self, changes},
};
use crate::catchment::{model::Area, store as catchments};

const LEVELS_SINCE: Date = date(2021, 3, 1);
const PUBLISHED: Date = date(2021, 12, 10);
const CHANGED: Date = date(2021, 12, 13);
/// How many years of the past are known.
const PAST: i64 = 5;

/// Writes it all.
///
/// # Errors
///
/// If the database fails, or there are no catchments.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    let first = county.year.start();
    platform::act!(system, "demo.load.forecast", |act| {
        let tx = act.tx();
        store::set_births(tx, &births(county), "卫生健康部门出生登记").await?;
        for stage in [Stage::Primary, Stage::Junior] {
            store::set_past(tx, stage, &past(county, stage)).await?;
        }
        store::set_levels(tx, &levels()).await?;
        Ok::<_, Error>(())
    })?;
    for stage in [Stage::Primary, Stage::Junior] {
        let id: ForecastId = system.ids.make(system.clock.now());
        actions::make(system, id, (stage, county.year)).await?;
        platform::act!(system, "demo.load.forecast", |act| {
            store::publish(act.tx(), (id, 1), PUBLISHED).await?;
            Ok::<_, Error>(())
        })?;
        if stage == Stage::Primary {
            propose(system, id, first + 1).await?;
        }
    }
    Ok(())
}

fn levels() -> Levels {
    Levels {
        since: LEVELS_SINCE,
        yellow: 950,
        orange: 1000,
        red: 1100,
        source: "义务教育学位预警办法（试行）".to_owned(),
    }
}

/// Births of each town: as many as its kindergarten children of a year, a little fewer every year.
fn births(county: &County) -> Vec<(vocab::PlaceId, i64, i64)> {
    let mut children = vec![0i64; county.towns.len()];
    for it in &county.students {
        if county.classes[it.class].grade.number() == -3 {
            children[county.families[it.family].town] += 1;
        }
    }
    let mut all = Vec::new();
    for (town, count) in children.iter().enumerate() {
        for ahead in 4..=rules::YEARS {
            let mut chance = Chance::of(county.plan.seed, "births", town * 8);
            let share = 1000 - 25 * (ahead - 3) + chance.between(-15, 15);
            let year = county.year.start() + ahead;
            all.push((county.towns[town].id.place(), year, count * share / 1000));
        }
    }
    all
}

/// What was known of each public school so many years ahead, and how many came.
fn past(county: &County, stage: Stage) -> Vec<Past> {
    let Some(grade) = stage.grades().next() else { return Vec::new() };
    let mut all = Vec::new();
    for (at, school) in county.schools.iter().enumerate() {
        let (_, pupils) = county.year_group(at, grade.number());
        let size = i64::try_from(pupils.len()).unwrap_or(0);
        let public = school.ownership == directory::model::Ownership::Public;
        if !public || !school.stages.contains(&stage) || size == 0 {
            continue;
        }
        for back in 0..PAST {
            for horizon in 1..=rules::YEARS {
                let seed = at * 64 + usize::try_from(back * 8 + horizon).unwrap_or(0);
                let mut chance = Chance::of(county.plan.seed, "forecast past", seed);
                let entered = size * (1000 - 12 * back + chance.between(-30, 30)) / 1000;
                let off = 20 + 12 * horizon;
                let known = entered * (985 + chance.between(-off, off)) / 1000;
                let year = county.year.start() - back;
                all.push(Past { school: school.id, year, horizon, known, entered });
            }
        }
    }
    all
}

/// The change that is thought of: a road of the most crowded school of a town goes to the least crowded
/// one beside it.
async fn propose(system: &System, id: ForecastId, year: i64) -> Result<(), Error> {
    platform::act!(system, "demo.load.forecast", |act| {
        let lines = store::lines(act.tx(), id).await?;
        let next: BTreeMap<SchoolId, (i64, i64)> = lines
            .iter()
            .filter(|it| it.year == year)
            .map(|it| (it.school, (it.expected, it.seats.max(1))))
            .collect();
        let editions = catchments::editions(act.tx()).await?;
        let draft = editions
            .into_iter()
            .find(|it| it.stage == Stage::Primary && it.published_on.is_none())
            .ok_or(Error::Missing)?;
        let areas = catchments::areas(act.tx(), draft.id).await?;
        let Some((area, to)) = crowded(&areas, &next) else { return Ok(()) };
        let change = Change {
            id: act.origin().ids.make::<super::model::kinds::ChangeId>(act.origin().now),
            catchment: draft.id,
            title: format!("{}{}调整到{}", area.town_name, area.name, short(&areas, to)),
            reason: format!("{}明年学位紧张，相邻学校还有空余学位。", area.school_name),
            new_school: None,
            state: State::Open,
            answers: answers(),
            made_on: CHANGED,
            assessed_on: None,
            decided_on: None,
            version: 1,
        };
        let id: ChangeId = change.id;
        changes::add(act.tx(), &change).await?;
        changes::set(act.tx(), &change).await?;
        let one =
            Move { position: area.position, from: area.school, to: Some(to), metres: (1400, 900) };
        changes::set_moves(act.tx(), id, &[one]).await?;
        Ok(())
    })
}

fn short(areas: &[Area], school: SchoolId) -> String {
    areas
        .iter()
        .find(|it| it.school == school)
        .map_or_else(String::new, |it| it.school_name.clone())
}

/// A whole road of the most crowded school that has a neighbour in its town, and that neighbour.
fn crowded<'a>(
    areas: &'a [Area],
    next: &BTreeMap<SchoolId, (i64, i64)>,
) -> Option<(&'a Area, SchoolId)> {
    let share = |school: &SchoolId| next.get(school).map_or(0, |it| it.0 * 1000 / it.1);
    let whole: Vec<&Area> = areas.iter().filter(|it| it.numbers.is_none()).collect();
    let neighbours = |area: &Area| {
        let there = areas.iter().filter(|it| it.town == area.town && it.school != area.school);
        there.map(|it| it.school).min_by_key(|it| (share(it), *it))
    };
    let with = whole.into_iter().filter_map(|it| Some((it, neighbours(it)?)));
    with.max_by_key(|it| (share(&it.0.school), std::cmp::Reverse(it.0.position)))
}

/// The assessment as far as it is: two answers are still missing.
fn answers() -> [String; 6] {
    [
        "涉及本路段有孩子在园的家庭，其中有哥哥姐姐在原学校就读的，愿意同校的仍可到原学校。",
        "上学路程由 1400 米缩短到 900 米，不过大路；新校门口增设护学岗。",
        "接收学校明年一年级有空余教室，教师由区域内调配，开学前到位。",
        "",
        "只对明年入学的新生执行，已在校的学生不动，设两年过渡期。",
        "",
    ]
    .map(ToOwned::to_owned)
}
