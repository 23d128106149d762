//! The three administrators (三员): made, reset and ended from the server's command line, never from a
//! page, so that none of them can become another. What is done leaves a record like anything else.

use db::Tx;
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, Role};

use super::store;
use crate::{
    access::{Grant, root},
    accounts::{self, Account, rules::is_administrator},
    act::Source,
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum AdministratorError {
    /// Only the three can be made here.
    #[error("{0} 不是管理员角色")]
    NotOne(&'static str),
    /// No administrator logs in like that.
    #[error("没有登录名为 {0} 的管理员")]
    Unknown(String),
    /// The log-in is somebody's.
    #[error("登录名 {0} 已经有人使用")]
    Taken(String),
    /// The county would be left without one.
    #[error("只剩这一个{0}，请先增加另一个")]
    Last(&'static str),
    /// There is no county yet.
    #[error("还没有建立县(市、区),请先运行 xueyu init")]
    NoCounty,
    /// A hash failed, or the system gave no randomness.
    #[error("密码无法生成")]
    Password(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for AdministratorError {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

/// Makes an administrator over the whole county, and says the first password.
pub async fn add_administrator(
    source: &impl Source,
    role: Role,
    login: &str,
    name: &str,
) -> Result<String, AdministratorError> {
    if !is_administrator(role) {
        return Err(AdministratorError::NotOne(role.label()));
    }
    let first = accounts::first_password()?;
    let hash = accounts::hash_password(&first)?;
    let added: Result<(), AdministratorError> = crate::act!(source, "administrator.add", |act| {
        let origin = act.origin().clone();
        if accounts::find_account_by_login(act.tx(), login).await?.is_some() {
            return Err(AdministratorError::Taken(login.to_owned()));
        }
        let place = root(act.tx()).await?.ok_or(AdministratorError::NoCounty)?;
        let (account, since) = (origin.ids.make(origin.now), origin.civil_now.date());
        let row = Account::first(account, login, name, hash.clone(), origin.now);
        accounts::add_accounts(act.tx(), [&row], origin.now).await?;
        let id = origin.ids.make(origin.now);
        let grant = Grant { id, account, role, place, since, until: None };
        crate::access::add_grant(act.tx(), &grant, None).await?;
        act.about(account);
        act.note("role", role.key());
        Ok(())
    });
    added.map(|()| first)
}

/// Sets a first password, takes the second factor away, ends every log-in. Says the password.
pub async fn reset_administrator(
    source: &impl Source,
    login: &str,
) -> Result<String, AdministratorError> {
    let first = accounts::first_password()?;
    let hash = accounts::hash_password(&first)?;
    let done: Result<(), AdministratorError> = crate::act!(source, "administrator.reset", |act| {
        let (now, today) = (act.origin().now, act.origin().civil_now.date());
        let (id, _) = find(act.tx(), login, today).await?;
        accounts::store::set_password(act.tx(), id, &hash, Some(now)).await?;
        store::clear_totp(act.tx(), id).await?;
        accounts::store::end_sessions(act.tx(), id, now).await?;
        act.about(id);
        Ok(())
    });
    done.map(|()| first)
}

/// Closes an administrator's account, unless it is the last one of its role.
pub async fn end_administrator(
    source: &impl Source,
    login: &str,
) -> Result<(), AdministratorError> {
    crate::act!(source, "administrator.end", |act| {
        let (now, today) = (act.origin().now, act.origin().civil_now.date());
        let (id, roles) = find(act.tx(), login, today).await?;
        for role in roles {
            if store::count_others(act.tx(), role, id, today).await? == 0 {
                return Err(AdministratorError::Last(role.label()));
            }
        }
        close(act.tx(), id, today, now).await?;
        act.about(id);
        Ok(())
    })
}

async fn close(tx: &mut Tx, id: AccountId, today: Date, now: Timestamp) -> Result<(), db::Error> {
    store::end_all(tx, id, today, None).await?;
    accounts::store::end_sessions(tx, id, now).await?;
    store::close(tx, id).await
}

/// The administrator who logs in as `login`, with the roles held.
async fn find(
    tx: &mut Tx,
    login: &str,
    day: Date,
) -> Result<(AccountId, Vec<Role>), AdministratorError> {
    let unknown = || AdministratorError::Unknown(login.to_owned());
    let account = accounts::find_account_by_login(tx, login).await?.ok_or_else(unknown)?;
    let held = store::grants_of_all(tx, &[account.id], day).await?;
    let roles: Vec<Role> =
        held.iter().map(|it| it.role).filter(|it| is_administrator(*it)).collect();
    if roles.is_empty() { Err(unknown()) } else { Ok((account.id, roles)) }
}
