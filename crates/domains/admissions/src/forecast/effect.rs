//! What a change of catchments would do: who moves, how full each school would be. Nothing is stored:
//! it is worked out from the same children as a forecast.

use std::collections::{BTreeMap, BTreeSet};

use vocab::SchoolId;

use super::{
    model::Move,
    rules::{self, Counts, Home},
};
use crate::catchment::{
    model::Area,
    rules::{Address, find},
};

/// The list as it would be. Lines that go to a school that is not there yet are left out.
pub(crate) fn changed(areas: &[Area], moves: &[Move]) -> Vec<Area> {
    let to: BTreeMap<i64, Option<SchoolId>> = moves.iter().map(|it| (it.position, it.to)).collect();
    let mut all = Vec::with_capacity(areas.len());
    for it in areas {
        match to.get(&it.position) {
            None => all.push(it.clone()),
            Some(Some(school)) => all.push(Area { school: *school, ..it.clone() }),
            Some(None) => {}
        }
    }
    all
}

/// What the change does to those who are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Effect {
    /// By line that moves: children by years ahead.
    pub(crate) moved: BTreeMap<i64, BTreeMap<i64, i64>>,
    /// Before and after, at every school that has to do with it.
    pub(crate) before: Counts,
    pub(crate) after: Counts,
    /// At the school that is not there yet, by years ahead.
    pub(crate) new: BTreeMap<i64, i64>,
}

/// Works it out: children whose homes a moving line has leave one school and come to another; nobody
/// else is touched.
pub(crate) fn effect(homes: &[Home], areas: &[Area], moves: &[Move]) -> Effect {
    let mut schools: BTreeSet<SchoolId> = moves.iter().map(|it| it.from).collect();
    schools.extend(moves.iter().filter_map(|it| it.to));
    let mut before = rules::placed(homes, areas).counts;
    before.retain(|it, _| schools.contains(&it.0));
    let mut it = Effect { after: before.clone(), before, ..Effect::default() };
    for one in moves {
        let Some(area) = areas.iter().find(|it| it.position == one.position) else { continue };
        let town: Vec<Area> = areas.iter().filter(|it| it.town == area.town).cloned().collect();
        let inside = homes.iter().filter(|it| it.town == area.town);
        for home in inside.filter(|home| serves(&town, area, &home.address)) {
            let (horizon, children) = (home.horizon, home.children);
            *it.moved.entry(one.position).or_default().entry(horizon).or_default() += children;
            *it.after.entry((one.from, horizon)).or_default() -= children;
            match one.to {
                Some(school) => *it.after.entry((school, horizon)).or_default() += children,
                None => *it.new.entry(horizon).or_default() += children,
            }
        }
    }
    it
}

/// Whether the line answers for an address, among those of its town.
fn serves(town: &[Area], it: &Area, address: &str) -> bool {
    let (yes, _) = find(town, &Address::read(address));
    yes.iter().any(|found| found.position == it.position)
}
