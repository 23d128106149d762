//! The pages of those who invite, and of those who are invited.

use serde::Deserialize;
use vocab::AccountId;
use web::{
    Call, Filters, Form, Html, IntoResponse, Need, Page, Response, Routes, StatusCode, Visit, html,
    ui::{self, Bulk, Button, Column, Empty, Head, List, Row, Tone, badge},
};

use super::{
    actions::{self, Chosen, Error},
    rules::Refusal,
    store, views,
};
use crate::accounts;

/// People a page.
const LINES: usize = 100;

pub(super) fn routes() -> Routes {
    let invite = Need::May("account.invite");
    Routes::new()
        .get("/invitations", invite, list)
        .post("/invitations", invite, make)
        .get("/join", Need::Open, join_page)
        .post("/join", Need::Open, join_code)
        .post("/join/account", Need::Open, join)
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
    after: Option<AccountId>,
}

async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let (scope, today, now) = (visit.actor.scope(), visit.today(), visit.now());
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let typed = vocab::normalise_name(&query.q);
    let found: Result<_, db::Error> = db::read!(visit.db(), "who waits", |tx| {
        let found = store::list_waiting(tx, (scope, today), &typed, query.after, limit).await?;
        Ok((found, store::count_waiting(tx, scope, today).await?))
    });
    let (mut found, total) = found?;
    let next = (found.len() > LINES).then(|| found[LINES - 1].account.to_string());
    found.truncate(LINES);
    let (here, csrf) = (visit.here(), visit.csrf());
    let rows = found.iter().map(|it| {
        let state = match it.invited_until.filter(|until| *until > now) {
            Some(until) => {
                let day = visit.civil_of(until).date();
                badge(Tone::Info, &format!("已邀请，{day} 前有效"))
            }
            None if it.invited_until.is_some() => badge(Tone::Warn, "邀请已过期"),
            None => badge(Tone::Quiet, "未邀请"),
        };
        Row::new(it.account.to_string(), it.name.clone())
            .cell(&it.name)
            .cell(&it.login)
            .cell(&it.place_name)
            .cell(state)
    });
    let bulk = Bulk::new(&csrf)
        .button(Button::submit("生成邀请码").primary().to(visit.link("/invitations")));
    let list = List::new("待激活的账号", &here)
        .filters(ui::Filters::new(&here).search("姓名的开头"))
        .column(Column::text("姓名"))
        .column(Column::text("账号"))
        .column(Column::text("单位"))
        .column(Column::text("邀请"))
        .rows(rows)
        .bulk(bulk)
        .total(total)
        .next(next)
        .empty(Empty::new("没有待激活的账号").hint("本单位的教职工都已激活。"));
    let head = Head::new("激活邀请").below(html! {
        "选出要邀请的人，生成一次性邀请码，打印后交到本人手里。家长不用邀请，凭手机验证码自己开通。"
    });
    Ok(visit.page_under("激活邀请", &head, &html! { (list) }))
}

#[derive(Debug, Deserialize)]
struct Rows {
    #[serde(default)]
    row: Vec<AccountId>,
}

async fn make(visit: Visit, Form(form): Form<Rows>) -> Result<Html, Page> {
    let handed = actions::invite(&visit, &form.row).await?;
    let head = Head::new("邀请码").crumb("激活邀请", visit.link("/invitations"));
    Ok(visit.page_under("邀请码", &head, &views::slips(&visit, &handed)))
}

#[derive(Debug, Default, Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
}

async fn join_page(call: Call, Filters(query): Filters<Code>) -> Html {
    call.page("激活账号", &views::code_form(&call, &query.code, None))
}

async fn join_code(call: Call, Form(form): Form<Code>) -> Result<Response, Page> {
    match actions::find(&call, &form.code).await {
        Ok(open) => {
            let body = views::account_form(&call, (&form.code, &open.login), &open, None);
            Ok(call.page("激活账号", &body).into_response())
        }
        Err(Error::Refused(refusal)) => Ok(refused(&call, &form.code, &refusal)),
        Err(error) => Err(error.into()),
    }
}

fn refused(call: &Call, code: &str, why: &Refusal) -> Response {
    let page = call.page("激活账号", &views::code_form(call, code, Some(why)));
    (status(why), page).into_response()
}

fn status(why: &Refusal) -> StatusCode {
    match why {
        Refusal::Password(refusal) => refusal.status(),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

#[derive(Debug, Deserialize)]
struct Joining {
    code: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

async fn join(call: Call, Form(form): Form<Joining>) -> Result<Response, Page> {
    let chosen = Chosen { login: form.login.clone(), password: form.new, again: form.again };
    match actions::join(&call, &form.code, chosen).await {
        Ok(step) => Ok(accounts::pages::go_on(&call, step, "")),
        Err(Error::Refused(Refusal::Wrong)) => Ok(refused(&call, &form.code, &Refusal::Wrong)),
        Err(Error::Refused(refusal)) => match actions::find(&call, &form.code).await {
            Ok(open) => {
                let body =
                    views::account_form(&call, (&form.code, &form.login), &open, Some(&refusal));
                Ok((status(&refusal), call.page("激活账号", &body)).into_response())
            }
            Err(_) => Ok(refused(&call, &form.code, &refusal)),
        },
        Err(error) => Err(error.into()),
    }
}
