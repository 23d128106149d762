//! One task: its targets with their values and lights, milestones, notes, parts that were handed
//! down, and what can be done now.

use platform::files::{self, Accept, FileRow, Files};
use platform::measures::Measures;
use serde::Deserialize;
use vocab::Role;
use web::{
    Form, Html, IntoResponse, Markup, Page, Path, Posts, Redirect, Response, StatusCode, Visit,
    html,
    ui::{
        self, Alert, Button, Card, Column, Decide, Empty, Facts, Field, Head, List, Row, Timeline,
        Tone,
    },
};

use super::{
    super::{
        actions::{self, Ending, Error, Told, TypedStep, works_on},
        lit::{self, Days, LitTarget, LitTask},
        model::{Note, NoteId, State, StepId, Task, TaskId},
        rules::Actual,
        store,
    },
    MAY_KEEP, MAY_WORK, holder, light, lit_cell, names, state, task_link, told, with_wrong, wrong,
};

/// Everything of a task's page.
pub(super) struct Shown {
    pub(super) it: LitTask,
    notes: Vec<Note>,
    files: Vec<FileRow>,
    handed: Vec<Task>,
    above: Option<Task>,
    names: std::collections::BTreeMap<vocab::PlaceId, String>,
}

pub(super) async fn read(visit: &Visit, id: TaskId) -> Result<Shown, Error> {
    let scope = visit.actor.scope();
    let (measures, days) = (visit.cell.service::<Measures>(), Days::now(visit.today()));
    db::read!(visit.db(), "task", |tx| {
        let task = store::find_task(tx, id, scope).await?.ok_or(Error::Missing)?;
        let above = match task.parent {
            Some(parent) => store::find_task(tx, parent, scope).await?,
            None => None,
        };
        let handed = store::handed_from(tx, id).await?;
        let mut all = handed.clone();
        all.push(task.clone());
        let names = names(tx, &all).await?;
        let found = lit::lit(tx, vec![task], days, measures).await?;
        let it = found.into_iter().next().ok_or(Error::Missing)?;
        let first = jiff::civil::date(1, 1, 1);
        let notes = store::notes(tx, first, &[id]).await?.remove(&id).unwrap_or_default();
        let ids: Vec<NoteId> = notes.iter().map(|it| it.id).collect();
        let files = files::list_many(tx, &ids).await?;
        Ok(Shown { it, notes, files, handed, above, names })
    })
}

pub(super) async fn show(visit: Visit, Path(id): Path<TaskId>) -> Result<Html, Page> {
    let shown = read(&visit, id).await?;
    Ok(page(&visit, &shown, &Back::default()))
}

