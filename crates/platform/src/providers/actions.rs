//! A browser goes out to a provider and comes back; two accounts are linked.

use vocab::AccountId;
use web::{Call, Problem, Visit};

use super::{
    Begun, Provider, ProviderKind, RealName,
    rules::{self, Refusal},
    store::{self, NewAttempt},
};
use crate::{
    access,
    accounts::{self, random_token, rules::BY_NETWORK},
    seal,
};

/// Who somebody is at a provider. Nothing is sealed under it.
const SUBJECT: seal::Field = seal::Field::new("outside_login.subject");

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
    #[error("no randomness for a log-in")]
    Random(#[from] std::io::Error),
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
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Entry(error) => error.into(),
            Error::Random(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// Where the browser goes, and the token that binds the way back to it.
pub(super) struct Out {
    pub(super) address: String,
    pub(super) door: String,
}

/// Sends a browser out.
pub(super) async fn begin(
    call: &Call,
    provider: &Provider,
    next: &str,
    wants_person: bool,
) -> Result<Out, Error> {
    accounts::may_come(call, BY_NETWORK).map_err(accounts::Error::from)?;
    let back = format!("/login/with/{}/back", provider.kind.key());
    let begun = Begun {
        state: random_token()?,
        nonce: random_token()?,
        verifier: random_token()?,
        redirect: call.absolute(&back),
        wants_person,
    };
    let (door, now) = (random_token()?, call.now());
    let attempt = NewAttempt {
        state_digest: accounts::token_digest(&begun.state),
        browser_digest: accounts::token_digest(&door),
        provider: provider.kind,
        begun: &begun,
        next,
        now,
        ends_at: now + rules::LIFE,
    };
    let kept: Result<(), db::Error> =
        db::write!(call.db(), "begin a log-in", |tx| { store::add_attempt(tx, &attempt).await });
    kept?;
    Ok(Out { address: provider.protocol.address(&begun), door })
}

/// What came of a browser that came back.
pub(super) enum Back {
    /// Somebody whose account is linked.
    In(accounts::Step, String),
    /// Somebody whom nobody here is linked with yet.
    New,
    /// Somebody by their real name, and where they want to go with it.
    Shown(RealName, String),
}

/// Takes a browser back. Its state is used up before anything else is looked at.
pub(super) async fn come_back(
    call: &Call,
    provider: &Provider,
    (state, code): (&str, Option<&str>),
    door: &str,
) -> Result<Back, Error> {
    accounts::may_come(call, BY_NETWORK).map_err(accounts::Error::from)?;
    let (kind, now) = (provider.kind, call.now());
    let (state, door) = (accounts::token_digest(state), accounts::token_digest(door));
    let came: Result<_, db::Error> = db::write!(call.db(), "a log-in comes back", |tx| {
        store::use_attempt(tx, (&state, &door), kind, now).await
    });
    let came = came?.ok_or(Refusal::Stale)?;
    let code = code.filter(|it| !it.is_empty()).ok_or(Refusal::NotShown(kind.label()))?;
    let begun = Begun {
        state: String::new(),
        nonce: came.nonce,
        verifier: came.verifier,
        redirect: came.redirect,
        wants_person: came.wants_person,
    };
    let not_shown = |error| {
        tracing::warn!(cell = call.cell.key, provider = kind.key(), "nobody shown: {error}");
        Refusal::NotShown(kind.label())
    };
    if begun.wants_person {
        let person = provider.protocol.real_name(&begun, code, now).await.map_err(not_shown)?;
        return Ok(Back::Shown(person, came.next));
    }
    let shown = provider.protocol.subject(&begun, code, now).await;
    let subject = shown.map_err(not_shown)?;
    let sealer = call.cell.service::<seal::Sealer>();
    let index = sealer.index(SUBJECT, &format!("{}\n{subject}", kind.key()));
    match known(call, kind, &index, &state).await? {
        Some(account) => Ok(Back::In(accounts::enter_shown(call, account).await?, came.next)),
        None => Ok(Back::New),
    }
}

/// The account that is linked; without one, the way back is kept for the link to come.
async fn known(
    call: &Call,
    kind: ProviderKind,
    index: &str,
    state: &str,
) -> Result<Option<AccountId>, Error> {
    let today = call.today();
    let found: Result<Option<AccountId>, db::Error> =
        db::read!(call.db(), "linked", |tx| { store::find_linked(tx, kind, index).await });
    let Some(account) = found? else {
        let kept: Result<(), db::Error> =
            db::write!(call.db(), "who came", |tx| { store::set_subject(tx, state, index).await });
        kept?;
        return Ok(None);
    };
    crate::act!(call, "login.outside", |act| {
        act.about(account);
        act.note("provider", kind.key());
        may_link(access::grants_of(act.tx(), account, today).await?.iter().map(|it| it.role))?;
        Ok::<_, Error>(())
    })?;
    Ok(Some(account))
}

fn may_link(mut roles: impl Iterator<Item = vocab::Role>) -> Result<(), Refusal> {
    if roles.any(accounts::rules::is_administrator) { Err(Refusal::Administrator) } else { Ok(()) }
}

/// The provider that this browser came back from and that can be linked now.
pub(super) async fn pending(call: &Call, door: &str) -> Result<Option<ProviderKind>, Error> {
    let (door, now) = (accounts::token_digest(door), call.now());
    let found: Result<_, db::Error> =
        db::read!(call.db(), "to be linked", |tx| { store::find_pending(tx, &door, now).await });
    Ok(found?.map(|it| it.1))
}

/// Links the visitor's account with whom this browser came back as.
pub(super) async fn link(visit: &Visit, door: &str) -> Result<ProviderKind, Error> {
    let (account, now) = (visit.actor.account, visit.now());
    may_link(visit.actor.identities.iter().map(|it| it.role))?;
    let door = accounts::token_digest(door);
    crate::act!(visit, "login.link", |act| {
        let pending = store::find_pending(act.tx(), &door, now).await?;
        let (state, kind, index) = pending.ok_or(Refusal::Stale)?;
        let there = store::find_linked(act.tx(), kind, &index).await?;
        if there.is_some_and(|it| it != account) {
            return Err(Refusal::Taken(kind.label()).into());
        }
        if !store::set_linked(act.tx(), &state, now).await? {
            return Err(Refusal::Stale.into());
        }
        store::link(act.tx(), (kind, &index), account, now).await?;
        act.about(account);
        act.note("provider", kind.key());
        act.tell(
            account,
            format!("已绑定{}登录。不是您本人操作的，请马上解除", kind.label()),
            "/me/logins",
        );
        Ok::<_, Error>(kind)
    })
}

/// Ends a link of the visitor's account.
pub(super) async fn unlink(visit: &Visit, kind: ProviderKind) -> Result<(), Error> {
    let account = visit.actor.account;
    crate::act!(visit, "login.unlink", |act| {
        act.about(account);
        act.note("provider", kind.key());
        store::unlink(act.tx(), account, kind).await?;
        Ok(())
    })
}
