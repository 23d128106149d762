//! One request, for who asked and for who handles it.

use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Markup, NoFields, Page, Path, Problem, Redirect, Response,
    StatusCode, Upload, Visit, html,
    ui::{self, Button, Card, Decide, Facts, Field, Form as Shown, Head, Timeline, Tone},
};

use super::{mine, office::what, state};
use crate::{
    files::{self, Accept},
    privacy::{Keeping, Looks},
    requests::{
        actions::{self, Whole},
        hooks::{Duty, Hooks},
        model::{RequestId, RequestKind, RequestState, Step, StepKind},
        rules::Decision,
    },
};

pub(super) async fn show(visit: Visit, Path(id): Path<RequestId>) -> Result<Html, Page> {
    let whole = actions::whole(&visit, id).await?;
    note_look(&visit, &whole)?;
    Ok(page(&visit, &whole, None))
}

/// Who handles a request sees the person's values: that is a look at them.
fn note_look(visit: &Visit, it: &Whole) -> Result<(), Problem> {
    let (kind, bits) = (&it.listed.request.subject.0, it.listed.request.subject.1);
    let keeping = visit.cell.find_service::<Keeping>();
    let known = keeping.into_iter().flat_map(|it| &it.erasers).map(|it| it.subject_kind);
    let hooks = visit.cell.service::<Hooks>();
    let known = known.chain(hooks.corrections.iter().map(|it| it.subject_kind));
    let mut known = known.filter(|it| it == kind);
    match known.next() {
        Some(kind) if it.handles => {
            visit.cell.service::<Looks>().note_bits(visit, (kind, bits), "更正或删除申请")?;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn page(visit: &Visit, it: &Whole, problem: Option<&str>) -> Html {
    let hooks = visit.cell.service::<Hooks>();
    let own = &it.listed.request;
    let title = format!("申请{}", what(hooks, &it.listed));
    let back = if it.handles {
        ("更正与删除申请", "/requests")
    } else {
        ("我的信息", "/my-data")
    };
    let head = Head::new(title.clone()).crumb(back.0, visit.link(back.1)).state(state(own.state));
    let head = match own.state {
        RequestState::Asked => {
            let left = i64::from(visit.today().until(own.due_on).map_or(0, |it| it.get_days()));
            head.state(ui::due(left))
        }
        _ => head,
    };
    let main = html! {
        @if let Some(problem) = problem { (ui::Alert::new(Tone::Bad, "没有办成").detail(problem)) }
        (Card::new("申请", facts(visit, it)))
        @if own.kind == RequestKind::Erasure { (Card::new("会怎样处理", split(visit, &own.subject.0, &it.duties))) }
        @if !it.files.is_empty() { (Card::new("证明材料", files::links(visit, &it.files))) }
        @if it.handles { (decision(visit, it)) } @else { (own_part(visit, it)) }
    };
    let body = ui::beside(main, Card::new("办理过程", timeline(&it.steps)));
    visit.page_under(&title, &head, &body)
}

fn facts(visit: &Visit, it: &Whole) -> Markup {
    let own = &it.listed.request;
    let asker = if it.handles { it.listed.asker.clone() } else { "您".to_owned() };
    let facts = Facts::new()
        .fact("本人", own.subject_name.open().as_str())
        .fact("申请人", asker)
        .fact("办理单位", it.listed.place_name.as_str())
        .fact("提出日期", own.asked_on.to_string())
        .fact("办结期限", own.due_on.to_string());
    let facts = match &it.values {
        Some((old, new)) => facts
            .fact("原来是", old.as_ref().map_or("未登记", |it| it.open().as_str()).to_owned())
            .fact("要更正为", html! { strong { (new.open()) } }),
        None => facts,
    };
    let facts = facts.long("情况说明", own.reason.as_str());
    let facts = match &own.answer {
        Some(answer) => facts.long("办理意见", answer.as_str()),
        None => facts,
    };
    let hooks = visit.cell.service::<Hooks>();
    let hook = own.field.as_deref().and_then(|key| hooks.correction(&own.subject.0, key));
    html! {
        (facts)
        @if let Some(hook) = hook.filter(|it| !it.figures.is_empty()) {
            p.hint { "更正后，随之重新统计：" (hook.figures) "。" }
        }
    }
}

/// What goes and what the law wants kept.
pub(super) fn split(visit: &Visit, kind: &str, duties: &[Duty]) -> Markup {
    let keeping = visit.cell.find_service::<Keeping>();
    let erasers =
        keeping.into_iter().flat_map(|it| &it.erasers).filter(|it| it.subject_kind == kind);
    html! {
        h3 { "将删除或去标识" }
        ul { @for it in erasers { li { (it.label) } } li { "审计记录旁的个人信息(只留加盐摘要)" } }
        h3 { "依法须保留" }
        @if duties.is_empty() { p { "没有。" } }
        @else { ul { @for it in duties { li { (it.label) ":" (it.basis) } } } }
    }
}

fn timeline(steps: &[Step]) -> Markup {
    let line = steps.iter().fold(Timeline::new(), |line, it| {
        let tone = match it.step {
            StepKind::Corrected | StepKind::Erased => Tone::Good,
            StepKind::Refused => Tone::Bad,
            StepKind::Returned => Tone::Warn,
            StepKind::Withdrawn => Tone::Quiet,
            StepKind::Asked | StepKind::Supplied | StepKind::Erasing => Tone::Info,
        };
        let when = it.civil_at.strftime("%Y-%m-%d %H:%M").to_string();
        let what = match it.words.as_str() {
            "" => it.step.label().to_owned(),
            words => format!("{}:{words}", it.step.label()),
        };
        line.event(tone, when, what, it.name.clone().unwrap_or_else(|| "系统".to_owned()))
    });
    html! { (line) }
}

/// The decisions of who handles it.
fn decision(visit: &Visit, it: &Whole) -> Markup {
    let own = &it.listed.request;
    let csrf = visit.csrf();
    if own.state != RequestState::Asked {
        return html! {};
    }
    let action = visit.link(&format!("/requests/{}/decision", own.id));
    let (words, question) = match own.kind {
        RequestKind::Correction => ("核对无误，更正", "更正会立即写入档案，并告知申请人。确定吗？"),
        RequestKind::Erasure => ("同意删除", "删除后不能恢复。确定吗？"),
    };
    let decide = Decide::new(action, &csrf)
        .reason(Field::long("words", "办理意见").hint("退回或不同意时必填，申请人会看到。"))
        .choice("approve", Button::submit(words).primary().confirm(question))
        .choice("return", Button::submit("退回补充材料").unchecked())
        .choice("refuse", Button::submit("不同意").danger().unchecked());
    html! { (Card::new("办理", html! { (decide) })) }
}

/// What who asked may still do.
fn own_part(visit: &Visit, it: &Whole) -> Markup {
    let own = &it.listed.request;
    if !matches!(own.state, RequestState::Asked | RequestState::Returned) {
        return html! {};
    }
    let csrf = visit.csrf();
    let path = visit.link(&format!("/requests/{}", own.id));
    let supply = Shown::new(format!("{path}/supply"), &csrf)
        .with_files()
        .part(files::field("file", "补充材料", &Accept::PROOF).required())
        .part(Field::text("words", "说明"))
        .button(Button::submit("提交材料").primary());
    html! {
        @if own.kind == RequestKind::Correction { (Card::new("补充材料", html! { (supply) })) }
        (ui::post(&format!("{path}/withdraw"), &csrf, &Button::submit("撤回申请").confirm("撤回后这份申请不再办理。确定撤回吗？")))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Decided {
    decision: String,
    #[serde(default)]
    words: String,
}

pub(super) async fn decide(
    visit: Visit,
    Path(id): Path<RequestId>,
    Form(form): Form<Decided>,
) -> Result<Response, Page> {
    let decision = Decision::from_key(&form.decision)
        .ok_or_else(|| Problem::unfit("请选择更正、退回或不同意。"))?;
    let done = actions::decide(&visit, id, decision, &form.words).await;
    after(&visit, id, done).await
}

/// Back to the request; what was refused is said on it.
async fn after(
    visit: &Visit,
    id: RequestId,
    done: Result<(), actions::Error>,
) -> Result<Response, Page> {
    let Err(error) = done else {
        return Ok(Redirect::to(&visit.link(&format!("/requests/{id}"))).into_response());
    };
    let problem = Problem::from(error);
    if problem.status != StatusCode::UNPROCESSABLE_ENTITY {
        return Err(problem.into());
    }
    let whole = actions::whole(visit, id).await?;
    Ok((problem.status, page(visit, &whole, Some(&problem.detail))).into_response())
}

pub(super) async fn supply(
    visit: Visit,
    Path(id): Path<RequestId>,
    upload: Upload,
) -> Result<Response, Page> {
    let words = upload.fields.get("words").cloned().unwrap_or_default();
    let proof = mine::kept(&visit, &upload).await?;
    let done = actions::supply(&visit, id, &words, proof).await;
    after(&visit, id, done).await
}

pub(super) async fn withdraw(
    visit: Visit,
    Path(id): Path<RequestId>,
    _: Form<NoFields>,
) -> Result<Redirect, Page> {
    actions::withdraw(&visit, id).await?;
    Ok(Redirect::to(&visit.link(&format!("/requests/{id}"))))
}
