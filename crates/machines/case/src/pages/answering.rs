//! The form of somebody who was asked for their part in a case.

use form::{Answers, Posted, Wrong};
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Head, Tone},
};

use super::words;
use crate::{
    actions::{self, Answering, Error},
    model::{CaseId, TaskRow},
    rules::{Asked, Refusal},
    standing::Standing,
    store,
};

type At = Path<(String, CaseId, i64)>;

pub(super) async fn form(visit: Visit, Path((kind, id, number)): At) -> Result<Html, Page> {
    let (case, asked, row) = found(&visit, (&kind, id), number).await?;
    Ok(page(&visit, &case, (&asked, &row), (None, &[])))
}

pub(super) async fn send(
    visit: Visit,
    Path((kind, id, number)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let link = visit.link(&format!("/cases/{kind}/{id}"));
    let found = found(&visit, (&kind, id), number).await;
    let answering = Answering { id, number, posted: &posted };
    match actions::answer(&visit, &answering).await {
        Ok(()) => Ok(Redirect::to(&format!("{link}?done=act")).into_response()),
        Err(Error::Wrong(wrongs)) => {
            let (case, asked, row) = found?;
            let page = page(&visit, &case, (&asked, &row), (Some(&posted), &wrongs));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::Refused(why)) => {
            let head = Head::new("会办");
            let button = Button::link("查看最新情况", link);
            let body = html! {
                (Alert::new(Tone::Bad, "没有办成").detail(why.to_string()).action(button))
            };
            Ok((StatusCode::CONFLICT, visit.page_under("会办", &head, &body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The case and what the visitor was asked for in it.
async fn found(
    visit: &Visit,
    at: (&str, CaseId),
    number: i64,
) -> Result<(Standing, Asked, TaskRow), Error> {
    db::read!(visit.db(), "a part in a case", |tx| {
        let (case, doer) = super::seen(tx, visit, at).await?;
        let mine = |it: &&Asked| {
            let theirs = it.role == doer.role && Some(it.place) == doer.place;
            it.number == number && it.ended.is_none() && theirs
        };
        let asked = case.state.asked.iter().find(mine).cloned();
        let asked = asked.ok_or(Error::Refused(Refusal::NotYours))?;
        let rows = store::task_rows(tx, at.1).await?;
        let row = rows.into_iter().find(|it| it.number == number).ok_or(Error::Missing)?;
        Ok((case, asked, row))
    })
}

fn page(
    visit: &Visit,
    case: &Standing,
    (asked, row): (&Asked, &TaskRow),
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Html {
    let (kind, record) = (&case.kind.what, &case.record);
    let task = &kind.tasks[asked.task];
    let link = visit.link(&format!("/cases/{}/{}", case.kind.name, record.id));
    let list = visit.link(&format!("/cases/{}", case.kind.name));
    let head = Head::new(task.label.as_str())
        .crumb(kind.label.as_str(), list)
        .crumb(record.title.as_str(), link.clone())
        .below(html! { "请在 " (words::moment(asked.due)) " 前回复" });
    let hidden = visit.csrf();
    let form = ui::Form::new(format!("{link}/task/{}", asked.number), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let none = Answers::default();
    let fields = html! {
        @if !row.words.is_empty() { p { "会办要求：" (row.words) } }
        (form::asked(&kind.fields, &task.asks, typed, (&none, wrongs)))
    };
    let form = form.part(fields).button(Button::submit("回复").primary());
    let form = form.button(Button::link("返回", link));
    visit.page_under(&task.label, &head, &html! { (form) })
}
