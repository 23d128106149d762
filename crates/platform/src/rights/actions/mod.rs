//! What the desk does, an act each.

mod accounts;
mod grants;
mod succession;

use jiff::civil::Date;
use vocab::{AccountId, Role};
use web::{Field, Problem, StatusCode, Visit};

use super::{
    model::{AccountLine, GrantLine},
    rules::{self, Refusal},
    store,
};
use crate::{Act, accounts::Sessions};

pub(super) use accounts::{add_account, close, end_sessions, reset_password, reset_totp, unlock};
pub(super) use grants::{Giving, end, end_unused, give};
pub(super) use succession::{HandedOver, StandingIn, hand_over, stand_in};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such account or role.
    #[error("not found")]
    NotFound,
    /// The system gave no randomness or a hash failed.
    #[error("the password could not be hashed")]
    Hash(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Refused(_) | Self::NotFound | Self::Hash(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => {
                let advice = refusal.to_string();
                let field = refusal
                    .field()
                    .map(|name| Field { name: name.to_owned(), advice: advice.clone() });
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "right-refused", advice)
                    .with_fields(field.into_iter().collect())
            }
            Error::NotFound => Self::not_found(),
            Error::Hash(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// Opens an account's file within an act: there is one, it is not one's own, and it is not one of
/// those that the desk leaves alone. Gives what it holds or will hold, too.
async fn open(
    act: &mut Act<'_>,
    visit: &Visit,
    id: AccountId,
) -> Result<(AccountLine, Vec<GrantLine>), Error> {
    act.about(id);
    let account = store::load_account(act.tx(), id).await?.ok_or(Error::NotFound)?;
    rules::may_touch(visit.actor.account, id)?;
    let held = held(act, id, visit.today()).await?;
    rules::may_manage(&roles(&held))?;
    Ok((account, held))
}

/// What an account holds on `day` or will hold later.
async fn held(act: &mut Act<'_>, id: AccountId, day: Date) -> Result<Vec<GrantLine>, Error> {
    let all = store::grants_of(act.tx(), id).await?;
    Ok(all.into_iter().filter(|it| it.is_open(day)).collect())
}

fn roles(held: &[GrantLine]) -> Vec<Role> {
    held.iter().map(|it| it.role).collect()
}

/// Forgets who somebody was, so that their next request asks the database.
fn forget(visit: &Visit, account: AccountId) {
    visit.cell.service::<Sessions>().forget_account(account);
}
