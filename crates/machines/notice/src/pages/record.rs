//! A notice for those who publish: what it says, what happened to it, what may be done.

use form::Posted;
use serde::Deserialize;
use web::{
    Filters, Form, Html, Markup, Page, Path, Problem, Redirect, Visit, html,
    ui::{self, Alert, Button, Card, Facts, Field, Head, Timeline, Tone, beside},
};

use super::words;
use crate::{
    Error, actions,
    model::{Action, Event, Publication, PublicationId},
    store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): Path<(String, PublicationId)>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "notice", |tx| {
        let (notice, kind) = actions::mine(tx, &visit, id).await?;
        if notice.entry != name {
            return Err(Error::Missing);
        }
        let rows = store::rows(tx, id).await?;
        let events = store::events(tx, id).await?;
        Ok((notice, kind, rows, events))
    });
    let (notice, kind, rows, events) = read.map_err(Problem::from)?;
    let told = match asked.done.as_str() {
        "publish" => Some("已发布，所有人都能看到。"),
        "correct" => Some("已更正，更正前的内容保留在公示页上。"),
        "withdraw" => Some("已撤回，原因已公布。"),
        _ => None,
    };
    let public = visit.link(&format!("/notices/{}", notice.number));
    let head = Head::new(notice.title.as_str())
        .crumb(kind.what.label.as_str(), visit.link(&format!("/publications/{name}")))
        .state(words::state(&notice, visit.today()))
        .below(html! { "编号 " (notice.number) " · " (notice.place_name) })
        .action(Button::link("公示页（打印）", public).icon("external-link"));
    let facts = Facts::new().fact("公示期", words::period(&notice));
    let facts = facts.fact("收到异议", format!("{} 件", notice.objections));
    let facts =
        if notice.source.is_empty() { facts } else { facts.fact("来自", notice.source.as_str()) };
    let main = html! {
        (acts(&visit, &notice))
        (Card::new("内容", html! { (facts) @for line in notice.body.lines() { p { (line) } } (words::table(&kind.what, &rows)) }))
    };
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        (beside(main, Card::new("经过", html! { (history(&events)) })))
    };
    Ok(visit.page_under(&notice.title, &head, &body))
}

/// What happened, in order, with what stood there before.
pub(super) fn history(events: &[Event]) -> Timeline<'_> {
    events.iter().fold(Timeline::new(), |timeline, it| {
        let tone = match it.action {
            Action::Publish => Tone::Info,
            Action::Correct => Tone::Warn,
            Action::Withdraw => Tone::Quiet,
        };
        let timeline = timeline.event(tone, words::moment(it.at), it.action.label(), "");
        if it.reason.is_empty() {
            return timeline;
        }
        timeline.more(html! {
            p { "原因：" (it.reason) }
            @if !it.before.is_empty() {
                details { summary { (it.action.label()) "前的内容" } @for line in it.before.lines() { p { (line) } } }
            }
        })
    })
}

fn acts(visit: &Visit, it: &Publication) -> Markup {
    let record = visit.link(&format!("/publications/{}/{}", it.entry, it.id));
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(it.version);
    };
    html! {
        @if it.withdrawn_at.is_none() {
            (Card::new("更正和撤回", html! {
                div.actions { (Button::link("更正", format!("{record}/correct"))) }
                (ui::Form::new(format!("{record}/withdraw"), &hidden)
                    .part(Field::text("reason", "撤回原因").max_length(100).required().hint("会公布；撤回以后名单不再显示"))
                    .button(Button::submit("撤回").danger()))
            }))
        }
    }
}

pub(super) async fn withdraw(
    visit: Visit,
    Path((name, id)): Path<(String, PublicationId)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    let posted = Posted(pairs);
    let version = posted.get("version").parse().unwrap_or(0);
    actions::withdraw(&visit, (id, version), posted.get("reason")).await.map_err(Problem::from)?;
    Ok(Redirect::to(&visit.link(&format!("/publications/{name}/{id}?done=withdraw"))))
}
