//! The school's editor of its dismissal table: a line a grade, what is wrong with it, what families
//! declared, and a proposal to begin with.

use std::collections::BTreeMap;

use jiff::civil::Time;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::Grade;
use web::{
    Filters, Form, Html, Page, Redirect, Visit,
    ui::{self, Alert, Button, Card, Empty, Field, Head, Tone, badge, checks},
};

use super::{
    actions::{self, Desk},
    model::Batch,
    pages::table_of,
    rules,
};
use crate::aftercare::{
    error::Error,
    programme::{editor::own_school, rules::clock},
    terms,
};

/// How long a gate is a grade's, unless something else is written.
const MINUTES: i64 = 10;

/// A proposal that an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Proposed {
    #[serde(default)]
    gates: String,
    #[serde(default)]
    first: String,
    #[serde(default)]
    minutes: String,
}

pub(super) async fn edit(visit: Visit, Filters(wanted): Filters<Proposed>) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let desk = actions::desk(&visit, own_school(&visit), term).await?;
    let head = Head::new("错时放学安排")
        .crumb("放学安排", visit.link("/aftercare/gate"))
        .above(term.label())
        .state(state_of(&desk))
        .action(Button::print());
    let lines = proposed(&desk, &wanted).unwrap_or_else(|| desk.draft.clone());
    let body = html! {
        (verdict(&desk))
        (editor(&visit, &desk, &lines))
        (ui::pair(declared(&desk), proposal_form(&visit, &desk, &wanted)))
        @if !desk.published.is_empty() {
            (Card::new("已公布的安排", table_of(&desk.published)).note("家长、教师和校门看到的").flush())
        }
    };
    Ok(visit.page_under("错时放学安排", &head, &body))
}

fn state_of(desk: &Desk) -> Markup {
    match (&desk.table, desk.draft == desk.published) {
        (None, _) => badge(Tone::Quiet, "未填写"),
        (Some(_), true) => badge(Tone::Good, "已公布"),
        (Some(_), false) => badge(Tone::Warn, "有未公布的修改"),
    }
}

fn verdict(desk: &Desk) -> Markup {
    html! {
        @if desk.draft.is_empty() {
            (Alert::new(Tone::Info, "还没有填写放学安排").detail("可以先按年级自动排一遍，再按校门和路况调整。"))
        } @else if desk.findings.is_empty() {
            (Alert::new(Tone::Good, "没有发现冲突：各年级都有安排，同一校门不重叠，低年级先走"))
        } @else {
            (Card::new(
                format!("{} 处需要调整", desk.findings.len()),
                checks(desk.findings.iter().map(|it| (Tone::Bad, it.advice().into()))),
            ))
        }
    }
}

/// The table that the address asks for, where it asks for one.
fn proposed(desk: &Desk, wanted: &Proposed) -> Option<Vec<Batch>> {
    let gates: Vec<String> = wanted
        .gates
        .split([',', ',', '、', ' '])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    let first: Time = wanted.first.parse().ok()?;
    let minutes = wanted.minutes.parse().unwrap_or(MINUTES).clamp(1, 60);
    let table = rules::proposal(&desk.grades, &gates, first, minutes);
    (!table.is_empty()).then_some(table)
}

fn proposal_form(visit: &Visit, desk: &Desk, wanted: &Proposed) -> Markup {
    let first = desk.ends.map(clock).unwrap_or_default();
    let first = if wanted.first.is_empty() { first } else { wanted.first.clone() };
    let gates = if wanted.gates.is_empty() { "南门、北门" } else { wanted.gates.as_str() };
    let body = html! {
        form.form method="get" action=(visit.link("/aftercare/school/dismissal")) {
            div.fields {
                (Field::text("gates", "校门").value(gates).hint("几个校门用顿号隔开。"))
                (Field::time("first", "第一批时间").value(first).narrow())
                (Field::number("minutes", "每批间隔").value(MINUTES.to_string()).unit("分钟").narrow())
            }
            div.actions { (Button::submit("按年级自动排")) }
        }
    };
    html! { (Card::new("自动排一遍", body).note("低年级先走，各校门轮流，不会保存")) }
}

/// What families declared, by grade: how many can come when.
fn declared(desk: &Desk) -> Markup {
    let mut grades: BTreeMap<Grade, Vec<(Time, i64)>> = BTreeMap::new();
    for (grade, at, n) in &desk.declared {
        grades.entry(*grade).or_default().push((*at, *n));
    }
    let body = html! {
        @if grades.is_empty() { (Empty::new("还没有家长填报接孩子的时间").hint("家长在手机上“我的孩子”里填报。")) }
        @else {
            div.table-box { table.rows {
                caption.visually-hidden { "家长填报的接送时间" }
                thead { tr { th scope="col" { "年级" } th.num scope="col" { "填报" } th scope="col" { "最早可到(人数)" } } }
                tbody { @for (grade, times) in &grades { tr {
                    td { (grade.label()) }
                    td.num data-label="填报" { (times.iter().map(|it| it.1).sum::<i64>()) " 人" }
                    td data-label="最早可到" { @for (at, n) in times { span { (clock(*at)) "(" (n) ") " } } }
                } } }
            } }
        }
    };
    html! { (Card::new("家长接送时间", body).flush()) }
}

