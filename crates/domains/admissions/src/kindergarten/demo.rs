//! What the kindergartens of the invented county are and charge: public ones by the county's table,
//! about two private ones of three as inclusive ones near it, the others what they like. It rose once.

use directory::{
    demo::{Chance, County, School},
    model::Ownership,
};
use jiff::civil::{Date, date};
use platform::System;
use vocab::{Fen, Stage};

use super::{
    model::{Fee, Nature, Tariff},
    store,
};
use crate::registration::Error;

/// From when on, and by which decision; all of it is invented.
const BEFORE: (Date, &str) = (date(2018, 9, 1), "演示数据：2018年幼儿园收费标准");
const NOW: (Date, &str) = (date(2021, 9, 1), "演示数据：2021年幼儿园收费标准");
/// Of a thousand private kindergartens, so many are inclusive.
const INCLUSIVE: usize = 700;

/// What a kindergarten of the county is.
pub(crate) fn nature(county: &County, at: usize) -> Nature {
    let is_inclusive = Chance::of(county.plan.seed, "inclusive", at).happens(INCLUSIVE);
    match county.schools[at].ownership {
        Ownership::Private if is_inclusive => Nature::Inclusive,
        Ownership::Private => Nature::Private,
        Ownership::Public => Nature::Public,
    }
}

/// What it charges a month now: a round number of yuan.
pub(crate) fn monthly(county: &County, at: usize) -> Fen {
    let mut chance = Chance::of(county.plan.seed, "kindergarten fee", at);
    let tens = match nature(county, at) {
        Nature::Public => [30, 40, 50, 60][chance.weighted(&[3, 4, 4, 2])],
        Nature::Inclusive => chance.between(55, 85),
        Nature::Private => chance.between(14, 36) * 10,
    };
    Fen::yuan(i32::try_from(tens * 10).unwrap_or(0))
}

/// Writes them.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    let kindergartens = county.schools.iter().enumerate();
    let kindergartens = kindergartens.filter(|it| it.1.stages.contains(&Stage::Kindergarten));
    let all: Vec<Tariff> = kindergartens.flat_map(|(at, it)| both(county, at, it)).collect();
    platform::act!(system, "demo.load.kindergarten", |act| {
        store::set(act.tx(), &all).await?;
        Ok(())
    })
}

fn both(county: &County, at: usize, it: &School) -> [Tariff; 2] {
    let now = monthly(county, at);
    let before = Fen::new(now.get() / 10 * 9 / 1000 * 1000);
    [(BEFORE, before), (NOW, now)].map(|((since, basis), monthly)| Tariff {
        school: it.id,
        nature: nature(county, at),
        fee: Fee { monthly, since, basis: basis.to_owned() },
    })
}
