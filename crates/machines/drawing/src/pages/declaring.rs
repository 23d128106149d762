//! The form on which a drawing is declared.

use catalog::{Loaded, acts_for};
use form::Posted;
use jiff::civil::DateTime;
use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode,
    Visit, html,
    ui::{self, Alert, Button, Field, Head, Tone},
};

use crate::{
    Error,
    actions::{self, Declaring},
    definition::{Kind, Population, Take},
    model::{Drawing, DrawingId},
    rules::{Refusal, Terms},
    store,
};

/// The name that the form's id is signed under.
const FORM: &str = "drawing";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The one before, which was broken off.
    #[serde(default)]
    after: String,
}

/// What the form is made of.
struct Ground {
    kind: std::sync::Arc<Loaded<Kind>>,
    towns: Vec<String>,
    previous: Option<Drawing>,
}

async fn ground(visit: &Visit, name: &str, after: &str) -> Result<Ground, Error> {
    let previous: Option<DrawingId> = after.parse().ok();
    db::read!(visit.db(), "form of a drawing", |tx| {
        let kind = super::kind(tx, visit, name).await?;
        if !kind.what.declares.contains(&visit.actor.role()) || kind.what.is_given() {
            return Err(Error::Missing);
        }
        let place = acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
        let towns =
            if kind.what.choose_towns { store::towns(tx, place).await? } else { Vec::new() };
        let previous = match previous {
            Some(id) => store::find(tx, id).await?.filter(|it| it.place == place),
            None => None,
        };
        Ok(Ground { kind, towns, previous })
    })
}

pub(super) async fn form(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let ground = ground(&visit, &name, &asked.after).await?;
    Ok(page(&visit, &ground, None, None))
}

pub(super) async fn declare(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let ground = ground(&visit, &name, posted.get("after")).await?;
    let id = visit.accept_form_id(FORM, posted.get("id"))?;
    let done = match declaring(&ground, id, &posted) {
        Ok(it) => actions::declare(&visit, &ground.kind, &it).await,
        Err(why) => Err(why.into()),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/drawings/{name}/{id}?done=declare"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(why)) => {
            let page = page(&visit, &ground, Some(&posted), Some(&why));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(web::Problem::from(error).into()),
    }
}

fn declaring(ground: &Ground, id: DrawingId, posted: &Posted) -> Result<Declaring, Refusal> {
    let kind = &ground.kind.what;
    let draws_at = posted.get("draws_at").parse::<DateTime>().map_err(|_| Refusal::Past)?;
    let size = match kind.take {
        Take::Order => 0,
        Take::Sample { most, .. } => {
            posted.get("size").trim().parse().map_err(|_| Refusal::Size(most))?
        }
    };
    let hidden_until = match kind.hidden_days {
        None => None,
        Some(days) => {
            let until = posted.get("hidden_until").parse::<DateTime>();
            Some(until.map_err(|_| Refusal::Hidden(days))?)
        }
    };
    let towns = posted.0.iter().filter(|it| it.0 == "towns").map(|it| it.1.clone()).collect();
    let terms = Terms {
        title: posted.get("title").trim().to_owned(),
        size,
        draws_at,
        hidden_until,
        rehearsal: !posted.get("rehearsal").is_empty(),
    };
    Ok(Declaring {
        id,
        terms,
        towns,
        list: posted.get("list").to_owned(),
        excluded: posted.get("excluded").to_owned(),
        previous: ground.previous.as_ref().map(|it| it.id),
    })
}

fn page(visit: &Visit, ground: &Ground, typed: Option<&Posted>, why: Option<&Refusal>) -> Html {
    let (kind, name) = (&ground.kind.what, &ground.kind.name);
    let list = visit.link(&format!("/drawings/{name}"));
    let head = Head::new("登记抽取").crumb(kind.label.as_str(), list.clone());
    let id = match typed {
        Some(posted) => html! { input type="hidden" name="id" value=(posted.get("id")); },
        None => visit.form_id::<crate::model::kinds::DrawingId>(FORM),
    };
    let hidden = html! {
        (visit.csrf()) (id)
        @if let Some(it) = &ground.previous { input type="hidden" name="after" value=(it.id); }
    };
    let form = ui::Form::new(visit.link(&format!("/drawings/{name}/new")), &hidden);
    let form = match why {
        Some(why) => form.problem(why.to_string()),
        None => form,
    };
    let form = form
        .section("抽什么", what(visit, ground, typed))
        .section("名单", whom(ground, typed))
        .button(Button::submit("登记，查看名单").primary())
        .button(Button::link("取消", list));
    let body = html! {
        p { (kind.about) }
        @if let Some(it) = &ground.previous {
            (Alert::new(Tone::Info, format!("接着已作废的 {} 重抽", it.number))
                .detail("作废的原因和上一次的公示会写进这次的证据里，谁都看得到。"))
        }
        (form)
    };
    visit.page_under("登记抽取", &head, &body)
}

fn value<'a>(typed: Option<&'a Posted>, name: &str) -> &'a str {
    typed.map_or("", |it| it.get(name))
}

fn what(visit: &Visit, ground: &Ground, typed: Option<&Posted>) -> Markup {
    let kind = &ground.kind.what;
    let now = visit.civil_now();
    let first = now.date().at(now.hour(), now.minute(), 0, 0).strftime("%Y-%m-%dT%H:%M");
    let draws = typed.map_or_else(|| first.to_string(), |it| it.get("draws_at").to_owned());
    let usual = match kind.take {
        Take::Sample { usual, most, .. } => Some((usual, most)),
        Take::Order => None,
    };
    let rehearsal = !value(typed, "rehearsal").is_empty();
    html! {
        (Field::text("title", "名称").value(value(typed, "title")).max_length(100).required()
            .hint("写清是哪一次，例如 2021 年 12 月常态课督查"))
        @if let Some((usual, most)) = usual {
            @let size = typed.map_or_else(|| usual.to_string(), |it| it.get("size").to_owned());
            (Field::number("size", if kind.is_by_town() { "每个镇（街道）抽几个" } else { "抽几个" })
                .value(size).between("1", most.to_string()).required())
        }
        (Field::moment("draws_at", "抽取时间").value(draws).required()
            .hint("名单封存以后、到这个时间才能抽"))
        @if kind.hidden_days.is_some() {
            (Field::moment("hidden_until", "结果保密到").value(value(typed, "hidden_until")).required()
                .hint("到时自动公开，也可以提前公开。之前被抽到的单位在任何页面、消息里都看不到"))
        }
        (Field::checkbox("rehearsal", "这是一次演练，结果不算数", rehearsal))
    }
}

fn whom(ground: &Ground, typed: Option<&Posted>) -> Markup {
    let kind = &ground.kind.what;
    html! {
        @if kind.population == Population::List {
            (Field::long("list", "名单").value(value(typed, "list")).lines(10).required()
                .hint("每行一个"))
        }
        @if !ground.towns.is_empty() {
            @let chosen: Vec<&str> = typed.iter().flat_map(|it| &it.0).filter(|it| it.0 == "towns").map(|it| it.1.as_str()).collect();
            (Field::checkboxes("towns", "从哪些镇（街道）抽，不选就是全部",
                ground.towns.iter().map(|it| (it.as_str(), it.as_str())), &chosen))
        }
        @if kind.not_again > 0 {
            p.text-secondary { "最近 " (kind.not_again) " 次内抽到过的，自动排除并写明原因。" }
        }
        (Field::long("excluded", "另外排除").value(value(typed, "excluded")).lines(3).sometimes()
            .hint("每行一个，写“名称，原因”；原因会公布"))
    }
}
