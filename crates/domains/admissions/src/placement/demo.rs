//! Where the invented county's children went: to the schools that they sit in.

use std::collections::BTreeMap;

use directory::demo::County;
use jiff::civil::{Date, date};
use platform::{Act, System};
use vocab::{SchoolId, StudentId};

use super::{
    contests::{self, Contest, Told},
    model::{Placed, Run, Way},
    posted, store,
};
use crate::registration::{
    Error, Registration, Stage, State, Terms, Wish,
    store::{
        campaigns,
        lists::{self, Narrow},
    },
    was_refilled,
};

/// When the office confirmed, and when results came out.
const CONFIRMED: Date = date(2021, 6, 25);
const PUBLISHED: Date = date(2021, 6, 28);

/// Writes the placements of the county's campaigns that are over, and the draws of private schools.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County, contests: &[Contest]) -> Result<(), Error> {
    let drawn = contests::told(contests);
    let sits: BTreeMap<StudentId, usize> =
        county.students.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
    platform::act!(system, "demo.load.placement", |act| {
        write(act, contests).await?;
        let all = campaigns::all(act.tx()).await?;
        for it in all.into_iter().filter(|it| !it.rehearsal) {
            let granted = Narrow { state: State::Granted.key().to_owned(), ..Narrow::default() };
            let rows = lists::page(act.tx(), (it.id, county.id), &granted, ("", i64::MAX)).await?;
            let placed: Vec<Placed> =
                rows.iter().filter_map(|row| placed(county, (&sits, &drawn), row)).collect();
            let origin = act.origin().clone();
            let run = Run {
                id: origin.ids.make(origin.now),
                campaign: it.id,
                made_at: CONFIRMED.at(9, 0, 0, 0),
                digest: platform::act::digest(&["demo", &it.id.to_string()]),
                placed: count(placed.iter().filter(|it| it.school.is_some())),
                unplaced: count(placed.iter().filter(|it| it.school.is_none())),
                confirmed_at: Some(CONFIRMED.at(15, 0, 0, 0)),
                published_at: Some(PUBLISHED.at(9, 0, 0, 0)),
                notice: None,
            };
            store::add(act.tx(), &run).await?;
            store::add_placed(act.tx(), run.id, &placed).await?;
            let terms = Terms::load(act.tx(), it.id).await?;
            posted::publish(act, (&terms, &run), (None, PUBLISHED.at(9, 0, 0, 0))).await?;
            campaigns::set_stage(act.tx(), it.id, (Stage::Registering, Stage::Published)).await?;
        }
        Ok(())
    })
}

/// Writes the draws.
async fn write(act: &mut Act<'_>, all: &[Contest]) -> Result<(), Error> {
    for it in all {
        if let Some((broken, at)) = &it.broken {
            store::add_draw(act.tx(), it.campaign.id, broken).await?;
            store::end_draw(act.tx(), broken.id, *at).await?;
        }
        store::add_draw(act.tx(), it.campaign.id, &it.draw).await?;
    }
    Ok(drawing::demo::write(act, all.iter().map(|it| &it.made)).await?)
}

fn count<'a>(all: impl Iterator<Item = &'a Placed>) -> i64 {
    i64::try_from(all.count()).unwrap_or(0)
}

/// Where a child was placed: where it sits now, unless somebody had to give the seat up first.
fn placed(
    county: &County,
    (sits, drawn): (&BTreeMap<StudentId, usize>, &Told),
    row: &Registration,
) -> Option<Placed> {
    let Some(student) = row.student else {
        let why = format!("安排到学区学校{}。", row.school_name);
        let (registration, way) = (row.id, Way::Public);
        return Some(Placed { registration, school: Some(row.school), way, why });
    };
    let at = *sits.get(&student)?;
    let school = &county.schools[county.students[at].school];
    let draw = drawn.get(&row.number);
    let way = way(row.wish, draw.is_some_and(|it| !it.1));
    let id: SchoolId = school.id;
    let waited = way == Way::Public && row.bundle.is_none() && was_refilled(county, at);
    let (school, why) = match (way, draw) {
        (Way::Private, Some((words, _))) | (Way::Wide, Some((words, true))) => {
            (Some(id), words.clone())
        }
        (Way::Private, None) => (Some(id), "报名人数没有超过计划，全部录取。".to_owned()),
        (Way::Public, Some((words, _))) => {
            (Some(id), format!("{words}\n安排到学区学校{}。", school.name))
        }
        (Way::Public, None) if waited => {
            (None, format!("学区学校{}学位已满，等候递补。", school.name))
        }
        (Way::Public, None) => (Some(id), format!("安排到学区学校{}。", school.name)),
        (Way::Nearby | Way::Around, _) => (Some(id), format!("“{}”服务区就近录取。", school.name)),
        (Way::Wide, before) => {
            let before = before.map_or(String::new(), |it| format!("{}\n", it.0));
            let name = &school.name;
            (Some(id), format!("{before}“{name}”填了志愿的没有超过剩余学位，全部录取。"))
        }
    };
    Some(Placed { registration: row.id, school, way, why })
}

/// How a child came to its seat by what it asked for; at private schools, whether it was lost in the draw.
fn way(wish: Wish, is_lost: bool) -> Way {
    match wish {
        Wish::Private if !is_lost => Way::Private,
        Wish::Public | Wish::Private => Way::Public,
        Wish::Nearby => Way::Nearby,
        Wish::Wide => Way::Wide,
    }
}
