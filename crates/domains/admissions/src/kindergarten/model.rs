//! What is stored and spoken of.

use jiff::civil::Date;
use vocab::{Fen, SchoolId};

db::spoken! {
    /// What a school is to a family that chooses.
    pub Nature {
        /// Run by the county or a town.
        Public = "public", "公办";
        /// Private, with public money and at the prices that the county sets.
        Inclusive = "inclusive", "民办普惠";
        /// Private, at its own prices.
        Private = "private", "民办";
    }
}

/// What a kindergarten charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// A month.
    pub monthly: Fen,
    /// From when on.
    pub since: Date,
    /// By which decision or notice.
    pub basis: String,
}

/// What a kindergarten is and charges from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tariff {
    pub(crate) school: SchoolId,
    pub(crate) nature: Nature,
    pub(crate) fee: Fee,
}

/// A kindergarten, with what holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kindergarten {
    pub(crate) school: SchoolId,
    pub(crate) name: String,
    pub(crate) town_name: String,
    /// Whether it is run privately, by the list of schools.
    pub(crate) is_private: bool,
    /// Nothing where nobody has set it.
    pub(crate) tariff: Option<Tariff>,
}

impl Kindergarten {
    /// What it is: where nobody has said, a private one is no inclusive one.
    pub(crate) fn nature(&self) -> Nature {
        let unset = if self.is_private { Nature::Private } else { Nature::Public };
        self.tariff.as_ref().map_or(unset, |it| it.nature)
    }
}
