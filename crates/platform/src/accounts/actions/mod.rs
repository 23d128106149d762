//! What can be done with accounts, a transaction each.

mod log_in;
mod own;

use db::Tx;
use serde::{Deserialize, Serialize};
use web::{Field, Problem, StatusCode};

use super::{Account, rules::Refusal, store};
use crate::{access, act, seal, settings};

pub use log_in::limit;
pub(crate) use log_in::{Step, enter_shown, may_come, random_token};
pub(super) use log_in::{confirm_code, log_in};
pub(super) use own::{
    change_password, end_others, log_out, offer_totp, set_up_totp, switch, totp_address,
};

/// The sealed secret of the second factor.
pub(super) const TOTP: seal::Field = seal::Field::new("account.totp");

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The system gave no randomness or a hash failed.
    #[error("the password could not be hashed")]
    Hash(#[source] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::WouldBlock => Self::Refused(Refusal::Busy),
            _ => Self::Hash(error),
        }
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Refused(_) | Self::Hash(_) => None,
        }
    }
}

impl Refusal {
    /// What a program is told.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooOften { .. } | Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The field of the form that it is about.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::WrongCode => "code",
            Self::WeakPassword | Self::GuessablePassword | Self::SamePassword => "new",
            Self::UnlikePasswords => "again",
            Self::WrongPassword => "old",
            _ => "password",
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => {
                let code = match refusal.status() {
                    StatusCode::TOO_MANY_REQUESTS => "too-often",
                    _ => "log-in-refused",
                };
                let advice = refusal.to_string();
                let field = Field { name: refusal.field().to_owned(), advice: advice.clone() };
                Self::new(refusal.status(), code, advice).with_fields(vec![field])
            }
            Error::Hash(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// Adds one account with its password set, and its first roles.
pub async fn add_account(
    source: &impl act::Source,
    account: Account,
    grants: Vec<access::Grant>,
) -> Result<(), Error> {
    crate::act!(source, "account.add", |act| {
        act.about(account.id);
        let now = act.origin().now;
        let by = act.origin().account;
        store::add_accounts(act.tx(), [&account], now).await?;
        for grant in &grants {
            access::add_grant(act.tx(), grant, by).await?;
        }
        act.note("grants", grants.len());
        Ok(())
    })
}

/// A log-in that a demo cell shows on its log-in page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoLogin {
    /// Who it is, as the page says it.
    pub label: String,
    /// What is typed.
    pub login: String,
    /// The password: a demo's is no secret.
    pub password: String,
}

const DEMO_LOGINS: &str = "demo-logins";

/// The log-ins that a demo cell shows.
pub async fn demo_logins(tx: &mut Tx) -> Result<Vec<DemoLogin>, db::Error> {
    let text = settings::find(tx, DEMO_LOGINS).await?;
    Ok(text.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default())
}

/// Keeps the log-ins that a demo cell shows.
pub async fn set_demo_logins(tx: &mut Tx, logins: &[DemoLogin]) -> Result<(), db::Error> {
    let text = serde_json::to_string(logins).unwrap_or_default();
    settings::set(tx, DEMO_LOGINS, &text).await
}
