//! Somebody takes over: for a leave, or for good.

use jiff::{ToSpan as _, civil::Date};
use serde::Deserialize;
use vocab::{AccountId, GrantId, Role};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Page, Path, Response, Visit, html,
    ui::{self, Alert, Button, Card, Field, Tone},
};

use super::{account::back, again, day, head, list::can_take_over, load, span};
use crate::rights::{
    actions::{self, HandedOver, StandingIn},
    handover::Handovers,
    model::{AccountLine, GrantLine, shown_name},
    store::{self, Wanted},
};

/// People who are shown to choose from.
const SHOWN_MAX: i64 = 30;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
}

/// Whoever is called what was typed, or else works at the same place.
async fn candidates(visit: &Visit, id: AccountId, q: &str) -> Result<Vec<AccountLine>, Page> {
    let (now, today, typed) = (visit.now(), visit.today(), vocab::normalise(q));
    let found: Result<Vec<AccountLine>, db::Error> = db::read!(visit.db(), "candidates", |tx| {
        if typed.is_empty() {
            return store::colleagues(tx, id, today, SHOWN_MAX).await;
        }
        let wanted = Wanted {
            after: None,
            state: String::new(),
            role: String::new(),
            typed: typed.clone(),
            places: None,
            now,
            today,
            limit: SHOWN_MAX,
        };
        store::list_accounts(tx, &wanted).await
    });
    let mut found = found?;
    found.retain(|it| it.id != id && it.id != visit.actor.account && can_take_over(it));
    Ok(found)
}

/// The box to look for somebody else than the colleagues.
fn search(action: &str, q: &str) -> Markup {
    let form = html! {
        form.form method="get" action=(action) {
            div.fields { (Field::text("q", "姓名或账号的开头").value(q).hint("不填就列出同单位的人")) }
            div.actions { (Button::submit("查找")) }
        }
    };
    html! { (Card::new("一、交给谁", form)) }
}

fn choice<'a>(
    name: &'a str,
    label: &'a str,
    found: &[AccountLine],
    chosen: Option<AccountId>,
) -> Field<'a> {
    let options =
        found.iter().map(|it| (it.id.to_string(), format!("{}（{}）", it.name, it.login)));
    let chosen = chosen.map(|it| it.to_string()).unwrap_or_default();
    Field::radio(name, label, options).value(chosen).required()
}

fn nobody() -> Markup {
    html! { (Alert::new(Tone::Warn, "没有找到可以接替的人").detail("请输入对方姓名或账号的开头再查；还没有账号的，先新建账号。")) }
}

