//! The pages of the desk.

mod account;
mod grant;
mod list;
mod people;
mod unused;

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use vocab::AccountId;
use web::{
    Html, IntoResponse, Markup, Need, Page, Problem, Response, Routes, StatusCode, Visit, html,
    ui::{Head, Tone, badge},
};

use super::{
    actions::Error,
    model::{AccountLine, GrantLine, GrantState, shown_name},
    store,
};
use crate::accounts::AccountState;

pub(super) fn routes() -> Routes {
    let need = Need::May("account.manage");
    Routes::new()
        .get("/accounts", need, list::show)
        .get("/accounts/new", need, list::add_page)
        .post("/accounts/new", need, list::add)
        .get("/accounts/unused", need, unused::show)
        .post("/accounts/unused", need, unused::end)
        .get("/accounts/{account}", need, account::show)
        .post("/accounts/{account}/unlock", need, account::unlock)
        .post("/accounts/{account}/password", need, account::reset_password)
        .post("/accounts/{account}/totp", need, account::reset_totp)
        .post("/accounts/{account}/sessions", need, account::end_sessions)
        .get("/accounts/{account}/close", need, account::close_page)
        .post("/accounts/{account}/close", need, account::close)
        .get("/accounts/{account}/grants", need, grant::give_page)
        .post("/accounts/{account}/grants", need, grant::give)
        .post("/accounts/{account}/grants/{grant}/end", need, grant::end)
        .get("/accounts/{account}/deputy", need, people::deputy_page)
        .post("/accounts/{account}/deputy", need, people::deputise)
        .get("/accounts/{account}/handover", need, people::hand_over_page)
        .post("/accounts/{account}/handover", need, people::hand_over)
}

/// What was just done, as the next page says it.
#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// An account with its roles, or the page that there is none.
async fn load(visit: &Visit, id: AccountId) -> Result<(AccountLine, Vec<GrantLine>), Page> {
    let found: Result<_, db::Error> = db::read!(visit.db(), "account", |tx| {
        let Some(account) = store::load_account(tx, id).await? else { return Ok(None) };
        Ok(Some((account, store::grants_of(tx, id).await?)))
    });
    Ok(found?.ok_or_else(Problem::not_found)?)
}

/// The head of a page about one account.
fn head<'a>(
    visit: &Visit,
    title: &'a str,
    account: &AccountLine,
    grants: &[GrantLine],
) -> Head<'a> {
    let name = shown_name(&account.name, grants);
    Head::new(title)
        .crumb("账号与授权", visit.link("/accounts"))
        .crumb(name, visit.link(&format!("/accounts/{}", account.id)))
}

/// A page again, with what was wrong with the form on it; what nobody can mend there is a page of
/// its own.
fn again(error: Error, page: impl FnOnce(&str) -> Html) -> Result<Response, Page> {
    match error {
        Error::Refused(refusal) => {
            let page = page(&refusal.to_string());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        other => Err(Problem::from(other).into()),
    }
}

/// How an account stands.
fn state(it: &AccountLine, now: Timestamp) -> Markup {
    let locked = it.locked_until.is_some_and(|until| until > now);
    match it.state {
        AccountState::Active if locked => badge(Tone::Bad, "已锁定"),
        AccountState::Active if it.password_until.is_some_and(|until| until <= now) => {
            badge(Tone::Warn, "待改密码")
        }
        AccountState::Active => badge(Tone::Good, it.state.label()),
        AccountState::Pending => badge(Tone::Info, it.state.label()),
        AccountState::Closed => badge(Tone::Quiet, it.state.label()),
    }
}

/// From when until when: the last day is the one before the end.
fn span(it: &GrantLine) -> String {
    match it.until {
        Some(until) => format!("{} 至 {}", it.since, until.yesterday().unwrap_or(until)),
        None => format!("{} 起", it.since),
    }
}

/// How a role stands.
fn grant_state(it: &GrantLine, today: Date) -> Markup {
    match it.state(today) {
        GrantState::Running if it.deputy_for.is_some() => badge(Tone::Info, "代理中"),
        GrantState::Running => badge(Tone::Good, "有效"),
        GrantState::Ahead => badge(Tone::Info, "未开始"),
        GrantState::Ended => badge(Tone::Quiet, "已停止"),
    }
}

/// A role at a place, in one line.
fn role_at(it: &GrantLine) -> Markup {
    html! { (it.role.label()) " · " (it.place_name) }
}

/// A date field, which may be left empty.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| serde::de::Error::custom("日期要写成 2021-12-20 的样子"))
}
