//! The form on which anyone sends in a case without an account, and what they are told then.

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use form::{Answers, Posted, Wrong};
use platform::{
    access::{self, PlaceKind},
    hall::HALL,
};
use vocab::PlaceId;
use web::{
    Call, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, html,
    ui::{Alert, Button, Card, Facts, Head, Tone},
};

use super::{
    opening::{PLACE, choice_of_place},
    words,
};
use crate::{
    actions::Error,
    catalog,
    definition::{Case, Public},
    model::kinds,
    sending, store, subject,
};

/// The name that the form's id is signed under.
const FORM: &str = "case from outside";

/// The form as it is shown: what can be chosen, what was typed, what is wrong with it.
struct Shown<'a> {
    kind: &'a Loaded<Case>,
    public: &'a Public,
    places: &'a [(PlaceId, String)],
    typed: Option<&'a Posted>,
    wrongs: &'a [Wrong],
}

pub(super) async fn form(call: Call, Path(name): Path<String>) -> Result<Html, Page> {
    let (kind, places) = open(&call, &name).await?;
    let public = taken(&kind)?;
    let shown = Shown { kind: &kind, public, places: &places, typed: None, wrongs: &[] };
    Ok(page(&call, &shown))
}

pub(super) async fn send(
    call: Call,
    Path(name): Path<String>,
    web::Form(pairs): web::Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let (kind, places) = open(&call, &name).await?;
    let public = taken(&kind)?;
    let id = call.accept_form_id::<kinds::CaseId>(FORM, posted.get("id"))?;
    let place = match places.as_slice() {
        [(only, _)] => Some(*only),
        several => several.iter().map(|it| it.0).find(|it| it.to_string() == posted.get(PLACE)),
    };
    let refused = |wrongs: &[Wrong]| {
        let typed = Some(&posted);
        let shown = Shown { kind: &kind, public, places: &places, typed, wrongs };
        (StatusCode::UNPROCESSABLE_ENTITY, page(&call, &shown)).into_response()
    };
    let Some(place) = place else {
        let advice = format!("请选择{}", kind.what.subject.label());
        return Ok(refused(&[Wrong { field: PLACE.to_owned(), advice }]));
    };
    match sending::send(&call, (&kind, public), (id, place), &posted).await {
        Ok(number) => {
            let to = call.link(&format!("/send/{name}/{number}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => Ok(refused(&wrongs)),
        Err(error) => Err(error.into()),
    }
}

/// What was sent: its number, to be kept, and by when there is an answer.
pub(super) async fn sent(
    call: Call,
    Path((name, number)): Path<(String, String)>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(call.db(), "a case that was sent in", |tx| {
        let id = store::find_by_number(tx, &number).await?.ok_or(Error::Missing)?;
        let record = store::find(tx, id).await?.ok_or(Error::Missing)?;
        // What was begun inside is not told of here.
        let outside = record.made_by.is_none() && record.made_as.is_none();
        if record.entry == name && outside { Ok(record) } else { Err(Error::Missing) }
    });
    let record = read?;
    let label = catalog().find(&record.entry).map_or(name, |it| it.what.label.clone());
    let facts = Facts::new()
        .fact("办件号", html! { strong { (record.number) } })
        .fact("提交", words::moment(record.opened_at));
    let facts = if record.outcome.is_none() && record.due_at != crate::model::NEVER {
        facts.fact("下一步的时限", words::moment(record.due_at))
    } else {
        facts
    };
    let follow = call.link(&format!("/follow?number={}", record.number));
    let body = html! {
        (Head::new("已经提交").crumb("办事大厅", call.link(HALL)))
        (Alert::new(Tone::Good, format!("{label}已经收到")).detail("请记下或者打印办件号，凭它查询进度。"))
        (Card::new(label, html! {
            (facts)
            div.actions { (Button::link("查询进度", follow).primary()) (Button::print()) }
        }))
    };
    Ok(call.public_page("已经提交", &body))
}

fn taken(kind: &Loaded<Case>) -> Result<&Public, Error> {
    kind.what.public.as_ref().ok_or(Error::Missing)
}

/// The kind, and what a case of it can be about.
async fn open(
    call: &Call,
    name: &str,
) -> Result<(Arc<Loaded<Case>>, Vec<(PlaceId, String)>), Error> {
    db::read!(call.db(), "form for anyone", |tx| {
        let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
        if kind.what.public.is_none() {
            return Err(Error::Missing);
        }
        let places = places(tx, &kind.what).await?;
        Ok((kind, places))
    })
}

async fn places(tx: &mut Tx, case: &Case) -> Result<Vec<(PlaceId, String)>, Error> {
    let county = access::root(tx).await?.ok_or(Error::Missing)?;
    if case.subject != PlaceKind::County {
        return Ok(subject::within(tx, case, county).await?);
    }
    let found = access::find_place(tx, county).await?.ok_or(Error::Missing)?;
    Ok(vec![(county, found.name)])
}

fn page(call: &Call, it: &Shown<'_>) -> Html {
    let csrf = call.csrf();
    let id = call.form_id_again::<kinds::CaseId>(FORM, it.typed.map_or("", |it| it.get("id")));
    let hidden = html! { (csrf) (id) };
    let case = &it.kind.what;
    let action = call.link(&format!("/send/{}", it.kind.name));
    let form = form::form(action, &hidden, (&case.fields, &it.public.asks));
    let form = it.wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let none = Answers::default();
    let form = form
        .part(html! {
            (place(it))
            (form::asked(&case.fields, &it.public.asks, it.typed, (&none, it.wrongs)))
        })
        .button(Button::submit("提交").primary())
        .button(Button::link("返回办事大厅", call.link(HALL)));
    let body = html! {
        (Head::new(it.public.label.as_str()).crumb("办事大厅", call.link(HALL)))
        p { (it.public.words) }
        (form)
    };
    call.public_page(&it.public.label, &body)
}

/// What it is about, where there are several.
fn place(it: &Shown<'_>) -> Markup {
    if it.places.len() == 1 {
        return Markup::default();
    }
    let options = it.places.iter().map(|it| (it.0.to_string(), it.1.as_str()));
    choice_of_place(it.kind.what.subject.label(), options, it.typed, it.wrongs)
}
