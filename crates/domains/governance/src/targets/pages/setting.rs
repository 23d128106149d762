//! The rules by which lights are lit, each from its day on.

use web::{
    Form, Html, IntoResponse, Page, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Column, Field, Head, List, Row},
};

use super::{
    super::{
        actions::{self, Error, TypedRule},
        rules::{LightRule, percent},
        store,
    },
    MAY_KEEP, told, with_wrong, wrong,
};

async fn rules(visit: &Visit) -> Result<Vec<LightRule>, Error> {
    db::read!(visit.db(), "rules of lights", |tx| { Ok(store::light_rules(tx).await?) })
}

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let rules = rules(&visit).await?;
    let last = rules.last();
    let whole = |it: fn(&LightRule) -> i64| last.map_or(0, it).to_string();
    let typed = TypedRule {
        since: visit.today().to_string(),
        yellow: whole(|it| it.yellow / 10),
        red: whole(|it| it.red / 10),
        near_days: whole(|it| it.near_days),
        near_limit: whole(|it| it.near_limit / 10),
        source: String::new(),
    };
    Ok(page(&visit, &rules, &typed, None))
}

fn page(
    visit: &Visit,
    rules: &[LightRule],
    typed: &TypedRule,
    found: Option<&(&'static str, String)>,
) -> Html {
    let here = visit.here();
    let list = List::new("亮灯规则", &here)
        .column(Column::short("开始执行"))
        .column(Column::number("落后多少亮黄灯"))
        .column(Column::number("落后多少亮红灯"))
        .column(Column::number("到期前几个工作日提醒"))
        .column(Column::number("上限用去多少亮黄灯"))
        .column(Column::text("依据"))
        .rows(rules.iter().rev().map(|it| {
            Row::new(it.since.to_string(), it.since.to_string())
                .cell(it.since.to_string())
                .cell(format!("{} 个百分点", percent(it.yellow).trim_end_matches('%')))
                .cell(format!("{} 个百分点", percent(it.red).trim_end_matches('%')))
                .cell(format!("{} 个", it.near_days))
                .cell(percent(it.near_limit))
                .cell(it.source.as_str())
        }));
    let csrf = visit.csrf();
    let form = ui::Form::new(visit.link("/tasks/rules"), &csrf)
        .section("从哪一天起改", html! {
            (Field::date("since", "开始执行").value(typed.since.as_str()).required().error(wrong(found, "since")))
            (Field::number("yellow", "进度比时间落后多少亮黄灯").value(typed.yellow.as_str()).unit("个百分点").required().error(wrong(found, "yellow")))
            (Field::number("red", "进度比时间落后多少亮红灯").value(typed.red.as_str()).unit("个百分点").required().error(wrong(found, "red")))
            (Field::number("near_days", "到期前多少个工作日提醒").value(typed.near_days.as_str()).unit("个工作日").required().error(wrong(found, "near_days")))
            (Field::number("near_limit", "“不超过”的目标用去多少亮黄灯").value(typed.near_limit.as_str()).unit("%").required().error(wrong(found, "near_limit")))
            (Field::text("source", "依据").value(typed.source.as_str()).max_length(400).required().error(wrong(found, "source")))
        })
        .button(Button::submit("保存").primary());
    let head = Head::new("亮灯规则")
        .crumb("目标任务", visit.link("/tasks"))
        .below(html! { "进度按从起点到目标的直线算，与已过去的时间比。达到目标的不看快慢；原有实绩比目标高的，只看有没有跌破。" });
    let body = html! { (list) @if visit.meets(MAY_KEEP) { (with_wrong(form, found)) } };
    visit.page_under("亮灯规则", &head, &body)
}

pub(super) async fn set(visit: Visit, Form(typed): Form<TypedRule>) -> Result<Response, Page> {
    match actions::set_rule(&visit, &typed).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/tasks/rules")).into_response()),
        Err(error) => {
            let found = told(error)?;
            let rules = rules(&visit).await?;
            let page = page(&visit, &rules, &typed, Some(&found));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
