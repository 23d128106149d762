//! The form by which a family registers, and by which it changes what it sent.

use directory::model::Child;
use platform::{files, seal::Sealer};
use serde::Deserialize;
use vocab::SchoolId;
use web::{
    Filters, Html, IntoResponse, Markup, Page, Path, Posts, Redirect, Response, StatusCode, Visit,
    html,
    ui::{self, Alert, Button, Card, Field, Head, Tone},
};

use super::{
    parts::{self, Filled},
    read,
};
use crate::registration::{
    actions::{self, Wanted},
    error::Error,
    model::{CampaignId, Channel, Entry, Registration, RegistrationId, Seats, kinds},
    rules::moment,
    store::registrations,
    terms::Terms,
};

const FORM: &str = "registration";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    school: String,
    #[serde(default)]
    choose: String,
}

async fn terms(visit: &Visit, id: CampaignId) -> Result<Terms, Error> {
    db::read!(visit.db(), "terms of a campaign", |tx| { Terms::load(tx, id).await })
}

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let terms = terms(&visit, id).await?;
    crate::registration::rules::may_register(&terms.campaign, visit.civil_now())
        .map_err(Error::from)?;
    let school = asked.school.parse().ok().and_then(|it| terms.area(it));
    let Some(school) = school else {
        let here = visit.link(&format!("/family/entry/{id}"));
        return Ok(choose(&visit, &terms, &here));
    };
    let known = read::known(&visit, terms.campaign.entry).await?;
    let filled = Filled {
        school: Some(school.school),
        guardian: visit.actor.name.clone(),
        ..Filled::default()
    };
    let id = visit.form_id::<kinds::RegistrationId>(FORM);
    Ok(page(&visit, (&terms, &known), (&filled, &id), None))
}

/// First of all: in which school's area the family lives, since town and documents follow from it.
fn choose(visit: &Visit, terms: &Terms, action: &str) -> Html {
    let it = &terms.campaign;
    let (area, is_kindergarten) = (it.entry.area(), it.entry == Entry::Kindergarten);
    let label = |it: &Seats| {
        let name = if is_kindergarten { parts::kindergarten(it) } else { it.name.clone() };
        format!("{} · {name}", it.town_name)
    };
    let options = terms.areas().map(|it| (it.school.to_string(), label(it)));
    let body = html! {
        (ui::band(&format!("{} 至 {}", moment(it.opens_at), moment(it.closes_at)), &it.title))
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报了不作数")) }
        (Card::new(format!("第一步　{area}"), html! {
            @if is_kindergarten {
                p { "先选家所在服务区的公办或者民办普惠幼儿园：由它核对原件。想去别的幼儿园，下一步填志愿。" }
                p { "各园的性质、收费和依据见“" a href=(visit.link("/kindergartens")) { "幼儿园性质和收费" } "”。" }
            }
            @else { p { "报公办、报民办的都先选家所在学区的公办学校：由它核对原件，民办没有录取的也从这里安排。" } }
            form.form method="get" action=(action) {
                (Field::select("school", area, options).required().hint("按户籍或者父母房产的地址；随迁子女按居住证的地址"))
                div.actions { (Button::submit("下一步").primary()) }
            }
        }))
    };
    visit.phone_page(&it.title, &body)
}

fn page(
    visit: &Visit,
    (terms, known): (&Terms, &[Child]),
    (filled, id): (&Filled, &Markup),
    wrong: Option<&Error>,
) -> Html {
    let csrf = visit.csrf();
    let it = &terms.campaign;
    let told = |field: &'static str| parts::told(wrong, field);
    let ticked: Vec<&str> = filled.ticked.iter().map(String::as_str).collect();
    let options = known.iter().map(|it| (it.line.id.to_string(), it.line.name.clone()));
    let child = html! {
        @if !known.is_empty() { (Field::checkboxes("child", "要报名的孩子", options, &ticked).hint("双胞胎都勾上，会一起安排")) }
        @if known.is_empty() || told("name").is_some() || !filled.names[0].is_empty() || told("id_number").is_some() {
            (parts::typed_children(it, filled, told))
        }
    };
    let form = ui::Form::new(visit.link(&format!("/family/entry/{}", it.id)), &csrf)
        .with_files()
        .part(id)
        .section("孩子", child)
        .section("监护人", parts::guardian(filled, told));
    let again = visit.link(&format!("/family/entry/{}", it.id));
    let form = parts::shared(form, (terms, Some(&again)), (filled, told("address"), told("wish")))
        .section("材料", html! {
            (files::field("document", "材料照片", &files::Accept::PROOF).several().sometimes().hint("按上面所列的材料拍照；也可以先报名，截止前再补。只用于审核，新生报到 60 天后删除。"))
        })
        .button(Button::submit("提交报名").primary());
    let form = parts::with_wrong(form, wrong);
    let body = html! {
        (ui::band(&format!("{} 截止，早报晚报一样", moment(it.closes_at)), &it.title))
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报了不作数")) }
        (form)
    };
    visit.phone_page(&it.title, &body)
}

