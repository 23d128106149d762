//! The form of somebody who was asked for their part in a case.

use form::{Answers, Asking, Received, Words, Wrong};
use web::{
    Html, IntoResponse as _, Page, Path, Posts, Redirect, Response, StatusCode, Visit, html,
    ui::{Alert, Button, Head, Tone},
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
    posts: Posts,
) -> Result<Response, Page> {
    let link = visit.link(&format!("/cases/{kind}/{id}"));
    // Who is not asked any more is told so, and nothing is kept of theirs.
    let (case, asked, row) = match found(&visit, (&kind, id), number).await {
        Ok(it) => it,
        Err(Error::Refused(why)) => return Ok(too_late(&visit, link, &why)),
        Err(error) => return Err(error.into()),
    };
    let received = received(&visit, (&case, &asked), posts).await?;
    let shown = |wrongs: &[Wrong]| page(&visit, &case, (&asked, &row), (Some(&received), wrongs));
    if received.wants_more() {
        return Ok(shown(&[]).into_response());
    }
    match actions::answer(&visit, &Answering { id, number, received: &received }).await {
        Ok(()) => Ok(Redirect::to(&format!("{link}?done=act")).into_response()),
        Err(Error::Wrong(wrongs)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&wrongs)).into_response())
        }
        Err(Error::Refused(why)) => Ok(too_late(&visit, link, &why)),
        Err(error) => Err(error.into()),
    }
}

fn too_late(visit: &Visit, link: String, why: &Refusal) -> Response {
    let button = Button::link("查看最新情况", link);
    let body = html! {
        (Alert::new(Tone::Bad, "没有办成").detail(why.to_string()).action(button))
    };
    let page = visit.page_under("会办", &Head::new("会办"), &body);
    (StatusCode::CONFLICT, page).into_response()
}

/// What was posted, ready to be read. What others answered before is none of theirs.
async fn received(
    visit: &Visit,
    (case, asked): (&Standing, &Asked),
    posts: Posts,
) -> Result<Received, Page> {
    let kind = &case.kind;
    let entry = format!("case/{}/{}/task/{}", kind.name, case.record.id, asked.number);
    let (fields, asked) = (&kind.what.fields, &kind.what.tasks[asked.task].asks);
    let asking = Asking { fields, asked, entry: &entry, definition: &kind.digest };
    Ok(form::receive(visit, asking, posts, &Answers::default()).await?)
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
    (typed, wrongs): (Option<&Received>, &[Wrong]),
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
    let to = format!("{link}/task/{}", asked.number);
    let form = form::form(to, &hidden, (&kind.fields, &task.asks));
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let none = Answers::default();
    let fields = html! {
        @if !row.words.is_empty() { p { "会办要求：" (row.words) } }
        (form::asked_with(&kind.fields, &task.asks, typed, (&none, wrongs), &Words::default()))
    };
    let form = form.part(fields).button(Button::submit("回复").primary());
    let form = form.button(Button::link("返回", link));
    visit.page_under(&task.label, &head, &html! { (form) })
}
