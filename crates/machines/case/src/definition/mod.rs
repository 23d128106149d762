//! What a catalog file says of one kind of case: its form, its steps, who acts, its deadlines.

mod parts;
mod raw;
mod reading;
mod whole;

pub use catalog::breadth;
use catalog::{Dated, Span};
use form::{Bring, Field, expr::Expr};
use jiff::civil::Date;
use platform::access::PlaceKind;
use schemars::{Schema, schema_for};
use vocab::{Role, Stage};

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
    /// Of schools only those that teach one of these; all of them where none is named.
    pub stages: Vec<Stage>,
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
    /// What other offices and schools can be asked for while it is at a step.
    pub tasks: Vec<Task>,
    /// Who is a party to it, and when.
    pub parties: Vec<Party>,
    /// How many of it there may be.
    pub quotas: Vec<Quota>,
    /// Which fields say whence it came from outside.
    pub outer: Option<Outer>,
    /// Out of which cases it is begun: one is chosen from those that were granted.
    pub from: Option<Origin>,
    /// What anyone may send in without an account.
    pub public: Option<Public>,
}

/// What anyone may send in without an account, for an office to take up.
#[derive(Debug)]
pub struct Public {
    /// Under what the hall lists it.
    pub group: String,
    /// What the hall calls it.
    pub label: String,
    /// What one should know before sending it.
    pub words: String,
    /// What is asked.
    pub asks: Vec<usize>,
    /// The step that it begins at.
    pub first: usize,
    /// What it is called until somebody has given it a title.
    pub title: String,
    /// What the platform answers by itself: field and option.
    pub given: Vec<(usize, String)>,
}

/// Something that other offices or schools are asked for: an opinion, a measure.
#[derive(Debug)]
pub struct Task {
    /// Its word in columns and addresses.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// The roles that can be asked.
    pub who: Vec<Role>,
    /// What each answers.
    pub asks: Vec<usize>,
    /// How many hours before its end those who were asked are reminded.
    pub remind_hours: Option<i64>,
    /// How long they have.
    pub rules: Vec<Dated<Span>>,
}

/// Who is a party to a case: they neither see nor handle it.
#[derive(Debug)]
pub struct Party {
    /// Whoever holds these roles at the places that the case lies in.
    pub who: Vec<Role>,
    /// When they are.
    pub when: Expr,
}

/// How many cases of a kind there may be about one place.
#[derive(Debug)]
pub struct Quota {
    /// So many.
    pub max: i64,
    /// In which time.
    pub per: Period,
    /// Only those are counted that answer a field so.
    pub only: Option<(usize, String)>,
    /// What is said to whoever comes one too late.
    pub words: String,
    /// By which rule.
    pub source: String,
}

/// A time in which things are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A calendar month.
    Month,
    /// A term (学期).
    Term,
    /// A school year.
    SchoolYear,
}

/// Which fields say whence a case came from outside.
#[derive(Debug, Clone, Copy)]
pub struct Outer {
    /// From where.
    pub source: usize,
    /// Its number there.
    pub number: usize,
    /// By when they want the answer.
    pub due: Option<usize>,
}

/// Out of which cases another is begun.
#[derive(Debug)]
pub struct Origin {
    /// Their kind.
    pub kind: String,
    /// The field that takes over what the chosen one is called.
    pub into: usize,
    /// What is asked.
    pub label: String,
}

/// After how long a closed case is looked at again, and by whom.
#[derive(Debug)]
pub struct LookBack {
    /// By whom.
    pub who: Vec<Who>,
    /// After how long.
    pub rules: Vec<Dated<Span>>,
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
    /// Whether a case that ended here is looked at again.
    pub look_back: Option<LookBack>,
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
    /// The role that an answer names: the leading office.
    Chosen(usize),
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
    pub extends: Option<(usize, Vec<Dated<Span>>)>,
    /// How long a pause may last.
    pub limits: Vec<Dated<Span>>,
    /// What it asks of others.
    pub task: Option<usize>,
    /// Whether it moves the case to another place.
    pub moves: bool,
    /// When it is done by itself. Only what grants can be.
    pub auto: Option<Expr>,
    /// What else it brings about, in other modules, in the same act.
    pub effects: Vec<Bring>,
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
    /// Others are asked for their part.
    Join,
    /// Another office or place has it from now on.
    Transfer,
    /// What was closed was looked at again and is well.
    Check,
}

impl Act {
    /// Whether it must be given a reason.
    pub fn wants_reason(self) -> bool {
        !matches!(self, Self::Pass | Self::Withdraw | Self::Resume | Self::Check)
    }

    /// Whether the case is at the same step afterwards.
    pub fn stays(self) -> bool {
        matches!(
            self,
            Self::Pause | Self::Resume | Self::Extend | Self::Join | Self::Transfer | Self::Check
        )
    }

    /// Whether it waits until everyone who was asked has answered.
    pub fn waits(self) -> bool {
        matches!(self, Self::Pass | Self::Refuse)
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
    /// The field that says on which day it ends; then there are no rules.
    pub until: Option<usize>,
    /// How long it is, by the day on which it starts: the earliest rule first.
    pub rules: Vec<Dated<Span>>,
}

impl Clock {
    /// The rule for what starts on `day`; none where a field says when it ends.
    pub fn limit(&self, day: Date) -> Option<&Dated<Span>> {
        (!self.rules.is_empty()).then(|| in_force(&self.rules, day))
    }
}

/// The rule of `rules` that is in force on `day`.
///
/// # Panics
///
/// Never: a file that names a deadline without rules is refused.
pub fn in_force(rules: &[Dated<Span>], day: Date) -> &Dated<Span> {
    catalog::in_force(rules, day).expect("a file that names a deadline without rules is refused")
}

impl Case {
    /// The step called `key`.
    pub fn step(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|it| it.key == key)
    }

    /// The roles that `who` can come to.
    pub fn roles_of(&self, who: Who) -> Vec<Role> {
        match who {
            Who::Role(role) => vec![role],
            Who::Applicant => Vec::new(),
            Who::Chosen(field) => {
                let options = self.fields[field].kind.options().unwrap_or_default();
                options.iter().filter_map(|it| Role::from_key(&it.0)).collect()
            }
        }
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
        let again = self.steps.iter().filter_map(|it| it.look_back.as_ref());
        let named = named.chain(again.flat_map(|it| &it.who));
        let asked = self.tasks.iter().flat_map(|it| it.who.iter().copied());
        let mut roles: Vec<Role> = self.sees.iter().copied().chain(asked).collect();
        roles.extend(named.flat_map(|it| self.roles_of(*it)));
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}
