//! What a catalog file says of one kind of return or questionnaire: its period, from whom it is due,
//! when it opens and closes, its form, its checks, and what is summed up of it.

mod raw;
mod reading;
mod whole;

pub(crate) use reading::PREVIOUS_NAME;
pub(crate) use whole::{is_counted, needs_page};

use catalog::Dated;
use form::{Field, expr::Expr};
use jiff::civil::{Date, Time};
use schemars::{Schema, schema_for};
use vocab::{Role, Stage};

/// What editors are told of a file's keys.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawFiling)
}

/// The total number of returns, as figures name it.
pub const RETURNS: &str = "returns";

/// A kind of return or questionnaire.
#[derive(Debug)]
pub struct Filing {
    /// The system that it is: `H14`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What it is for, in a sentence or two.
    pub about: String,
    /// The heading of its line in the navigation.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// Who sees everything within their scope, and may remind.
    pub sees: Vec<Role>,
    /// Who opens a period out of turn, locks and releases.
    pub office: Vec<Role>,
    /// Who is told, above whoever is missing, once the cut-off has passed.
    pub escalate: Vec<Role>,
    /// How many minutes before the cut-off those who are missing are reminded.
    pub remind_minutes: Option<u32>,
    /// How often.
    pub every: Every,
    /// Whether it is due only where and when there are lessons.
    pub school_days: bool,
    /// The first day of which it asks.
    pub since: Option<Date>,
    /// When it opens and closes, by the day on which a period begins: the earliest rule first.
    pub windows: Vec<Dated<Window>>,
    /// From whom.
    pub from: Whom,
    /// The answers that one tick gives, where there is nothing to tell.
    pub nothing: Option<(String, Vec<(usize, String)>)>,
    /// What is filled in before anyone types.
    pub prefill: Vec<(usize, Known)>,
    /// What it asks.
    pub fields: Vec<Field>,
    /// What a return as a whole must fulfil, beside the one before.
    pub checks: Vec<Check>,
    /// What is summed up.
    pub figures: Vec<Figure>,
}

/// How often something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Each day.
    Day,
    /// Each week, Monday to Sunday.
    Week,
    /// Each month.
    Month,
    /// Each quarter of the calendar year.
    Quarter,
    /// Each term, by the county's calendar.
    Term,
    /// Each school year.
    Year,
    /// When the office opens it.
    AdHoc,
}

/// When a period opens and closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// On which day it opens.
    pub opens: Opens,
    /// At what time of it.
    pub opens_at: Time,
    /// How long after the period's last day it closes.
    pub closes: Closes,
    /// At what time of that day.
    pub closes_at: Time,
}

/// On which day a period opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// On its first.
    First,
    /// On its last.
    Last,
    /// On the one after its last.
    After,
}

/// How long after its last day a period closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// So many calendar days.
    Days(u32),
    /// So many working days.
    WorkingDays(u32),
}

/// From whom something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// A return of each place or person, as there are any on the day on which the period opens.
    Each(Due),
    /// Answers of whoever wishes to answer, once each.
    Audience(Audience),
}

/// Who must file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What a return is of.
    pub of: Of,
    /// Only schools, or classes, of these stages; all of them where none is named.
    pub stages: Vec<Stage>,
    /// Who files it.
    pub by: Vec<Role>,
    /// Who may enter it for others within their scope.
    pub entered_by: Vec<Role>,
}

/// What a return is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Each town.
    Town,
    /// Each school or kindergarten.
    School,
    /// Each class.
    Class,
    /// Each person in one of the roles that file.
    Person,
}

impl Of {
    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Town => "镇（街道）",
            Self::School => "学校",
            Self::Class => "班级",
            Self::Person => "人员",
        }
    }

    /// What so many of them are counted in.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Town => "个镇（街道）",
            Self::School => "所",
            Self::Class => "个班",
            Self::Person => "人",
        }
    }
}

/// Who may answer a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// People in these roles.
    pub by: Vec<Role>,
    /// Guardians and teachers of schools of these stages; of all where none is named.
    pub stages: Vec<Stage>,
    /// Whether nobody may know who answered what.
    pub anonymous: bool,
}

/// What is known before anyone types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// What the return before said.
    Previous,
    /// How many pupils the roll has.
    Pupils,
    /// How many people work there.
    Staff,
    /// How many classes there are.
    Classes,
}

/// What a return must fulfil, or else why that is so.
#[derive(Debug)]
pub struct Check {
    /// What must hold.
    pub that: Expr,
    /// What to do about it.
    pub words: String,
    /// Whether it may be filed nevertheless, once somebody has looked at it.
    pub is_warning: bool,
}

/// Something that is summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As people read it.
    pub label: String,
    /// What it is counted in.
    pub unit: String,
    /// How.
    pub how: How,
}

/// How something is summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The sum of a number, or how many said yes.
    Sum(usize),
    /// One sum over another; over all returns where the second is none.
    Rate(usize, Option<usize>),
    /// How many chose one of some options, over all who chose any.
    Share(usize, Vec<String>),
}

impl Filing {
    /// Who must file, where it is no questionnaire.
    pub fn due(&self) -> Option<&Due> {
        match &self.from {
            Whom::Each(it) => Some(it),
            Whom::Audience(_) => None,
        }
    }

    /// Who may answer, where it is a questionnaire.
    pub fn audience(&self) -> Option<&Audience> {
        match &self.from {
            Whom::Each(_) => None,
            Whom::Audience(it) => Some(it),
        }
    }

    /// Every field, as forms want to be told.
    pub fn asks(&self) -> Vec<usize> {
        (0..self.fields.len()).collect()
    }

    /// The roles that file or answer.
    pub fn filers(&self) -> &[Role] {
        match &self.from {
            Whom::Each(it) => &it.by,
            Whom::Audience(it) => &it.by,
        }
    }

    /// The roles whose work it is to look after it.
    pub fn overseers(&self) -> Vec<Role> {
        let mut roles = [self.sees.as_slice(), &self.office].concat();
        roles.extend(self.due().into_iter().flat_map(|it| &it.entered_by));
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Every role that has to do with it.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles = self.overseers();
        roles.extend(self.filers());
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The rule for a period that begins on `day`; none where the office says each time.
    pub fn window(&self, day: Date) -> Option<&Dated<Window>> {
        catalog::in_force(&self.windows, day)
    }

    /// The numbers of the fields that figures look at, each once.
    pub fn summed(&self) -> Vec<usize> {
        let mut all = Vec::new();
        for it in &self.figures {
            match &it.how {
                How::Sum(at) | How::Share(at, _) | How::Rate(at, None) => all.push(*at),
                How::Rate(part, Some(whole)) => all.extend([*part, *whole]),
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}
