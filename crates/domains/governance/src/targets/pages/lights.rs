//! The leader's page: all lights of a year by leader and by office, and what burns red, in full.

use std::collections::BTreeMap;

use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Visit, html,
    ui::{Address, Button, Card, Column, Empty, Filter, Filters as Bar, Head, List, Row},
};

use super::{
    super::{
        lit::{Days, LitTask},
        rules::Light,
    },
    Year, holder, light, list, lit_cell, task_link, year_of,
};

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    year: String,
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let year = year_of(&visit, &wanted.year, Days::now(visit.today())).await?;
    let here = visit.here();
    let all = Address::new(&visit.link("/tasks"), &format!("year={}", year.year));
    let worst: Vec<&LitTask> = [Light::Red, Light::Yellow]
        .into_iter()
        .flat_map(|kind| year.tasks.iter().filter(move |it| it.lit.light == kind))
        .collect();
    let of_leader = |it: &LitTask| {
        let name = it.task.leader.as_str();
        if name.is_empty() {
            ("没有写明".to_owned(), None)
        } else {
            (name.to_owned(), Some(("leader", name.to_owned())))
        }
    };
    let of_office = |it: &LitTask| {
        let office = it.task.holder.office;
        (holder(it.task.holder, &year.names), Some(("office", office.key().to_owned())))
    };
    let head = Head::new("亮灯总览")
        .crumb("目标任务", all.href())
        .below(html! { (year.year) " 年 · " (year.tasks.len()) " 项任务，灯按今天的数判" })
        .action(Button::link("亮灯规则", visit.link("/tasks/rules")).icon("adjustments-horizontal"))
        .action(Button::print());
    let body = html! {
        (Bar::new(&here).filter(Filter::choice("year", "年度", year.choices()).preset(year.year.to_string())))
        (list::counts(&year.tasks, &all))
        (Card::new("按分管领导", table(&year, &all, &here, "分管领导", of_leader)))
        (Card::new("按牵头科室", table(&year, &all, &here, "牵头科室（单位）", of_office)))
        (Card::new("红灯和黄灯", behind(&visit, &year, &worst)))
    };
    Ok(visit.page_under("亮灯总览", &head, &body))
}

/// By what tasks are put together: its words, and what the list is narrowed to.
type Group = (String, Option<(&'static str, String)>);

fn table(
    year: &Year,
    all: &Address,
    here: &Address,
    title: &'static str,
    group: impl Fn(&LitTask) -> Group,
) -> Markup {
    let mut groups: BTreeMap<Group, Vec<&LitTask>> = BTreeMap::new();
    for it in &year.tasks {
        groups.entry(group(it)).or_default().push(it);
    }
    let mut list =
        List::new(title, here).column(Column::text(title)).column(Column::number("任务"));
    for kind in Light::WORST_FIRST {
        list = list.column(Column::number(kind.label()));
    }
    let list = list
        .rows(groups.iter().map(|((name, narrowed), tasks)| {
            let to = match narrowed {
                Some((key, value)) => all.with(key, value),
                None => all.clone(),
            };
            let mut row = Row::new(name.as_str(), name.as_str())
                .link(to.href())
                .cell(name.as_str())
                .cell(tasks.len().to_string());
            for kind in Light::WORST_FIRST {
                let n = tasks.iter().filter(|it| it.lit.light == kind).count();
                let href = to.with("light", kind.key()).href();
                row = row.cell(html! { @if n > 0 { a href=(href) { (n) } } @else { "0" } });
            }
            row
        }))
        .empty(Empty::new("这一年还没有任务"));
    html! { (list) }
}

fn behind(visit: &Visit, year: &Year, tasks: &[&LitTask]) -> Markup {
    let here = visit.here();
    let list = List::new("红灯和黄灯", &here)
        .column(Column::text("任务"))
        .column(Column::short("灯"))
        .column(Column::text("哪里落后"))
        .column(Column::short("牵头科室（单位）"))
        .column(Column::short("分管领导"))
        .rows(tasks.iter().map(|it| {
            let parts = it.targets.iter().filter(|it| it.lit.light >= Light::Yellow);
            Row::new(it.task.id.to_string(), it.task.work.as_str())
                .link(task_link(visit, it.task.id))
                .cell(it.task.work.as_str())
                .cell(light(it.lit.light))
                .cell(html! {
                    @if it.targets.iter().any(|it| it.lit.light >= Light::Yellow) {
                        ul { @for part in parts { li { (part.target.name) "：" (lit_cell(&part.lit)) } } }
                    } @else { (it.lit.why) }
                })
                .cell(holder(it.task.holder, &year.names))
                .cell(it.task.leader.as_str())
        }))
        .empty(Empty::new("没有红灯和黄灯"));
    html! { (list) }
}
