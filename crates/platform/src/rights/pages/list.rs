//! The list of accounts, and a new one.

use std::collections::HashMap;

use serde::Deserialize;
use vocab::{AccountId, PlaceId, Role};
use web::{
    Filters, Form, Html, IntoResponse, Page, Response, Visit, html,
    ui::{self, Alert, Button, Column, Empty, Field, Filter, Head, List, Row, Tone},
};

use super::{again, role_at, state};
use crate::{
    access::PlaceKind,
    accounts::AccountState,
    rights::{
        actions,
        model::{AccountLine, GrantLine, PlaceLine, shown_name},
        store::{self, Wanted},
    },
};

/// Accounts a page.
const LINES: usize = 50;
/// How many places a word may mean before the rest is left out.
const PLACES_MAX: usize = 20;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    place: String,
    after: Option<AccountId>,
}

struct Found {
    accounts: Vec<AccountLine>,
    grants: HashMap<AccountId, Vec<GrantLine>>,
    total: i64,
}

pub(super) async fn show(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let mut found = find(&visit, &query).await?;
    let next = (found.accounts.len() > LINES).then(|| found.accounts[LINES - 1].id.to_string());
    found.accounts.truncate(LINES);
    let here = visit.here();
    let filters = ui::Filters::new(&here)
        .search("姓名或账号的开头")
        .filter(Filter::choice("role", "身份", Role::ALL.map(|it| (it.key(), it.label()))))
        .filter(Filter::choice("state", "状态", STATES))
        .filter(Filter::word("place", "单位名称或拼音"));
    let nothing = Vec::new();
    let rows = found.accounts.iter().map(|it| {
        let grants = found.grants.get(&it.id).unwrap_or(&nothing);
        let name = shown_name(&it.name, grants);
        Row::new(it.id.to_string(), name.clone())
            .link(visit.link(&format!("/accounts/{}", it.id)))
            .cell(name)
            .cell(&it.login)
            .cell(roles(grants))
            .cell(state(it, visit.now()))
    });
    let list = List::new("账号", &here)
        .filters(filters)
        .column(Column::text("姓名"))
        .column(Column::text("账号"))
        .column(Column::text("身份"))
        .column(Column::text("状态"))
        .rows(rows)
        .total(found.total)
        .next(next)
        .empty(Empty::new("还没有账号").hint("新建一个账号，再给它授予身份。"));
    let head = Head::new("账号与授权")
        .action(Button::link("闲置授权", visit.link("/accounts/unused")).icon("clock-pause"))
        .action(Button::link("新建账号", visit.link("/accounts/new")).icon("user-plus").primary());
    Ok(visit.page_under("账号与授权", &head, &html! { (list) }))
}

const STATES: [(&str, &str); 4] =
    [("active", "使用中"), ("pending", "待激活"), ("locked", "已锁定"), ("closed", "已关闭")];

fn roles(grants: &[GrantLine]) -> web::Markup {
    html! {
        @if grants.is_empty() { span.text-secondary { "没有身份" } }
        @for it in grants.iter().take(3) { div { (role_at(it)) } }
        @if grants.len() > 3 { div.text-secondary { "等 " (grants.len()) " 个身份" } }
    }
}

async fn find(visit: &Visit, query: &Query) -> Result<Found, Page> {
    let (now, today, scope) = (visit.now(), visit.today(), visit.actor.scope());
    let known = |it: &str| Role::from_key(it).is_some();
    let state = STATES.iter().find(|(it, _)| *it == query.state).map_or("", |(it, _)| it);
    let found: Result<Found, db::Error> = db::read!(visit.db(), "list accounts", |tx| {
        let places = match vocab::search_term(&query.place) {
            Some(term) => {
                let all = store::places(tx, scope, &SEARCHED).await?;
                Some(meant(&all, &term))
            }
            None => None,
        };
        let wanted = Wanted {
            after: query.after,
            state: state.to_owned(),
            role: if known(&query.role) { query.role.clone() } else { String::new() },
            typed: vocab::normalise(&query.q),
            places,
            now,
            today,
            limit: i64::try_from(LINES + 1).unwrap_or(i64::MAX),
        };
        let accounts = store::list_accounts(tx, &wanted).await?;
        let ids: Vec<AccountId> = accounts.iter().map(|it| it.id).collect();
        let mut grants: HashMap<AccountId, Vec<GrantLine>> = HashMap::new();
        for it in store::grants_of_all(tx, &ids, today).await? {
            grants.entry(it.account).or_default().push(it);
        }
        let total = store::count_accounts(tx, &wanted).await?;
        Ok(Found { accounts, grants, total })
    });
    Ok(found?)
}

