//! Where the invented county's children went: to the schools that they sit in.

use std::collections::BTreeMap;

use directory::demo::County;
use jiff::civil::{Date, date};
use platform::System;
use vocab::{SchoolId, StudentId};

use super::{
    model::{Placed, Run, Way},
    store,
};
use crate::registration::{
    Error, Stage, State, Wish,
    store::{
        campaigns,
        lists::{self, Narrow},
    },
};

/// When the office confirmed, and when results came out.
const CONFIRMED: Date = date(2021, 6, 25);
const PUBLISHED: Date = date(2021, 6, 28);

/// Writes the placements of the county's campaigns that are over.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    let sits: BTreeMap<StudentId, usize> =
        county.students.iter().map(|it| (it.id, it.school)).collect();
    platform::act!(system, "demo.load.placement", |act| {
        let all = campaigns::all(act.tx()).await?;
        for it in all.into_iter().filter(|it| !it.rehearsal) {
            let granted = Narrow { state: State::Granted.key().to_owned(), ..Narrow::default() };
            let rows = lists::page(act.tx(), (it.id, county.id), &granted, ("", i64::MAX)).await?;
            let placed: Vec<Placed> = rows
                .iter()
                .filter_map(|row| {
                    let school = &county.schools[*sits.get(&row.student?)?];
                    let id: SchoolId = school.id;
                    let (way, why) = if row.wish == Wish::Private {
                        (Way::Private, "报名人数没有超过计划，全部录取。".to_owned())
                    } else {
                        (Way::Public, format!("安排到学区学校{}。", school.name))
                    };
                    Some(Placed { registration: row.id, school: Some(id), way, why })
                })
                .collect();
            let origin = act.origin().clone();
            let run = Run {
                id: origin.ids.make(origin.now),
                campaign: it.id,
                made_at: CONFIRMED.at(9, 0, 0, 0),
                digest: platform::act::digest(&["demo", &it.id.to_string()]),
                placed: i64::try_from(placed.len()).unwrap_or(0),
                unplaced: 0,
                confirmed_at: Some(CONFIRMED.at(15, 0, 0, 0)),
                published_at: Some(PUBLISHED.at(9, 0, 0, 0)),
            };
            store::add(act.tx(), &run).await?;
            store::add_placed(act.tx(), run.id, &placed).await?;
            campaigns::set_stage(act.tx(), it.id, (Stage::Registering, Stage::Published)).await?;
        }
        Ok(())
    })
}
