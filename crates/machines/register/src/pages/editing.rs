//! The forms of a register: a new record, and everything that its keeper does to one.

use std::sync::Arc;

use catalog::Loaded;
use form::{Answers, Posted, Wrong};
use jiff::civil::Date;
use vocab::PlaceId;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Field, Head, Tone},
};

use super::words;
use crate::{
    actions::{self, Doing, Entering, Error, REASON_MAX},
    definition::Register,
    model::{Record, RecordId},
    rules::{self, Deed, Refusal},
};

/// The name that the form's id is signed under.
const FORM: &str = "register";
/// What the machine asks beside the fields: names that no field can have.
const PLACE: &str = "place-of-record";
const FROM: &str = "from-day";
const REASON: &str = "reason-of-deed";

pub(super) type Places = Vec<(PlaceId, String)>;

pub(super) async fn new(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let (kind, places) = keeping(&visit, &name).await?;
    Ok(new_page(&visit, &kind, &places, (None, &[])))
}

pub(super) async fn add(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let (kind, places) = keeping(&visit, &name).await?;
    let id = visit.accept_form_id(FORM, posted.get("id"))?;
    let refused = |wrongs: &[Wrong]| {
        let page = new_page(&visit, &kind, &places, (Some(&posted), wrongs));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let Ok(place) = posted.get(PLACE).parse() else {
        let advice = format!("请选择{}", kind.what.subject.label());
        return Ok(refused(&[Wrong { field: PLACE.to_owned(), advice }]));
    };
    let Some(from) = day(&visit, &posted) else { return Ok(refused(&[wrong_day()])) };
    match actions::add(&visit, &kind, &Entering { id, place, from, posted: &posted }).await {
        Ok(()) => {
            let to = visit.link(&format!("/registers/{name}/{id}?done=add"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => Ok(refused(&wrongs)),
        Err(Error::Refused(why)) => Ok(refused(&[of_refusal(&kind.what, &why)])),
        Err(error) => Err(error.into()),
    }
}

/// The day that was typed; today where none was.
fn day(visit: &Visit, posted: &Posted) -> Option<Date> {
    match posted.get(FROM) {
        "" => Some(visit.today()),
        text => text.parse().ok(),
    }
}

fn wrong_day() -> Wrong {
    Wrong { field: FROM.to_owned(), advice: "请写成 2021-12-20".to_owned() }
}

/// The field that a refusal is about.
fn of_refusal(register: &Register, why: &Refusal) -> Wrong {
    let field = match why {
        Refusal::Day(..) => FROM.to_owned(),
        Refusal::NoReason => REASON.to_owned(),
        _ => register.fields[register.title].key.clone(),
    };
    Wrong { field, advice: why.to_string() }
}

/// A register, for somebody who keeps it, and where its records can lie.
pub(super) async fn keeping(
    visit: &Visit,
    name: &str,
) -> Result<(Arc<Loaded<Register>>, Places), Error> {
    db::read!(visit.db(), "form of a register", |tx| {
        let (kind, place) = super::kind(tx, visit, name).await?;
        if !kind.what.keeps.contains(&visit.actor.role()) {
            return Err(Error::Missing);
        }
        let places = platform::access::places_in(tx, place, kind.what.subject).await?;
        Ok((kind, places))
    })
}

fn new_page(
    visit: &Visit,
    kind: &Loaded<Register>,
    places: &Places,
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Html {
    let register = &kind.what;
    let list = visit.link(&format!("/registers/{}", kind.name));
    let title = format!("登记{}", register.one);
    let head = Head::new(title.as_str()).crumb(register.label.as_str(), list.clone());
    let id = typed.map_or("", |it| it.get("id"));
    let id = visit.form_id_again::<crate::model::kinds::RecordId>(FORM, id);
    let hidden = html! { (visit.csrf()) (id) };
    let form = ui::Form::new(format!("{list}/new"), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let part = html! {
        (place(register, places, typed, wrongs))
        (form::asked(&register.fields, &register.asks(), typed, (&Answers::default(), wrongs)))
        (from("生效日期", visit.today(), typed, wrongs))
    };
    let form =
        form.part(part).button(Button::submit("登记").primary()).button(Button::link("取消", list));
    visit.page_under(&title, &head, &html! { p { (register.about) } (form) })
}

pub(super) fn said<'a>(wrongs: &'a [Wrong], field: &str) -> Option<&'a str> {
    wrongs.iter().find(|it| it.field == field).map(|it| it.advice.as_str())
}

/// Where it lies: said where there is one place, chosen where there are several.
fn place(register: &Register, places: &Places, typed: Option<&Posted>, wrongs: &[Wrong]) -> Markup {
    let label = register.subject.label();
    if let [(id, name)] = places.as_slice() {
        return html! {
            (Field::text("place-shown", label).value(name.as_str()).read_only())
            input type="hidden" name=(PLACE) value=(id);
        };
    }
    let options = places.iter().map(|it| (it.0.to_string(), it.1.as_str()));
    let value = typed.map_or("", |it| it.get(PLACE));
    html! { (Field::select(PLACE, label, options).value(value).error(said(wrongs, PLACE)).required()) }
}

fn from<'a>(label: &'a str, today: Date, typed: Option<&Posted>, wrongs: &'a [Wrong]) -> Field<'a> {
    let value = typed.map_or_else(|| today.to_string(), |it| it.get(FROM).to_owned());
    Field::date(FROM, label).value(value).error(said(wrongs, FROM))
}

type At = Path<(String, RecordId, String)>;

/// The record and what is to be done to it, for its keeper.
struct Found {
    kind: Arc<Loaded<Register>>,
    record: Record,
    known: Answers,
    deed: Deed,
    is_open: bool,
}

async fn found(visit: &Visit, (name, id): (&str, RecordId), deed: &str) -> Result<Found, Error> {
    let deed = Deed::from_key(deed).ok_or(Error::Missing)?;
    db::read!(visit.db(), "deed on a record", |tx| {
        let (kind, record, keeps) = super::seen(tx, visit, (name, id)).await?;
        if !keeps {
            return Err(Error::Missing);
        }
        let known = form::load(tx, id).await?;
        let term = kind.what.term.as_ref();
        let standing = rules::standing(term, (record.status, record.expires), visit.today());
        let open = rules::open(standing, (term.is_some(), kind.what.public, record.published));
        Ok(Found { is_open: open.contains(&deed), kind, record, known, deed })
    })
}

pub(super) async fn form(visit: Visit, Path((name, id, deed)): At) -> Result<Response, Page> {
    let found = found(&visit, (&name, id), &deed).await?;
    if !found.is_open {
        return Ok(overtaken(&visit, &found, &Refusal::NotNow));
    }
    Ok(deed_page(&visit, &found, (None, &[])).into_response())
}

pub(super) async fn revise(
    visit: Visit,
    Path((name, id, deed)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let found = found(&visit, (&name, id), &deed).await?;
    let refused = |wrongs: &[Wrong]| {
        let page = deed_page(&visit, &found, (Some(&posted), wrongs));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let Some(from) = day(&visit, &posted) else { return Ok(refused(&[wrong_day()])) };
    let version = posted.get("version").parse().unwrap_or(0);
    let (deed, reason) = (found.deed, posted.get(REASON));
    let doing = Doing { id, deed, version, from, reason, posted: &posted };
    match actions::revise(&visit, &found.kind, &doing).await {
        Ok(()) => {
            let to = visit.link(&format!("/registers/{name}/{id}?done={}", deed.key()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => Ok(refused(&wrongs)),
        Err(Error::Refused(why @ (Refusal::Overtaken | Refusal::NotNow))) => {
            Ok(overtaken(&visit, &found, &why))
        }
        Err(Error::Refused(why)) => Ok(refused(&[of_refusal(&found.kind.what, &why)])),
        Err(error) => Err(error.into()),
    }
}

/// What is told when somebody was first: the way to how the record stands now.
fn overtaken(visit: &Visit, it: &Found, why: &Refusal) -> Response {
    let link = visit.link(&format!("/registers/{}/{}", it.kind.name, it.record.id));
    let alert = Alert::new(Tone::Bad, "没有办成")
        .detail(why.to_string())
        .action(Button::link("查看最新内容", link));
    let page = visit.page_under(&it.record.title, &head(visit, it), &html! { (alert) });
    (StatusCode::CONFLICT, page).into_response()
}

fn head<'a>(visit: &Visit, it: &'a Found) -> Head<'a> {
    let list = visit.link(&format!("/registers/{}", it.kind.name));
    let record = format!("{list}/{}", it.record.id);
    Head::new(it.deed.label())
        .crumb(it.kind.what.label.as_str(), list)
        .crumb(it.record.title.as_str(), record)
        .state(words::standing(&it.kind.what, &it.record, visit.today()))
}

fn deed_page(visit: &Visit, it: &Found, (typed, wrongs): (Option<&Posted>, &[Wrong])) -> Html {
    let (register, deed) = (&it.kind.what, it.deed);
    let link = visit.link(&format!("/registers/{}/{}", it.kind.name, it.record.id));
    // What was typed keeps the version that it was read at.
    let version = typed
        .map_or_else(|| it.record.version.to_string(), |posted| posted.get("version").to_owned());
    let hidden = html! { (visit.csrf()) input type="hidden" name="version" value=(version); };
    let form = ui::Form::new(format!("{link}/{}", deed.key()), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let part = html! {
        p { (meaning(register, it, visit.today())) }
        @if deed.asks_fields() {
            (form::asked(&register.fields, &register.asks(), typed, (&it.known, wrongs)))
        }
        @if deed != Deed::Correct { (from("自哪一天起", visit.today(), typed, wrongs)) }
        (reason(deed, typed, wrongs))
    };
    let button = Button::submit(deed.label());
    let button = if deed == Deed::Withdraw { button.danger() } else { button.primary() };
    let form = form.part(part).button(button).button(Button::link("返回", link));
    visit.page_under(deed.label(), &head(visit, it), &html! { (form) })
}

/// What comes of a deed.
fn meaning(register: &Register, it: &Found, today: Date) -> String {
    match (it.deed, &register.term) {
        (Deed::Renew, Some(term)) => {
            let end = rules::renewed_end(term, it.record.expires, today);
            format!("续期后有效期至 {end}（依据：{}）。", term.rule(today).source)
        }
        (Deed::Correct, _) => {
            "原来写错了才用更正：改正后，从这一版生效的那天起都以新内容为准，原内容留在历次记录里。"
                .to_owned()
        }
        (Deed::Change, _) => {
            "情况变了用变更：以前的内容仍作数，新内容从您填的那天起生效。".to_owned()
        }
        (Deed::Withdraw, _) => {
            "撤销后不再有效，也不再公开；记录和原因都保留，可以恢复。".to_owned()
        }
        (Deed::Publish, _) => "公开后，任何人不用登录就能看到其中公开的项目。".to_owned(),
        (Deed::Hide, _) => "停止公开后，公开页面上不再显示这一条。".to_owned(),
        _ => "恢复后重新有效。".to_owned(),
    }
}

fn reason<'a>(deed: Deed, typed: Option<&'a Posted>, wrongs: &'a [Wrong]) -> Field<'a> {
    let label = if deed.wants_reason() { "原因" } else { "备注" };
    let field = Field::long(REASON, label)
        .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
        .lines(3)
        .value(typed.map_or("", |it| it.get(REASON)))
        .error(said(wrongs, REASON));
    if deed.wants_reason() { field.required() } else { field }
}
