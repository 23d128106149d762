//! Plans: a file is read, what was read is confirmed in one go or one by one, and stays.

use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse, Markup, Page, Path, Redirect, Response, StatusCode, Upload,
    Visit, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Filter, Head, List, Row, Tone,
        badge,
    },
};

use super::{
    super::{
        actions::{self, Chosen, Error},
        model::{Fate, Plan, PlanId, ProposedFigure, ProposedTask, Read, Tie},
        store,
    },
    MAY_KEEP, told, with_wrong, wrong,
};

/// What files can be read.
const TYPES: &str = ".docx,.xlsx,.html,.htm,.txt,.pdf";

pub(super) async fn list(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "plans", |tx| { Ok(store::plans(tx).await?) });
    let plans = read?;
    let here = visit.here();
    let list = List::new("计划", &here)
        .column(Column::text("计划"))
        .column(Column::short("年度"))
        .column(Column::text("文件"))
        .column(Column::short("读入日期"))
        .column(Column::number("待确认的目标"))
        .rows(plans.iter().map(|(it, open)| {
            Row::new(it.id.to_string(), it.name.as_str())
                .link(visit.link(&format!("/plans/{}", it.id)))
                .cell(it.name.as_str())
                .cell(it.year.to_string())
                .cell(it.file_name.as_str())
                .cell(it.read_on.to_string())
                .cell(open.to_string())
        }))
        .empty(
            Empty::new("还没有读入过计划")
                .hint("把工作要点或任务清单的文件传上来，系统读出任务和目标，由您逐条确认。"),
        );
    let mut head = Head::new("读入的计划").crumb("目标任务", visit.link("/tasks"));
    if visit.meets(MAY_KEEP) {
        head = head
            .action(Button::link("读入计划", visit.link("/plans/new")).icon("upload").primary());
    }
    Ok(visit.page_under("读入的计划", &head, &html! { (list) }))
}

pub(super) async fn form(visit: Visit) -> Html {
    form_page(&visit, ("", &visit.today().year().to_string()), None)
}

fn form_page(
    visit: &Visit,
    (name, year): (&str, &str),
    found: Option<&(&'static str, String)>,
) -> Html {
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (visit.form_id::<super::super::model::kinds::PlanId>("plan.new")) };
    let form = ui::Form::new(visit.link("/plans/new"), &hidden)
        .with_files()
        .section("工作要点、任务清单", html! {
            (Field::file("file", "文件", TYPES).required().error(wrong(found, "file"))
                .hint("docx、xlsx、网页、纯文本，或者有文字的 PDF。扫描的 PDF 是图片，读不出来，请换成有文字的文件。"))
            (Field::number("year", "哪一年的计划").value(year).required().error(wrong(found, "year")))
            (Field::text("name", "计划的名称").value(name).max_length(80).error(wrong(found, "name"))
                .hint("空着就用文件名"))
        })
        .button(Button::submit("读入").primary().icon("upload"));
    let head = Head::new("读入计划")
        .crumb("目标任务", visit.link("/tasks"))
        .crumb("读入的计划", visit.link("/plans"))
        .below(html! { "按规则读出任务和目标，每一条都有原句和读法，由您确认以后才列入清单。文件不传到外面。" });
    visit.page_under("读入计划", &head, &html! { (with_wrong(form, found)) })
}

