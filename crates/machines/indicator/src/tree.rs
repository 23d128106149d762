//! The places that values are told of, and how what was counted at one adds up in those above it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use vocab::{PlaceId, Stage};

use crate::definition::{Level, Schools};

/// A school, as far as it decides whether an indicator is about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Its place.
    pub place: PlaceId,
    /// Its name.
    pub name: String,
    /// The town that it lies in.
    pub town: PlaceId,
    /// Whether pupils board.
    pub boarding: bool,
    /// Whether the state runs it.
    pub public: bool,
    /// What it teaches.
    pub stages: BTreeSet<Stage>,
}

/// County, towns and schools as of a day.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The county; none before there is one.
    pub county: Option<PlaceId>,
    /// The towns with their names, in the county's order.
    pub towns: Vec<(PlaceId, String)>,
    /// The schools by place.
    pub schools: BTreeMap<PlaceId, School>,
    /// The school or town that another place lies in: a class, a campus.
    pub inside: HashMap<PlaceId, PlaceId>,
    /// As of when.
    pub day: Date,
}

impl Schools {
    /// Whether an indicator is about this school.
    pub fn admit(&self, it: &School) -> bool {
        (self.stages.is_empty() || self.stages.iter().any(|stage| it.stages.contains(stage)))
            && self.boarding.is_none_or(|boarding| boarding == it.boarding)
            && self.public.is_none_or(|public| public == it.public)
    }
}

/// Places with their names.
pub type Named = Vec<(PlaceId, String)>;

/// The places that a count adds to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adds {
    /// The school.
    pub school: Option<PlaceId>,
    /// The town.
    pub town: Option<PlaceId>,
    /// The county.
    pub county: Option<PlaceId>,
}

impl Adds {
    /// Each.
    pub fn places(self) -> impl Iterator<Item = PlaceId> {
        [self.school, self.town, self.county].into_iter().flatten()
    }
}

impl Tree {
    /// Where a count at `place` adds up, for an indicator about `schools`; nowhere if it is not about
    /// that place.
    pub fn adds(&self, place: PlaceId, schools: Option<&Schools>) -> Option<Adds> {
        let near = self.inside.get(&place).copied().unwrap_or(place);
        let school = self.schools.get(&near);
        match (schools, school) {
            (Some(wanted), Some(school)) if !wanted.admit(school) => return None,
            (Some(_), None) => return None,
            _ => {}
        }
        let town = match school {
            Some(it) => Some(it.town),
            None => self.towns.iter().map(|it| it.0).find(|it| *it == near),
        };
        Some(Adds { school: school.map(|it| it.place), town, county: self.county })
    }

    /// Whether values are told of `place`.
    pub fn knows(&self, place: PlaceId) -> bool {
        Some(place) == self.county
            || self.schools.contains_key(&place)
            || self.towns.iter().any(|it| it.0 == place)
    }

    /// The places above `place` that values are told of.
    pub fn above(&self, place: PlaceId) -> Vec<PlaceId> {
        let town = self.schools.get(&place).map(|it| it.town);
        town.into_iter().chain(self.county).filter(|it| *it != place).collect()
    }

    /// The level of the places right below `place`.
    pub fn level_below(&self, place: PlaceId) -> Level {
        if self.county == Some(place) { Level::Town } else { Level::School }
    }

    /// The tables that a value at `place` is made of, from the top: a place and those right below it,
    /// with their names. Schools are those that the indicator is about.
    pub fn tables(&self, place: PlaceId, wanted: Option<&Schools>) -> Vec<(PlaceId, Named)> {
        let schools = |town: PlaceId| -> Named {
            let all = self.schools_of(town).into_iter().filter(|it| it.place != place);
            let wanted = all.filter(|it| wanted.is_none_or(|wanted| wanted.admit(it)));
            wanted.map(|it| (it.place, it.name.clone())).collect()
        };
        if self.county != Some(place) {
            return vec![(place, schools(place))];
        }
        let towns = self.towns.iter().map(|it| (it.0, schools(it.0)));
        std::iter::once((place, self.towns.clone())).chain(towns).collect()
    }

    /// The schools of a town, or of the county, by name: no order of merit.
    pub fn schools_of(&self, place: PlaceId) -> Vec<&School> {
        let all = self.schools.values();
        let mut found: Vec<&School> =
            all.filter(|it| Some(place) == self.county || it.town == place).collect();
        found.sort_by(|a, b| (&a.name, a.place).cmp(&(&b.name, b.place)));
        found
    }
}
