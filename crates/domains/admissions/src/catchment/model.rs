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

/// Which house numbers of a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Side {
    Both,
    Odd,
    Even,
}

impl Side {
    pub(crate) const ALL: [Self; 3] = [Self::Both, Self::Odd, Self::Even];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Odd => "odd",
            Self::Even => "even",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Both => "全部",
            Self::Odd => "单号",
            Self::Even => "双号",
        }
    }

    /// Whether it takes a number in.
    pub(crate) fn has(self, number: i64) -> bool {
        match self {
            Self::Both => true,
            Self::Odd => number % 2 == 1,
            Self::Even => number % 2 == 0,
        }
    }
}

db::words!(Side);

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