/// Keeps the files of a form before the act.
pub(super) async fn kept(visit: &Visit, posts: Posts) -> Result<Vec<(files::Kept, String)>, Error> {
    let shelf = visit.cell.service::<files::Files>();
    let mut all = Vec::new();
    for it in posts.files {
        let kept = files::keep(visit, shelf, it.bytes, &files::Accept::PROOF).await?;
        all.push((kept, it.name));
    }
    Ok(all)
}

pub(super) async fn send(
    visit: Visit,
    Path(campaign): Path<CampaignId>,
    posts: Posts,
) -> Result<Response, Page> {
    let text = read::field(&posts, "id").to_owned();
    let id: RegistrationId = visit.accept_form_id(FORM, &text)?;
    let filled = Filled::of(&posts);
    let terms = terms(&visit, campaign).await?;
    match sent(&visit, &terms, id, posts).await {
        Ok(()) => {
            let to = visit.link(&format!("/family/entry/registrations/{id}?done=1"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_) | Error::File(_))) => {
            let known = read::known(&visit, terms.campaign.entry).await?;
            let hidden = html! { input type="hidden" name="id" value=(text); };
            let page = page(&visit, (&terms, &known), (&filled, &hidden), Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn sent(visit: &Visit, terms: &Terms, id: RegistrationId, posts: Posts) -> Result<(), Error> {
    let children = read::children(visit, terms, &posts).await?;
    let (guardian, phone) = read::guardian(visit, &posts)?;
    let to = read::change(&posts, terms.campaign.entry)?;
    let wanted = Wanted {
        id,
        campaign: terms.campaign.id,
        account: Some(visit.actor.account),
        guardian,
        phone,
        school: to.school,
        address: to.address,
        at: None,
        category: to.category,
        wish: to.wish,
        choices: to.choices,
        channel: Channel::Online,
        children,
    };
    let files = kept(visit, posts).await?;
    actions::register(visit, visit.cell.service::<Sealer>(), &wanted).await?;
    if !files.is_empty() {
        actions::add_documents(visit, visit.actor.account, id, &files).await?;
    }
    Ok(())
}

/// The registration `id` of the visitor, with the schools that it names.
pub(super) async fn own(
    visit: &Visit,
    id: RegistrationId,
) -> Result<(Registration, Vec<(SchoolId, String)>), Error> {
    let account = visit.actor.account;
    let read: Result<_, Error> = db::read!(visit.db(), "own registration", |tx| {
        let it = registrations::find(tx, id).await?.ok_or(Error::Missing)?;
        Ok((it, registrations::choices(tx, &[id]).await?))
    });
    let (it, choices) = read?;
    if it.account != Some(account) {
        return Err(Error::Missing);
    }
    Ok((it, choices.into_iter().map(|it| (it.1, it.2)).collect()))
}

pub(super) async fn edit(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (it, choices) = own(&visit, id).await?;
    let terms = terms(&visit, it.campaign).await?;
    if !asked.choose.is_empty() {
        let here = visit.link(&format!("/family/entry/registrations/{id}/change"));
        return Ok(choose(&visit, &terms, &here));
    }
    let school = asked.school.parse().ok().and_then(|it| terms.area(it)).map(|it| it.school);
    let filled = Filled {
        school: Some(school.unwrap_or(it.school)),
        address: it.address.clone(),
        category: it.category.clone(),
        wish: Some(it.wish),
        choices: choices.into_iter().map(|it| it.0).collect(),
        ..Filled::default()
    };
    Ok(editing(&visit, (&terms, &it), &filled, None))
}

fn editing(
    visit: &Visit,
    (terms, it): (&Terms, &Registration),
    filled: &Filled,
    wrong: Option<&Error>,
) -> Html {
    let csrf = visit.csrf();
    let back = visit.link(&format!("/family/entry/registrations/{}", it.id));
    let told = |field: &'static str| parts::told(wrong, field);
    let form = ui::Form::new(format!("{back}/change"), &csrf)
        .part(html! { input type="hidden" name="version" value=(it.version); });
    let again = format!("{back}/change?choose=1");
    let form = parts::shared(form, (terms, Some(&again)), (filled, told("address"), told("wish")))
        .button(Button::submit("保存修改").primary())
        .button(Button::link("返回", back.clone()));
    let form = parts::with_wrong(form, wrong);
    let head = Head::new("修改报名").crumb("入学报名", back).above(it.number.as_str());
    visit.page_under("修改报名", &head, &html! { (form) })
}

pub(super) async fn change(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    posts: Posts,
) -> Result<Response, Page> {
    let (it, _) = own(&visit, id).await?;
    let terms = terms(&visit, it.campaign).await?;
    let version = read::field(&posts, "version").parse().unwrap_or(0);
    let done = match read::change(&posts, terms.campaign.entry) {
        Ok(to) => actions::change(&visit, visit.actor.account, (id, version), &to).await,
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/family/entry/registrations/{id}?done=1"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_))) => {
            let page = editing(&visit, (&terms, &it), &Filled::of(&posts), Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
