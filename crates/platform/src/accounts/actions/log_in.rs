//! Logging in: the password, the second factor, the session.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use vocab::AccountId;
use web::Call;

use super::{Error, TOTP};
use crate::{
    access,
    accounts::{
        Account, Sessions,
        authenticator::token_digest,
        limits::Who,
        password,
        rules::{self, BY_LOGIN, BY_NETWORK, Rate, Refusal},
        store::{self, NewSession},
        totp,
    },
    seal,
};

/// How long the page that asks for the code stays good.
const TICKET: SignedDuration = SignedDuration::from_mins(5);

/// What came of a right password.
pub(crate) enum Step {
    /// Logged in: the token for the cookie.
    In(String),
    /// The code of the second factor comes next; the ticket goes into its form.
    Code(String),
}

/// Counts a try from where the call comes from, if `rate` has room for it.
pub(crate) fn may_come(call: &Call, rate: Rate) -> Result<(), Refusal> {
    let limits = &call.cell.service::<Sessions>().limits;
    call.remote.map_or(Ok(()), |it| limits.take(rate, Who::at(it), call.now()))
}

/// Counts one try of something that is open to everyone, by the network that it comes from and, where
/// it is `about` somebody, by the blind index of who that is.
pub fn limit(call: &Call, rate: Rate, about: Option<&str>) -> Result<(), Error> {
    may_come(call, rate)?;
    let limits = &call.cell.service::<Sessions>().limits;
    about.map_or(Ok(()), |it| limits.take(rate, Who::Known(it), call.now()))?;
    Ok(())
}

/// Takes back the try of someone who turned out to be right. A demo's log-ins are everybody's, so
/// there the log-in's own count is taken back, too.
fn was_welcome(call: &Call, login: &str) {
    let limits = &call.cell.service::<Sessions>().limits;
    if let Some(address) = call.remote {
        limits.give_back(BY_NETWORK, Who::at(address));
    }
    if call.cell.demo {
        limits.give_back(BY_LOGIN, Who::Login(login));
    }
}

/// Checks a password. A wrong one is counted, a right one opens a session or asks for the code.
///
/// A log-in that does not exist, or that has no password, is answered like one whose password is
/// wrong: with the same words, after the same time, and locked after as many tries.
pub(in crate::accounts) async fn log_in(
    call: &Call,
    login: &str,
    typed: String,
) -> Result<Step, Error> {
    let (now, login) = (call.now(), login.trim());
    let limits = &call.cell.service::<Sessions>().limits;
    may_come(call, BY_NETWORK)?;
    limits.take(BY_LOGIN, Who::Login(login), now)?;
    if typed.chars().count() > rules::PASSWORD_CHARS_MAX {
        return Err(Refusal::Wrong.into());
    }
    let found: Option<Account> = db::read!(call.db(), "find account", |tx| {
        store::find_account_by_login(tx, login).await
    })?;
    let found = found.filter(rules::is_open);
    match &found {
        Some(account) => rules::may_try(account, now)?,
        None => limits.may_miss(login, now)?,
    }
    let stored = found.as_ref().and_then(|it| it.password.clone());
    let right = password::is_right(typed, stored).await?;
    let Some(account) = found else {
        limits.miss(login, now);
        return Err(Refusal::Wrong.into());
    };
    if !right {
        count_failure(call, account.id).await?;
        return Err(Refusal::Wrong.into());
    }
    was_welcome(call, login);
    if account.totp.is_some() {
        return Ok(Step::Code(ticket(call, &account)));
    }
    Ok(Step::In(enter_as(call, account.id).await?))
}

/// Lets somebody in who has shown in another way than by a password who they are: by a code on their
/// telephone, by a log-in elsewhere. The second factor stays, where there is one.
pub(crate) async fn enter_shown(call: &Call, id: AccountId) -> Result<Step, Error> {
    let account: Option<Account> =
        db::read!(call.db(), "find account", |tx| { store::find_account(tx, id).await })?;
    let account = account.filter(rules::is_open).ok_or(Refusal::NoIdentity)?;
    rules::may_try(&account, call.now())?;
    if account.totp.is_some() {
        return Ok(Step::Code(ticket(call, &account)));
    }
    Ok(Step::In(enter_as(call, id).await?))
}

