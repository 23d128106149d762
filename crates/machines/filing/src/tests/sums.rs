//! Sums at every level, whatever is filed, corrected and taken back: the parts make the whole, what
//! was known on a day stays what was known, and no more are complete than are due.

use std::collections::BTreeMap;

use form::{Answers, Value};
use jiff::civil::{DateTime, date};
use platform::access::PlaceKind;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use vocab::{Clock as _, PlaceId};

use super::{World, in_world};
use crate::{
    actions::Error,
    catalog,
    model::{ReturnId, Round},
    periods::{Period, Span},
    rounds::{self, Opening},
    store::{self, NewVersion},
};

/// What was done to which return: a number filed, or taken back.
type Step = (usize, Option<i64>);

fn moment(step: usize) -> DateTime {
    let minutes = i64::try_from(step).unwrap() * 7;
    date(2021, 12, 20).at(7, 0, 0, 0).saturating_add(jiff::SignedDuration::from_mins(minutes))
}

/// A daily period of every school of the world.
async fn open(world: &World) -> (Round, Vec<(ReturnId, PlaceId)>) {
    let kind = catalog().find("daily").unwrap().clone();
    let opened: Result<_, Error> = platform::act!(world.house.system(), "filing.sweep", |act| {
        let day = date(2021, 12, 20);
        let period = Period { key: day.to_string(), label: "周一".into(), first: day, last: day };
        let span = Span { opens: day.at(6, 30, 0, 0), closes: day.at(9, 30, 0, 0) };
        let due = rounds::subjects(act.tx(), &kind.what, (&period, day)).await?;
        let kind = kind.clone();
        let it = Opening { kind, period, span, source: "规定".to_owned(), due };
        let id = rounds::open(act, &it, None).await?.unwrap();
        let round = store::find_round(act.tx(), id).await?.unwrap();
        let returns = store::places_of(act.tx(), id, world.house.county).await?;
        Ok((round, returns))
    });
    opened.unwrap()
}

/// Does a step as an act would have written it.
async fn act(
    world: &World,
    (round, returns): (&Round, &[(ReturnId, PlaceId)]),
    (number, (at, sick)): (usize, &Step),
) {
    let (id, place) = returns[at % returns.len()];
    let now = moment(number);
    let fields = &catalog().find("daily").unwrap().what.fields;
    let done: Result<(), db::Error> = db::write!(world.house.cell.db, "step", |tx| {
        let it = store::find_return(tx, id).await?.unwrap();
        let is_withdrawal = sick.is_none();
        if is_withdrawal && it.filed.is_none() {
            return Ok(());
        }
        let version = it.version + 1;
        let (state, filed) = match sick {
            Some(_) => (crate::model::State::Filed, it.filed.or(Some(now))),
            None => (crate::model::State::Withdrawn, None),
        };
        assert!(store::set_standing(tx, id, (state, version), (filed, false)).await?);
        store::end_version(tx, (id, it.version), now).await?;
        let new = NewVersion {
            id: world.house.ids.make(world.house.clock.now()),
            of: id,
            round: round.id,
            place,
            number: version,
            is_withdrawal,
            since: now,
            at: world.house.clock.now(),
            by: None,
            reason: Some("更正".to_owned()),
            nothing: false,
            warned: false,
        };
        store::add_versions(tx, std::slice::from_ref(&new)).await?;
        if let Some(sick) = sick {
            let numbers = [("expected", 1000), ("sick", *sick)];
            let answers = Answers(numbers.map(|(key, n)| (key.to_owned(), Value::Int(n))).into());
            form::add_all(tx, "daily", fields, &[(new.id, answers)]).await?;
        }
        Ok(())
    });
    done.unwrap();
}

/// What should stand after the first `count` steps, by place.
fn expected(
    steps: &[Step],
    returns: &[(ReturnId, PlaceId)],
    count: usize,
) -> BTreeMap<PlaceId, i64> {
    let mut stands = BTreeMap::new();
    for (at, sick) in &steps[..count] {
        let place = returns[at % returns.len()].1;
        match sick {
            Some(sick) => drop(stands.insert(place, *sick)),
            None => drop(stands.remove(&place)),
        }
    }
    stands
}

