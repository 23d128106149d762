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

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Pending, Self::Active, Self::Closed].into_iter().find(|it| it.key() == key)
    }
}

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