/// What comes back with a form that could not be taken.
#[derive(Debug, Default)]
struct Back {
    form: &'static str,
    typed: String,
    due: String,
    wrong: Option<(&'static str, String)>,
}

fn page(visit: &Visit, shown: &Shown, back: &Back) -> Html {
    let (it, task) = (&shown.it, &shown.it.task);
    let is_ours = works_on(visit, task, &it.joint) && visit.meets(MAY_WORK);
    let running = task.state == State::Running;
    let mut head = Head::new(task.work.as_str())
        .crumb("目标任务", visit.link(&format!("/tasks?year={}", task.year)))
        .state(html! { (light(it.lit.light)) @if let Some(state) = state(task) { " " (state) } })
        .below(html! { (it.lit.why) });
    if running && visit.meets(MAY_KEEP) && task.holder.place == visit.actor.scope() {
        head = head.action(Button::link("修改", format!("{}/edit", task_link(visit, task.id))));
    }
    let body = html! {
        @if task.state == State::Sent { (sign_card(visit, task)) }
        (Card::new("任务", facts(visit, shown)))
        (targets(visit, it, is_ours && running))
        (steps(visit, it, is_ours && running, back))
        @if !shown.handed.is_empty() { (handed(visit, shown)) }
        (notes(visit, shown))
        @if is_ours && running { (tell_form(visit, task.id, back)) }
        @if is_ours { (end_form(visit, task)) }
    };
    visit.page_under(&task.work, &head, &body)
}

fn sign_card(visit: &Visit, task: &Task) -> Markup {
    let is_theirs =
        task.holder.office == visit.actor.role() && task.holder.place == visit.actor.scope();
    if !is_theirs {
        return html! { (Alert::new(Tone::Warn, "已下达，等对方签收")) };
    }
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="version" value=(task.version); };
    let decide = Decide::new(format!("{}/sign", task_link(visit, task.id)), &hidden)
        .reason(
            Field::text("reason", "退回的原因").max_length(400).hint("退回时必须写明；签收不用写"),
        )
        .choice("sign", Button::submit("签收").primary())
        .choice("return", Button::submit("退回").danger());
    html! { (Card::new("请签收", html! {
        p { "签收以后列入本单位的目标任务，进度按期公布。对数字或期限有异议的，写明原因退回。" }
        (decide)
    })) }
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    let (it, task) = (&shown.it, &shown.it.task);
    let joint: Vec<&str> = it.joint.iter().map(|it| it.label()).collect();
    let mut facts = Facts::new()
        .fact("牵头科室（单位）", holder(task.holder, &shown.names))
        .fact("分管领导", if task.leader.is_empty() { "没有写明" } else { &task.leader })
        .fact("时间", format!("{} 至 {}", task.from_on, task.due_on))
        .fact("来源", task.origin.label());
    if !joint.is_empty() {
        facts = facts.fact("配合科室", joint.join("、"));
    }
    if task.livelihood {
        facts = facts.fact("类别", "民生实事");
    }
    if let Some(day) = task.signed_on {
        facts = facts.fact("签收日期", day.to_string());
    }
    if let Some((day, words)) = &task.ended {
        facts = facts.long(task.state.label(), format!("{words}（{day}）"));
    }
    if let Some(above) = &shown.above {
        let link = task_link(visit, above.id);
        facts = facts.fact("上级任务", html! { a href=(link) { (above.work) } });
    }
    if let Some((plan, _)) = task.plan
        && visit.meets(MAY_KEEP)
    {
        let link = visit.link(&format!("/plans/{plan}"));
        facts = facts.fact("计划原文", html! { a href=(link) { "打开读入的计划" } });
    }
    if !task.content.is_empty() {
        facts = facts.long("工作内容", task.content.as_str());
    }
    html! { (facts) }
}

/// The value of a target, which opens to its records or to who reported it.
pub(super) fn value(visit: &Visit, it: &LitTarget) -> Markup {
    let words = match &it.actual {
        Actual::Some(_, told) => told.clone(),
        Actual::None(why) => format!("—（{why}）"),
    };
    html! {
        @match &it.path {
            Some(path) => { a href=(visit.link(path)) { (words) } }
            None => { (words) }
        }
        @if !it.mark.is_empty() { br; small.text-secondary { (it.mark) } }
    }
}

fn targets(visit: &Visit, it: &LitTask, may_add: bool) -> Markup {
    let here = visit.here();
    let list = List::new("目标", &here)
        .column(Column::text("目标"))
        .column(Column::short("目标数"))
        .column(Column::text("现在的数"))
        .column(Column::text("灯"))
        .column(Column::short("期限"))
        .rows(it.targets.iter().map(|it| {
            let target = &it.target;
            Row::new(target.id.to_string(), target.name.as_str())
                .link(visit.link(&format!("/targets/{}", target.id)))
                .cell(target.name.as_str())
                .cell(target.goal.told())
                .cell(value(visit, it))
                .cell(lit_cell(&it.lit))
                .cell(target.due_on.to_string())
        }))
        .empty(Empty::new("还没有数字目标").hint("没有数字的任务按期限和节点亮灯。"));
    let card = Card::new("目标", html! { (list) });
    let add = visit.link(&format!("/tasks/{}/targets/new", it.task.id));
    html! {
        @if may_add { (card.action(Button::link("加一个目标", add).icon("plus"))) } @else { (card) }
    }
}

