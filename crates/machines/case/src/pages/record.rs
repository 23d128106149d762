//! A case: what it says, where it stands, what happened, and what the reader may do now.

use form::{Answers, Sight, Words};
use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{Alert, Button, Card, Facts, Head, Timeline, Tone, badge, beside},
};

use super::{At, words};
use crate::{
    actions::Error,
    definition::Act,
    model::{Event, Made, TaskRow},
    rules::{self, Doer},
    standing::Standing,
    store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    visit: Visit,
    Path((kind, id)): At,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "case", |tx| {
        let (case, doer) = super::seen(tx, &visit, (&kind, id)).await?;
        let events = store::events(tx, id).await?;
        let (made, tasks) = (store::effects(tx, id).await?, store::task_rows(tx, id).await?);
        let reminders = store::reminders(tx, id).await?;
        let said = events.iter().map(|it| Some(it.document.as_str()));
        let said = said.chain(tasks.iter().map(|it| it.document.as_deref()));
        let said: Vec<Answers> = said.flatten().filter_map(Answers::from_document).collect();
        let said = said.iter().chain([&case.answers]);
        let words = form::words(tx, &case.kind.what.fields, said).await?;
        Ok((case, doer, (events, made, tasks), (reminders, words)))
    });
    let (case, doer, (events, made, tasks), (reminders, named)) = read?;
    let told = match asked.done.as_str() {
        "open" => Some("已提交，办件号可以用来查询进度"),
        "act" => Some("已办理"),
        _ => None,
    };
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        (body(&visit, &case, doer, (&events, &made, &tasks), &named))
        @if !reminders.is_empty() {
            (Card::new("催办记录", html! {
                @for (at, name, by) in &reminders {
                    p { (words::moment(*at)) " 催办 " (name) @if let Some(by) = by { "（" (by) " 发出）" } }
                }
            }))
        }
    };
    let head = head(&visit, &case).action(Button::print());
    Ok(visit.page_under(&case.record.title, &head, &body))
}

pub(super) fn head<'a>(visit: &Visit, case: &'a Standing) -> Head<'a> {
    let (kind, record) = (&case.kind, &case.record);
    Head::new(record.title.as_str())
        .crumb(kind.what.label.as_str(), visit.link(&format!("/cases/{}", kind.name)))
        .state(
            html! { (words::step(&kind.what, record)) " " (words::due(record, visit.civil_now())) },
        )
        .below(html! { "办件号 " (record.number) " · " (words::about(record, visit.actor.role())) })
}

fn body(
    visit: &Visit,
    case: &Standing,
    doer: Doer,
    (events, made, tasks): (&[Event], &[Made], &[TaskRow]),
    named: &Words,
) -> Markup {
    let sight = case.sight(doer);
    let (fields, answers) = (&case.kind.what.fields, &case.answers);
    let answers = form::facts_with(visit, fields, answers, (sight, named));
    let main = html! {
        (acts(visit, case, doer))
        @if !tasks.is_empty() { (Card::new("会办", joint(visit, case, doer, (tasks, named)))) }
        @if let Some((name, link)) = &case.record.cause {
            p { "来自 " a href=(visit.link(link)) { (name) } }
        }
        (Card::new("内容", html! { (answers) }))
        (Card::new("时限", deadlines(case)))
    };
    let history = timeline(visit, case, (events, made), (sight, named));
    beside(main, Card::new("办理过程", html! { (history) }))
}

/// What the reader may do now.
fn acts(visit: &Visit, case: &Standing, doer: Doer) -> Markup {
    let may = rules::may(&case.kind.what, &case.state, &case.ground, doer);
    let step = &case.kind.what.steps[case.state.step];
    let button = |at: &usize| {
        let action = &step.actions[*at];
        let path = format!("/cases/{}/{}/{}", case.kind.name, case.record.id, action.key);
        let button = Button::link(action.label.as_str(), visit.link(&path));
        match action.kind {
            Act::Pass | Act::Resume => button.primary(),
            Act::Refuse => button.danger(),
            _ => button,
        }
    };
    html! {
        @if !may.is_empty() {
            (Card::new("现在可以办理", html! { div.actions { @for at in &may { (button(at)) } } }))
        }
    }
}

