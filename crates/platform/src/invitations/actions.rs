//! Invitations are made, and used.

use vocab::AccountId;
use web::{Call, Problem, Visit};

use super::{
    rules::{self, Refusal},
    store::{self, NewInvitation, Open},
};
use crate::accounts::{self, Sessions, password, rules as account_rules};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The account does not open.
    #[error(transparent)]
    Entry(#[from] accounts::Error),
    /// The system gives no randomness.
    #[error("no randomness for a code")]
    Random(#[source] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Entry(error) => error.database(),
            Self::Refused(_) | Self::Random(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(Refusal::Password(refusal)) => accounts::Error::from(refusal).into(),
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Entry(error) => error.into(),
            Error::Random(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// An invitation as it is handed out, once.
pub(super) struct Handed {
    pub(super) name: String,
    pub(super) login: String,
    pub(super) place_name: String,
    pub(super) code: String,
}

/// Makes an invitation for each of `chosen`, all of whom wait within the inviter's place; those
/// they had before end.
pub(super) async fn invite(visit: &Visit, chosen: &[AccountId]) -> Result<Vec<Handed>, Error> {
    if chosen.is_empty() || chosen.len() > rules::BATCH_MAX {
        return Err(Refusal::NothingChosen.into());
    }
    let (scope, today, by, now) =
        (visit.actor.scope(), visit.today(), visit.actor.account, visit.now());
    let codes = codes(chosen.len())?;
    crate::act!(visit, "invitation.make", |act| {
        let waiting = store::load_waiting(act.tx(), (scope, today), chosen).await?;
        if waiting.len() != chosen.len() {
            return Err(Refusal::OutOfReach.into());
        }
        let new: Vec<NewInvitation> = waiting
            .iter()
            .zip(&codes)
            .map(|(it, code)| NewInvitation {
                id: visit.new_id(),
                account: it.account,
                digest: accounts::token_digest(code),
            })
            .collect();
        store::end_invitations(act.tx(), chosen, now).await?;
        store::add_invitations(act.tx(), &new, by, (now, now + rules::LIFE)).await?;
        act.about(scope);
        act.note("invitations", new.len());
        let handed = waiting.into_iter().zip(&codes).map(|(it, code)| Handed {
            name: it.name,
            login: it.login,
            place_name: it.place_name,
            code: rules::written(code),
        });
        Ok::<_, Error>(handed.collect())
    })
}

fn codes(count: usize) -> Result<Vec<String>, Error> {
    let mut codes = Vec::with_capacity(count);
    for _ in 0..count {
        let mut random = [0u8; rules::CODE_CHARS];
        getrandom::fill(&mut random).map_err(|it| Error::Random(std::io::Error::other(it)))?;
        codes.push(rules::code(random));
    }
    Ok(codes)
}

/// The account that a code opens.
pub(super) async fn find(call: &Call, typed: &str) -> Result<Open, Error> {
    let tried = accounts::may_come(call, account_rules::BY_NETWORK);
    tried.map_err(Refusal::Password)?;
    let (digest, now) = (accounts::token_digest(&rules::read(typed)), call.now());
    let found: Result<Option<Open>, db::Error> =
        db::read!(call.db(), "invitation", |tx| { store::find_open(tx, &digest, now).await });
    Ok(found?.ok_or(Refusal::Wrong)?)
}

/// What somebody chooses when they take their account over.
pub(super) struct Chosen {
    pub(super) login: String,
    pub(super) password: String,
    pub(super) again: String,
}

/// Takes the account over that the code opens, and logs in.
pub(super) async fn join(call: &Call, typed: &str, it: Chosen) -> Result<accounts::Step, Error> {
    let open = find(call, typed).await?;
    if it.password != it.again {
        return Err(Refusal::UnlikePasswords.into());
    }
    let login = crate::rights::login(&it.login).ok_or(Refusal::Login)?;
    account_rules::may_set(&it.password, &login).map_err(Refusal::Password)?;
    let hash = password::make(it.password).await.map_err(accounts::Error::from)?;
    let (id, account, now) = (open.id, open.account, call.now());
    let joined: Result<(), Error> = crate::act!(call, "account.activate", |act| {
        act.about(account);
        if !store::use_invitation(act.tx(), id, now).await? {
            return Err(Refusal::Wrong.into());
        }
        let there = accounts::find_account_by_login(act.tx(), &login).await?;
        if there.is_some_and(|it| it.id != account) {
            return Err(Refusal::Login.into());
        }
        Ok(accounts::activate_as(act.tx(), account, &login, &hash).await?)
    });
    joined?;
    call.cell.service::<Sessions>().forget_account(account);
    Ok(accounts::enter_shown(call, account).await?)
}
