//! What is drawn: the kinds of draw, their groups and places, and what happens at the last place.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    defect::{Defect, Fault},
    text::{NUMBER_MAX, is_plain},
};

/// The most groups.
pub const GROUPS_MAX: usize = 99;

/// What happens when a bundle is larger than what is left of the places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Last {
    /// It is admitted whole; the places grow by what was short.
    Extend,
    /// It is passed over; whoever comes behind and fits takes what is left.
    Skip,
    /// Nobody else is admitted; it heads the waiting list, and what is left stays open for it.
    Standby,
}

/// A kind of draw with its terms. Members stand in this order in evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Rule {
    /// A ranking of all, nobody admitted.
    Rank {
        /// Earlier groups rank before later ones.
        groups: Vec<String>,
    },
    /// Places for all together: earlier groups first, by ticket within a group.
    Admit {
        /// The groups by priority.
        groups: Vec<String>,
        /// How many people are admitted.
        places: u64,
        /// What happens at the last place.
        last: Last,
    },
    /// Places for each group by itself: a stratified sample.
    Sample {
        /// The strata.
        groups: Vec<String>,
        /// The places of each.
        places: Vec<u64>,
        /// What happens at the last place.
        last: Last,
    },
    /// Counting round the circle of those who are left: begin with a number, take every so-manyth.
    Circular {
        /// One group.
        groups: Vec<String>,
        /// How many people are admitted.
        places: u64,
        /// What happens at the last place.
        last: Last,
        /// The largest step.
        step_most: u64,
        /// Whether start and step are the first two numbers drawn on site, and not from the seed.
        drawn: bool,
    },
    /// Each unit gets one of the targets: class teachers and classes.
    Pair {
        /// One group.
        groups: Vec<String>,
        /// What is given: the unit with the lowest ticket gets the first.
        targets: Vec<String>,
    },
}

impl Rule {
    /// The groups, in their order.
    pub fn groups(&self) -> &[String] {
        match self {
            Self::Rank { groups }
            | Self::Admit { groups, .. }
            | Self::Sample { groups, .. }
            | Self::Circular { groups, .. }
            | Self::Pair { groups, .. } => groups,
        }
    }

    /// What happens at the last place, where people are admitted at all.
    pub fn last(&self) -> Option<Last> {
        match self {
            Self::Admit { last, .. } | Self::Sample { last, .. } | Self::Circular { last, .. } => {
                Some(*last)
            }
            Self::Rank { .. } | Self::Pair { .. } => None,
        }
    }

    /// The places that a unit of group `group` (from 0) may come into, if people are admitted.
    pub fn places_for(&self, group: usize) -> Option<u64> {
        match self {
            Self::Admit { places, .. } | Self::Circular { places, .. } => Some(*places),
            Self::Sample { places, .. } => places.get(group).copied(),
            Self::Rank { .. } | Self::Pair { .. } => None,
        }
    }

    /// What is wrong with the rule by itself.
    pub fn defects(&self) -> Vec<Defect> {
        let mut all = Vec::new();
        let groups = self.groups();
        if groups.is_empty() || groups.len() > GROUPS_MAX {
            all.push(Fault::Groups { count: groups.len() }.in_terms());
        }
        names(groups, &mut all);
        let one = matches!(self, Self::Circular { .. } | Self::Pair { .. });
        if one && groups.len() > 1 {
            all.push(Fault::OneGroup.in_terms());
        }
        match self {
            Self::Rank { .. } => {}
            Self::Admit { places, .. } => amount(*places, &mut all),
            Self::Sample { places, .. } => {
                if places.len() != groups.len() {
                    let (places, groups) = (places.len(), groups.len());
                    all.push(Fault::PlacesOfGroups { places, groups }.in_terms());
                }
                for it in places {
                    amount(*it, &mut all);
                }
            }
            Self::Circular { places, step_most, .. } => {
                amount(*places, &mut all);
                if !(1..=NUMBER_MAX).contains(step_most) {
                    all.push(Fault::Step.in_terms());
                }
            }
            Self::Pair { targets, .. } => names(targets, &mut all),
        }
        all
    }
}

/// Each name can be read and stands once.
fn names(names: &[String], all: &mut Vec<Defect>) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !is_plain(name) {
            all.push(Fault::Text { what: "名称", text: name.clone() }.in_terms());
        }
        if !seen.insert(name) {
            all.push(Fault::SameName { name: name.clone() }.in_terms());
        }
    }
}

fn amount(places: u64, all: &mut Vec<Defect>) {
    if !(1..=NUMBER_MAX).contains(&places) {
        all.push(Fault::Places { places }.in_terms());
    }
}