/// What others were asked for, by when, and what they answered.
fn joint(
    visit: &Visit,
    case: &Standing,
    doer: Doer,
    (rows, named): (&[TaskRow], &Words),
) -> Markup {
    let (kind, sight) = (&case.kind, case.sight(doer));
    let lines = case.state.asked.iter().filter_map(|it| {
        let row = rows.iter().find(|row| row.number == it.number)?;
        let task = &kind.what.tasks[it.task];
        let (tone, state) = match (it.ended, it.answered) {
            (Some(at), true) if at <= it.due => {
                (Tone::Good, format!("{} 已回复", words::moment(at)))
            }
            (Some(at), true) => (Tone::Warn, format!("{} 回复，超期", words::moment(at))),
            (Some(_), false) => (Tone::Bad, "没有回复".to_owned()),
            (None, _) => (Tone::Info, format!("{} 前回复", words::moment(it.due))),
        };
        let answers = row.document.as_deref().and_then(Answers::from_document).unwrap_or_default();
        let shown = form::facts_with(visit, &kind.what.fields, &answers, (sight, named));
        let mine = it.role == doer.role && Some(it.place) == doer.place && it.ended.is_none();
        let path = format!("/cases/{}/{}/task/{}", kind.name, case.record.id, it.number);
        Some(html! {
            p {
                strong { (row.place_name) " " (it.role.label()) } " · " (task.label) " "
                (badge(tone, &state))
                @if let Some(by) = &row.by { " " (by) }
                @if mine { " " (Button::link("回复", visit.link(&path)).primary()) }
            }
            @if !answers.0.is_empty() { (shown) }
        })
    });
    html! { @for it in lines { (it) } }
}

fn deadlines(case: &Standing) -> Markup {
    let kind = &case.kind.what;
    let facts = case.state.clocks.iter().fold(Facts::new(), |facts, it| {
        let clock = &kind.clocks[it.clock];
        let named = clock.until.map_or("", |at| kind.fields[at].label.as_str());
        let source = clock.limit(it.started.date()).map_or(named, |it| it.source.as_str());
        let stands = match it.stopped {
            Some(at) if at <= it.due => format!("{} 按期完成", words::moment(at)),
            Some(at) => format!("{} 完成，超期", words::moment(at)),
            None => "计时中".to_owned(),
        };
        let words = format!("{} 前（依据：{source}）；{stands}", words::moment(it.due));
        facts.long(clock.label.as_str(), words)
    });
    html! { @if case.state.clocks.is_empty() { p { "这类办件没有规定时限。" } } @else { (facts) } }
}

/// What happened, the latest first, with what was answered as far as the reader may see it.
fn timeline<'a>(
    visit: &Visit,
    case: &'a Standing,
    (events, made): (&'a [Event], &'a [Made]),
    (sight, named): (Sight, &Words),
) -> Timeline<'a> {
    let (kind, shows) = (&case.kind.what, case.shows_opener(sight));
    events.iter().fold(Timeline::new(), |timeline, it| {
        let (what, tone) = words::done(kind, it.from.as_deref(), &it.action);
        let who = match &it.by {
            Some((account, _, _)) if !shows && Some(*account) == case.ground.opener => {
                "提交人（身份保密）".to_owned()
            }
            Some((_, name, role)) => {
                let place = it.place_name.as_deref().unwrap_or_default();
                format!("{place} {} {name}", role.label())
            }
            None => "系统".to_owned(),
        };
        let answers = Answers::from_document(&it.document).unwrap_or_default();
        let shown: Vec<_> = form::shown_with(&kind.fields, &answers, sight, named)
            .map(|(field, words)| (field.label.clone(), words))
            .collect();
        let timeline = timeline.event(tone, words::moment(it.civil_at), what, who);
        let follows: Vec<&Made> = made.iter().filter(|made| made.number == it.number).collect();
        let has_more = it.reason.is_some()
            || (it.from.is_some() && !shown.is_empty())
            || it.moved_to.is_some()
            || !follows.is_empty();
        if !has_more {
            return timeline;
        }
        timeline.more(html! {
            @if let Some(reason) = &it.reason { p { "原因：" (reason) } }
            @if let Some(place) = &it.moved_to { p { "移交到：" (place) } }
            @for (label, words) in &shown { p { (label) "：" (words) } }
            @for it in &follows {
                p { @if let Some(link) = &it.link { a href=(visit.link(link)) { (it.words) } } @else { (it.words) } }
            }
        })
    })
}
