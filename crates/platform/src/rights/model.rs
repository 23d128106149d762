//! What the desk shows: accounts with the roles that they hold and held.

use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, GrantId, PlaceId, Role, mask_name};

use crate::{access::PlaceKind, accounts::AccountState};

/// An account, as the desk sees it.
#[derive(Debug, Clone)]
pub(super) struct AccountLine {
    pub(super) id: AccountId,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) state: AccountState,
    pub(super) locked_until: Option<Timestamp>,
    pub(super) password_until: Option<Timestamp>,
    pub(super) has_password: bool,
    pub(super) has_totp: bool,
    pub(super) created_at: Timestamp,
}

/// A role that an account holds, held or will hold.
#[derive(Debug, Clone)]
pub(super) struct GrantLine {
    pub(super) id: GrantId,
    pub(super) account: AccountId,
    pub(super) role: Role,
    pub(super) place: PlaceId,
    pub(super) place_name: String,
    pub(super) kind: PlaceKind,
    pub(super) since: Date,
    pub(super) until: Option<Date>,
    pub(super) last_used: Option<Date>,
    pub(super) deputy_for: Option<AccountId>,
    pub(super) deputy_for_name: Option<String>,
}

impl GrantLine {
    pub(super) fn state(&self, day: Date) -> GrantState {
        if self.until.is_some_and(|it| it <= day) {
            GrantState::Ended
        } else if self.since > day {
            GrantState::Ahead
        } else {
            GrantState::Running
        }
    }

    /// Whether the desk may end it: a guardian's role comes from the roll.
    pub(super) fn can_be_ended(&self) -> bool {
        self.role != Role::Guardian && !crate::accounts::rules::is_administrator(self.role)
    }

    /// Whether it runs or will run.
    pub(super) fn is_open(&self, day: Date) -> bool {
        self.state(day) != GrantState::Ended
    }
}

/// How a role stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GrantState {
    /// Begins later.
    Ahead,
    /// Can be used.
    Running,
    /// Is over.
    Ended,
}

/// A role on its way in.
#[derive(Debug, Clone)]
pub(super) struct NewGrant {
    pub(super) id: GrantId,
    pub(super) account: AccountId,
    pub(super) role: Role,
    pub(super) place: PlaceId,
    pub(super) since: Date,
    pub(super) until: Option<Date>,
    pub(super) deputy_for: Option<AccountId>,
}

/// A place that a role may be given at.
#[derive(Debug, Clone)]
pub(super) struct PlaceLine {
    pub(super) id: PlaceId,
    pub(super) name: String,
    /// What it lies in.
    pub(super) above: String,
}

/// A right that was not used for long.
#[derive(Debug, Clone)]
pub(super) struct UnusedGrant {
    pub(super) grant: GrantLine,
    pub(super) login: String,
    pub(super) name: String,
}

/// The name as the desk sees it: of those who are here as guardians alone, masked.
pub(super) fn shown_name(name: &str, grants: &[GrantLine]) -> String {
    let only_guardian = !grants.is_empty() && grants.iter().all(|it| it.role == Role::Guardian);
    if only_guardian { mask_name(name) } else { name.to_owned() }
}
