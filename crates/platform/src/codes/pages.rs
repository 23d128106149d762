//! Logging in by a code on the telephone.

use std::sync::Arc;

use serde::Deserialize;
use vocab::AccountId;
use web::{
    Call, Filters, Form, Html, IntoResponse, Need, Page, Problem, Response, Routes, StatusCode,
};

use super::{
    PhoneBook, Proof,
    actions::{self, Error},
    are_offered,
    rules::Refusal,
    store,
    views::{self, Choice},
};
use crate::accounts;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/login/phone", Need::Open, ask)
        .post("/login/phone", Need::Open, send)
        .post("/login/phone/code", Need::Open, answer)
        .post("/login/phone/account", Need::Open, choose)
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn ask(call: Call, Filters(next): Filters<Next>) -> Result<Html, Page> {
    if !are_offered(&call.cell) {
        return Err(Problem::not_found().into());
    }
    Ok(call.page("手机验证码登录", &views::ask(&call, "", &next.next, None)))
}

#[derive(Debug, Deserialize)]
struct Telephone {
    #[serde(default)]
    phone: String,
    #[serde(default)]
    next: String,
}

async fn send(call: Call, Form(form): Form<Telephone>) -> Result<Response, Page> {
    match actions::send(&call, &form.phone).await {
        Ok(sent) => {
            let body = views::answer(&call, &sent, &form.next, None);
            Ok(call.page("输入验证码", &body).into_response())
        }
        Err(Error::Refused(refusal)) => {
            let body = views::ask(&call, &form.phone, &form.next, Some(&refusal));
            Ok((refusal.status(), call.page("手机验证码登录", &body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Code {
    question: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

async fn answer(call: Call, Form(form): Form<Code>) -> Result<Response, Page> {
    let proof = match actions::prove(&call, &form.question, &form.code).await {
        Ok(proof) => proof,
        Err(Error::Refused(refusal)) => {
            let sent = actions::Sent::again(&form.question);
            let body = views::answer(&call, &sent, &form.next, Some(&refusal));
            return Ok((refusal.status(), call.page("输入验证码", &body)).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let book = call.cell.service::<Arc<dyn PhoneBook>>();
    let found = book.accounts(&call.cell, &proof.phone, call.today()).await?;
    let choices = choices(&call, &found).await?;
    match choices.as_slice() {
        [] => {
            let body = views::newcomer(&call, &proof, book.beginning());
            Ok(call.page("第一次使用", &body).into_response())
        }
        [one] => go_in(&call, &proof, one.account, &form.next).await,
        _ => {
            let body = views::choose(&call, &proof, &choices, book.beginning(), &form.next);
            Ok(call.page("选择账号", &body).into_response())
        }
    }
}

/// What the holder of the telephone may choose from, by name and first role.
async fn choices(call: &Call, accounts: &[AccountId]) -> Result<Vec<Choice>, Page> {
    let today = call.today();
    let found: Result<Vec<Choice>, db::Error> = db::read!(call.db(), "accounts of a phone", |tx| {
        let mut held = store::open_roles(tx, accounts, today).await?;
        held.sort_by_key(|it| (it.0, it.2));
        held.dedup_by_key(|it| it.0);
        let choice = |(account, name, role, place): (_, _, vocab::Role, String)| Choice {
            account,
            name,
            role: format!("{} · {place}", role.label()),
        };
        Ok(held.into_iter().map(choice).collect())
    });
    Ok(found?)
}

#[derive(Debug, Deserialize)]
struct Chosen {
    ticket: String,
    account: AccountId,
    #[serde(default)]
    next: String,
}

async fn choose(call: Call, Form(form): Form<Chosen>) -> Result<Response, Page> {
    let proof = Proof::accept(&call, &form.ticket).ok_or(Error::Refused(Refusal::Stale))?;
    let book = call.cell.service::<Arc<dyn PhoneBook>>();
    let found = book.accounts(&call.cell, &proof.phone, call.today()).await?;
    if !found.contains(&form.account) {
        return Err(Error::Refused(Refusal::NotChosen).into());
    }
    go_in(&call, &proof, form.account, &form.next).await
}

async fn go_in(
    call: &Call,
    proof: &Proof,
    account: AccountId,
    next: &str,
) -> Result<Response, Page> {
    let step = actions::enter(call, proof, account).await?;
    Ok(accounts::pages::go_on(call, step, next))
}

impl Refusal {
    /// What a program is told.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Limit(refusal) => refusal.status(),
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}
