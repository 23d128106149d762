//! What a catalog file says of a register: its fields, who keeps it, how long a record holds, what
//! it is related to, what is counted.

mod raw;
mod reading;

use catalog::{Dated, Fault, Months, Set};
use form::Field;
use jiff::civil::Date;
use platform::access::PlaceKind;
use schemars::{Schema, schema_for};
use vocab::Role;

/// What a file of a register may say.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawRegister)
}

/// A register.
#[derive(Debug)]
pub struct Register {
    /// The system that it is: `D16`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What it is for, in a sentence or two.
    pub about: String,
    /// The heading of its line in the navigation.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// What one record is called: 基地.
    pub one: String,
    /// Where a record lies.
    pub subject: PlaceKind,
    /// Who keeps it, within their scope.
    pub keeps: Vec<Role>,
    /// Who sees it, within and around their scope.
    pub sees: Vec<Role>,
    /// What a record says.
    pub fields: Vec<Field>,
    /// The field that stands for the record in lists.
    pub title: usize,
    /// What tells its records apart.
    pub unique: Vec<Unique>,
    /// Whether its records can be published.
    pub public: bool,
    /// The day by which the calendar shows it.
    pub calendar: Option<usize>,
    /// How long a record holds; without end where there is none.
    pub term: Option<Term>,
    /// What its records are related to.
    pub relations: Vec<Relation>,
    /// What is counted.
    pub figures: Vec<Figure>,
}

/// Something that tells records apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The place that they lie at.
    Place,
    /// A field.
    Field(usize),
}

/// How long a record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// By the day on which it begins, the earliest rule first.
    pub rules: Vec<Dated<Months>>,
    /// How many days before its end the keepers are reminded, the longest first.
    pub remind_days: Vec<u16>,
}

impl Term {
    /// The rule for what begins on `day`.
    ///
    /// # Panics
    ///
    /// Never: a file with a term without rules is refused.
    pub fn rule(&self, day: Date) -> &Dated<Months> {
        catalog::in_force(&self.rules, day).expect("a file with a term without rules is refused")
    }
}

/// A relation to records of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its word in columns.
    pub key: String,
    /// What the other is to this one: 所在教共体.
    pub label: String,
    /// What this one is to the other: 成员校.
    pub back: String,
    /// The register of the other.
    pub to: String,
}

/// Something that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As people call it.
    pub label: String,
    /// What is counted.
    pub unit: String,
    /// The number field that is added up; records are counted where there is none.
    pub sum: Option<usize>,
    /// Which records: for each choice field the words that it may say.
    pub only: Vec<(usize, Vec<String>)>,
    /// Whether it is a rate of all records in force.
    pub of_all: bool,
    /// What a rate should come to, in per cent.
    pub target: Option<i64>,
    /// Where the numbers come from, where nobody checked them: 学校上报.
    pub source: Option<String>,
}

impl Register {
    /// Everyone who has to do with it.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<Role> = self.keeps.iter().chain(&self.sees).copied().collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Every field, as forms ask them.
    pub fn asks(&self) -> Vec<usize> {
        (0..self.fields.len()).collect()
    }

    /// The choice fields that lists filter by.
    pub fn filters(&self) -> impl Iterator<Item = (&Field, &[(String, String)])> {
        let listed = self.fields.iter().filter(|it| it.listed);
        listed.filter_map(|it| match &it.kind {
            form::Kind::Choice(all) => Some((it, all.as_slice())),
            _ => None,
        })
    }
}

/// What is wrong with the relations of `set`: those that lead to a register that is not there.
pub fn lost_relations(set: &Set<Register>) -> Vec<Fault> {
    let known: Vec<&str> = set.all().map(|it| it.name.as_str()).collect();
    let mut faults = Vec::new();
    for it in set.all() {
        for relation in it.what.relations.iter().filter(|it| !known.contains(&it.to.as_str())) {
            let text = &it.source.text;
            let at = text.find(&format!("to = \"{}\"", relation.to)).unwrap_or(0);
            faults.push(it.source.unknown(&(at..at), "名录", &relation.to, &known));
        }
    }
    faults
}
