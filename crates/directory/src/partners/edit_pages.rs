//! The forms in which what the register says is corrected. Who was overtaken sees both versions, and
//! saves again over what is there now.

use serde::Deserialize;
use vocab::{InstitutionId, Sex};
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Card, Field, Head, Versions},
};

use super::{
    actions::{Error, TypedPerson},
    editing::{self, TypedPartner},
    keeping::{At, load_person, person_head},
    model::{Partner, Person},
    pages,
    rules::{self, Refusal},
};

/// Why a form comes back, and at which version it is saved the next time.
struct Refused {
    why: String,
    overtaken: bool,
}

impl Refused {
    /// What can be put right in the form; any other error is a page of its own.
    fn of(error: Error) -> Result<Self, Page> {
        let overtaken = matches!(error, Error::Refused(Refusal::Overtaken));
        match error {
            Error::Refused(why) => Ok(Self { why: why.to_string(), overtaken }),
            Error::Phone(why) => Ok(Self { why: why.to_string(), overtaken }),
            other => Err(other.into()),
        }
    }
}

fn unfit(page: Html) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn hidden(visit: &Visit, version: i64) -> Markup {
    html! { (visit.csrf()) input type="hidden" name="version" value=(version); }
}

/// The form as it is drawn: what is typed, what is stored, and why it came back.
fn framed(
    form: ui::Form<'_>,
    (back, refused): (String, Option<&Refused>),
    both: &Versions<'_>,
) -> Markup {
    let form = form.button(Button::submit("保存").primary()).button(Button::link("返回", back));
    html! {
        @match refused {
            Some(it) if it.overtaken => {
                (form.problem(it.why.clone()))
                (Card::new("两个版本的对照", html! { (both) }).flush())
            }
            Some(it) => (form.problem(it.why.clone())),
            None => (form),
        }
    }
}

/// What a partner's form holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PartnerForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    version: i64,
}

fn partner_page(
    visit: &Visit,
    it: &Partner,
    typed: &PartnerForm,
    refused: Option<&Refused>,
) -> Html {
    let here = visit.link(&format!("/institutions/{}", it.id));
    let version = if refused.is_some_and(|it| it.overtaken) { it.version } else { typed.version };
    let hidden = hidden(visit, version);
    let fields = rules::FIELDS.map(|it| (it, it));
    let form = ui::Form::new(format!("{here}/edit"), &hidden).section("机构信息", html! {
        (Field::text("name", "机构名称").value(typed.name.as_str()).required().max_length(60).hint("和营业执照或登记证书上的一致"))
        (Field::select("field", "类别", fields).value(typed.field.as_str()).required())
        p.field-hint { "统一社会信用代码 " (it.code) " 不能改；登记错了的，请移出后按正确的代码重新登记。" }
    });
    let both = Versions::new("现在登记的")
        .field("机构名称", typed.name.as_str(), it.name.as_str())
        .field("类别", typed.field.as_str(), it.field.as_str());
    let head = Head::new("更正机构信息")
        .crumb("校外机构", visit.link("/institutions"))
        .crumb(it.name.as_str(), here.clone());
    visit.page_under("更正机构信息", &head, &framed(form, (here, refused), &both))
}

pub(super) async fn form(visit: Visit, Path(id): Path<InstitutionId>) -> Result<Html, Page> {
    let it = pages::load(&visit, id).await?.partner;
    let typed = PartnerForm { name: it.name.clone(), field: it.field.clone(), version: it.version };
    Ok(partner_page(&visit, &it, &typed, None))
}

pub(super) async fn save(
    visit: Visit,
    Path(id): Path<InstitutionId>,
    Form(form): Form<PartnerForm>,
) -> Result<Response, Page> {
    let typed = TypedPartner { name: &form.name, field: &form.field, version: form.version };
    match editing::edit(&visit, id, &typed).await {
        Ok(()) => {
            let to = visit.link(&format!("/institutions/{id}?done=saved"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let refused = Refused::of(error)?;
            let it = pages::load(&visit, id).await?.partner;
            Ok(unfit(partner_page(&visit, &it, &form, Some(&refused))))
        }
    }
}

/// What a person's form holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PersonForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    version: i64,
}

fn sex_label(typed: &str) -> &'static str {
    typed.parse::<Sex>().map_or("—", Sex::label)
}

fn person_page(
    visit: &Visit,
    (partner, it): &(Partner, Person),
    typed: &PersonForm,
    refused: Option<&Refused>,
) -> Html {
    let here = visit.link(&format!("/institutions/{}/people/{}", partner.id, it.id));
    let version = if refused.is_some_and(|it| it.overtaken) { it.version } else { typed.version };
    let (hidden, phone) = (hidden(visit, version), pages::phone(visit, it));
    let sexes = [Sex::Male, Sex::Female].map(|it| (it.code().to_string(), it.label()));
    let form = ui::Form::new(format!("{here}/edit"), &hidden).section("教师信息", html! {
        (Field::text("name", "姓名").value(typed.name.as_str()).required().max_length(40).autocomplete("off"))
        (Field::radio("sex", "性别", sexes).value(typed.sex.as_str()).required())
        (Field::text("subject", "任教科目").value(typed.subject.as_str()).required().max_length(20))
        (Field::phone("phone", "新手机号").value(typed.phone.as_str()).autocomplete("off").hint(format!("现在登记的是 {phone}；没有换号的不用填")))
    });
    let both = Versions::new("现在登记的")
        .field("姓名", typed.name.as_str(), it.name.as_str())
        .field("性别", sex_label(&typed.sex), it.sex.map_or("—", Sex::label))
        .field("任教科目", typed.subject.as_str(), it.subject.as_str());
    let head = person_head(visit, "更正教师信息", partner).crumb(it.name.as_str(), here.clone());
    visit.page_under("更正教师信息", &head, &framed(form, (here, refused), &both))
}

pub(super) async fn person_form(visit: Visit, Path(at): Path<At>) -> Result<Html, Page> {
    let found = load_person(&visit, at).await?;
    let it = &found.1;
    let typed = PersonForm {
        name: it.name.clone(),
        sex: it.sex.map(|it| it.code().to_string()).unwrap_or_default(),
        subject: it.subject.clone(),
        phone: String::new(),
        version: it.version,
    };
    Ok(person_page(&visit, &found, &typed, None))
}

pub(super) async fn save_person(
    visit: Visit,
    Path(at): Path<At>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Page> {
    let PersonForm { name, sex, subject, phone, version } = &form;
    let typed = TypedPerson { name, sex, subject, phone };
    match editing::edit_person(&visit, at, (&typed, *version)).await {
        Ok(()) => {
            let to = format!("/institutions/{}/people/{}?done=saved", at.0, at.1);
            Ok(Redirect::to(&visit.link(&to)).into_response())
        }
        Err(error) => {
            let refused = Refused::of(error)?;
            let found = load_person(&visit, at).await?;
            Ok(unfit(person_page(&visit, &found, &form, Some(&refused))))
        }
    }
}
