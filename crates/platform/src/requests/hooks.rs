//! What modules declare about the data of people: what there is, what can be corrected, what the law
//! wants kept.

use db::Tx;
use jiff::civil::Date;
use vocab::Personal;
use web::Later;

use crate::{Act, Module, seal::Sealer};

/// How a value is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A line of text.
    Text,
    /// A day.
    Date,
    /// A telephone number.
    Phone,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// Why a correction was not made.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// It contradicts something else, in words for who decides.
    #[error("{0}")]
    Unfit(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// A value that the module holds now, as people read it.
pub type Current = for<'a> fn(
    &'a mut Tx,
    &'a Sealer,
    i64,
) -> Later<'a, Result<Option<Personal<String>>, db::Error>>;

/// Puts a value, in the form that `read` gave it, in place of the one that is there.
pub type Set = for<'a, 'b> fn(
    &'a mut Act<'b>,
    &'a Sealer,
    i64,
    &'a str,
) -> Later<'a, Result<(), CorrectionError>>;

/// A field of a person's record that can be corrected. Declared by the module that keeps the record.
#[derive(Clone, Copy)]
pub struct Correction {
    /// Whose: the prefix of the identifier.
    pub subject_kind: &'static str,
    /// Its word: `name`.
    pub key: &'static str,
    /// As people call it.
    pub label: &'static str,
    /// How it is typed.
    pub input: Input,
    /// What proves it.
    pub proof: &'static str,
    /// Which figures follow it, as people read it; nothing where none do.
    pub figures: &'static str,
    /// Brings what was typed to the form that is shown and set, or says what is wrong with it.
    pub read: fn(&str) -> Result<String, &'static str>,
    /// What is there.
    pub current: Current,
    /// Corrects it, within the act that decides so.
    pub set: Set,
}

/// A part of what there is about a person, as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// The heads of its columns.
    pub columns: &'static [&'static str],
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// What tells of a person.
pub type Tell =
    for<'a> fn(&'a mut Tx, &'a Sealer, i64, Date) -> Later<'a, Result<Vec<Section>, db::Error>>;

/// Tells what a module keeps about a person. Declared by the module.
#[derive(Clone, Copy)]
pub struct Disclosure {
    /// About whom: the prefix of the identifier.
    pub subject_kind: &'static str,
    /// Tells it, as of a day, open: the one who reads it is the person or answers for them.
    pub tell: Tell,
}

/// Whether something holds of a person.
pub type Holds = for<'a> fn(&'a mut Tx, i64, Date) -> Later<'a, Result<bool, db::Error>>;

/// What the law wants kept of a person, and why.
#[derive(Clone, Copy)]
pub struct Duty {
    /// Of whom: the prefix of the identifier.
    pub subject_kind: &'static str,
    /// What is kept.
    pub label: &'static str,
    /// The law that says so, and for how long.
    pub basis: &'static str,
    /// Whether it is so for this person on a day.
    pub holds: Holds,
}

/// What the modules declare, as a service of each cell.
#[derive(Clone, Default)]
pub struct Hooks {
    pub(super) corrections: Vec<Correction>,
    pub(super) disclosures: Vec<Disclosure>,
    pub(super) duties: Vec<Duty>,
}

impl Hooks {
    /// What `modules` declare.
    pub fn of(modules: &[Module]) -> Self {
        Self {
            corrections: modules.iter().flat_map(|it| it.corrections).copied().collect(),
            disclosures: modules.iter().flat_map(|it| it.disclosures).copied().collect(),
            duties: modules.iter().flat_map(|it| it.duties).copied().collect(),
        }
    }

    /// What can be corrected of someone.
    pub(super) fn corrections_of(&self, kind: &str) -> impl Iterator<Item = &Correction> {
        self.corrections.iter().filter(move |it| it.subject_kind == kind)
    }

    /// One field of someone.
    pub(super) fn correction(&self, kind: &str, key: &str) -> Option<&Correction> {
        self.corrections_of(kind).find(|it| it.key == key)
    }

    /// Everything that is kept about someone.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        sealer: &Sealer,
        (kind, bits): (&str, i64),
        day: Date,
    ) -> Result<Vec<Section>, db::Error> {
        let mut all = Vec::new();
        for it in self.disclosures.iter().filter(|it| it.subject_kind == kind) {
            all.extend((it.tell)(tx, sealer, bits, day).await?);
        }
        Ok(all)
    }

    /// What must be kept of someone.
    pub(super) async fn duties_to(
        &self,
        tx: &mut Tx,
        (kind, bits): (&str, i64),
        day: Date,
    ) -> Result<Vec<Duty>, db::Error> {
        let mut all = Vec::new();
        for it in self.duties.iter().filter(|it| it.subject_kind == kind) {
            if (it.holds)(tx, bits, day).await? {
                all.push(*it);
            }
        }
        Ok(all)
    }
}