async fn check(world: &World, round: &Round, (at, stands): (DateTime, &BTreeMap<PlaceId, i64>)) {
    let county = world.house.county;
    let read: Result<_, db::Error> = db::read!(world.house.cell.db, "sums", |tx| {
        let whole = store::sums_of(tx, round, (county, at)).await?;
        let towns = store::sums_below(tx, round, (county, at)).await?;
        let mut schools = Vec::new();
        for town in &towns {
            schools.push(store::sums_below(tx, round, (town.place, at)).await?);
        }
        Ok((whole, towns, schools))
    });
    let (whole, towns, schools) = read.unwrap();
    let total: i64 = stands.values().sum();
    let count = i64::try_from(stands.len()).unwrap();
    assert_eq!((whole.total("sick"), whole.returns), (total, count));
    assert_eq!(whole.total("expected"), 1000 * count);
    assert_eq!(towns.iter().map(|it| it.it.total("sick")).sum::<i64>(), total, "towns");
    assert_eq!(towns.iter().map(|it| it.it.returns).sum::<i64>(), count);
    for (town, schools) in towns.iter().zip(&schools) {
        let sum: i64 = schools.iter().map(|it| it.it.total("sick")).sum();
        assert_eq!(sum, town.it.total("sick"), "the schools of {}", town.name);
        for school in schools {
            assert_eq!(Some(&school.it.total("sick")), stands.get(&school.place));
        }
    }
}

#[tokio::test]
async fn the_parts_make_the_whole_and_what_was_known_stays_known() {
    let step = (0..6_usize, prop::option::weighted(0.7, 0..50_i64));
    let steps = prop::collection::vec(step, 1..14);
    let mut runner = TestRunner::deterministic();
    let tries: Vec<Vec<Step>> =
        (0..4).map(|_| steps.new_tree(&mut runner).unwrap().current()).collect();
    in_world(async |world| {
        for steps in &tries {
            world.clear().await;
            let (round, returns) = open(&world).await;
            assert_eq!(returns.len(), 3);
            for (number, step) in steps.iter().enumerate() {
                act(&world, (&round, &returns), (number, step)).await;
            }
            for count in 0..=steps.len() {
                // Between this step and the next: what was known then.
                let at = moment(count).saturating_sub(jiff::SignedDuration::from_mins(1));
                check(&world, &round, (at, &expected(steps, &returns, count))).await;
            }
            let read: Result<_, db::Error> = db::read!(world.house.cell.db, "tally", |tx| {
                let county = store::tally_of(tx, round.id, world.house.county).await?;
                let towns = store::tallies_below(tx, round.id, world.house.county).await?;
                Ok((county, towns))
            });
            let (county, towns) = read.unwrap();
            let stands = expected(steps, &returns, steps.len());
            assert_eq!((county.due, county.filed), (3, i64::try_from(stands.len()).unwrap()));
            assert!(county.in_time <= county.filed && county.filed <= county.due);
            assert_eq!(towns.iter().map(|it| it.it.due).sum::<i64>(), 3);
            assert_eq!(towns.iter().map(|it| it.it.filed).sum::<i64>(), county.filed);
        }
    })
    .await;
}

#[tokio::test]
async fn the_trend_of_a_number_is_its_sum_in_each_period() {
    in_world(async |world| {
        let (round, returns) = open(&world).await;
        for (number, step) in [(0, Some(3)), (1, Some(4)), (0, Some(5))].iter().enumerate() {
            act(&world, (&round, &returns), (number, step)).await;
        }
        let town = world.places[&PlaceKind::Town];
        let read: Result<_, db::Error> = db::read!(world.house.cell.db, "trend", |tx| {
            let all = store::trend(tx, ("sick", world.house.county), &[round.id]).await?;
            let town = store::trend(tx, ("sick", town), &[round.id]).await?;
            Ok((all, town))
        });
        let (all, town) = read.unwrap();
        assert_eq!(all.get(&round.id), Some(&9));
        let own = returns.iter().take(2).filter(|it| it.1 == world.school).count();
        assert_eq!(town.contains_key(&round.id), own > 0);
    })
    .await;
}
