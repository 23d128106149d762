//! The form on which a case is begun.

use catalog::Loaded;
use db::Tx;
use directory::{model::StudentFilter, scope::Scope, students};
use form::{Answers, Asking, Posted, Received, Wrong, drafts};
use vocab::{PlaceId, Role, StudentId};
use web::{
    Filters, Html, IntoResponse as _, Markup, Page, Path, Posts, Redirect, Response, StatusCode,
    Visit, html,
    ui::{Alert, Button, Field, Head, Tone},
};

use crate::{
    actions::Error,
    begin::{self, Opening},
    definition::Case,
    rules::Refusal,
    standing, store, subject,
};

/// The name that the form's id is signed under.
const FORM: &str = "case";
/// The field that names what the case is about.
pub(super) const PLACE: &str = "place_of_case";
/// The field that names the granted case that it is begun out of.
const FROM: &str = "from_case";
/// No class is larger.
const CLASS_MAX: usize = 100;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asked {
    /// To go on with what was saved.
    #[serde(default)]
    draft: String,
}

pub(super) async fn form(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (kind, places) = opened(&visit, &name).await?;
    let entry = entry(&kind);
    let asking = asking(&kind, &entry);
    let account = visit.actor.account;
    let found: Result<_, db::Error> =
        db::read!(visit.db(), "draft of a case", |tx| { drafts::find(tx, account, &entry).await });
    let found = found?;
    if let (Some(draft), false) = (&found, asked.draft.is_empty()) {
        let none = Answers::default();
        let (received, told) = drafts::resume(&visit, asking, draft.clone(), &none).await?;
        let received = knowing(&visit, asking, &places, received).await?;
        let above = html! {
            @for it in &told { (Alert::new(Tone::Warn, it.as_str())) }
        };
        return Ok(page(&visit, &kind, &places, (Some(&received), &[], &above)));
    }
    let path = format!("/cases/{}/new", kind.name);
    let above = found.map(|it| drafts::offered(&visit, &path, &it)).unwrap_or_default();
    let fresh = knowing(&visit, asking, &places, Received::default()).await?;
    Ok(page(&visit, &kind, &places, (Some(&fresh), &[], &above)))
}

/// The word under which drafts of the form are kept.
fn entry(kind: &Loaded<Case>) -> String {
    format!("case/{}", kind.name)
}

fn asking<'a>(kind: &'a Loaded<Case>, entry: &'a str) -> Asking<'a> {
    let (fields, asked) = (kind.what.fields.as_slice(), kind.what.asks.as_slice());
    Asking { fields, asked, entry, definition: &kind.digest }
}

/// What was received with what the platform knows of what the case is about.
async fn knowing(
    visit: &Visit,
    asking: Asking<'_>,
    places: &Places,
    received: Received,
) -> Result<Received, Page> {
    let chosen = places.about.iter().find(|it| it.key() == received.get(PLACE));
    let about = match (chosen, places.about.as_slice()) {
        (Some(it), _) | (None, [it]) => form::About { student: it.student, place: Some(it.place) },
        _ => form::About::default(),
    };
    let known: Result<Answers, db::Error> = db::read!(visit.db(), "known of a case", |tx| {
        form::known(tx, visit, asking, about).await
    });
    Ok(received.knowing(known?))
}

