//! Accounts.

use jiff::Timestamp;
use vocab::AccountId;

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Made, not yet activated: has no password.
    Pending,
    /// In use.
    Active,
    /// Ended: handed over, or its person left.
    Closed,
}

impl AccountState {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    /// Every state, in the order of an account's life.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Active, Self::Closed];

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "待激活",
            Self::Active => "使用中",
            Self::Closed => "已关闭",
        }
    }
}

db::words!(AccountState);

/// Someone who can log in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its name.
    pub id: AccountId,
    /// What is typed at log-in.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// Argon2id, in the PHC form.
    pub password: Option<String>,
    /// From this moment on the password only lets its person set a new one.
    pub password_until: Option<Timestamp>,
    /// The second factor's secret, sealed.
    pub totp: Option<String>,
    /// The last time step whose code was used: none works twice.
    pub totp_step: i64,
    /// Wrong passwords since the last right one.
    pub failures: i64,
    /// No log-in before this moment.
    pub locked_until: Option<Timestamp>,
    /// Whether it can be used.
    pub state: AccountState,
}

impl Account {
    /// An account that can log in with the password behind `hash`.
    pub fn active(id: AccountId, login: &str, name: &str, hash: String) -> Self {
        Self { password: Some(hash), state: AccountState::Active, ..Self::pending(id, login, name) }
    }

    /// An account whose password, behind `hash`, somebody else has chosen: at the first log-in, at
    /// the earliest at `now`, its person sets one of their own.
    pub fn first(id: AccountId, login: &str, name: &str, hash: String, now: Timestamp) -> Self {
        Self { password_until: Some(now), ..Self::active(id, login, name, hash) }
    }

    /// An account that waits for its person.
    pub fn pending(id: AccountId, login: &str, name: &str) -> Self {
        Self {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            password: None,
            password_until: None,
            totp: None,
            totp_step: 0,
            failures: 0,
            locked_until: None,
            state: AccountState::Pending,
        }
    }
}
