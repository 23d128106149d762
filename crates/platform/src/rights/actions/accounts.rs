//! Accounts: made, unlocked, reset, closed.

use vocab::{AccountId, Role};
use web::Visit;

use super::{Error, forget, open};
use crate::{
    accounts::{self, Account, password},
    rights::{
        rules::{self, Refusal},
        store,
    },
};

/// Adds an account without a role, and says its first password.
pub(in crate::rights) async fn add_account(
    visit: &Visit,
    id: AccountId,
    login: &str,
    name: &str,
) -> Result<String, Error> {
    let (login, name, now) = (rules::login(login)?, rules::name(name)?, visit.now());
    let first = password::first()?;
    let hash = password::make(first.clone()).await?;
    let account = Account::first(id, &login, &name, hash, now);
    let added: Result<(), Error> = crate::act!(visit, "account.add", |act| {
        act.about(id);
        match accounts::find_account_by_login(act.tx(), &login).await? {
            None => Ok(accounts::add_accounts(act.tx(), [&account], now).await?),
            Some(there) if there.id == id => Err(Refusal::AddedBefore.into()),
            Some(_) => Err(Refusal::Login.into()),
        }
    });
    added.map(|()| first)
}

/// Lets somebody try their password again.
pub(in crate::rights) async fn unlock(visit: &Visit, id: AccountId) -> Result<(), Error> {
    crate::act!(visit, "account.unlock", |act| {
        open(act, visit, id).await?;
        Ok(accounts::store::set_failures(act.tx(), id, 0, None).await?)
    })
}

/// Sets a first password, which its person changes at the next log-in, and says it. A closed
/// account is opened again by it.
pub(in crate::rights) async fn reset_password(
    visit: &Visit,
    id: AccountId,
) -> Result<String, Error> {
    let now = visit.now();
    let first = password::first()?;
    let hash = password::make(first.clone()).await?;
    let done: Result<(), Error> = crate::act!(visit, "account.password.reset", |act| {
        let (account, _) = open(act, visit, id).await?;
        act.note("was", account.state.key());
        accounts::store::set_password(act.tx(), id, &hash, Some(now)).await?;
        accounts::store::end_sessions(act.tx(), id, now).await?;
        Ok(())
    });
    done?;
    forget(visit, id);
    Ok(first)
}

/// Takes the second factor away, for somebody whose telephone is lost.
pub(in crate::rights) async fn reset_totp(visit: &Visit, id: AccountId) -> Result<(), Error> {
    let now = visit.now();
    let done: Result<(), Error> = crate::act!(visit, "account.totp.reset", |act| {
        open(act, visit, id).await?;
        store::clear_totp(act.tx(), id).await?;
        accounts::store::end_sessions(act.tx(), id, now).await?;
        Ok(())
    });
    done?;
    forget(visit, id);
    Ok(())
}

/// Ends every log-in of an account.
pub(in crate::rights) async fn end_sessions(visit: &Visit, id: AccountId) -> Result<(), Error> {
    let now = visit.now();
    let done: Result<(), Error> = crate::act!(visit, "account.log-out.forced", |act| {
        open(act, visit, id).await?;
        let ended = accounts::store::end_sessions(act.tx(), id, now).await?;
        act.note("sessions-ended", ended);
        Ok(())
    });
    done?;
    forget(visit, id);
    Ok(())
}

/// Closes an account and ends its roles. One that is a guardian's too stays open for that alone.
pub(in crate::rights) async fn close(visit: &Visit, id: AccountId) -> Result<(), Error> {
    let (today, now, by) = (visit.today(), visit.now(), visit.actor.account);
    let done: Result<(), Error> = crate::act!(visit, "account.close", |act| {
        let (_, held) = open(act, visit, id).await?;
        let ended = store::end_all(act.tx(), id, today, Some(by)).await?;
        accounts::store::end_sessions(act.tx(), id, now).await?;
        if held.iter().all(|it| it.role != Role::Guardian) {
            store::close(act.tx(), id).await?;
        }
        act.note("grants-ended", ended);
        Ok(())
    });
    done?;
    forget(visit, id);
    Ok(())
}
