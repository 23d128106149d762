//! Keeping the register, from its pages. What is refused is told above the same form, filled in as
//! it was.

use serde::Deserialize;
use vocab::InstitutionId;
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit,
    ui::{Button, Facts, Head},
};

use super::{
    actions::{self, Error, Typed, TypedPerson},
    model::{Partner, Person},
    pages, store, views,
};
use crate::model::PartnerPersonId;

pub(super) type At = (InstitutionId, PartnerPersonId);

/// A form again with a refusal; any other error is a page of its own.
fn refused(error: Error, page: impl FnOnce(&str) -> Html) -> Result<Response, Page> {
    let why = match error {
        Error::Refused(why) => why.to_string(),
        Error::Phone(why) => why.to_string(),
        other => return Err(other.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&why)).into_response())
}

fn to(visit: &Visit, id: InstitutionId, done: &str) -> Response {
    Redirect::to(&visit.link(&format!("/institutions/{id}?done={done}"))).into_response()
}

/// What a partner's form holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NewForm {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) field: String,
}

fn new_page(visit: &Visit, typed: &NewForm, why: Option<&str>) -> Html {
    let head = Head::new("登记校外机构").crumb("校外机构", visit.link("/institutions"));
    visit.page_under("登记校外机构", &head, &views::new_form(visit, typed, why))
}

pub(super) async fn form(visit: Visit) -> Result<Html, Page> {
    Ok(new_page(&visit, &NewForm::default(), None))
}

pub(super) async fn add(visit: Visit, Form(form): Form<NewForm>) -> Result<Response, Page> {
    let typed = Typed { name: &form.name, code: &form.code, field: &form.field };
    match actions::add(&visit, &typed).await {
        Ok(id) => Ok(to(&visit, id, "added")),
        Err(error) => refused(error, |why| new_page(&visit, &form, Some(why))),
    }
}

/// The day from which something is approved.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    since: String,
}

pub(super) async fn approve(
    visit: Visit,
    Path(id): Path<InstitutionId>,
    Form(form): Form<Since>,
) -> Result<Response, Page> {
    match actions::approve(&visit, id, &form.since).await {
        Ok(()) => Ok(to(&visit, id, "approved")),
        Err(error) => {
            let record = pages::load(&visit, id).await?;
            refused(error, |why| pages::record_page(&visit, &record, "", Some(why)))
        }
    }
}

/// The day on which something ends, and why.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    pub(super) day: String,
    #[serde(default)]
    pub(super) reason: String,
}

fn end_page(visit: &Visit, it: &pages::Record, typed: &EndForm, why: Option<&str>) -> Html {
    let title = "移出白名单";
    let head = Head::new(title)
        .crumb("校外机构", visit.link("/institutions"))
        .crumb(it.partner.name.as_str(), visit.link(&format!("/institutions/{}", it.partner.id)));
    visit.page_under(title, &head, &views::end_form(visit, &it.partner, typed, why))
}

pub(super) async fn end_form(visit: Visit, Path(id): Path<InstitutionId>) -> Result<Html, Page> {
    let record = pages::load(&visit, id).await?;
    let typed = EndForm { day: visit.today().to_string(), reason: String::new() };
    Ok(end_page(&visit, &record, &typed, None))
}

pub(super) async fn end(
    visit: Visit,
    Path(id): Path<InstitutionId>,
    Form(form): Form<EndForm>,
) -> Result<Response, Page> {
    match actions::end(&visit, id, (&form.day, &form.reason)).await {
        Ok(()) => Ok(to(&visit, id, "ended")),
        Err(error) => {
            let record = pages::load(&visit, id).await?;
            refused(error, |why| end_page(&visit, &record, &form, Some(why)))
        }
    }
}

/// What a person's form holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PersonForm {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) sex: String,
    #[serde(default)]
    pub(super) subject: String,
    #[serde(default)]
    pub(super) phone: String,
}

pub(super) fn person_head<'a>(visit: &Visit, title: &'a str, partner: &'a Partner) -> Head<'a> {
    Head::new(title)
        .crumb("校外机构", visit.link("/institutions"))
        .crumb(partner.name.as_str(), visit.link(&format!("/institutions/{}", partner.id)))
}

