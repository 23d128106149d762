//! Invented figures of every school of compulsory education in the invented county: most of them
//! above what is asked for, a few short of one or two indicators, one school with a correction that
//! waits for its review.

use directory::demo::{Chance, County, School as Made};
use equity::{INDICATORS, Standard};
use jiff::civil::date;
use platform::System;
use vocab::{AccountId, Role, SchoolYear, Stage};

use super::{
    model::{ITEMS, Item, Limit, Rule, Told, ToldId},
    store,
};
use crate::{demo::Cast, reported::ValueState};

/// One school in so many is short of something.
const SHORT: usize = 14;

fn pupils(county: &County, school: &Made) -> [i64; 3] {
    let mut all = [0; 3];
    for class in &county.classes[school.classes.clone()] {
        let at = match class.stage {
            Stage::Primary => 0,
            Stage::Junior => 1,
            Stage::Senior => 2,
            _ => continue,
        };
        all[at] += i64::try_from(class.students.len()).unwrap_or(0);
    }
    all
}

/// What a school has, as tenths of a per cent of what the higher of its stages must reach.
fn amounts(pupils: [i64; 3], chance: &mut Chance, short: Option<usize>) -> [i64; ITEMS] {
    let all: i64 = pupils.iter().sum();
    let stage = usize::from(pupils[1] > 0);
    let mut has = [0; INDICATORS];
    for (at, it) in Standard::OF_2017.indicators.iter().enumerate() {
        let share = match short {
            Some(one) if one == at => chance.between(620, 820),
            Some(one) if (one + 3) % INDICATORS == at => chance.between(870, 960),
            _ => chance.between(1_060, 1_650),
        };
        let least = it.least[stage];
        let whole = |it: u32| i64::from(it);
        let needed = all * whole(least.above) * whole(it.scale) * share;
        has[at] = needed / (whole(least.below) * whole(it.per) * 1_000) + 1;
    }
    let [qualified, backbone, arts, teaching, grounds, equipment, rooms] = has;
    let (indoor, gym) = (teaching / 20, grounds / 8);
    let mut amounts = [0; ITEMS];
    for (item, amount) in [
        (Item::Qualified, qualified),
        (Item::Backbone, backbone),
        (Item::Sport, arts / 2),
        (Item::Music, arts / 4),
        (Item::Art, arts - arts / 2 - arts / 4),
        (Item::Teaching, teaching + indoor),
        (Item::Indoor, indoor),
        (Item::Gym, gym),
        (Item::Ground, grounds - gym),
        (Item::Equipment, equipment),
        (Item::Rooms, rooms),
    ] {
        amounts[item as usize] = amount;
    }
    amounts
}

/// Loads the figures.
pub(crate) async fn load(
    system: &System,
    county: &County,
    cast: &Cast<'_>,
) -> Result<(), db::Error> {
    let clerk: Option<AccountId> = cast.account(Role::SupervisionClerk, 0);
    platform::act!(system, "demo.load.balance", |act| {
        let (ids, now) = (act.origin().ids.clone(), system.clock.now());
        let mut told = Vec::new();
        let rows = county.schools.iter().map(|it| (it, pupils(county, it)));
        let rows = rows.filter(|it| it.1[0] + it.1[1] > 0);
        for (at, (school, pupils)) in rows.enumerate() {
            let mut chance = Chance::of(county.plan.seed, "balance", at);
            let short = (at % SHORT == 5).then_some((at / SHORT) % INDICATORS);
            let amounts = amounts(pupils, &mut chance, short);
            let one = |id: ToldId, amounts, state, on| Told {
                source: "演示用的虚构数据".to_owned(),
                filed_on: on,
                by: Some(county.staff[school.staff.start].account),
                state,
                ..Told::bare(id, (school.id, county.year), (pupils, amounts))
            };
            let mut good = one(ids.make(now), amounts, ValueState::Good, date(2021, 11, 20));
            good.reviewer = clerk;
            good.review =
                clerk.map(|_| (String::new(), date(2021, 11, 26), "与事业统计报表一致".to_owned()));
            told.push(good);
            if at == 5 {
                let mut more = amounts;
                more[Item::Qualified as usize] += 4;
                told.push(one(ids.make(now), more, ValueState::Filed, date(2021, 12, 17)));
            }
        }
        store::add(act.tx(), &told).await?;
        store::add_amounts(act.tx(), &told).await?;
        let since = SchoolYear::of(date(2021, 9, 1)).unwrap_or(county.year);
        let source = "教督〔2017〕6号".to_owned();
        store::set_rule(act.tx(), &Rule { since, limit: Limit::Each, source }).await?;
        Ok(())
    })
}