/// Checks the code of the second factor and opens a session.
pub(in crate::accounts) async fn confirm_code(
    call: &Call,
    ticket: &str,
    code: &str,
) -> Result<String, Error> {
    may_come(call, BY_NETWORK)?;
    let id = ticket_account(ticket).ok_or(Refusal::Wrong)?;
    let account: Option<Account> =
        db::read!(call.db(), "find account", |tx| { store::find_account(tx, id).await })?;
    let account = account.filter(rules::is_open).ok_or(Refusal::Wrong)?;
    if !ticket_is_good(call, ticket, &account) {
        return Err(Refusal::Wrong.into());
    }
    rules::may_try(&account, call.now())?;
    let secret = account.totp.as_deref().and_then(|it| open_secret(call, id, it));
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
    was_welcome(call, &account.login);
    enter_as(call, account.id).await
}

pub(super) async fn count_failure(call: &Call, id: AccountId) -> Result<(), Error> {
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

/// Opens a session for somebody who has shown who they are, and gives the token for the cookie.
/// The session that the browser had before ends with it: a token that somebody else has planted
/// there is worth nothing.
pub(crate) async fn enter_as(call: &Call, account: AccountId) -> Result<String, Error> {
    let token = random_token()?;
    let (id, now, today) = (call.new_id(), call.now(), call.today());
    let before = call.actor.as_ref().map(|it| it.session);
    let digest = token_digest(&token);
    let opened: Result<(), Error> = crate::act!(call, "account.log-in", |act| {
        let tx = act.tx();
        let identities = access::grants_of(tx, account, today).await?;
        let last = store::find_last_grant(tx, account).await?;
        let in_use = identities.iter().find(|it| Some(it.grant) == last);
        let grant = in_use.or(identities.first()).ok_or(Refusal::NoIdentity)?.grant;
        if let Some(before) = before {
            store::end_session(tx, before, now).await?;
        }
        store::set_failures(tx, account, 0, None).await?;
        access::touch_grant(tx, grant, today).await?;
        let session = NewSession {
            id,
            token_digest: digest.clone(),
            account,
            grant,
            now,
            ends_at: now + rules::SESSION,
        };
        store::add_session(tx, &session).await?;
        act.about(account);
        Ok(())
    });
    opened?;
    if let Some(before) = before {
        call.cell.service::<Sessions>().forget(before);
    }
    Ok(token)
}

/// What nobody guesses: 256 bits, as they stand in an address.
pub(crate) fn random_token() -> Result<String, std::io::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Says that the password was right, for as long as it stays the password.
fn ticket(call: &Call, account: &Account) -> String {
    let until = (call.now() + TICKET).as_second().to_string();
    let mac = call.app.mac.sign(&ticket_parts(call, account, &until));
    format!("{}.{until}.{mac}", account.id)
}

fn ticket_parts<'a>(call: &'a Call, account: &'a Account, until: &'a str) -> [&'a str; 5] {
    let password = account.password.as_deref().unwrap_or_default();
    ["ticket", &call.cell.key, &account.login, password, until]
}

fn ticket_account(ticket: &str) -> Option<AccountId> {
    ticket.split('.').next()?.parse().ok()
}

fn ticket_is_good(call: &Call, ticket: &str, account: &Account) -> bool {
    let mut parts = ticket.split('.').skip(1);
    let (Some(until), Some(mac)) = (parts.next(), parts.next()) else { return false };
    let fresh = until.parse::<i64>().is_ok_and(|it| it > call.now().as_second());
    fresh && call.app.mac.is_good(&ticket_parts(call, account, until), mac)
}

fn open_secret(call: &Call, account: AccountId, sealed: &str) -> Option<String> {
    let sealer = call.cell.service::<seal::Sealer>();
    sealer.open(TOTP.at(account.bits()), sealed).ok().map(vocab::Personal::into_open)
}
