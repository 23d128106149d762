//! What comes of it: a proposal with its proof, and, where seats are short, who is left and why.

use serde::{Deserialize, Serialize};

use crate::{cost::Cost, raw::Code};

/// Where a child is proposed to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// 报名号.
    pub child: String,
    /// The school; none where no seat was left.
    pub school: Option<Code>,
}

/// What proves that the children of a category could not have walked less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The price of a seat at each school in the order of codes: how much farther others of the
    /// category would have to walk for one to become free. None: the categories before it hold all
    /// seats, and none can be freed at any price.
    pub prices: Vec<Option<Cost>>,
    /// The metres of all children of the category that have a seat.
    pub metres: i64,
    /// What they could not undercut. The same as `metres` unless siblings stay together.
    pub bound: i64,
    /// Children with a seat by this placement.
    pub seated: usize,
    /// Children without.
    pub unseated: usize,
}

/// A proposal, which counts for nothing until the office has confirmed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Every child in the order of numbers.
    pub placements: Vec<Placement>,
    /// A proof for each category.
    pub proofs: Vec<Proof>,
}

/// Why children are left without a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortage {
    /// All schools that they may go to are full of children who go before them and who, in turn, may
    /// go nowhere else: the smallest such set of schools.
    Full {
        /// The children who are left, by number.
        children: Vec<String>,
        /// The schools.
        schools: Vec<Code>,
        /// Their seats together.
        seats: i64,
        /// Who holds them: children already admitted, then by category.
        held: Vec<usize>,
    },
    /// Seats for some of them could be freed, but at no school for all of them.
    Bundle {
        /// The siblings, by number.
        children: Vec<String>,
        /// The most seats that one school could give them.
        most: usize,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every child has a seat.
    Seated(Proposal),
    /// Not every child; the proposal seats as many as the rules of precedence allow.
    Short(Proposal, Vec<Shortage>),
}

impl Outcome {
    /// The proposal, whether or not seats are short.
    pub fn proposal(&self) -> &Proposal {
        match self {
            Self::Seated(it) | Self::Short(it, _) => it,
        }
    }
}
