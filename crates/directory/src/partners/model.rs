//! Partners and their people as they are read from the register.

use jiff::civil::Date;
use platform::accounts::AccountState;
use vocab::{AccountId, InstitutionId, Sex};
use web::ui::Tone;

use crate::model::PartnerPersonId;

/// Where somebody or something stands in the register on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Schools may take teachers.
    Approved,
    /// Not yet.
    Checking,
    /// No longer.
    Ended,
}

impl Standing {
    pub(super) const ALL: [Self; 3] = [Self::Approved, Self::Checking, Self::Ended];

    /// The word in addresses.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Checking => "checking",
            Self::Ended => "ended",
        }
    }

    /// Of a partner, as people say it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Approved => "在白名单",
            Self::Checking => "审核中",
            Self::Ended => "已退出",
        }
    }

    /// Of a person, as people say it.
    pub(super) fn of_person(self) -> &'static str {
        match self {
            Self::Approved => "可任教",
            Self::Checking => "审核中",
            Self::Ended => "已停止",
        }
    }

    pub(super) fn tone(self) -> Tone {
        match self {
            Self::Approved => Tone::Good,
            Self::Checking => Tone::Warn,
            Self::Ended => Tone::Quiet,
        }
    }
}

/// Since when somebody or something is on the register, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// The first day.
    pub(super) since: Option<Date>,
    /// The first day no more.
    pub(super) until: Option<Date>,
    /// Why it ended.
    pub(super) reason: Option<String>,
}

impl Span {
    pub(super) fn standing(&self, day: Date) -> Standing {
        if self.until.is_some_and(|it| it <= day) {
            Standing::Ended
        } else if self.since.is_some_and(|it| it <= day) {
            Standing::Approved
        } else {
            Standing::Checking
        }
    }
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Partner {
    pub(super) id: InstitutionId,
    pub(super) name: String,
    /// 统一社会信用代码.
    pub(super) code: String,
    pub(super) field: String,
    pub(super) span: Span,
    /// Counts its changes.
    pub(super) version: i64,
    /// How many of its people may teach.
    pub(super) teachers: i64,
}

/// Someone who works at a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) id: PartnerPersonId,
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) subject: String,
    pub(super) phone_sealed: Option<String>,
    pub(super) account: Option<(AccountId, AccountState)>,
    pub(super) span: Span,
    /// Counts its changes.
    pub(super) version: i64,
}

/// Someone as a list of newcomers is held against the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: PartnerPersonId,
    pub(super) institution: InstitutionId,
    pub(super) name: String,
    pub(super) phone_index: Option<String>,
    pub(super) ended: Option<Date>,
}
