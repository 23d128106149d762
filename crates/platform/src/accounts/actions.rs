//! What can be done with accounts, a transaction each.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use db::Tx;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use vocab::{AccountId, GrantId};
use web::{Call, Field, Problem, StatusCode, Visit};

use super::{
    Sessions,
    authenticator::token_digest,
    model::{Account, AccountState},
    password,
    rules::{self, Refusal},
    store::{self, NewSession},
    totp,
};
use crate::{access, act, seal, settings};

/// How long the page that asks for the code stays good.
const TICKET: SignedDuration = SignedDuration::from_mins(5);
/// The sealed secret of the second factor.
const TOTP: seal::Field = seal::Field::new("account.totp");

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
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
            Self::Refused(_) | Self::Hash(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => {
                let name = match refusal {
                    Refusal::WrongCode => "code",
                    Refusal::WeakPassword => "new",
                    _ => "password",
                };
                let field = Field { name: name.to_owned(), advice: refusal.to_string() };
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "log-in-refused", refusal.to_string())
                    .with_fields(vec![field])
            }
            Error::Hash(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// What came of a right password.
pub(super) enum Step {
    /// Logged in: the token for the cookie.
    In(String),
    /// The code of the second factor comes next; the ticket goes into its form.
    Code(String),
}

/// Checks a password. A wrong one is counted, a right one opens a session or asks for the code.
pub(super) async fn log_in(call: &Call, login: &str, typed: String) -> Result<Step, Error> {
    let now = call.now();
    let found: Option<Account> = db::read!(call.db(), "find account", |tx| {
        store::find_account_by_login(tx, login.trim()).await
    })?;
    if let Some(account) = &found {
        rules::may_try(account, now)?;
    }
    let stored = found.as_ref().and_then(|it| it.password.clone());
    let right = tokio::task::spawn_blocking(move || password::is_right(&typed, stored.as_deref()))
        .await
        .map_err(std::io::Error::other)?;
    let Some(account) = found else { return Err(Refusal::Wrong.into()) };
    if !right {
        count_failure(call, account.id).await?;
        return Err(Refusal::Wrong.into());
    }
    if account.totp.is_some() {
        return Ok(Step::Code(ticket(call, account.id)));
    }
    Ok(Step::In(open_session(call, &account).await?))
}

/// Checks the code of the second factor and opens a session.
pub(super) async fn confirm_code(call: &Call, ticket: &str, code: &str) -> Result<String, Error> {
    let id = ticket_account(call, ticket).ok_or(Refusal::Wrong)?;
    let account: Option<Account> =
        db::read!(call.db(), "find account", |tx| { store::find_account(tx, id).await })?;
    let account = account.ok_or(Refusal::Wrong)?;
    rules::may_try(&account, call.now())?;
    let secret = account.totp.as_deref().and_then(|it| open_secret(call, it));
    let secret = secret.ok_or(Refusal::WrongCode)?;
    let Some(step) = totp::step_of(&secret, code, call.now(), account.totp_step) else {
        count_failure(call, id).await?;
        return Err(Refusal::WrongCode.into());
    };
    let unused: bool =
        db::write!(call.db(), "use code", |tx| { store::use_totp_step(tx, id, step).await })?;
    if !unused {
        return Err(Refusal::WrongCode.into());
    }
    open_session(call, &account).await
}

async fn count_failure(call: &Call, id: AccountId) -> Result<(), Error> {
    let now = call.now();
    crate::act!(call, "account.log-in.wrong", |act| {
        let tx = act.tx();
        let account = store::find_account(tx, id).await?;
        let failures = account.map_or(0, |it| it.failures) + 1;
        let locked_until = rules::lock_after(failures, now);
        let kept = if locked_until.is_some() { 0 } else { failures };
        store::set_failures(tx, id, kept, locked_until).await?;
        act.about(id);
        act.note("failures", failures);
        Ok(())
    })
}

async fn open_session(call: &Call, account: &Account) -> Result<String, Error> {
    let token = random_token()?;
    let now = call.now();
    let (id, today) = (call.new_id(), call.today());
    let digest = token_digest(&token);
    let opened: Result<(), Error> = crate::act!(call, "account.log-in", |act| {
        let tx = act.tx();
        let identities = access::grants_of(tx, account.id, today).await?;
        let first = identities.first().ok_or(Refusal::NoIdentity)?;
        store::set_failures(tx, account.id, 0, None).await?;
        store::touch_grant(tx, first.grant, today).await?;
        let session = NewSession {
            id,
            token_digest: digest.clone(),
            account: account.id,
            grant: first.grant,
            now,
            ends_at: now + rules::SESSION,
        };
        store::add_session(tx, &session).await?;
        act.about(account.id);
        Ok(())
    });
    opened.map(|()| token)
}

fn random_token() -> Result<String, std::io::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn ticket(call: &Call, account: AccountId) -> String {
    let until = (call.now() + TICKET).as_second();
    let mac =
        call.app.mac.sign(&["ticket", &call.cell.key, &account.to_string(), &until.to_string()]);
    format!("{account}.{until}.{mac}")
}

fn ticket_account(call: &Call, ticket: &str) -> Option<AccountId> {
    let (rest, mac) = ticket.rsplit_once('.')?;
    let (account, until) = rest.split_once('.')?;
    let good = call.app.mac.is_good(&["ticket", &call.cell.key, account, until], mac);
    let fresh = until.parse::<i64>().is_ok_and(|it| it > call.now().as_second());
    if good && fresh { account.parse().ok() } else { None }
}

fn open_secret(call: &Call, sealed: &str) -> Option<String> {
    let sealer = call.cell.service::<seal::Sealer>();
    sealer.open(TOTP, sealed).ok().map(vocab::Personal::into_open)
}

/// Ends the session.
pub(super) async fn log_out(visit: &Visit) -> Result<(), Error> {
    let (session, now) = (visit.actor.session, visit.now());
    let done: Result<(), Error> = crate::act!(visit, "account.log-out", |act| {
        act.about(session);
        Ok(store::end_session(act.tx(), session, now).await?)
    });
    done?;
    visit.cell.service::<Sessions>().forget(session);
    Ok(())
}

/// Goes on as another identity of the same account. One that is not the account's changes nothing.
pub(super) async fn switch(visit: &Visit, grant: GrantId) -> Result<(), Error> {
    let session = visit.actor.session;
    if visit.actor.identities.iter().all(|it| it.grant != grant) {
        return Err(Refusal::NoIdentity.into());
    }
    let today = visit.today();
    let done: Result<(), Error> = crate::act!(visit, "account.switch", |act| {
        act.about(grant);
        store::set_session_grant(act.tx(), session, grant).await?;
        store::touch_grant(act.tx(), grant, today).await?;
        Ok(())
    });
    done?;
    visit.cell.service::<Sessions>().forget(session);
    Ok(())
}

/// Sets a new password where the old one is right, and ends the account's other sessions.
pub(super) async fn change_password(visit: &Visit, old: String, new: String) -> Result<(), Error> {
    rules::may_set(&new)?;
    let (id, session, now) = (visit.actor.account, visit.actor.session, visit.now());
    let account: Option<Account> =
        db::read!(visit.db(), "find account", |tx| { store::find_account(tx, id).await })?;
    let stored = account.and_then(|it| it.password);
    let hashed = tokio::task::spawn_blocking(move || {
        password::is_right(&old, stored.as_deref()).then(|| password::hash(&new))
    });
    let hash = hashed.await.map_err(std::io::Error::other)?.ok_or(Refusal::Wrong)??;
    let done: Result<(), Error> = crate::act!(visit, "account.password", |act| {
        act.about(id);
        store::set_password(act.tx(), id, &hash).await?;
        let ended = store::end_other_sessions(act.tx(), id, session, now).await?;
        act.note("sessions-ended", ended);
        Ok(())
    });
    done?;
    visit.cell.service::<Sessions>().forget_account(id);
    Ok(())
}

/// Starts the second factor: a new secret, signed into the form so that only it can be confirmed.
pub(super) fn offer_totp(visit: &Visit) -> Result<(String, String), Error> {
    let secret = totp::new_secret()?;
    let mac = visit.app.mac.sign(&["totp", &visit.actor.session.to_string(), &secret]);
    let address = totp::address(&secret, &visit.cell.key, &visit.actor.account.to_string());
    Ok((format!("{secret}.{mac}"), address))
}

/// Sets the second factor up where the code shows that the device has the secret.
pub(super) async fn set_up_totp(visit: &Visit, offer: &str, code: &str) -> Result<(), Error> {
    let (secret, mac) = offer.split_once('.').ok_or(Refusal::WrongCode)?;
    let session = visit.actor.session.to_string();
    if !visit.app.mac.is_good(&["totp", &session, secret], mac) {
        return Err(Refusal::WrongCode.into());
    }
    let step = totp::step_of(secret, code, visit.now(), 0).ok_or(Refusal::WrongCode)?;
    let sealer = visit.cell.service::<seal::Sealer>();
    let sealed = sealer.seal(TOTP, secret);
    let id = visit.actor.account;
    let done: Result<(), Error> = crate::act!(visit, "account.totp", |act| {
        act.about(id);
        Ok(store::set_totp(act.tx(), id, &sealed, step).await?)
    });
    done?;
    visit.cell.service::<Sessions>().forget_account(id);
    Ok(())
}

/// Adds one account with its password set, and its first role.
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

impl Account {
    /// An account that can log in with the password behind `hash`.
    pub fn active(id: AccountId, login: &str, name: &str, hash: String) -> Self {
        Self { password: Some(hash), state: AccountState::Active, ..Self::pending(id, login, name) }
    }

    /// An account that waits for its person.
    pub fn pending(id: AccountId, login: &str, name: &str) -> Self {
        Self {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            password: None,
            totp: None,
            totp_step: 0,
            failures: 0,
            locked_until: None,
            state: AccountState::Pending,
        }
    }
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
