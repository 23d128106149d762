//! What a number tells anyone: a masked name and a school. An unknown number and one whose result is
//! not public yet answer alike.

use serde::Deserialize;
use web::{
    Call, Filters, Html, Need, Page, Routes, html,
    ui::{Alert, Button, Card, Facts, Field, Head, Tone},
};

use super::{model::Told, store};
use crate::registration::{Entry, typed_number};

const TITLE: &str = "入学结果查询";

pub(super) fn routes() -> Routes {
    Routes::new().get("/entry/results", Need::Open, show)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    number: String,
}

async fn show(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let number = typed_number(&asked.number);
    let told = if number.is_empty() {
        None
    } else {
        let read: Result<_, db::Error> =
            db::read!(call.db(), "result", |tx| { store::told(tx, &number).await });
        Some(read?)
    };
    let body = html! {
        (Head::new(TITLE))
        (Card::new("凭报名号查询", html! {
            form.form method="get" action=(call.link("/entry/results")) {
                (Field::text("number", "报名号").value(asked.number.as_str()).required().max_length(20).hint("例如 X2021-7K2M9QAB，在报名回执上"))
                div.actions { (Button::submit("查询").primary()) }
            }
        }))
        @match told {
            Some(Some(it)) => { (Card::new(it.campaign.clone(), html! { (facts(&it)) })) }
            Some(None) => { (Alert::new(Tone::Info, "没有查到").detail("请核对报名号；结果没有公布以前也查不到。")) }
            None => {}
        }
    };
    Ok(call.public_page(TITLE, &body))
}

fn facts(it: &Told) -> Facts<'_> {
    let nowhere = match it.entry {
        _ if it.gave_up => "已放弃录取",
        Entry::Kindergarten => "现在没有学位，有人放弃时按次序递补，会另行通知",
        Entry::Primary | Entry::Junior => "学位已满，由教育局另行统筹，会另行通知",
    };
    Facts::new()
        .fact("孩子", vocab::mask_name(&it.name))
        .fact(
            if it.entry == Entry::Kindergarten { "幼儿园" } else { "学校" },
            it.school_name.as_deref().unwrap_or(nowhere),
        )
        .fact("怎么录取的", it.way.label())
        .fact("报到", it.reports_on.to_string())
}