fn new_person_page(
    visit: &Visit,
    partner: &Partner,
    typed: &PersonForm,
    why: Option<&str>,
) -> Html {
    let head = person_head(visit, "登记教师", partner);
    visit.page_under("登记教师", &head, &views::new_person(visit, partner, typed, why))
}

pub(super) async fn person_form(visit: Visit, Path(id): Path<InstitutionId>) -> Result<Html, Page> {
    let record = pages::load(&visit, id).await?;
    Ok(new_person_page(&visit, &record.partner, &PersonForm::default(), None))
}

pub(super) async fn add_person(
    visit: Visit,
    Path(id): Path<InstitutionId>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Page> {
    let PersonForm { name, sex, subject, phone } = &form;
    let typed = TypedPerson { name, sex, subject, phone };
    match actions::add_person(&visit, id, &typed).await {
        Ok(person) => Ok(to_person(&visit, (id, person), "added")),
        Err(error) => {
            let record = pages::load(&visit, id).await?;
            refused(error, |why| new_person_page(&visit, &record.partner, &form, Some(why)))
        }
    }
}

fn to_person(visit: &Visit, (id, person): At, done: &str) -> Response {
    let to = format!("/institutions/{id}/people/{person}?done={done}");
    Redirect::to(&visit.link(&to)).into_response()
}

pub(super) async fn load_person(visit: &Visit, at: At) -> Result<(Partner, Person), Error> {
    let today = visit.today();
    db::read!(visit.db(), "partner person", |tx| {
        let partner = store::find_partner(tx, at.0, today).await?.ok_or(Error::Missing)?;
        let person = store::find_person(tx, at.0, at.1).await?.ok_or(Error::Missing)?;
        Ok((partner, person))
    })
}

/// What the page of a person says above its facts.
#[derive(Default)]
pub(super) struct Told<'a> {
    /// What was just done.
    pub(super) done: &'a str,
    /// Why the approval was refused.
    pub(super) approve: Option<&'a str>,
    /// Why the end was refused, and what was typed.
    pub(super) end: Option<(&'a str, &'a EndForm)>,
}

fn person_page(visit: &Visit, (partner, person): &(Partner, Person), told: &Told<'_>) -> Html {
    let phone = pages::phone(visit, person);
    let head = person_head(visit, &person.name, partner)
        .state(views::person_badge(person, visit.today()))
        .below(web::html! { (partner.name) })
        .action(
            Button::link(
                "更正信息",
                visit.link(&format!("/institutions/{}/people/{}/edit", partner.id, person.id)),
            )
            .icon("edit"),
        );
    let facts = Facts::new()
        .fact("性别", person.sex.map_or("—", vocab::Sex::label))
        .fact("任教科目", person.subject.as_str())
        .masked("手机号", &phone, None);
    visit.page_under(&person.name, &head, &views::person(visit, partner, person, facts, told))
}

pub(super) async fn person(
    visit: Visit,
    Path(at): Path<At>,
    web::Filters(query): web::Filters<pages::Done>,
) -> Result<Html, Page> {
    let found = load_person(&visit, at).await?;
    Ok(person_page(&visit, &found, &Told { done: &query.done, ..Told::default() }))
}

pub(super) async fn approve_person(
    visit: Visit,
    Path(at): Path<At>,
    Form(form): Form<Since>,
) -> Result<Response, Page> {
    match actions::approve_person(&visit, at, &form.since).await {
        Ok(()) => Ok(to_person(&visit, at, "approved")),
        Err(error) => {
            let found = load_person(&visit, at).await?;
            refused(error, |why| {
                person_page(&visit, &found, &Told { approve: Some(why), ..Told::default() })
            })
        }
    }
}

pub(super) async fn end_person(
    visit: Visit,
    Path(at): Path<At>,
    Form(form): Form<EndForm>,
) -> Result<Response, Page> {
    match actions::end_person(&visit, at, (&form.day, &form.reason)).await {
        Ok(()) => Ok(to_person(&visit, at, "ended")),
        Err(error) => {
            let found = load_person(&visit, at).await?;
            refused(error, |why| {
                person_page(&visit, &found, &Told { end: Some((why, &form)), ..Told::default() })
            })
        }
    }
}