pub(super) async fn read(visit: Visit, file: Upload) -> Result<Response, Page> {
    let field = |name: &str| file.fields.get(name).cloned().unwrap_or_default();
    let id: PlanId = visit.accept_form_id("plan.new", &field("id"))?;
    let (name, year) = (field("name"), field("year"));
    let sent = (name.as_str(), file.name.as_str(), &file.bytes);
    match actions::read_plan(&visit, (id, &year), sent).await {
        Ok(id) => {
            let to = visit.link(&format!("/plans/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let found = told(error)?;
            let page = form_page(&visit, (&name, &year), Some(&found));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<PlanId>,
    Filters(wanted): Filters<Wanted>,
) -> Result<Html, Page> {
    let (plan, read) = actions::find(&visit, id).await?;
    let mut head = Head::new(plan.name.as_str())
        .crumb("目标任务", visit.link("/tasks"))
        .crumb("读入的计划", visit.link("/plans"));
    let open = Chosen::all(&read);
    if visit.meets(MAY_KEEP) {
        head = head.below(html! {
            "还有 " (open.tasks.len()) " 项任务、" (open.figures.len()) " 个目标待确认。确认以后列入 " (plan.year) " 年的清单。"
        });
    }
    let body = html! {
        @if !wanted.done.is_empty() { (Alert::new(Tone::Good, done_words(&wanted.done))) }
        @for remark in plan.remarks.lines() { (Alert::new(Tone::Warn, remark)) }
        (Card::new("文件", facts(&plan, &read)))
        @if !read.pairs.is_empty() { (pairs(&read)) }
        (proposals(&visit, &plan, &read, &wanted))
        @if read.figures.iter().any(|it| it.is_reported) { (reported(&visit, &read)) }
    };
    Ok(visit.page_under(&plan.name, &head, &body))
}

fn done_words(done: &str) -> String {
    match done.split_once('-') {
        Some((tasks, targets)) => format!("已列入 {tasks} 项任务、{targets} 个目标"),
        None => format!("已舍去 {done} 条"),
    }
}

fn facts(plan: &Plan, read: &Read) -> Markup {
    let targets = read.figures.iter().filter(|it| !it.is_reported).count();
    html! { (Facts::new()
    .fact("文件", plan.file_name.as_str())
    .fact("读入日期", plan.read_on.to_string())
    .fact("读出", format!("{} 项任务、{targets} 个目标、{} 个已有实绩", read.tasks.len(), read.figures.len() - targets))
    .fact("文件摘要（SM3）", html! { code { (plan.sm3) } })) }
}

/// What stands in two places and differs, or may be one thing.
fn pairs(read: &Read) -> Markup {
    let figure = |seq: i64| read.figures.iter().find(|it| it.seq == seq);
    let told = |it: &ProposedFigure| format!("第 {} 行 {} {}", it.lines, it.name, it.goal.told());
    html! { (Card::new("请先核对", html! {
        ul { @for pair in &read.pairs {
            @if let (Some(one), Some(other)) = (figure(pair.one), figure(pair.other)) {
                li {
                    (badge(if pair.tie == Tie::Contradiction { Tone::Bad } else { Tone::Warn }, pair.tie.label()))
                    " " (told(one)) " — " (told(other))
                }
            }
        } }
    }).note("同一件事在文件里写法不同的，确认前请看原句")) }
}

fn proposals(visit: &Visit, plan: &Plan, read: &Read, wanted: &Wanted) -> Markup {
    let here = visit.here();
    let csrf = visit.csrf();
    let is_shown = |fate: Fate| match wanted.show.as_str() {
        "all" => true,
        "dropped" => fate == Fate::Dropped,
        _ => fate == Fate::Open,
    };
    let mut rows = Vec::new();
    for task in &read.tasks {
        let figures: Vec<&ProposedFigure> = read
            .figures
            .iter()
            .filter(|it| it.task_seq == task.seq && !it.is_reported && is_shown(it.fate))
            .collect();
        if is_shown(task.fate) || !figures.is_empty() {
            rows.push(task_row(visit, plan.id, task));
        }
        rows.extend(figures.into_iter().map(|it| figure_row(visit, plan.id, it, read)));
    }
    let filter = Filter::choice("show", "显示", [("dropped", "已舍去的"), ("all", "全部")])
        .otherwise("待确认的");
    let list = List::new("读出的任务和目标", &here)
        .filters(ui::Filters::new(&here).filter(filter))
        .column(Column::text("任务和目标"))
        .column(Column::short("目标数"))
        .column(Column::text("原句"))
        .column(Column::text("请核对"))
        .column(Column::short("期限"))
        .column(Column::short("状态"))
        .rows(rows)
        .empty(
            Empty::new("没有待确认的了")
                .hint("已列入的在“目标任务”里，舍去的可以在上面选“已舍去的”找回。"),
        );
    let act = |what: &str| visit.link(&format!("/plans/{}/{what}", plan.id));
    if !visit.meets(MAY_KEEP) {
        return html! { (list) };
    }
    let bulk = ui::Bulk::new(&csrf)
        .button(Button::submit("确认选中的").primary().to(act("confirm")))
        .button(Button::submit("舍去选中的").to(act("drop")));
    let all = Chosen::all(read);
    let any_open = !all.tasks.is_empty() || !all.figures.is_empty();
    let hidden = html! { (csrf) input type="hidden" name="all" value="1"; };
    html! {
        (list.bulk(bulk))
        @if any_open {
            form method="post" action=(act("confirm")) data-guard {
                (hidden)
                (Button::submit(format!("全部确认：{} 项任务、{} 个目标", all.tasks.len(), all.figures.len()))
                    .confirm("前后不一的也会一并列入，确认前请先看“请先核对”。确定全部确认吗？"))
            }
        }
    }
}

fn fate(it: Fate) -> Markup {
    let tone = match it {
        Fate::Open => Tone::Warn,
        Fate::Taken => Tone::Good,
        Fate::Dropped => Tone::Quiet,
    };
    badge(tone, it.label())
}

fn task_row<'a>(visit: &Visit, plan: PlanId, it: &'a ProposedTask) -> Row<'a> {
    let link = match it.task {
        Some(task) => visit.link(&format!("/tasks/{task}")),
        None => visit.link(&format!("/plans/{plan}/tasks/{}", it.seq)),
    };
    let unknown = !it.written.is_empty() && super::super::reading::office(&it.written).is_none();
    let doubt = if unknown {
        format!("原文的“{}”没有对应的科室，先归{}，请核对", it.written, it.office.label())
    } else {
        String::new()
    };
    Row::new(format!("t{}", it.seq), it.work.as_str())
        .link(link)
        .cell(html! { strong { (it.work) } })
        .cell("")
        .cell(html! { (it.office.label()) @if !it.leader.is_empty() { "，" (it.leader) } "，第 " (it.line) " 行" })
        .cell(doubt)
        .cell(it.due_on.to_string())
        .cell(fate(it.fate))
}

fn figure_row<'a>(visit: &Visit, plan: PlanId, it: &'a ProposedFigure, read: &'a Read) -> Row<'a> {
    let link = match it.target {
        Some(target) => visit.link(&format!("/targets/{target}")),
        None => visit.link(&format!("/plans/{plan}/figures/{}", it.seq)),
    };
    let sentence = read.sentences.iter().find(|at| at.seq == it.sentence);
    let tie = read.pairs.iter().find(|pair| pair.one == it.seq || pair.other == it.seq);
    Row::new(format!("f{}", it.seq), it.name.as_str())
        .link(link)
        .cell(it.name.as_str())
        .cell(it.goal.told())
        .cell(html! { @if let Some(sentence) = sentence { (sentence.words) } small.text-secondary { " 第 " (it.lines) " 行" } })
        .cell(html! { (it.doubts) @if let Some(tie) = tie { @if !it.doubts.is_empty() { "；" } (tie.tie.label()) } })
        .cell(it.due_on.to_string())
        .cell(fate(it.fate))
}

/// What the file tells as done: no targets, but what there was before.
fn reported(visit: &Visit, read: &Read) -> Markup {
    let here = visit.here();
    let list = List::new("文件里的已有实绩", &here)
        .column(Column::text("内容"))
        .column(Column::short("数"))
        .column(Column::text("原句"))
        .rows(read.figures.iter().filter(|it| it.is_reported).map(|it| {
            let sentence = read.sentences.iter().find(|at| at.seq == it.sentence);
            Row::new(format!("r{}", it.seq), it.name.as_str())
                .cell(it.name.as_str())
                .cell(it.goal.told())
                .cell(sentence.map_or("", |it| it.words.as_str()))
        }));
    html! { (Card::new("文件里的已有实绩", html! { (list) }).note("不列为目标；与目标说的是同一件事的，作为它的原有实绩")) }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Ticked {
    #[serde(default)]
    row: Vec<String>,
    #[serde(default)]
    all: String,
}

pub(super) async fn confirm(
    visit: Visit,
    Path(id): Path<PlanId>,
    Form(ticked): Form<Ticked>,
) -> Result<Response, Page> {
    let chosen = Chosen::of(&ticked.row);
    let chosen = (ticked.all != "1").then_some(&chosen);
    let (tasks, targets) = actions::confirm(&visit, id, chosen).await?;
    let to = visit.link(&format!("/plans/{id}?done={tasks}-{targets}"));
    Ok(Redirect::to(&to).into_response())
}

pub(super) async fn drop_some(
    visit: Visit,
    Path(id): Path<PlanId>,
    Form(ticked): Form<Ticked>,
) -> Result<Response, Page> {
    let dropped = actions::drop_chosen(&visit, id, &Chosen::of(&ticked.row)).await?;
    let to = visit.link(&format!("/plans/{id}?done={dropped}"));
    Ok(Redirect::to(&to).into_response())
}
