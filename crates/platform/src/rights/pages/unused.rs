//! Rights that nobody has used for long, to be ended together.

use serde::Deserialize;
use vocab::{GrantId, Role};
use web::{
    Filters, Form, Html, Page, Redirect, Visit, html,
    ui::{self, Alert, Bulk, Button, Column, Empty, Filter, Head, List, Row, Tone},
};

use crate::rights::{
    actions,
    model::UnusedGrant,
    rules::{self, UNUSED_DAYS},
    store,
};

const LINES: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    role: String,
    after: Option<GrantId>,
    ended: Option<u64>,
}

pub(super) async fn show(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let today = visit.today();
    let before = rules::unused_since(today);
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let found: Result<Vec<UnusedGrant>, db::Error> = db::read!(visit.db(), "unused rights", |tx| {
        store::list_unused(tx, before, (&query.role, query.after), (today, limit)).await
    });
    let mut found = found?;
    let next = (found.len() > LINES).then(|| found[LINES - 1].grant.id.to_string());
    found.truncate(LINES);
    let (here, csrf) = (visit.here().without("ended"), visit.csrf());
    let rows = found.iter().map(|it| {
        let grant = &it.grant;
        Row::new(grant.id.to_string(), format!("{} {}", it.name, grant.role.label()))
            .link(visit.link(&format!("/accounts/{}", grant.account)))
            .cell(format!("{}（{}）", it.name, it.login))
            .cell(grant.role.label())
            .cell(&grant.place_name)
            .cell(grant.since.to_string())
            .cell(grant.last_used.map_or_else(|| "从未使用".to_owned(), |it| it.to_string()))
    });
    let bulk = Bulk::new(&csrf).button(
        Button::submit("停止所选身份")
            .danger()
            .to(visit.link("/accounts/unused"))
            .confirm("停止所选的身份？本人再需要时要重新授权。"),
    );
    let roles = Role::ALL.into_iter().filter(|it| !rules::kinds_of(*it).is_empty());
    let list = List::new("闲置授权", &here)
        .filters(ui::Filters::new(&here).filter(Filter::choice(
            "role",
            "身份",
            roles.map(|it| (it.key(), it.label())),
        )))
        .column(Column::text("姓名（账号）"))
        .column(Column::text("身份"))
        .column(Column::text("单位"))
        .column(Column::text("授予日期"))
        .column(Column::text("最近使用"))
        .rows(rows)
        .bulk(bulk)
        .next(next)
        .empty(Empty::new("没有闲置的授权").hint("连续 90 天没有用过的身份会列在这里。"));
    let head = Head::new("闲置授权").crumb("账号与授权", visit.link("/accounts")).below(
        html! { "在用账号里连续 " (UNUSED_DAYS) " 天没有用过的身份。管理员和家长的身份不在此列。" },
    );
    let body = html! {
        @if let Some(ended) = query.ended { (Alert::new(Tone::Good, format!("已停止 {ended} 个身份。"))) }
        (list)
    };
    Ok(visit.page_under("闲置授权", &head, &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    row: Vec<GrantId>,
}

pub(super) async fn end(visit: Visit, Form(chosen): Form<Chosen>) -> Result<Redirect, Page> {
    let ended = actions::end_unused(&visit, &chosen.row).await?;
    Ok(Redirect::to(&visit.link(&format!("/accounts/unused?ended={ended}"))))
}
