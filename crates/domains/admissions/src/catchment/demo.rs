//! The invented county's catchments: every public school of compulsory education has its roads and
//! villages, in proportion to its pupils. The year before last drew the lines a little otherwise, and
//! next year's list is a draft.

use std::collections::BTreeSet;

use directory::demo::County;
use jiff::civil::{Date, date};
use platform::System;
use vocab::{Clock as _, SchoolYear, Stage};

use super::{
    actions::Error,
    model::{Area, CatchmentId, Edition, Side},
    store,
};

/// The last house number of an invented road.
const LAST: i64 = 998;
/// What families bring.
const DOCUMENTS: &str = "户口簿\n不动产权证书（没有的带住房证明）\n预防接种查验证明\n随迁子女另带浙江省居住证、社会保险缴纳证明";

/// The years that are told: which, when published, and how far the lines are shifted.
const YEARS: [(i64, Option<Date>, i64); 3] =
    [(-1, Some(date(2020, 4, 8)), 60), (0, Some(date(2021, 4, 9)), 0), (1, None, 0)];

/// Writes the catchments of the year before, this year's, and the draft of next year's.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    let roads = roads(county);
    for stage in [Stage::Primary, Stage::Junior] {
        for (ahead, published_on, shift) in YEARS {
            let areas = areas(county, &roads, stage, shift);
            let year = match ahead {
                -1 => county.year.previous(),
                0 => county.year,
                _ => county.year.next(),
            };
            platform::act!(system, "demo.load.catchment", |act| {
                let id: CatchmentId = act.origin().ids.make(system.clock.now());
                let new = edition((id, year, stage), published_on);
                store::add(act.tx(), &new).await?;
                store::add_areas(act.tx(), id, &areas).await?;
                Ok::<_, Error>(())
            })?;
        }
    }
    Ok(())
}

fn edition(
    (id, year, stage): (CatchmentId, SchoolYear, Stage),
    published_on: Option<Date>,
) -> Edition {
    let is_out = published_on.is_some();
    let source = format!("关于做好{}年义务教育阶段学校招生入学工作的通知", year.start());
    Edition {
        id,
        year,
        stage,
        source: if is_out { source } else { String::new() },
        documents: if is_out { DOCUMENTS.to_owned() } else { String::new() },
        published_on,
        version: 1,
        areas: 0,
        schools: 0,
    }
}

/// The roads and villages of each town that families live on, in the order of their names.
fn roads(county: &County) -> Vec<Vec<String>> {
    let mut all: Vec<BTreeSet<String>> = vec![BTreeSet::new(); county.towns.len()];
    for it in &county.families {
        let name =
            it.address.trim_end_matches('号').trim_end_matches(|it: char| it.is_ascii_digit());
        if !all[it.town].contains(name) {
            all[it.town].insert(name.to_owned());
        }
    }
    all.into_iter().map(|it| it.into_iter().collect()).collect()
}

/// The public schools of a stage with their towns and sizes.
fn schools(county: &County, stage: Stage) -> Vec<(usize, i64)> {
    let public = |at: &usize| {
        let it = &county.schools[*at];
        it.stages.contains(&stage) && it.ownership == directory::model::Ownership::Public
    };
    let size = |at: usize| {
        let grade = stage.grades().next().map_or(0, vocab::Grade::number);
        let (_, pupils) = county.year_group(at, grade);
        (at, i64::try_from(pupils.len()).unwrap_or(0).max(1))
    };
    (0..county.schools.len()).filter(public).map(size).collect()
}

/// All house numbers of a town in a row, cut among its schools by their sizes; a town without a school
/// of the stage is served by the next town's.
fn areas(county: &County, roads: &[Vec<String>], stage: Stage, shift: i64) -> Vec<Area> {
    let all = schools(county, stage);
    let mut lines = Vec::new();
    for (town, names) in roads.iter().enumerate() {
        let distance = |at: usize| county.schools[at].town.abs_diff(town);
        let nearest = all.iter().map(|it| distance(it.0)).min().unwrap_or(0);
        let here: Vec<(usize, i64)> =
            all.iter().filter(|it| distance(it.0) == nearest).copied().collect();
        let total: i64 = here.iter().map(|it| it.1).sum();
        let length = i64::try_from(names.len()).unwrap_or(0) * LAST;
        let mut done = 0;
        let mut from = 0;
        for (nth, (school, size)) in here.iter().enumerate() {
            done += size;
            let last = nth + 1 == here.len();
            // A cut that is shifted still leaves every school its numbers.
            let cut =
                if last { length } else { (length * done / total.max(1) + shift).min(length) };
            stretch(county, (town, *school), names, (from, cut), &mut lines);
            from = cut;
        }
    }
    lines
}

/// The lines of one school: whole roads, and parts of the first and the last one.
fn stretch(
    county: &County,
    (town, school): (usize, usize),
    names: &[String],
    (from, to): (i64, i64),
    lines: &mut Vec<Area>,
) {
    for (name, first) in names.iter().zip((0..).map(|it| it * LAST)) {
        let (begin, end) = (from.max(first), to.min(first + LAST));
        if begin >= end {
            continue;
        }
        let is_whole = begin == first && end == first + LAST;
        lines.push(Area {
            position: i64::try_from(lines.len()).unwrap_or(0) + 1,
            town: county.towns[town].id.place(),
            town_name: county.towns[town].name.clone(),
            school: county.schools[school].id,
            school_name: county.schools[school].name.clone(),
            name: name.clone(),
            numbers: (!is_whole).then_some((begin - first + 1, end - first)),
            side: Side::Both,
            is_shared: false,
        });
    }
}
