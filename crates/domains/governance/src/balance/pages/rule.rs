//! To what the limit of the coefficients applies, from which school year on.

use web::{
    Form, Html, IntoResponse, Page, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Column, Empty, Field, Head, List, Row, Tone},
};

use super::{
    super::{
        actions::{self, Error, TypedRule},
        model::{Limit, Rule},
        rules::Wrong,
        store,
    },
    MAY_KEEP, fault, years,
};

async fn rules(visit: &Visit) -> Result<Vec<Rule>, Error> {
    db::read!(visit.db(), "limits of balance", |tx| { Ok(store::rules(tx).await?) })
}

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let rules = rules(&visit).await?;
    let limited = rules.last().map_or(Limit::Each, |it| it.limit).key().to_owned();
    let typed = TypedRule { limited, ..TypedRule::default() };
    Ok(page(&visit, &rules, &typed, None))
}

fn page(visit: &Visit, rules: &[Rule], typed: &TypedRule, found: Option<&Wrong>) -> Html {
    let here = visit.here();
    let list = List::new("限值的用法", &here)
        .column(Column::short("从哪个学年起"))
        .column(Column::text("用法"))
        .column(Column::text("依据"))
        .rows(rules.iter().rev().map(|it| {
            Row::new(it.since.to_string(), it.since.label())
                .cell(it.since.label())
                .cell(it.limit.label())
                .cell(it.source.as_str())
        }))
        .empty(Empty::new("还没有设过").hint("没有设过的，按七项各自不超过限值。"));
    let csrf = visit.csrf();
    let limits = Limit::ALL.map(|it| (it.key(), it.label()));
    let form = ui::Form::new(visit.link("/balance/rules"), &csrf)
        .section("从哪个学年起改", html! {
            (Field::select("since", "学年", years(visit, &[])).value(typed.since.as_str()).required().error(fault(found, "since")))
            (Field::radio("limited", "用法", limits).value(typed.limited.as_str()).required().error(fault(found, "limited")))
            (Field::text("source", "依据").value(typed.source.as_str()).max_length(200).required().error(fault(found, "source")))
        })
        .button(Button::submit("保存").primary());
    let form = match found {
        Some(wrong) => form.error(wrong.field, wrong.advice.as_str()),
        None => form,
    };
    let head = Head::new("差异系数限值的用法")
        .crumb("优质均衡监测", visit.link("/balance"))
        .below(html! { "小学不超过 0.50，初中不超过 0.45" });
    let body = html! {
        (Alert::new(Tone::Info, "标准里的数抄自公开转载的 教督〔2017〕6号，用于正式申报前请与原文核对"))
        (list)
        @if visit.meets(MAY_KEEP) { (form) }
    };
    visit.page_under("差异系数限值的用法", &head, &body)
}

pub(super) async fn set(visit: Visit, Form(typed): Form<TypedRule>) -> Result<Response, Page> {
    match actions::set_rule(&visit, &typed).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/balance/rules")).into_response()),
        Err(Error::Wrong(wrong)) => {
            let rules = rules(&visit).await?;
            let page = page(&visit, &rules, &typed, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
