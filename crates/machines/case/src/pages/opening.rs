//! The form on which a case is begun.

use catalog::Loaded;
use db::Tx;
use form::{Answers, Posted, Wrong};
use platform::access::PlaceKind;
use vocab::PlaceId;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Field, Head},
};

use crate::{
    actions::{self, Error, Opening},
    definition::Case,
    standing, store,
};

/// The name that the form's id is signed under.
const FORM: &str = "case";
/// The field that names what the case is about.
const PLACE: &str = "place_of_case";

pub(super) async fn form(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let (kind, places) = opened(&visit, &name).await?;
    Ok(page(&visit, &kind, &places, (None, &[])))
}

pub(super) async fn open(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let (kind, places) = opened(&visit, &name).await?;
    let id = visit.accept_form_id(FORM, posted.get("id"))?;
    let place: Option<PlaceId> = posted.get(PLACE).parse().ok();
    let place = place.filter(|it| places.iter().any(|(id, _)| id == it));
    let Some(place) = place else {
        let advice = format!("请选择{}", kind.what.subject.label());
        let wrong = Wrong { field: PLACE.to_owned(), advice };
        return Ok(refused(&visit, &kind, &places, (&posted, &[wrong])));
    };
    let done = actions::open(&visit, &kind, &Opening { id, place, posted: &posted }).await;
    match done {
        Ok(()) => {
            Ok(Redirect::to(&visit.link(&format!("/cases/{name}/{id}?done=open"))).into_response())
        }
        Err(Error::Wrong(wrongs)) => Ok(refused(&visit, &kind, &places, (&posted, &wrongs))),
        Err(error) => Err(error.into()),
    }
}

type Places = Vec<(PlaceId, String)>;

/// The kind, for somebody who may begin one, and what it can be about.
async fn opened(
    visit: &Visit,
    name: &str,
) -> Result<(std::sync::Arc<Loaded<Case>>, Places), Error> {
    db::read!(visit.db(), "form of a case", |tx| {
        let kind = super::kind(tx, visit, name).await?;
        if !kind.what.opens.contains(&visit.actor.role()) {
            return Err(Error::Missing);
        }
        let places = places(tx, visit, kind.what.subject).await?;
        Ok((kind, places))
    })
}

/// What a case of the visitor can be about: what their place lies in, or what lies in it.
async fn places(tx: &mut Tx, visit: &Visit, subject: PlaceKind) -> Result<Places, Error> {
    let path = platform::access::place_path(tx, visit.actor.scope()).await?;
    if let Some(it) = path.iter().find(|it| it.kind == subject) {
        return Ok(vec![(it.id, it.name.clone())]);
    }
    let doer = standing::doer(tx, visit).await?;
    let scope = doer.place.unwrap_or_else(|| visit.actor.scope());
    Ok(store::places_in(tx, scope, subject).await?)
}

fn refused(
    visit: &Visit,
    kind: &Loaded<Case>,
    places: &Places,
    (posted, wrongs): (&Posted, &[Wrong]),
) -> Response {
    let page = page(visit, kind, places, (Some(posted), wrongs));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn page(
    visit: &Visit,
    kind: &Loaded<Case>,
    places: &Places,
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Html {
    let case = &kind.what;
    let list = visit.link(&format!("/cases/{}", kind.name));
    let title = format!("提交：{}", case.label);
    let head = Head::new(title.as_str()).crumb(case.label.as_str(), list.clone());
    // The id that came with what was typed goes out again, so that sending it twice makes one case.
    let id = match typed {
        Some(posted) => html! { input type="hidden" name="id" value=(posted.get("id")); },
        None => visit.form_id::<crate::model::kinds::CaseId>(FORM),
    };
    let hidden = html! { (visit.csrf()) (id) };
    let action = visit.link(&format!("/cases/{}/new", kind.name));
    let form = ui::Form::new(action, &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let none = Answers::default();
    let form = form
        .part(html! {
            (place(case, places, typed, wrongs))
            (form::asked(&case.fields, &case.asks, typed, (&none, wrongs)))
        })
        .button(Button::submit("提交").primary())
        .button(Button::link("取消", list));
    visit.page_under(&title, &head, &html! { p { (case.about) } (form) })
}

/// What it is about: said where there is one, chosen where there are several.
fn place(case: &Case, places: &Places, typed: Option<&Posted>, wrongs: &[Wrong]) -> Markup {
    let label = case.subject.label();
    if let [(id, name)] = places.as_slice() {
        return html! {
            (Field::text("place_shown", label).value(name.as_str()).read_only())
            input type="hidden" name=(PLACE) value=(id);
        };
    }
    let options = places.iter().map(|(id, name)| (id.to_string(), name.as_str()));
    let wrong = wrongs.iter().find(|it| it.field == PLACE).map(|it| it.advice.as_str());
    let value = typed.map_or("", |it| it.get(PLACE));
    html! { (Field::select(PLACE, label, options).value(value).error(wrong).required()) }
}