pub(super) async fn open(
    visit: Visit,
    Path(name): Path<String>,
    posts: Posts,
) -> Result<Response, Page> {
    let (kind, places) = opened(&visit, &name).await?;
    let entry = entry(&kind);
    let asking = asking(&kind, &entry);
    let received = form::receive(&visit, asking, posts, &Answers::default()).await?;
    let posted = knowing(&visit, asking, &places, received).await?;
    if posted.wants_saving() && !posted.wrongs().is_empty() {
        return Ok(refused(&visit, &kind, &places, (&posted, posted.wrongs())));
    }
    if posted.wants_saving() {
        drafts::save(&visit, asking, &posted).await?;
        return Ok(Redirect::to(&visit.link(&format!("/cases/{name}/new"))).into_response());
    }
    if posted.wants_more() {
        let none = Markup::default();
        return Ok(page(&visit, &kind, &places, (Some(&posted), &[], &none)).into_response());
    }
    let id = visit.accept_form_id(FORM, posted.get("id"))?;
    let about = places.about.iter().find(|it| it.key() == posted.get(PLACE));
    let Some(about) = about else {
        let advice = format!("请选择{}", about_label(&kind.what));
        let wrong = Wrong { field: PLACE.to_owned(), advice };
        return Ok(refused(&visit, &kind, &places, (&posted, &[wrong])));
    };
    let (place, student) = (about.place, about.student);
    let from = posted.get(FROM).parse().ok();
    let opening = Opening { id, place, student, received: &posted, from };
    match begin::open(&visit, &kind, &opening).await {
        Ok(()) => {
            Ok(Redirect::to(&visit.link(&format!("/cases/{name}/{id}?done=open"))).into_response())
        }
        Err(Error::Wrong(wrongs)) => Ok(refused(&visit, &kind, &places, (&posted, &wrongs))),
        Err(Error::Refused(why @ Refusal::NotGranted)) => {
            let wrong = Wrong { field: FROM.to_owned(), advice: why.to_string() };
            Ok(refused(&visit, &kind, &places, (&posted, &[wrong])))
        }
        Err(Error::Refused(why @ Refusal::Quota(_))) => {
            let wrong = Wrong { field: PLACE.to_owned(), advice: why.to_string() };
            Ok(refused(&visit, &kind, &places, (&posted, &[wrong])))
        }
        Err(error) => Err(error.into()),
    }
}

/// Something that a case can be about.
struct About {
    place: PlaceId,
    student: Option<StudentId>,
    name: String,
}

impl About {
    /// What is posted for it.
    fn key(&self) -> String {
        self.student.map_or_else(|| self.place.to_string(), |it| it.to_string())
    }
}

/// What a case can be about, and what it can be begun out of.
struct Places {
    about: Vec<About>,
    granted: Vec<(crate::model::CaseId, String)>,
}

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
        let about = match (kind.what.of_student, visit.actor.role()) {
            (true, Role::ClassTeacher) => pupils(tx, visit).await?,
            (true, _) => children(tx, visit).await?,
            (false, _) => places(tx, visit, &kind.what).await?,
        };
        let granted = match &kind.what.from {
            Some(it) => store::granted(tx, &it.kind).await?,
            None => Vec::new(),
        };
        Ok((kind, Places { about, granted }))
    })
}

/// The children of the visitor who sit in a class.
async fn children(tx: &mut Tx, visit: &Visit) -> Result<Vec<About>, Error> {
    let all = students::children_of(tx, visit.actor.account, visit.today()).await?;
    let about = all.into_iter().filter_map(|it| {
        let place = it.line.class?.place();
        let school = it.line.school_name.unwrap_or_default();
        Some(About {
            place,
            student: Some(it.line.id),
            name: format!("{} · {school}", it.line.name),
        })
    });
    Ok(about.collect())
}

/// The pupils of the visitor's class.
async fn pupils(tx: &mut Tx, visit: &Visit) -> Result<Vec<About>, Error> {
    let scope = Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)?;
    let filter = StudentFilter::default();
    let (all, _) = students::page(tx, scope, &filter, None, CLASS_MAX).await?;
    let about = all.into_iter().filter_map(|it| {
        Some(About { place: it.class?.place(), student: Some(it.id), name: it.name.clone() })
    });
    Ok(about.collect())
}

fn about_label(case: &Case) -> &'static str {
    if case.of_student { "学生" } else { case.subject.label() }
}