fn editor(visit: &Visit, desk: &Desk, lines: &[Batch]) -> Markup {
    if desk.grades.is_empty() {
        return html! { (Empty::new("学校本学年还没有班级")) };
    }
    let version = desk.table.as_ref().map_or(0, |it| it.version);
    let hidden = html! { (visit.csrf()) input type="hidden" name="version" value=(version); };
    let line = |grade: Grade| lines.iter().find(|it| it.grade == grade);
    let form = ui::Form::new(visit.link("/aftercare/school/dismissal"), &hidden)
        .section("各年级放学时间", html! {
            p.field-hint {
                @if let Some(ends) = desk.ends { "晚托最晚 " (clock(ends)) " 结束，放学不早于这个时间。" }
                "一个年级一行；同一校门错开，低年级先走。"
            }
            div.table-box { table.rows {
                caption.visually-hidden { "各年级放学时间" }
                thead { tr { th scope="col" { "年级" } th scope="col" { "校门" } th scope="col" { "时间" } th scope="col" { "占用(分钟)" } } }
                tbody { @for grade in &desk.grades { (row(*grade, line(*grade))) } }
            } }
        })
        .button(Button::submit("保存").primary());
    html! {
        (form)
        @if desk.draft != desk.published && !desk.draft.is_empty() {
            (ui::post(
                &visit.link("/aftercare/school/dismissal/publish"),
                &hidden,
                &Button::submit("公布给家长").icon("send").confirm("公布后家长、教师和校门立即看到，并给家长发消息。确定吗？"),
            ))
        }
    }
}

fn row(grade: Grade, line: Option<&Batch>) -> Markup {
    let number = grade.number();
    let said = |what: &str| format!("{}{what}", grade.label());
    let gate = line.map_or("", |it| it.gate.as_str());
    let at = line.map(|it| clock(it.at)).unwrap_or_default();
    let minutes = line.map_or(MINUTES, |it| it.minutes);
    html! {
        tr {
            td { (grade.label()) }
            td data-label="校门" { input.form-control name={ "gate-" (number) } value=(gate) maxlength="10" aria-label=(said("校门")); }
            td data-label="时间" { input.form-control type="time" name={ "at-" (number) } value=(at) aria-label=(said("放学时间")); }
            td data-label="占用(分钟)" { input.form-control type="number" min="1" max="60" name={ "minutes-" (number) } value=(minutes) aria-label=(said("占用分钟")); }
        }
    }
}

pub(super) async fn save(
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    let term = terms::current(&visit).await?;
    let version = value(&pairs, "version").parse().unwrap_or(0);
    actions::save(&visit, own_school(&visit), term, version, &read(&pairs)?).await?;
    Ok(to_desk(&visit))
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
}

/// The lines that were typed; a grade without gate and time is left out.
fn read(pairs: &[(String, String)]) -> Result<Vec<Batch>, Error> {
    let mut all = Vec::new();
    for (name, gate) in pairs {
        let Some(grade) = name.strip_prefix("gate-").and_then(|it| it.parse().ok()) else {
            continue;
        };
        let Ok(grade) = Grade::school(grade) else { continue };
        let number = grade.number();
        let at = value(pairs, &format!("at-{number}"));
        if gate.trim().is_empty() && at.is_empty() {
            continue;
        }
        let unfit = |what: &str| Error::Unfit(format!("{}:{what}", grade.label()));
        if gate.trim().is_empty() {
            return Err(unfit("请填写校门。"));
        }
        let minutes = value(pairs, &format!("minutes-{number}")).parse().ok();
        all.push(Batch {
            grade,
            gate: gate.trim().to_owned(),
            at: at.parse().map_err(|_| unfit("请填写放学时间，如 17:15。"))?,
            minutes: minutes
                .filter(|it| (1..=60).contains(it))
                .ok_or_else(|| unfit("占用时间应为 1 到 60 分钟。"))?,
        });
    }
    Ok(all)
}

#[derive(Debug, Deserialize)]
pub(super) struct Publish {
    version: i64,
}

pub(super) async fn publish(visit: Visit, Form(form): Form<Publish>) -> Result<Redirect, Page> {
    let term = terms::current(&visit).await?;
    actions::publish(&visit, own_school(&visit), term, form.version).await?;
    Ok(to_desk(&visit))
}

fn to_desk(visit: &Visit) -> Redirect {
    Redirect::to(&visit.link("/aftercare/school/dismissal"))
}