/// What somebody holds and can be handed to another.
fn movable(grants: &[GrantLine], today: Date) -> impl Iterator<Item = &GrantLine> {
    grants.iter().filter(move |it| it.is_open(today) && it.role != Role::Guardian)
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Leave {
    #[serde(default)]
    q: String,
    to: Option<AccountId>,
    #[serde(default)]
    grant: Vec<GrantId>,
    #[serde(default, deserialize_with = "day")]
    since: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    last: Option<Date>,
}

pub(super) async fn deputy_page(
    visit: Visit,
    Path(id): Path<AccountId>,
    Filters(query): Filters<Query>,
) -> Result<Html, Page> {
    let (account, grants) = load(&visit, id).await?;
    let found = candidates(&visit, id, &query.q).await?;
    let grant = movable(&grants, visit.today()).map(|it| it.id).collect();
    let typed = Leave { q: query.q, grant, ..Leave::default() };
    Ok(deputy_form(&visit, (&account, &grants), &found, &typed, None))
}

fn deputy_form(
    visit: &Visit,
    (account, grants): (&AccountLine, &[GrantLine]),
    found: &[AccountLine],
    typed: &Leave,
    why: Option<&str>,
) -> Html {
    let action = visit.link(&format!("/accounts/{}/deputy", account.id));
    let today = visit.today();
    let csrf = html! { (visit.csrf()) input type="hidden" name="q" value=(typed.q); };
    let mut form = ui::Form::new(action.clone(), &csrf);
    if let Some(why) = why {
        form = form.problem(why.to_owned());
    }
    let options = movable(grants, today)
        .map(|it| (it.id.to_string(), format!("{} · {}", it.role.label(), it.place_name)));
    let chosen: Vec<String> = typed.grant.iter().map(ToString::to_string).collect();
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let since = typed.since.unwrap_or(today);
    let last = typed.last.unwrap_or_else(|| since.saturating_add(13.days()));
    let body = html! {
        (search(&action, &typed.q))
        @if found.is_empty() { (nobody()) } @else {
            (form
                .section("二、代理什么，多久", html! {
                    (choice("to", "代理人", found, typed.to))
                    (Field::checkboxes("grant", "代理的身份", options, &chosen))
                    (Field::date("since", "从哪天起").value(since.to_string()).required())
                    (Field::date("last", "最后一天").value(last.to_string()).required().hint("第二天自动停止；最长一年"))
                })
                .button(Button::submit("安排代理").primary()))
        }
    };
    let head = head(visit, "安排代理", account, grants);
    visit.page_under("安排代理", &head, &body)
}

pub(super) async fn deputise(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Leave>,
) -> Result<Response, Page> {
    let until = typed.last.and_then(|it| it.tomorrow().ok());
    let result = match (typed.to, typed.since, until) {
        (Some(deputy), Some(since), Some(until)) => {
            let it = StandingIn { account, deputy, grants: typed.grant.clone(), since, until };
            actions::stand_in(&visit, &it).await
        }
        _ => Err(crate::rights::rules::Refusal::NoSuccessor.into()),
    };
    match result {
        Ok(()) => Ok(back(&visit, account, "deputy")),
        Err(error) => {
            let (line, grants) = load(&visit, account).await?;
            let found = candidates(&visit, account, &typed.q).await?;
            again(error, |why| deputy_form(&visit, (&line, &grants), &found, &typed, Some(why)))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Passing {
    #[serde(default)]
    q: String,
    to: Option<AccountId>,
}

/// What goes over besides the roles: a word and how many.
async fn in_hand(visit: &Visit, id: AccountId) -> Result<Vec<(&'static str, i64)>, Page> {
    let handovers = visit.cell.find_service::<Handovers>().cloned().unwrap_or_default();
    let found: Result<Vec<(&'static str, i64)>, db::Error> =
        db::read!(visit.db(), "in hand", |tx| {
            let mut found = Vec::new();
            for it in handovers.iter() {
                found.push((it.label, (it.count)(tx, id).await?));
            }
            Ok(found)
        });
    Ok(found?)
}

pub(super) async fn hand_over_page(
    visit: Visit,
    Path(id): Path<AccountId>,
    Filters(query): Filters<Query>,
) -> Result<Html, Page> {
    let typed = Passing { q: query.q, to: None };
    hand_over_form(&visit, id, &typed, None).await
}

async fn hand_over_form(
    visit: &Visit,
    id: AccountId,
    typed: &Passing,
    why: Option<&str>,
) -> Result<Html, Page> {
    let (account, grants) = load(visit, id).await?;
    let found = candidates(visit, id, &typed.q).await?;
    let in_hand = in_hand(visit, id).await?;
    let action = visit.link(&format!("/accounts/{id}/handover"));
    let csrf = html! { (visit.csrf()) input type="hidden" name="q" value=(typed.q); };
    let mut form = ui::Form::new(action.clone(), &csrf);
    if let Some(why) = why {
        form = form.problem(why.to_owned());
    }
    let body = html! {
        (search(&action, &typed.q))
        @if found.is_empty() { (nobody()) } @else {
            (form
                .section("二、移交什么", html! {
                    (choice("to", "接替的人", &found, typed.to))
                    (goes_over(&grants, &in_hand, visit.today()))
                })
                .button(Button::submit("移交并关闭账号").danger().confirm("移交后不能撤回。确定移交？")))
        }
    };
    let head = head(visit, "移交工作", &account, &grants);
    Ok(visit.page_under("移交工作", &head, &body))
}

fn goes_over(grants: &[GrantLine], in_hand: &[(&'static str, i64)], today: Date) -> Markup {
    let guardian = grants.iter().any(|it| it.is_open(today) && it.role == Role::Guardian);
    html! {
        div {
            p { "下面的内容一次全部转给接替的人：" }
            ul {
                @for it in movable(grants, today) { li { (it.role.label()) " · " (it.place_name) "（" (span(it)) "）" } }
                @for (label, count) in in_hand { li { (label) " " (count) " 件" } }
            }
            p {
                @if guardian { "这个人还是家长：家长身份不移交，账号保留给家长使用。" }
                @else { "移交后账号关闭，现在的登录全部退出。" }
            }
        }
    }
}

pub(super) async fn hand_over(
    visit: Visit,
    Path(from): Path<AccountId>,
    Form(typed): Form<Passing>,
) -> Result<Response, Page> {
    let result = match typed.to {
        Some(to) => actions::hand_over(&visit, from, to).await.map(|done| (to, done)),
        None => Err(crate::rights::rules::Refusal::NoSuccessor.into()),
    };
    match result {
        Ok((to, done)) => Ok(handed(&visit, from, to, &done).await?.into_response()),
        Err(error) => {
            let page = hand_over_form(&visit, from, &typed, Some(&error.to_string())).await?;
            again(error, |_| page)
        }
    }
}

async fn handed(
    visit: &Visit,
    from: AccountId,
    to: AccountId,
    done: &HandedOver,
) -> Result<Html, Page> {
    let (account, grants) = load(visit, from).await?;
    let (successor, theirs) = load(visit, to).await?;
    let stays = if done.stays { "账号保留给家长使用" } else { "账号已关闭" };
    let body = html! {
        (Alert::new(Tone::Good, format!(
            "已移交给{}：{} 个身份，{stays}。", shown_name(&successor.name, &theirs), done.grants)))
        div.actions {
            (Button::link("查看接替的人", visit.link(&format!("/accounts/{to}"))).primary())
            (Button::link("返回账号列表", visit.link("/accounts")))
        }
    };
    Ok(visit.page_under("移交完成", &head(visit, "移交完成", &account, &grants), &body))
}
