//! The form by which the office opens a period of what it asks for when it wants to.

use form::Posted;
use jiff::civil::DateTime;
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Field, Head},
};

use crate::{
    actions::Error,
    definition::Every,
    model::kinds::RoundId,
    office::{self, OutOfTurn},
    standing,
};

/// The name that the form's id is signed under.
const FORM: &str = "filing-round";
/// The longest title.
const TITLE_MAX: usize = 40;

pub(super) async fn form(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let label = may(&visit, &name).await?;
    Ok(page(&visit, (&name, &label), None, &[]))
}

async fn may(visit: &Visit, name: &str) -> Result<String, Error> {
    let role = visit.actor.role();
    db::read!(visit.db(), "kind to open", |tx| {
        let kind = standing::kind(tx, role, name).await?;
        let may = kind.what.office.contains(&role) && kind.what.every == Every::AdHoc;
        if may { Ok(kind.what.label.clone()) } else { Err(Error::Missing) }
    })
}

pub(super) async fn open(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let label = may(&visit, &name).await?;
    let id = visit.accept_form_id(FORM, posted.get("id"))?;
    let title: String = posted.get("title").chars().take(TITLE_MAX).collect();
    let closes: Option<DateTime> = posted.get("closes").parse().ok();
    let mut wrongs = Vec::new();
    if title.is_empty() {
        wrongs.push(("title", "请写这一期叫什么，例如“2021 学年第一学期”"));
    }
    let closes = closes.filter(|it| *it > visit.civil_now());
    if closes.is_none() {
        wrongs.push(("closes", "请选一个将来的截止时间"));
    }
    let (Some(closes), true) = (closes, wrongs.is_empty()) else {
        let page = page(&visit, (&name, &label), Some(&posted), &wrongs);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let round = office::open(&visit, &name, &OutOfTurn { id, title: &title, closes }).await?;
    let _ = round;
    Ok(Redirect::to(&visit.link(&format!("/filings/{name}"))).into_response())
}

fn page(
    visit: &Visit,
    (name, label): (&str, &str),
    typed: Option<&Posted>,
    wrongs: &[(&str, &str)],
) -> Html {
    let back = visit.link(&format!("/filings/{name}"));
    let head = Head::new("开始一期").crumb(label.to_owned(), back.clone());
    let id = match typed {
        Some(posted) => html! { input type="hidden" name="id" value=(posted.get("id")); },
        None => visit.form_id::<RoundId>(FORM),
    };
    let hidden = html! { (visit.csrf()) (id) };
    let wrong = |key: &str| wrongs.iter().find(|it| it.0 == key).map(|it| it.1.to_owned());
    let value = |key: &str| typed.map(|it| it.get(key).to_owned()).unwrap_or_default();
    let form = ui::Form::new(visit.link(&format!("/filings/{name}/open")), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(it.0.to_owned(), it.1.to_owned()));
    let form = form
        .part(html! {
            (Field::text("title", "这一期叫什么").max_length(40).value(value("title"))
                .error(wrong("title")).hint("例如 2021 学年第一学期").required())
            (Field::moment("closes", "截止时间").value(value("closes")).error(wrong("closes")).required())
        })
        .button(Button::submit("开始").primary())
        .button(Button::link("取消", back));
    visit.page_under("开始一期", &head, &html! { p { "从现在起开始，到截止时间为止。" } (form) })
}
