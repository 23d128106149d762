//! What is stored and spoken of.

use jiff::civil::Date;
use vocab::{AccountId, SchoolId};

use crate::registration::{CampaignId, Entry, RegistrationId};

vocab::ids! {
    /// A seat that a child has, or had.
    AdmissionId = "adm";
}

db::spoken! {
    /// How a child came to its seat.
    pub(crate) Came {
        /// By the placement of all.
        Placed = "placed", "统一录取";
        /// After somebody gave the seat up.
        Refilled = "refilled", "递补录取";
    }
}

db::spoken! {
    /// What became of a seat.
    pub(crate) State {
        /// The child is to come.
        Expected = "expected", "待报到";
        /// It came.
        Reported = "reported", "已报到";
        /// It did not, and has not given up its seat.
        Absent = "absent", "未报到";
        /// Its family gave the seat up.
        GivenUp = "given-up", "已放弃";
        /// It went to another seat.
        Moved = "moved", "已转到递补的学校";
    }
}

impl State {
    /// Whether the child has the seat.
    pub(crate) fn is_live(self) -> bool {
        matches!(self, Self::Expected | Self::Reported | Self::Absent)
    }
}

db::spoken! {
    /// What the school saw of the vaccination certificate.
    pub(crate) Vaccination {
        /// It is complete.
        Yes = "yes", "接种证已验";
        /// Something is missing.
        No = "no", "接种不全，要补种";
        /// The family brings it.
        Later = "later", "没有带，以后交";
    }
}

/// Whether a kindergarten saw that the health check before entry was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HealthCheck {
    /// It did.
    Passed,
    /// It did not, or asks for none.
    NotShown,
}

/// A seat that a child has, or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Admission {
    pub(crate) id: AdmissionId,
    pub(crate) registration: RegistrationId,
    pub(crate) campaign: CampaignId,
    pub(crate) school: SchoolId,
    pub(crate) number: String,
    pub(crate) came: Came,
    pub(crate) issued_on: Date,
    pub(crate) state: State,
    pub(crate) vaccination: Option<Vaccination>,
    pub(crate) reason: String,
    pub(crate) version: i64,
}

/// The same with what is told of it beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) it: Admission,
    /// The number of the registration.
    pub(crate) registered: String,
    pub(crate) name: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) school_name: String,
    pub(crate) title: String,
    pub(crate) entry: Entry,
    pub(crate) year: i64,
    pub(crate) reports_on: Date,
    pub(crate) rehearsal: bool,
}

/// How many of a campaign are where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts(pub(crate) Vec<(State, i64)>);

impl Counts {
    pub(crate) fn of(&self, state: State) -> i64 {
        self.0.iter().filter(|it| it.0 == state).map(|it| it.1).sum()
    }

    /// Those who have a seat.
    pub(crate) fn live(&self) -> i64 {
        self.0.iter().filter(|it| it.0.is_live()).map(|it| it.1).sum()
    }
}