fn steps(visit: &Visit, it: &LitTask, may: bool, back: &Back) -> Markup {
    let csrf = visit.csrf();
    let action = format!("{}/steps", task_link(visit, it.task.id));
    let found = back.wrong.as_ref().filter(|_| back.form == "step");
    let hidden =
        html! { (csrf) (visit.form_id::<super::super::model::kinds::StepId>("task.step")) };
    let typed = if back.form == "step" { back.typed.as_str() } else { "" };
    let due = if back.form == "step" { back.due.as_str() } else { "" };
    let form = ui::Form::new(action.as_str(), &hidden)
        .part(html! {
            (Field::text("name", "节点要完成什么").value(typed).max_length(80).required().error(wrong(found, "name")))
            (Field::date("due", "期限").value(due).required().error(wrong(found, "due")))
        })
        .button(Button::submit("加一个节点"));
    html! {
        (Card::new("节点", html! {
            @if it.steps.is_empty() { p.text-secondary { "没有设节点" } }
            ul { @for (step, lit) in &it.steps {
                li {
                    (light(lit.light)) " " (lit.why)
                    @if let Some((_, words)) = &step.done { @if !words.is_empty() { " " (words) } }
                    @if may && step.done.is_none() {
                        " " (ui::post(&format!("{action}/{}", step.id), &csrf, &Button::submit("标记完成")))
                    }
                }
            } }
        }))
        @if may { (with_wrong(form, found)) }
    }
}

fn handed(visit: &Visit, shown: &Shown) -> Markup {
    let here = visit.here();
    let list = List::new("分解下达", &here)
        .column(Column::text("下达给"))
        .column(Column::short("状态"))
        .column(Column::short("期限"))
        .column(Column::text("说明"))
        .rows(shown.handed.iter().map(|it| {
            let words = match (&it.ended, it.signed_on) {
                (Some((day, words)), _) => format!("{day} {words}"),
                (None, Some(day)) => format!("{day} 签收"),
                (None, None) => String::new(),
            };
            Row::new(it.id.to_string(), it.work.as_str())
                .link(task_link(visit, it.id))
                .cell(holder(it.holder, &shown.names))
                .cell(it.state.label())
                .cell(it.due_on.to_string())
                .cell(words)
        }));
    html! { (Card::new("分解下达", html! { (list) })) }
}

fn notes(visit: &Visit, shown: &Shown) -> Markup {
    let mut line = Timeline::new();
    for note in &shown.notes {
        let proofs: Vec<FileRow> =
            shown.files.iter().filter(|it| it.owner_bits() == note.id.bits()).cloned().collect();
        line =
            line.event(Tone::Info, note.told_on.to_string(), note.words.as_str(), note.by.as_str());
        if !proofs.is_empty() {
            line = line.more(files::links(visit, &proofs));
        }
    }
    html! { (Card::new("进展和佐证", html! {
        @if shown.notes.is_empty() { p.text-secondary { "还没有记过进展" } } @else { (line) }
    })) }
}

fn tell_form(visit: &Visit, id: TaskId, back: &Back) -> Markup {
    let csrf = visit.csrf();
    let found = back.wrong.as_ref().filter(|_| back.form == "note");
    let typed = if back.form == "note" { back.typed.as_str() } else { "" };
    let hidden =
        html! { (csrf) (visit.form_id::<super::super::model::kinds::NoteId>("task.note")) };
    let form = ui::Form::new(format!("{}/notes", task_link(visit, id)), &hidden)
        .with_files()
        .section("记一笔进展", html! {
            (Field::long("words", "做了什么，到了哪一步").value(typed).required().lines(3).error(wrong(found, "words")))
            (files::field("proof", "佐证", &Accept::ANY))
        })
        .button(Button::submit("记下").primary());
    html! { (with_wrong(form, found)) }
}