/// What a search for a place looks at: classes are called alike everywhere.
const SEARCHED: [PlaceKind; 5] =
    [PlaceKind::County, PlaceKind::Office, PlaceKind::Town, PlaceKind::School, PlaceKind::Campus];

/// The places that `term` may mean, by any part of the name, its pinyin or its initials.
fn meant(all: &[PlaceLine], term: &str) -> Vec<PlaceId> {
    let hits = all.iter().filter(|it| is_meant(&it.name, term));
    hits.map(|it| it.id).take(PLACES_MAX).collect()
}

/// Whether a name may be what was searched for.
pub(super) fn is_meant(name: &str, term: &str) -> bool {
    vocab::search_keys(name).iter().any(|it| it.starts_with(term))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct New {
    id: String,
    login: String,
    name: String,
}

const ADD: &str = "account.add";

pub(super) async fn add_page(visit: Visit) -> Html {
    add_form(&visit, &New::default(), None)
}

fn add_form(visit: &Visit, typed: &New, why: Option<&str>) -> Html {
    let csrf = html! {
        (visit.csrf())
        @if typed.id.is_empty() { (visit.form_id::<vocab::names::kinds::AccountId>(ADD)) }
        @else { input type="hidden" name="id" value=(typed.id); }
    };
    let mut form = ui::Form::new(visit.link("/accounts/new"), &csrf);
    if let Some(why) = why {
        form = form.problem(why.to_owned());
    }
    let form = form
        .part(html! {
            (Field::text("login", "账号").value(typed.login.as_str()).required().max_length(40)
                .hint("2 到 40 个字母、数字、点、横线或下划线；不要用身份证号"))
            (Field::text("name", "姓名").value(typed.name.as_str()).required().max_length(40))
        })
        .button(Button::submit("新建").primary())
        .button(Button::link("返回", visit.link("/accounts")));
    let head = Head::new("新建账号").crumb("账号与授权", visit.link("/accounts"));
    visit.page_under("新建账号", &head, &html! { (form) })
}

pub(super) async fn add(visit: Visit, Form(form): Form<New>) -> Result<Response, Page> {
    let id: AccountId = visit.accept_form_id(ADD, &form.id)?;
    match actions::add_account(&visit, id, &form.login, &form.name).await {
        Ok(first) => Ok(first_password(&visit, id, &form.name, &first).into_response()),
        Err(error) => again(error, |why| add_form(&visit, &form, Some(why))),
    }
}

/// Says a first password, once: it is kept nowhere, so it stands in the answer itself instead of
/// on a page that one could open again.
pub(super) fn first_password(visit: &Visit, id: AccountId, name: &str, first: &str) -> Html {
    let record = visit.link(&format!("/accounts/{id}"));
    let body = html! {
        (Alert::new(Tone::Warn, "请现在就把首次密码告诉本人，离开本页后不再显示")
            .detail("本人第一次登录时必须换成自己的密码。忘记了就再重置一次。"))
        (ui::Card::new("首次密码", html! {
            p.first-password { strong { code { (first) } } }
            div.actions {
                (Button::link("去授权", format!("{record}/grants")).primary())
                (Button::link("查看账号", record.clone()))
            }
        }))
    };
    let head =
        Head::new("首次密码").above(name.to_owned()).crumb("账号与授权", visit.link("/accounts"));
    visit.page_under("首次密码", &head, &body)
}

/// Whether an account can be chosen to take something over.
pub(super) fn can_take_over(it: &AccountLine) -> bool {
    it.state != AccountState::Closed
}
