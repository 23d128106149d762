//! The public warning before registration: next year's expected children and seats, school by school.

use std::collections::BTreeMap;

use web::{
    Call, Html, Markup, Page, html,
    ui::{Alert, Empty, Head, Paper, Tone},
};

use super::{STAGES, level};
use crate::forecast::{
    model::{Forecast, Level, Line},
    store,
};

pub(super) async fn show(call: Call) -> Result<Html, Page> {
    let read: Result<_, db::Error> = db::read!(call.db(), "public warning", |tx| {
        let mut all = Vec::new();
        for stage in STAGES {
            if let Some(it) = store::published(tx, stage).await? {
                let mut lines = store::lines(tx, it.id).await?;
                lines.retain(|line| line.year == it.year.start() + 1);
                all.push((it, lines));
            }
        }
        Ok(all)
    });
    let all = read?;
    let body = html! {
        (Head::new("招生预警").below(html! { "报名之前请看：哪些学校明年的学位紧张。按地址查学校请到 "
            a href=(call.link("/schools/find")) { "查学区" } }))
        @if all.is_empty() {
            (Empty::new("现在没有公布的招生预警").hint("教育局在每年报名之前公布。"))
        }
        @for (it, lines) in &all { (sheet(it, lines)) }
    };
    Ok(call.public_page("招生预警", &body))
}

fn sheet(it: &Forecast, lines: &[Line]) -> Markup {
    let mut order: Vec<&Line> = lines.iter().collect();
    // Warned schools first; within a level as the county lists them.
    order.sort_by_key(|it| std::cmp::Reverse(it.level));
    let mut counts: BTreeMap<Level, usize> = BTreeMap::new();
    for it in lines {
        *counts.entry(it.level).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().rev().map(|(level, count)| format!("{} {count} 所", level.label())).collect();
    let year = it.year.start() + 1;
    let body = html! {
        p { (counts.join("，")) "。" (it.levels) "。" }
        table.table {
            thead { tr { th { "镇街" } th { "学校" } th { "预计入学" } th { "学位" } th { "等级" } } }
            tbody { @for it in order { tr {
                td { (it.town) } td { (it.school_name) }
                td { (it.expected) "（" (it.low) "～" (it.high) "）" }
                td { (it.seats) } td { (level(it.level)) }
            } } }
        }
        (Alert::new(Tone::Info, "预计人数不是录取结果").detail("预警的学校可能按户籍、住房的先后统筹安排；括号里是可能的范围。"))
    };
    let when = it.published_on.map(|it| it.to_string()).unwrap_or_default();
    let title = format!("{year}年{}招生预警", it.stage.label());
    html! { (Paper::new(title, body).inside().signed("教育局", when)) }
}