fn end_form(visit: &Visit, task: &Task) -> Markup {
    let is_office = visit.actor.role() == Role::OfficeClerk;
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="version" value=(task.version); };
    let reason = Field::text("reason", "办结情况或原因").max_length(400).required();
    let decide = Decide::new(format!("{}/end", task_link(visit, task.id)), &hidden).reason(reason);
    let decide = match task.state {
        State::Running => decide.choice("finish", Button::submit("办结").primary()),
        State::Finished if is_office => decide.choice("again", Button::submit("重新办理")),
        _ if !is_office => return html! {},
        State::Withdrawn | State::Finished => return html! {},
        State::Sent | State::Returned => decide,
    };
    let may_withdraw = is_office && task.state != State::Finished;
    let decide = if may_withdraw {
        decide.choice(
            "withdraw",
            Button::submit("撤下")
                .danger()
                .confirm("撤下以后不再出现在清单里，记录保留。确定撤下吗？"),
        )
    } else {
        decide
    };
    html! { (Card::new("办结", html! { (decide) })) }
}

fn again(visit: &Visit, shown: &Shown, back: &Back) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page(visit, shown, back)).into_response()
}

fn done(visit: &Visit, id: TaskId) -> Response {
    Redirect::to(&task_link(visit, id)).into_response()
}

pub(super) async fn tell(
    visit: Visit,
    Path(id): Path<TaskId>,
    posts: Posts,
) -> Result<Response, Page> {
    let field = |name: &str| {
        let found = posts.pairs.iter().find(|it| it.0 == name);
        found.map(|it| it.1.clone()).unwrap_or_default()
    };
    let note = visit.accept_form_id("task.note", &field("id"))?;
    let store = visit.cell.service::<Files>();
    let mut proofs = Vec::new();
    for sent in &posts.files {
        let kept = files::keep(&visit, store, sent.bytes.clone(), &Accept::ANY).await;
        proofs.push((kept.map_err(Error::from)?, sent.name.clone()));
    }
    let told_words = Told { id: note, words: field("words"), proofs };
    match actions::tell(&visit, id, &told_words).await {
        Ok(()) => Ok(done(&visit, id)),
        Err(error) => {
            let wrong = Some(told(error)?);
            let back = Back { form: "note", typed: field("words"), wrong, ..Back::default() };
            Ok(again(&visit, &read(&visit, id).await?, &back))
        }
    }
}

pub(super) async fn add_step(
    visit: Visit,
    Path(id): Path<TaskId>,
    Form(typed): Form<TypedStep>,
) -> Result<Response, Page> {
    let step = visit.accept_form_id("task.step", &typed.id)?;
    match actions::add_step(&visit, (id, step), &typed).await {
        Ok(()) => Ok(done(&visit, id)),
        Err(error) => {
            let wrong = Some(told(error)?);
            let back = Back { form: "step", typed: typed.name, due: typed.due, wrong };
            Ok(again(&visit, &read(&visit, id).await?, &back))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Reached {
    #[serde(default)]
    words: String,
}

pub(super) async fn reach(
    visit: Visit,
    Path((id, step)): Path<(TaskId, StepId)>,
    Form(typed): Form<Reached>,
) -> Result<Response, Page> {
    actions::reach(&visit, (id, step), &typed.words).await?;
    Ok(done(&visit, id))
}

pub(super) async fn end(
    visit: Visit,
    Path(id): Path<TaskId>,
    Form(typed): Form<Ending>,
) -> Result<Response, Page> {
    actions::end(&visit, id, &typed).await?;
    Ok(done(&visit, id))
}

pub(super) async fn sign(
    visit: Visit,
    Path(id): Path<TaskId>,
    Form(typed): Form<Ending>,
) -> Result<Response, Page> {
    actions::sign(&visit, id, &typed).await?;
    Ok(done(&visit, id))
}
