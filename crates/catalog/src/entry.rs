//! An entry told to people: who has to do with it, what it asks, by when, and how it goes. Each
//! machine says this of its own files, so that one set of pages shows them all.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use platform::{effects::Effects, measures::Measures};
use schemars::Schema;
use vocab::Role;

use crate::{Definition, Fault, Source, flow::Flow};

/// A machine whose files can be told.
pub trait Tell: Definition {
    /// As people call the machine: 办件.
    const LABEL: &'static str;

    /// What it says, with deadlines as they would be for what begins at `now`.
    fn tell(&self, now: DateTime) -> Told;

    /// Where the entry called `name` is used.
    fn path(name: &str) -> String;

    /// What a file may say, for editors that complete and check while one writes.
    fn schema() -> Schema;
}

/// What a file comes to, or everything that is wrong with it.
type Teller = fn(&Source, DateTime, Known<'_>) -> Result<Told, Vec<Fault>>;

/// What the modules offer by name, which files are held against.
pub type Known<'a> = (&'a Effects, &'a Measures);

/// What the modules of a cell offer.
pub(crate) fn offers(cell: &web::Cell) -> Known<'_> {
    (cell.service(), cell.service())
}

/// A machine, as the catalog's pages know it.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    /// Its folder: `case`.
    pub machine: &'static str,
    /// As people call it.
    pub label: &'static str,
    /// What a file of it comes to.
    pub tell: Teller,
    /// Where an entry is used, by its name.
    pub path: fn(&str) -> String,
    /// What a file of it may say.
    pub schema: fn() -> Schema,
}

impl Face {
    /// The machine that reads `D`.
    pub const fn of<D: Tell>() -> Self {
        Self {
            machine: D::MACHINE,
            label: D::LABEL,
            tell: told::<D>,
            path: D::path,
            schema: D::schema,
        }
    }
}

fn told<D: Tell>(
    source: &Source,
    now: DateTime,
    (effects, measures): Known<'_>,
) -> Result<Told, Vec<Fault>> {
    let it = D::read(source)?;
    let mut faults = it.check_effects(source, effects);
    faults.extend(it.check_measures(source, measures));
    if faults.is_empty() { Ok(it.tell(now)) } else { Err(faults) }
}

/// The machines of the house, as the server hands them in.
#[derive(Debug)]
pub struct Faces(Vec<Face>);

impl Faces {
    /// These.
    pub fn new(faces: impl IntoIterator<Item = Face>) -> Self {
        Self(faces.into_iter().collect())
    }

    /// Each, in the order in which lists show them.
    pub fn iter(&self) -> impl Iterator<Item = &Face> {
        self.0.iter()
    }

    /// The machine whose folder is `machine`.
    pub fn find(&self, machine: &str) -> Option<&Face> {
        self.0.iter().find(|it| it.machine == machine)
    }
}

/// An entry in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The system that it is: `H01`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What it is for.
    pub about: String,
    /// The heading of its line in the navigation.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// Who may do what: 谁能提交, and the roles.
    pub people: Vec<(String, Vec<Role>)>,
    /// What it asks.
    pub fields: Vec<FieldLine>,
    /// Its deadlines.
    pub deadlines: Vec<Deadline>,
    /// How it goes, where it goes by steps.
    pub flow: Option<Flow>,
}

impl Told {
    /// Everybody who has to do with it.
    pub fn roles(&self) -> BTreeSet<Role> {
        let named = self.people.iter().flat_map(|it| it.1.iter().copied());
        let acting = self.flow.iter().flat_map(|it| &it.steps).flat_map(|it| it.roles.clone());
        named.chain(acting).collect()
    }
}

/// A field in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLine {
    /// As people read it.
    pub label: String,
    /// What is answered: 文字, 选一项.
    pub kind: String,
    /// When it is asked or must be answered: 必填.
    pub when: String,
    /// Who sees the answer.
    pub seen: String,
}

/// A deadline in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// As people read it.
    pub label: String,
    /// From what to what it runs.
    pub runs: String,
    /// How long, by which rule since when: the earliest rule first.
    pub rules: Vec<DatedRule>,
    /// When it would end for what begins now; none where it begins later.
    pub ends_at: Option<DateTime>,
    /// Who is told when it has run out.
    pub told: Vec<Role>,
}

/// How long a deadline is, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedRule {
    /// From this day on; none for always before.
    pub since: Option<jiff::civil::Date>,
    /// How long: 10 个工作日.
    pub length: String,
    /// By which rule.
    pub source: String,
}
