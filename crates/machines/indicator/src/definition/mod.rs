//! What a catalog file says of an indicator: what is counted over what, for which schools, by which
//! period, how it is shown, and whose it is.

mod check;
mod raw;
mod reading;

use std::ops::Range;

use jiff::civil::Date;
use schemars::{Schema, schema_for};
use vocab::{Role, Stage};

pub use check::{Check, CheckKind};
pub(crate) use raw::{RawLevel, RawSchools};
pub(crate) use reading::schools;

use crate::value::Shape;

/// What a file of an indicator may say.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawIndicator)
}

/// An indicator.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The system that it belongs to: `B01`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// Its definition in words: what is counted over what, and what is not.
    pub about: String,
    /// The heading under which lists show it.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// The office that answers for it.
    pub office: Role,
    /// How its values are shown.
    pub shape: Shape,
    /// Which way is good.
    pub better: Better,
    /// From when on what happens is counted.
    pub period: Period,
    /// The smallest place that it is told of.
    pub level: Level,
    /// Where the records come from.
    pub source: String,
    /// The number of its definition: it rises when the definition changes.
    pub version: u32,
    /// Whether the records that came and went can be told.
    pub explain: bool,
    /// Its place on the cockpit, if it has one.
    pub cockpit: Option<u32>,
    /// Which schools it is about; every place without one.
    pub schools: Option<Schools>,
    /// What is counted.
    pub numerator: Vec<Sum>,
    /// Over what; nothing for a plain number.
    pub denominator: Vec<Sum>,
    /// How complete the records are.
    pub coverage: Option<Coverage>,
    /// That it tells how good records are.
    pub check: Option<Check>,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    Neither,
}

impl Better {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Higher => "越高越好",
            Self::Lower => "越低越好",
            Self::Neither => "不分高低",
        }
    }
}

/// From when on what happens is counted: the value of a day is what came together since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The day alone, and what is so on it.
    Day,
    /// Since the first of the month.
    Month,
    /// Since the first day of the term.
    Term,
    /// Since 1 September.
    SchoolYear,
    /// Since 1 January.
    Year,
}

impl Period {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Day => "当天",
            Self::Month => "本月累计",
            Self::Term => "本学期累计",
            Self::SchoolYear => "本学年累计",
            Self::Year => "本年累计",
        }
    }

    /// The first day that counts, for the value of `day` in a term that began on `term`.
    pub fn first(self, day: Date, term: Option<Date>) -> Date {
        let autumn = |day: Date| {
            let year = if day.month() >= 9 { day.year() } else { day.year() - 1 };
            Date::new(year, 9, 1).unwrap_or(day)
        };
        match self {
            Self::Day => day,
            Self::Month => day.first_of_month(),
            Self::Term => term.unwrap_or_else(|| autumn(day)),
            Self::SchoolYear => autumn(day),
            Self::Year => day.first_of_year(),
        }
    }
}

/// The smallest place that an indicator is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The county alone.
    County,
    /// Towns, too.
    Town,
    /// Schools, too.
    School,
}

impl Level {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::County => "全县（市、区）",
            Self::Town => "到镇（街道）",
            Self::School => "到学校",
        }
    }
}

/// Which schools.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schools {
    /// With one of these stages; any where there are none.
    pub stages: Vec<Stage>,
    /// Where pupils board, or where none does.
    pub boarding: Option<bool>,
    /// Run by the state, or not.
    pub public: Option<bool>,
}

impl Schools {
    /// In words.
    pub fn label(&self) -> String {
        let stages: Vec<&str> = self.stages.iter().map(|it| it.label()).collect();
        let boarding = match self.boarding {
            Some(true) => "寄宿制",
            Some(false) => "非寄宿制",
            None => "",
        };
        let owner = match self.public {
            Some(true) => "公办",
            Some(false) => "民办",
            None => "",
        };
        let stages = if stages.is_empty() { "各类".to_owned() } else { stages.join("、") };
        format!("{owner}{boarding}{stages}学校")
    }
}

/// A measure with what it is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The measure's word.
    pub measure: String,
    /// What each dimension may say.
    pub only: Vec<(String, Vec<String>)>,
    /// How often it is added: −1 takes it away.
    pub times: i64,
    /// Where it stands in the file.
    pub at: Range<usize>,
}

/// How complete the records are: how many have told, of how many who should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Who should have told what: 已点名的学校.
    pub label: String,
    /// Those who have.
    pub have: Sum,
    /// Those who should have.
    pub due: Sum,
}

impl Indicator {
    /// Every measure that it is made of.
    pub fn sums(&self) -> impl Iterator<Item = &Sum> {
        let coverage = self.coverage.iter().flat_map(|it| [&it.have, &it.due]);
        self.numerator.iter().chain(&self.denominator).chain(coverage)
    }
}
