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

use super::read;
use crate::registration::{
    actions::{self, Terms, Wanted},
    error::Error,
    model::{CampaignId, Category, Channel, Registration, RegistrationId, Seats, Wish, kinds},
    rules::moment,
    store::registrations,
};

const FORM: &str = "registration";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    school: String,
    #[serde(default)]
    choose: String,
}

/// What stands in the form: of a new one what was typed, else what is registered.
#[derive(Default)]
struct Filled {
    school: Option<SchoolId>,
    guardian: String,
    phone: String,
    address: String,
    category: String,
    wish: Option<Wish>,
    choices: Vec<SchoolId>,
    names: [String; 2],
    numbers: [String; 2],
    ticked: Vec<String>,
}

impl Filled {
    fn of(posts: &Posts) -> Self {
        let text = |name: &str| read::field(posts, name).to_owned();
        let named =
            |name: &'static str| posts.pairs.iter().filter(move |it| it.0.starts_with(name));
        Self {
            school: text("school").parse().ok(),
            guardian: text("guardian"),
            phone: text("phone"),
            address: text("address"),
            category: text("category"),
            wish: Wish::from_key(&text("wish")),
            choices: named("choice").filter_map(|it| it.1.parse().ok()).collect(),
            names: [text("name"), text("name2")],
            numbers: [text("id_number"), text("id_number2")],
            ticked: named("child").map(|it| it.1.clone()).collect(),
        }
    }
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
    let school = asked.school.parse().ok().and_then(|it| terms.public(it));
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
    let publics = terms.schools.iter().filter(|it| !it.is_private);
    let label = |it: &Seats| format!("{} · {}", it.town_name, it.name);
    let options = publics.map(|it| (it.school.to_string(), label(it)));
    let it = &terms.campaign;
    let body = html! {
        (ui::band(&format!("{} 至 {}", moment(it.opens_at), moment(it.closes_at)), &it.title))
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报了不作数")) }
        (Card::new("第一步　学区学校", html! {
            p { "报公办、报民办的都先选家所在学区的公办学校：由它核对原件，民办没有录取的也从这里安排。" }
            form.form method="get" action=(action) {
                (Field::select("school", "学区学校", options).required().hint("按户籍或者父母房产的地址；随迁子女按居住证的地址"))
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
    let told = |field: &'static str| match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.as_str()),
        _ => None,
    };
    let ticked: Vec<&str> = filled.ticked.iter().map(String::as_str).collect();
    let options = known.iter().map(|it| (it.line.id.to_string(), it.line.name.clone()));
    let child = html! {
        @if !known.is_empty() { (Field::checkboxes("child", "要报名的孩子", options, &ticked).hint("双胞胎都勾上，会一起安排")) }
        @if known.is_empty() || told("name").is_some() || !filled.names[0].is_empty() || told("id_number").is_some() {
            (Field::text("name", "孩子姓名").value(filled.names[0].as_str()).max_length(30).hint("与户口簿一致").error(told("name")))
            (Field::text("id_number", "孩子身份证号").value(filled.numbers[0].as_str()).max_length(18).hint(format!("{} 至 {} 出生", it.born_from, it.born_to)).error(told("id_number")))
            details open[!filled.names[1].is_empty()] {
                summary { "双胞胎、多胞胎一起报名" }
                (Field::text("name2", "另一个孩子姓名").value(filled.names[1].as_str()).max_length(30).sometimes())
                (Field::text("id_number2", "另一个孩子身份证号").value(filled.numbers[1].as_str()).max_length(18).sometimes().error(told("id_number2")))
            }
        }
    };
    let guardian = html! {
        (Field::text("guardian", "监护人姓名").value(filled.guardian.as_str()).max_length(30).required().error(told("guardian")))
        (Field::phone("phone", "联系电话").value(filled.phone.as_str()).required().error(told("phone")))
    };
    let form = ui::Form::new(visit.link(&format!("/family/entry/{}", it.id)), &csrf)
        .with_files()
        .part(id)
        .section("孩子", child)
        .section("监护人", guardian);
    let again = visit.link(&format!("/family/entry/{}", it.id));
    let form = shared(form, (terms, &again), (filled, told("address"), told("wish")))
        .section("材料", html! {
            (files::field("document", "材料照片", &files::Accept::PROOF).several().sometimes().hint("按上面所列的材料拍照；也可以先报名，截止前再补。只用于审核，新生报到 60 天后删除。"))
        })
        .button(Button::submit("提交报名").primary());
    let form = match wrong {
        Some(Error::Wrong(field, words)) => form.error(*field, words.as_str()),
        Some(other) => form.problem(other.to_string()),
        None => form,
    };
    let body = html! {
        (ui::band(&format!("{} 截止，早报晚报一样", moment(it.closes_at)), &it.title))
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报了不作数")) }
        (form)
    };
    visit.phone_page(&it.title, &body)
}

/// The parts that a new form and a changed one have in common.
fn shared<'a>(
    form: ui::Form<'a>,
    (terms, again): (&Terms, &str),
    (filled, address, wish): (&'a Filled, Option<&'a str>, Option<&'a str>),
) -> ui::Form<'a> {
    let school = filled.school.and_then(|it| terms.public(it));
    let at = school.map(|it| it.school);
    let categories = at.map(|it| terms.categories_at(it)).unwrap_or_default();
    form.section("学区", html! {
        @if let Some(it) = school {
            input type="hidden" name="school" value=(it.school);
            p { strong { (it.name) } "（" (it.town_name) "）· " a href=(again) { "换一所" } }
        }
        (Field::text("address", "现住址").value(filled.address.as_str()).max_length(80).required().hint("社区或村、路名和门牌号").error(address))
    })
    .section("类别", html! {
        (Field::radio("category", "孩子属于哪一类", categories.iter().map(|it| (it.key.clone(), format!("{}：{}", it.label, it.about)))).value(filled.category.as_str()).required())
        (documents(&categories))
    })
    .section("公办还是民办", wishes(terms, filled, wish))
}

/// What each category is to show.
fn documents(all: &[Category]) -> Markup {
    html! {
        details {
            summary { "各类要准备的材料" }
            @for it in all {
                p { strong { (it.label) } "：" (it.documents.join("；")) }
            }
        }
    }
}

/// Public or private, and what follows where a private school's draw is lost.
fn wishes(terms: &Terms, filled: &Filled, wrong: Option<&str>) -> Markup {
    let it = &terms.campaign;
    let most = usize::try_from(it.private_choices).unwrap_or(0);
    let none_private = most == 0 || terms.private().next().is_none();
    let wish = filled.wish.unwrap_or(Wish::Public).key();
    if none_private {
        return html! { input type="hidden" name="wish" value="public"; p { "这次招生只有公办学校。" } };
    }
    let words = ["一", "二", "三"];
    html! {
        (Field::radio("wish", "报哪一种", Wish::ALL.iter().map(|it| (it.key(), it.label()))).value(wish).required().error(wrong))
        @for at in 0..most {
            @let chosen = filled.choices.get(at).map(ToString::to_string).unwrap_or_default();
            (Field::select(format!("choice{}", at + 1), format!("民办志愿{}", if most > 1 { words[at] } else { "" }),
                std::iter::once((String::new(), "不报民办".to_owned())).chain(terms.private().map(|it| (it.school.to_string(), format!("{}（计划 {} 人）", it.name, it.seats)))))
                .value(chosen).sometimes())
        }
        (Alert::new(Tone::Info, "报民办以前请看清楚").detail(html! {
            "报名人数不超过计划的，全部录取；超过的，全部由电脑随机派位，过程公开、人人可以核对。派位没有录取的："
            strong { (it.unlucky.label()) } "。"
        }))
    }
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
    let to = read::change(&posts)?;
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

/// The registration `id` of the visitor, with its private schools.
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
    let school = asked.school.parse().ok().and_then(|it| terms.public(it)).map(|it| it.school);
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
    let told = |field: &'static str| match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.as_str()),
        _ => None,
    };
    let form = ui::Form::new(format!("{back}/change"), &csrf)
        .part(html! { input type="hidden" name="version" value=(it.version); });
    let again = format!("{back}/change?choose=1");
    let form = shared(form, (terms, &again), (filled, told("address"), told("wish")))
        .button(Button::submit("保存修改").primary())
        .button(Button::link("返回", back.clone()));
    let form = match wrong {
        Some(Error::Wrong(field, words)) => form.error(*field, words.as_str()),
        Some(other) => form.problem(other.to_string()),
        None => form,
    };
    let head = Head::new("修改报名").crumb("入学报名", back).above(it.number.as_str());
    visit.page_under("修改报名", &head, &html! { (form) })
}

pub(super) async fn change(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    posts: Posts,
) -> Result<Response, Page> {
    let (it, _) = own(&visit, id).await?;
    let version = read::field(&posts, "version").parse().unwrap_or(0);
    let done = match read::change(&posts) {
        Ok(to) => actions::change(&visit, visit.actor.account, (id, version), &to).await,
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/family/entry/registrations/{id}?done=1"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_))) => {
            let terms = terms(&visit, it.campaign).await?;
            let page = editing(&visit, (&terms, &it), &Filled::of(&posts), Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
