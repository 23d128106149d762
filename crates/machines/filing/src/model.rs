//! Periods, returns and their versions as they are stored and read.

use jiff::civil::{Date, DateTime, date};
use vocab::{AccountId, PlaceId, Role};

vocab::ids! {
    /// A period of a kind that was opened.
    RoundId = "flr";
    /// What is due of one place or person in a period.
    ReturnId = "fln";
    /// A version of a return.
    VersionId = "flv";
    /// That the office locked or released something.
    MarkId = "flm";
    /// An answer to a questionnaire.
    BallotId = "flb";
}

/// What stands for no end: later than any.
pub const NEVER: DateTime = date(9999, 12, 31).at(0, 0, 0, 0);

/// A period that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: RoundId,
    /// Its kind.
    pub entry: String,
    /// The digest of what it was opened under.
    pub definition: String,
    /// Its word among those of its kind.
    pub period: String,
    /// As people call it.
    pub label: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// From when it can be filed.
    pub opens: DateTime,
    /// The last moment that is in time.
    pub closes: DateTime,
    /// By which rule.
    pub source: String,
    /// When the office locked it.
    pub locked: Option<DateTime>,
    /// When the last envelope of a questionnaire was opened.
    pub mixed: Option<DateTime>,
}

/// How a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing came yet.
    Missing,
    /// It was handed in.
    Filed,
    /// It was handed in and taken back.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Filed, Self::Withdrawn];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Filed => "filed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }
}

db::words!(State);

/// What is due of one place or person in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Its id.
    pub id: ReturnId,
    /// The period.
    pub round: RoundId,
    /// Of which place, or of a person at which.
    pub place: PlaceId,
    /// As people call the place.
    pub place_name: String,
    /// The place around it.
    pub around: Option<String>,
    /// The person, where it is of one.
    pub account: Option<AccountId>,
    /// Their name.
    pub person: Option<String>,
    /// How it stands.
    pub state: State,
    /// How many things happened to it.
    pub version: i64,
    /// When what stands was first handed in.
    pub filed: Option<DateTime>,
    /// Whether the office let it be corrected though the period is locked.
    pub released: bool,
}

impl Return {
    /// As lists call it.
    pub fn name(&self) -> String {
        match &self.person {
            Some(person) => format!("{} · {person}", self.place_name),
            None => self.place_name.clone(),
        }
    }

    /// Whether what stands came after the cut-off.
    pub fn is_late(&self, closes: DateTime) -> bool {
        self.filed.is_some_and(|it| it > closes)
    }
}

/// A version of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id, which owns its answers.
    pub id: VersionId,
    /// The number that it led to.
    pub number: i64,
    /// Whether it took the return back.
    pub is_withdrawal: bool,
    /// From when it held.
    pub since: DateTime,
    /// Who, as what.
    pub by: Option<(String, Role)>,
    /// Why.
    pub reason: Option<String>,
    /// Whether it was one tick.
    pub nothing: bool,
    /// Whether somebody looked at a warning and filed nevertheless.
    pub warned: bool,
}

/// How many are due, came, came in time, and are not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many are due.
    pub due: i64,
    /// How many stand as filed.
    pub filed: i64,
    /// How many of them came in time.
    pub in_time: i64,
}

impl Tally {
    /// How many are not there.
    pub fn missing(self) -> i64 {
        self.due - self.filed
    }

    /// How many came after the cut-off.
    pub fn late(self) -> i64 {
        self.filed - self.in_time
    }
}
