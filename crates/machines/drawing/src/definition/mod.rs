//! What a catalog file says of one kind of drawing: from whom, how many, by whom, who sees it when.

mod raw;
mod reading;

use form::Bring;
use schemars::{Schema, schema_for};
use vocab::{Role, Stage};

/// What a file of a kind may say.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawKind)
}

/// A kind of drawing.
#[derive(Debug)]
pub struct Kind {
    /// The system that it is part of: `B13`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What it is for, in a sentence or two.
    pub about: String,
    /// The heading of its line in the navigation.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// The letters that its numbers begin with.
    pub letters: String,
    /// Who may declare, seal and draw one.
    pub declares: Vec<Role>,
    /// Who may sign that they saw it.
    pub witnesses: Vec<Role>,
    /// Who sees the list and the result beside them, hidden or not.
    pub sees: Vec<Role>,
    /// Who stands on the list.
    pub population: Population,
    /// Whether the towns that it is drawn from are chosen each time.
    pub choose_towns: bool,
    /// What comes out.
    pub take: Take,
    /// Who was drawn in so many drawings of the kind before is left out.
    pub not_again: u32,
    /// Where the public values come from.
    pub seed: Seed,
    /// For how many days at most the result stays hidden; none where it is public at once.
    pub hidden_days: Option<u32>,
    /// How the list reads in public.
    pub show: Show,
    /// What is brought about for each that was drawn, once everyone may know.
    pub effects: Vec<Bring>,
}

/// Who stands on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Population {
    /// The schools that teach one of the stages; every school where none is named.
    Schools(Vec<Stage>),
    /// This year's classes of the stages.
    Classes(Vec<Stage>),
    /// The staff who hold one of the roles; all where none is named.
    Staff(Vec<Role>),
    /// The pupils of the stages.
    Students(Vec<Stage>),
    /// Whoever is typed in.
    List,
    /// Whoever another module hands over.
    Given,
}

/// What comes out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// So many are drawn.
    Sample {
        /// How many, where nothing else is said.
        usual: u32,
        /// How many at most.
        most: u32,
        /// Whether so many are drawn in each town.
        by_town: bool,
    },
    /// All are put in order.
    Order,
}

/// Where the public values come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seed {
    /// A public source, where the cell has one; hands on site where it has none.
    Beacon,
    /// Each of these draws a number from 0 to 99 on site.
    Site(Vec<String>),
}

/// How a list reads in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// By name: schools and classes.
    Names,
    /// By a masked name: grown-ups.
    Masked,
    /// By number alone: children.
    Numbers,
}

impl Kind {
    /// Every role that has to do with it.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<Role> =
            [&self.declares, &self.witnesses, &self.sees].into_iter().flatten().copied().collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Whether so many are drawn in each town.
    pub fn is_by_town(&self) -> bool {
        matches!(self.take, Take::Sample { by_town: true, .. })
    }

    /// Whether whoever declares one may: another module does where the list is given.
    pub fn is_given(&self) -> bool {
        self.population == Population::Given
    }
}