/// What a case of the visitor can be about: what their place lies in, or what lies in it.
async fn places(tx: &mut Tx, visit: &Visit, case: &Case) -> Result<Vec<About>, Error> {
    let path = platform::access::place_path(tx, visit.actor.scope()).await?;
    if let Some(it) = path.into_iter().find(|it| it.kind == case.subject) {
        let fits = subject::fits(tx, case, it.id).await?;
        let one = About { place: it.id, student: None, name: it.name };
        return Ok(fits.then_some(one).into_iter().collect());
    }
    let doer = standing::doer(tx, visit).await?;
    let scope = doer.place.unwrap_or_else(|| visit.actor.scope());
    let all = subject::within(tx, case, scope).await?.into_iter();
    Ok(all.map(|(place, name)| About { place, student: None, name }).collect())
}

fn refused(
    visit: &Visit,
    kind: &Loaded<Case>,
    places: &Places,
    (posted, wrongs): (&Received, &[Wrong]),
) -> Response {
    let page = page(visit, kind, places, (Some(posted), wrongs, &Markup::default()));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn page(
    visit: &Visit,
    kind: &Loaded<Case>,
    places: &Places,
    (received, wrongs, above): (Option<&Received>, &[Wrong], &Markup),
) -> Html {
    let typed = received.map(|it| &it.posted);
    let case = &kind.what;
    let list = visit.link(&format!("/cases/{}", kind.name));
    let title = format!("提交：{}", case.label);
    let head = Head::new(title.as_str()).crumb(case.label.as_str(), list.clone());
    if places.about.is_empty() {
        let nothing = Alert::new(Tone::Info, subject::wanted(case));
        return visit.page_under(&title, &head, &html! { p { (case.about) } (nothing) });
    }
    let id = typed.map_or("", |it| it.get("id"));
    let id = visit.form_id_again::<crate::model::kinds::CaseId>(FORM, id);
    let hidden = html! { (visit.csrf()) (id) };
    let action = visit.link(&format!("/cases/{}/new", kind.name));
    let form = form::form(action, &hidden, (&case.fields, &case.asks));
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let none = Answers::default();
    let form = form
        .part(html! {
            (place(case, places, typed, wrongs))
            (granted(case, places, typed, wrongs))
            (form::asked_with(&case.fields, &case.asks, received, (&none, wrongs), &form::Words::default()))
        })
        .button(Button::submit("提交").primary())
        .button(drafts::button())
        .button(Button::link("取消", list));
    visit.page_under(&title, &head, &html! { p { (case.about) } (above) (form) })
}

/// What it is about: said where there is one, chosen where there are several.
fn place(case: &Case, places: &Places, typed: Option<&Posted>, wrongs: &[Wrong]) -> Markup {
    let label = about_label(case);
    if let [it] = places.about.as_slice() {
        return html! {
            (Field::text("place_shown", label).value(it.name.as_str()).read_only())
            input type="hidden" name=(PLACE) value=(it.key());
        };
    }
    let options = places.about.iter().map(|it| (it.key(), it.name.as_str()));
    choice_of_place(label, options, typed, wrongs)
}

/// The field in which one of several is chosen.
pub(super) fn choice_of_place<'a>(
    label: &'a str,
    options: impl Iterator<Item = (String, &'a str)>,
    typed: Option<&Posted>,
    wrongs: &[Wrong],
) -> Markup {
    let wrong = wrongs.iter().find(|it| it.field == PLACE).map(|it| it.advice.as_str());
    let value = typed.map_or("", |it| it.get(PLACE));
    html! { (Field::select(PLACE, label, options).value(value).error(wrong).required()) }
}

/// The granted case that it is begun out of.
fn granted(case: &Case, places: &Places, typed: Option<&Posted>, wrongs: &[Wrong]) -> Markup {
    let Some(from) = &case.from else { return Markup::default() };
    let options: Vec<(String, &str)> =
        places.granted.iter().map(|it| (it.0.to_string(), it.1.as_str())).collect();
    let options = options.iter().map(|it| (it.0.as_str(), it.1));
    let wrong = wrongs.iter().find(|it| it.field == FROM).map(|it| it.advice.as_str());
    let field = Field::select(FROM, from.label.as_str(), options);
    let field = field.value(typed.map_or("", |it| it.get(FROM))).error(wrong).required();
    html! { (field) }
}
