//! What people do with their own account: go on as someone else, change the password, set up the
//! second factor, log out.

use vocab::GrantId;
use web::Visit;

use super::{Error, TOTP, log_in::count_failure};
use crate::{
    access,
    accounts::{
        Account, Sessions,
        limits::Who,
        password,
        rules::{self, BY_LOGIN, Refusal},
        store, totp,
    },
    seal,
};

/// Ends the session.
pub(in crate::accounts) async fn log_out(visit: &Visit) -> Result<(), Error> {
    let (session, now) = (visit.actor.session, visit.now());
    let done: Result<(), Error> = crate::act!(visit, "account.log-out", |act| {
        act.about(session);
        Ok(store::end_session(act.tx(), session, now).await?)
    });
    done?;
    visit.cell.service::<Sessions>().forget(session);
    Ok(())
}

/// Ends the account's sessions on other devices.
pub(in crate::accounts) async fn end_others(visit: &Visit) -> Result<(), Error> {
    let (id, session, now) = (visit.actor.account, visit.actor.session, visit.now());
    let done: Result<(), Error> = crate::act!(visit, "account.log-out.others", |act| {
        act.about(id);
        let ended = store::end_other_sessions(act.tx(), id, session, now).await?;
        act.note("sessions-ended", ended);
        Ok(())
    });
    done?;
    visit.cell.service::<Sessions>().forget_account(id);
    Ok(())
}

/// Goes on as another identity of the same account, in the same session. One that is not the
/// account's changes nothing.
pub(in crate::accounts) async fn switch(visit: &Visit, grant: GrantId) -> Result<(), Error> {
    let session = visit.actor.session;
    if visit.actor.identities.iter().all(|it| it.grant != grant) {
        return Err(Refusal::NoIdentity.into());
    }
    let today = visit.today();
    let done: Result<(), Error> = crate::act!(visit, "account.switch", |act| {
        act.about(grant);
        store::set_session_grant(act.tx(), session, grant).await?;
        access::touch_grant(act.tx(), grant, today).await?;
        Ok(())
    });
    done?;
    visit.cell.service::<Sessions>().forget(session);
    Ok(())
}

/// The account of whoever asks, if `typed` is its password: asked once more before anything that
/// would let a borrowed browser take the account over.
async fn who_knows(visit: &Visit, typed: String) -> Result<Account, Error> {
    let (id, now) = (visit.actor.account, visit.now());
    let login = id.to_string();
    visit.cell.service::<Sessions>().limits.take(BY_LOGIN, Who::Login(&login), now)?;
    let account: Option<Account> =
        db::read!(visit.db(), "find account", |tx| { store::find_account(tx, id).await })?;
    let account = account.ok_or(Refusal::WrongPassword)?;
    // Whoever came in by a code on the phone has no password yet: nothing to ask for.
    let Some(stored) = account.password.clone() else { return Ok(account) };
    rules::may_try(&account, now)?;
    if !password::is_right(typed, Some(stored)).await? {
        count_failure(visit.call(), id).await?;
        return Err(Refusal::WrongPassword.into());
    }
    Ok(account)
}

/// Sets a new password where the old one is right, and ends the account's other sessions.
pub(in crate::accounts) async fn change_password(
    visit: &Visit,
    old: String,
    new: String,
) -> Result<(), Error> {
    let (id, session, now) = (visit.actor.account, visit.actor.session, visit.now());
    let is_same = old == new;
    let account = who_knows(visit, old).await?;
    rules::may_set(&new, &account.login)?;
    if is_same && account.password.is_some() {
        return Err(Refusal::SamePassword.into());
    }
    let roles = visit.actor.identities.iter().map(|it| it.role);
    let until = rules::password_until(roles, now);
    let hash = password::make(new).await?;
    let done: Result<(), Error> = crate::act!(visit, "account.password", |act| {
        act.about(id);
        store::set_password(act.tx(), id, &hash, until).await?;
        let ended = store::end_other_sessions(act.tx(), id, session, now).await?;
        act.note("sessions-ended", ended);
        Ok(())
    });
    done?;
    visit.cell.service::<Sessions>().forget_account(id);
    Ok(())
}

/// Starts the second factor: a new secret, signed into the form so that only it can be confirmed.
pub(in crate::accounts) fn offer_totp(visit: &Visit) -> Result<String, Error> {
    let secret = totp::new_secret()?;
    let mac = visit.app.mac.sign(&["totp", &visit.actor.session.to_string(), &secret]);
    Ok(format!("{secret}.{mac}"))
}

/// What an authenticator application reads from the picture of an offer.
pub(in crate::accounts) fn totp_address(visit: &Visit, offer: &str) -> String {
    let secret = offer.split('.').next().unwrap_or_default();
    totp::address(secret, &visit.cell.key, &visit.actor.account.to_string())
}

/// Sets the second factor up where the password is right and the code shows that the device has
/// the secret.
pub(in crate::accounts) async fn set_up_totp(
    visit: &Visit,
    offer: &str,
    code: &str,
    old: String,
) -> Result<(), Error> {
    let (secret, mac) = offer.split_once('.').ok_or(Refusal::WrongCode)?;
    let session = visit.actor.session.to_string();
    if !visit.app.mac.is_good(&["totp", &session, secret], mac) {
        return Err(Refusal::WrongCode.into());
    }
    let id = who_knows(visit, old).await?.id;
    let step = totp::step_of(secret, code, visit.now(), 0).ok_or(Refusal::WrongCode)?;
    let sealer = visit.cell.service::<seal::Sealer>();
    let sealed = sealer.seal(TOTP.at(id.bits()), secret);
    let done: Result<(), Error> = crate::act!(visit, "account.totp", |act| {
        act.about(id);
        Ok(store::set_totp(act.tx(), id, &sealed, step).await?)
    });
    done?;
    visit.cell.service::<Sessions>().forget_account(id);
    Ok(())
}
