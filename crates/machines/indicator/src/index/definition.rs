//! What a catalog file says of an index: its groups, their items with weight and scale, and the names
//! of its results.

use std::fmt;

use catalog::Dated;
use vocab::Role;

use crate::definition::{Level, Schools};

/// A number of a scale, in ten-thousandths of the unit that its indicator is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(i64);

impl Exact {
    /// How many of them one unit is.
    pub const ONE: i64 = 10_000;
    /// The most digits before the point.
    const DIGITS: usize = 9;

    /// Reads `95`, `0.5`, `18.25`; none where it is no such number.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(rest) || whole.len() > Self::DIGITS || rest.len() > 4 {
            return None;
        }
        let rest: i64 = format!("{rest:0<4}").parse().ok()?;
        Some(Self(whole.parse::<i64>().ok()? * Self::ONE + rest))
    }

    /// In ten-thousandths.
    pub const fn parts(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::ONE, self.0 % Self::ONE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let rest = format!("{rest:04}");
        write!(f, "{whole}.{}", rest.trim_end_matches('0'))
    }
}

/// An index.
#[derive(Debug, Clone)]
pub struct Index {
    /// The system that it belongs to: `F05`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What it says and what it does not.
    pub about: String,
    /// Its picture.
    pub icon: String,
    /// The office that answers for it.
    pub office: Role,
    /// The smallest place that it is made for.
    pub level: Level,
    /// Which schools it is made for, where it is made for schools.
    pub schools: Option<Schools>,
    /// By which document the weights and scales are so.
    pub source: String,
    /// Rises with each change of the definition.
    pub version: u32,
    /// An item counts where so many of a hundred of those who should have told have.
    pub least_complete: i64,
    /// A result gets a name where items of so much weight, of a hundred, are counted.
    pub least_weight: i64,
    /// The names of results, from the highest.
    pub grades: Vec<Grade>,
    /// What it is made of.
    pub groups: Vec<Group>,
}

/// The name of results from so many points on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// As people read it: 优秀, 五星.
    pub label: String,
    /// In hundredths of a point.
    pub from: i64,
}

/// Items that belong together.
#[derive(Debug, Clone)]
pub struct Group {
    /// As people read it.
    pub label: String,
    /// What it is made of.
    pub items: Vec<Item>,
}

impl Group {
    /// What its items weigh together.
    pub fn weight(&self) -> i64 {
        self.items.iter().map(|it| it.weight).sum()
    }
}

/// An indicator with its weight and its scale.
#[derive(Debug, Clone)]
pub struct Item {
    /// The indicator's name.
    pub indicator: String,
    /// Of a hundred.
    pub weight: i64,
    /// What its value is worth, from a day on.
    pub scale: Vec<Dated<Scale>>,
}

/// What values are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scale {
    /// None at the floor, all at the goal, evenly in between. A goal below the floor is one of those
    /// where less is better.
    Linear {
        /// Worth nothing, and what is worse.
        floor: Exact,
        /// Worth everything, and what is better.
        goal: Exact,
    },
    /// So many hundredths of a point for what reaches a step, the best step first; nothing below the
    /// last.
    Steps {
        /// Whether more is better.
        rising: bool,
        /// Where each begins, and what it is worth.
        steps: Vec<(Exact, i64)>,
    },
}

impl Scale {
    /// In words, for values in `unit`.
    pub fn told(&self, unit: &str) -> String {
        match self {
            Self::Linear { floor, goal } => {
                let (worse, better) = if goal < floor {
                    ("及以上", "及以下")
                } else {
                    ("及以下", "及以上")
                };
                format!("{floor} {unit} {worse} 0 分，{goal} {unit} {better} 100 分，中间按比例")
            }
            Self::Steps { rising, steps } => {
                let side = if *rising { "及以上" } else { "及以下" };
                let all = steps.iter().map(|(at, points)| {
                    format!("{at} {unit} {side} {} 分", super::rules::said(*points))
                });
                format!("{}，其余 0 分", all.collect::<Vec<_>>().join("，"))
            }
        }
    }
}

impl Index {
    /// Every item.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.groups.iter().flat_map(|it| &it.items)
    }
}
