//! One proposal of a plan, put right before it is confirmed.

use web::{
    Form, Html, IntoResponse, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Card, Facts, Field, Head, Text},
};

use super::{
    super::{
        actions::{self, EditedFigure, EditedTask, Error},
        model::{Fate, Plan, PlanId, ProposedFigure, ProposedTask, Read},
    },
    forms::{goal_fields, typed_goal},
    offices, told, with_wrong, wrong,
};

type Found<'a> = Option<&'a (&'static str, String)>;

fn back(visit: &Visit, id: PlanId) -> Response {
    Redirect::to(&visit.link(&format!("/plans/{id}"))).into_response()
}

fn head<'a>(visit: &Visit, plan: &'a Plan, title: &'a str) -> Head<'a> {
    Head::new(title)
        .crumb("读入的计划", visit.link("/plans"))
        .crumb(plan.name.as_str(), visit.link(&format!("/plans/{}", plan.id)))
}

async fn of_task(visit: &Visit, (id, seq): (PlanId, i64)) -> Result<(Plan, ProposedTask), Error> {
    let (plan, read) = actions::find(visit, id).await?;
    let found = read.tasks.into_iter().find(|it| it.seq == seq && it.fate != Fate::Taken);
    Ok((plan, found.ok_or(Error::Missing)?))
}

pub(super) async fn task(visit: Visit, Path(at): Path<(PlanId, i64)>) -> Result<Html, Page> {
    let (plan, it) = of_task(&visit, at).await?;
    let typed = EditedTask {
        version: it.version,
        work: it.work.clone(),
        content: it.content.clone(),
        leader: it.leader.clone(),
        office: it.office.key().to_owned(),
        due: it.due_on.to_string(),
    };
    Ok(task_page(&visit, (&plan, &it), &typed, None))
}

pub(super) async fn set_task(
    visit: Visit,
    Path(at): Path<(PlanId, i64)>,
    Form(typed): Form<EditedTask>,
) -> Result<Response, Page> {
    match actions::edit_task(&visit, at, &typed).await {
        Ok(()) => Ok(back(&visit, at.0)),
        Err(error) => {
            let found = told(error)?;
            let (plan, it) = of_task(&visit, at).await?;
            let page = task_page(&visit, (&plan, &it), &typed, Some(&found));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn task_page(
    visit: &Visit,
    (plan, it): (&Plan, &ProposedTask),
    typed: &EditedTask,
    found: Found<'_>,
) -> Html {
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="version" value=(typed.version); };
    let action = visit.link(&format!("/plans/{}/tasks/{}", plan.id, it.seq));
    let written = if it.written.is_empty() {
        "计划里没有写牵头科室".to_owned()
    } else {
        format!("计划里写的是“{}”", it.written)
    };
    let form = ui::Form::new(action, &hidden)
        .section("任务", html! {
            (Field::text("work", "主要工作").value(typed.work.as_str()).max_length(80).required().error(wrong(found, "work")))
            (Field::long("content", "工作内容").value(typed.content.as_str()).lines(5).error(wrong(found, "content")))
            (Field::select("office", "牵头科室", offices()).value(typed.office.as_str()).required().hint(written).error(wrong(found, "office")))
            (Field::text("leader", "分管领导").value(typed.leader.as_str()).max_length(80).error(wrong(found, "leader")))
            (Field::date("due", "期限").value(typed.due.as_str()).required().error(wrong(found, "due")))
        })
        .button(Button::submit("保存").primary());
    let body = html! { (with_wrong(form, found)) };
    visit.page_under("修改读出的任务", &head(visit, plan, "修改读出的任务"), &body)
}

async fn of_figure(
    visit: &Visit,
    (id, seq): (PlanId, i64),
) -> Result<(Plan, Read, ProposedFigure), Error> {
    let (plan, read) = actions::find(visit, id).await?;
    let found = read.figures.iter().find(|it| it.seq == seq && it.fate != Fate::Taken).cloned();
    let found = found.filter(|it| !it.is_reported).ok_or(Error::Missing)?;
    Ok((plan, read, found))
}

pub(super) async fn figure(visit: Visit, Path(at): Path<(PlanId, i64)>) -> Result<Html, Page> {
    let (plan, read, it) = of_figure(&visit, at).await?;
    let typed = EditedFigure {
        version: it.version,
        name: it.name.clone(),
        goal: typed_goal(&it.goal),
        due: it.due_on.to_string(),
        task: it.task_seq.to_string(),
    };
    Ok(figure_page(&visit, (&plan, &read, &it), &typed, None))
}

pub(super) async fn set_figure(
    visit: Visit,
    Path(at): Path<(PlanId, i64)>,
    Form(typed): Form<EditedFigure>,
) -> Result<Response, Page> {
    match actions::edit_figure(&visit, at, &typed).await {
        Ok(()) => Ok(back(&visit, at.0)),
        Err(error) => {
            let found = told(error)?;
            let (plan, read, it) = of_figure(&visit, at).await?;
            let page = figure_page(&visit, (&plan, &read, &it), &typed, Some(&found));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn figure_page(
    visit: &Visit,
    (plan, read, it): (&Plan, &Read, &ProposedFigure),
    typed: &EditedFigure,
    found: Found<'_>,
) -> Html {
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="version" value=(typed.version); };
    let action = visit.link(&format!("/plans/{}/figures/{}", plan.id, it.seq));
    let tasks = read.tasks.iter().filter(|it| it.fate != Fate::Dropped);
    let tasks = tasks.map(|it| (Text::from(it.seq.to_string()), Text::from(it.work.as_str())));
    let sentence = read.sentences.iter().find(|at| at.seq == it.sentence);
    let facts = Facts::new()
        .long("原句", sentence.map_or("", |it| it.words.as_str()))
        .fact("所在行", it.lines.as_str())
        .fact("按什么读", it.why.as_str())
        .fact("请核对", if it.doubts.is_empty() { "没有疑问" } else { &it.doubts });
    let form = ui::Form::new(action, &hidden)
        .section("目标", html! {
            (Field::text("name", "数的是什么").value(typed.name.as_str()).max_length(80).required().error(wrong(found, "name")))
            (goal_fields(&typed.goal, found))
            (Field::date("due", "期限").value(typed.due.as_str()).required().error(wrong(found, "due")))
            (Field::select("task", "属于哪项任务", tasks).value(typed.task.as_str()).required().error(wrong(found, "task")))
        })
        .button(Button::submit("保存").primary());
    let body = html! { (Card::new("原文", html! { (facts) })) (with_wrong(form, found)) };
    visit.page_under("修改读出的目标", &head(visit, plan, "修改读出的目标"), &body)
}
