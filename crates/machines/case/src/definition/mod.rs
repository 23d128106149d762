//! What a catalog file says of one kind of case: its form, its steps, who acts, its deadlines.

mod raw;
mod reading;
mod whole;

pub use catalog::breadth;
use form::{Field, expr::Expr};
use jiff::civil::Date;
use platform::access::PlaceKind;
use schemars::{Schema, schema_for};
use vocab::Role;

/// What a file of a kind may say.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawCase)
}

/// A kind of case.
#[derive(Debug)]
pub struct Case {
    /// The system that it is: `H01`.
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
    /// What a case is about, or where whom it is about belongs.
    pub subject: PlaceKind,
    /// Whether it is about a pupil; then it lies in the pupil's class.
    pub of_student: bool,
    /// Who may begin one, wherever that is within their scope.
    pub opens: Vec<Role>,
    /// Who sees all of them within their scope; others see their own and what waits for them.
    pub sees: Vec<Role>,
    /// The roles that may know who began it; everyone who sees the case where none is named.
    pub opener_seen_by: Vec<Role>,
    /// Every field that it ever asks.
    pub fields: Vec<Field>,
    /// The field that stands for the case in lists.
    pub title: usize,
    /// What is asked when it is begun.
    pub asks: Vec<usize>,
    /// The step that a new case is at.
    pub first: usize,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Its deadlines.
    pub clocks: Vec<Clock>,
}

/// A step.
#[derive(Debug)]
pub struct Step {
    /// Its word in columns and addresses.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// Whom a case at this step waits for.
    pub who: Vec<Who>,
    /// What has come of a case that is here, where it waits for nobody.
    pub end: Option<Outcome>,
    /// What can be done here.
    pub actions: Vec<Action>,
}

/// Who acts, as seen from the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Whoever holds the role at the place of its breadth that the case lies in: the principal of
    /// its school, the clerk of its town.
    Role(Role),
    /// Whoever began it.
    Applicant,
}

/// What has come of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// What was asked was done.
    Done,
    /// It was refused.
    Refused,
    /// Whoever began it took it back.
    Withdrawn,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Withdrawn];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The outcome that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }
}

db::words!(Outcome);

/// Something that can be done at a step.
#[derive(Debug)]
pub struct Action {
    /// Its word in columns and addresses.
    pub key: String,
    /// What its button says.
    pub label: String,
    /// What it means.
    pub kind: Act,
    /// Who may, where that is not whom the step waits for.
    pub who: Option<Vec<Who>>,
    /// Where it leads.
    pub to: usize,
    /// What it asks.
    pub asks: Vec<usize>,
    /// What must hold for it to be offered.
    pub only_if: Option<Expr>,
    /// How many days after the end of the case it can still be done.
    pub within_days: Option<u32>,
    /// The deadline that it makes longer, and by how much.
    pub extends: Option<(usize, Vec<Limit>)>,
}

/// What an action means: its colour, and whether it wants a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// On to the next step.
    Pass,
    /// Back for completion or to be done again.
    Return,
    /// No.
    Refuse,
    /// Taken back by whoever began it.
    Withdraw,
    /// The deadlines stand still.
    Pause,
    /// The deadlines run again.
    Resume,
    /// Whoever was refused has it looked at again.
    Appeal,
    /// What was closed is taken up again.
    Reopen,
    /// A deadline is made longer, once.
    Extend,
}

impl Act {
    /// Whether it must be given a reason.
    pub fn wants_reason(self) -> bool {
        !matches!(self, Self::Pass | Self::Withdraw | Self::Resume)
    }
}

/// A deadline: runs from the first entry into one step until the entry into another.
#[derive(Debug)]
pub struct Clock {
    /// Its word in columns.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// The steps whose entry starts it; none stands for the beginning of the case.
    pub starts: Vec<Option<usize>>,
    /// The steps whose entry stops it.
    pub stops: Vec<usize>,
    /// How many hours before its end those who have the case are reminded.
    pub remind_hours: Option<i64>,
    /// Who is told when it has run out.
    pub escalate: Vec<Role>,
    /// How long it is, by the day on which it starts: the earliest rule first.
    pub rules: Vec<Limit>,
}

/// How long a deadline is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// From this day on; none for always before.
    pub since: Option<Date>,
    /// How long.
    pub span: Span,
    /// By which rule.
    pub source: String,
}

/// A span of time as rules write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Hours on the clock.
    Hours(u32),
    /// Calendar days (日).
    Days(u32),
    /// Working days (工作日).
    WorkingDays(u32),
}

impl Clock {
    /// The rule for what starts on `day`.
    pub fn limit(&self, day: Date) -> &Limit {
        in_force(&self.rules, day)
    }
}

/// The rule of `rules`, which stand in the order of their days, that is in force on `day`.
pub fn in_force(rules: &[Limit], day: Date) -> &Limit {
    let found = rules.iter().rev().find(|it| it.since.is_none_or(|since| since <= day));
    found.unwrap_or(&rules[0])
}

impl Case {
    /// The step called `key`.
    pub fn step(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|it| it.key == key)
    }

    /// Every role that has to do with it.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles = self.workers();
        roles.extend(&self.opens);
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Every role whose work it is: those that see it or act on it, and not those who only begin it.
    pub fn workers(&self) -> Vec<Role> {
        let actions = self.steps.iter().flat_map(|it| &it.actions);
        let named = self.steps.iter().flat_map(|it| &it.who);
        let named = named.chain(actions.filter_map(|it| it.who.as_ref()).flatten());
        let named = named.filter_map(|it| match it {
            Who::Role(role) => Some(*role),
            Who::Applicant => None,
        });
        let mut roles: Vec<Role> = self.sees.iter().copied().chain(named).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}
