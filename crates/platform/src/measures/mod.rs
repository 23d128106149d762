//! Measures: what a module can count of its records, for every place at once and as of any day, so
//! that indicators are made of them by name and none of the modules knows what is made of what.
//!
//! A [`Reading`] is one statement (or few) over a whole scope that yields several measures, place by
//! place and divided by a few dimensions. Whoever changes what is counted says so in the same act by
//! [`moved`]; whoever keeps figures takes these marks up by [`take_moved`] and counts the place anew.

mod store;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use db::Tx;
use jiff::civil::Date;
use vocab::{PlaceId, SchoolId, TownId};
use web::Later;

use crate::{Act, Module};

pub use store::{any_moved, mark, take_moved};

/// Something that can be counted.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Its word in the catalog: `directory.pupils`.
    pub key: &'static str,
    /// As people call it: 在校学生.
    pub label: &'static str,
    /// What is counted: 人.
    pub unit: &'static str,
    /// What it can be divided by, in the order of [`Counted::words`].
    pub dims: &'static [Dim],
    /// Whether it counts what happened from one day to another, and not what is so on a day.
    pub spans: bool,
    /// Whether few of it would tell of somebody, so that small numbers are not shown.
    pub personal: bool,
    /// The list that shows what is counted at a place: a path inside the cell.
    pub list: Option<fn(&Listed<'_>) -> String>,
}

impl Measure {
    /// What a declaration begins with: a count of what is so on a day, without dimensions.
    pub const BARE: Self =
        Self { key: "", label: "", unit: "", dims: &[], spans: false, personal: false, list: None };
}

/// What a list is to show.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The measure's word.
    pub measure: &'a str,
    /// Where.
    pub place: PlaceId,
    /// The same, for lists that are narrowed to a town or a school by their own numbers.
    pub around: Around,
    /// As of when.
    pub day: Date,
    /// The words that each dimension is narrowed to: dimension and words.
    pub only: &'a [(String, Vec<String>)],
}

/// What kind of place a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// All of the county.
    County,
    /// A town.
    Town(TownId),
    /// A school.
    School(SchoolId),
}

/// What a measure can be divided by.
#[derive(Debug, Clone, Copy)]
pub struct Dim {
    /// Its word in the catalog: `stage`.
    pub key: &'static str,
    /// As people call it: 学段.
    pub label: &'static str,
    /// What it can be, each with what people call it.
    pub words: &'static [(&'static str, &'static str)],
}

/// What is asked of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The place within which is counted.
    pub scope: PlaceId,
    /// The first day, for what happens.
    pub first: Date,
    /// As of when, and the last day for what happens.
    pub day: Date,
}

/// What was counted at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The measure's word.
    pub measure: &'static str,
    /// Where: the nearest place that the records name.
    pub place: PlaceId,
    /// The word of each dimension.
    pub words: Vec<String>,
    /// How many.
    pub count: i64,
}

/// A record that was counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The word of each dimension.
    pub words: Vec<String>,
    /// What it is called, with persons' names masked.
    pub label: String,
    /// Where it is looked at: a path inside the cell.
    pub path: String,
}

/// Counts.
pub type Count = for<'a> fn(&'a mut Tx, &'a Asked) -> Later<'a, Result<Vec<Counted>, db::Error>>;

/// The records of a measure.
pub type Records =
    for<'a> fn(&'a mut Tx, &'a Asked, &'a str) -> Later<'a, Result<Vec<Record>, db::Error>>;

/// What is counted together.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Its word, for messages: `directory.pupils`.
    pub name: &'static str,
    /// What it counts.
    pub measures: &'static [Measure],
    /// Counts.
    pub count: Count,
    /// The records themselves, where they can be told.
    pub records: Option<Records>,
}

/// Everything that the modules can count, as a service of the cell.
#[derive(Clone, Default)]
pub struct Measures(Arc<Vec<Reading>>);

impl Measures {
    /// What `modules` declare.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        Self(Arc::new(modules.into_iter().flat_map(|it| it.measures).copied().collect()))
    }

    /// Each reading.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.0.iter()
    }

    /// Each measure.
    pub fn all(&self) -> impl Iterator<Item = &Measure> {
        self.0.iter().flat_map(|it| it.measures)
    }

    /// The measure called `key`, with its reading.
    pub fn find(&self, key: &str) -> Option<(&Reading, &Measure)> {
        self.0.iter().find_map(|it| Some((it, it.measures.iter().find(|one| one.key == key)?)))
    }
}

/// Says within an act that what is counted at `place` is no longer what it was from `day` on. `why`
/// is what whoever sees a changed figure reads: 补点名.
pub async fn moved(
    act: &mut Act<'_>,
    place: PlaceId,
    day: Date,
    why: &'static str,
) -> Result<(), db::Error> {
    mark(act.tx(), &[(place, day, why.to_owned())]).await
}

/// The same of many places at once.
pub async fn moved_all(
    act: &mut Act<'_>,
    moved: &BTreeSet<(PlaceId, Date)>,
    why: &'static str,
) -> Result<(), db::Error> {
    let marks: Vec<_> = moved.iter().map(|(place, day)| (*place, *day, why.to_owned())).collect();
    mark(act.tx(), &marks).await
}
