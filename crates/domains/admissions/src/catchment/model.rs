//! What is stored and spoken of.

use jiff::civil::Date;
use vocab::{PlaceId, SchoolId, SchoolYear, Stage};

vocab::ids! {
    /// The catchments of a school year and stage.
    CatchmentId = "cat";
}

/// The catchments of a school year and stage.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    pub(crate) id: CatchmentId,
    pub(crate) year: SchoolYear,
    pub(crate) stage: Stage,
    /// The document that says so.
    pub(crate) source: String,
    /// What families bring, a line each.
    pub(crate) documents: String,
    pub(crate) published_on: Option<Date>,
    pub(crate) version: i64,
    /// How many lines it has, and for how many schools.
    pub(crate) areas: i64,
    pub(crate) schools: i64,
}

impl Edition {
    /// As people call it.
    pub(crate) fn title(&self) -> String {
        format!("{}年{}学区", self.year.start(), self.stage.label())
    }
}

db::spoken! {
    /// Which house numbers of a road.
    pub(crate) Side {
        /// 全部.
        Both = "both", "全部";
        /// 单号.
        Odd = "odd", "单号";
        /// 双号.
        Even = "even", "双号";
    }
}

impl Side {
    /// Whether it takes a number in.
    pub(crate) fn has(self, number: i64) -> bool {
        match self {
            Self::Both => true,
            Self::Odd => number % 2 == 1,
            Self::Even => number % 2 == 0,
        }
    }
}

/// A line: a village, or a stretch of road, and its school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) position: i64,
    pub(crate) town: PlaceId,
    pub(crate) town_name: String,
    pub(crate) school: SchoolId,
    pub(crate) school_name: String,
    /// The village, community or road.
    pub(crate) name: String,
    /// House numbers from and to; none for the whole.
    pub(crate) numbers: Option<(i64, i64)>,
    pub(crate) side: Side,
    pub(crate) is_shared: bool,
}

impl Area {
    /// As a list says it.
    pub(crate) fn words(&self) -> String {
        match (self.numbers, self.side) {
            (None, Side::Both) => self.name.clone(),
            (None, side) => format!("{}（{}）", self.name, side.label()),
            (Some((first, last)), Side::Both) => format!("{}{first}～{last}号", self.name),
            (Some((first, last)), side) => {
                format!("{}{first}～{last}号（{}）", self.name, side.label())
            }
        }
    }
}
