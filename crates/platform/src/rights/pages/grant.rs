//! Giving a role at a place, and ending one.
//!
//! Which place is found in two steps that need no script: what role, and a part of the place's
//! name; then one of those found.

use jiff::civil::Date;
use serde::Deserialize;
use vocab::{AccountId, GrantId, PlaceId, Role};
use web::{
    Filters, Form, Html, Markup, NoFields, Page, Path, Response, Visit, html,
    ui::{self, Alert, Button, Card, Field, Tone},
};

use super::{account::back, again, day, head, list::is_meant, load};
use crate::rights::{
    actions::{self, Giving},
    model::{AccountLine, GrantLine, PlaceLine},
    rules, store,
};

/// Places that are shown to choose from.
const SHOWN_MAX: usize = 30;
const GIVE: &str = "grant.give";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    role: String,
    #[serde(default)]
    q: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    id: String,
    role: String,
    #[serde(default)]
    q: String,
    place: Option<PlaceId>,
    #[serde(default, deserialize_with = "day")]
    since: Option<Date>,
    /// The last day, as people say it; stored is the day after.
    #[serde(default, deserialize_with = "day")]
    last: Option<Date>,
}

pub(super) async fn give_page(
    visit: Visit,
    Path(id): Path<AccountId>,
    Filters(query): Filters<Query>,
) -> Result<Html, Page> {
    let (account, grants) = load(&visit, id).await?;
    let typed = Typed { role: query.role, q: query.q, ..Typed::default() };
    let places = places(&visit, &typed).await?;
    Ok(give_form(&visit, (&account, &grants), &typed, &places, None))
}

/// The places of the role that was chosen whose name, or whose school's, is what was typed.
async fn places(visit: &Visit, typed: &Typed) -> Result<Vec<PlaceLine>, Page> {
    let kinds = Role::from_key(&typed.role).map_or(&[][..], rules::kinds_of);
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let scope = visit.actor.scope();
    let found: Result<Vec<PlaceLine>, db::Error> =
        db::read!(visit.db(), "places of a role", |tx| { store::places(tx, scope, kinds).await });
    let mut found = found?;
    if let Some(term) = vocab::search_term(&typed.q) {
        found.retain(|it| is_meant(&it.name, &term) || is_meant(&it.above, &term));
    }
    Ok(found)
}

fn give_form(
    visit: &Visit,
    (account, grants): (&AccountLine, &[GrantLine]),
    typed: &Typed,
    places: &[PlaceLine],
    why: Option<&str>,
) -> Html {
    let action = visit.link(&format!("/accounts/{}/grants", account.id));
    let roles = Role::ALL.into_iter().filter(|it| !rules::kinds_of(*it).is_empty());
    let search = html! {
        form.form method="get" action=(action) {
            div.fields {
                (Field::select("role", "身份", roles.map(|it| (it.key(), it.label())))
                    .value(typed.role.as_str()).required())
                (Field::text("q", "单位").value(typed.q.as_str())
                    .hint("名称的一部分、拼音或首字母；班级请输入学校名称"))
            }
            div.actions { (Button::submit("查找单位")) }
        }
    };
    let chosen = Role::from_key(&typed.role).filter(|it| !rules::kinds_of(*it).is_empty());
    let body = html! {
        (Card::new("一、什么身份，在哪个单位", search))
        @if let Some(role) = chosen {
            @if places.is_empty() {
                (Alert::new(Tone::Warn, "没有找到可以授予这个身份的单位").detail("换个说法，或者只输入名称里的两个字再查。"))
            } @else { (second(visit, &action, (role, typed), places, why)) }
        } @else if let Some(why) = why { (Alert::new(Tone::Bad, why.to_owned())) }
    };
    let head = head(visit, "授予身份", account, grants);
    visit.page_under("授予身份", &head, &body)
}

fn second(
    visit: &Visit,
    action: &str,
    (role, typed): (Role, &Typed),
    places: &[PlaceLine],
    why: Option<&str>,
) -> Markup {
    let csrf = html! {
        (visit.csrf())
        @if typed.id.is_empty() { (visit.form_id::<vocab::names::kinds::GrantId>(GIVE)) }
        @else { input type="hidden" name="id" value=(typed.id); }
        input type="hidden" name="role" value=(role.key());
        input type="hidden" name="q" value=(typed.q);
    };
    let shown = places.iter().take(SHOWN_MAX).map(|it| {
        let name = if it.above.is_empty() {
            it.name.clone()
        } else {
            format!("{}（{}）", it.name, it.above)
        };
        (it.id.to_string(), name)
    });
    let only = (places.len() == 1).then(|| places[0].id);
    let place = typed.place.or(only).map(|it| it.to_string()).unwrap_or_default();
    let since = typed.since.unwrap_or_else(|| visit.today()).to_string();
    let last = typed.last.map(|it| it.to_string()).unwrap_or_default();
    let mut form = ui::Form::new(action.to_owned(), &csrf);
    if let Some(why) = why {
        form = form.problem(why.to_owned());
    }
    let more = (places.len() > SHOWN_MAX).then(|| {
        format!("共 {} 个，只列出前 {SHOWN_MAX} 个，请把单位名称输得更具体", places.len())
    });
    let place = Field::radio("place", "单位", shown).value(place).required();
    let place = match more {
        Some(more) => place.hint(more),
        None => place,
    };
    html! {
        (form
            .section(&format!("二、授予“{}”", role.label()), html! {
                (place)
                (Field::date("since", "从哪天起").value(since).required())
                (Field::date("last", "最后一天").value(last).hint("不填就一直有效"))
            })
            .button(Button::submit("授予").primary()))
    }
}

pub(super) async fn give(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Page> {
    let id: GrantId = visit.accept_form_id(GIVE, &typed.id)?;
    let result = match (Role::from_key(&typed.role), typed.place, typed.since) {
        (Some(role), Some(place), Some(since)) => {
            let until = typed.last.and_then(|it| it.tomorrow().ok());
            actions::give(&visit, &Giving { id, account, role, place, since, until }).await
        }
        _ => Err(rules::Refusal::NoPlace.into()),
    };
    match result {
        Ok(()) => Ok(back(&visit, account, "give")),
        Err(error) => {
            let (line, grants) = load(&visit, account).await?;
            let places = places(&visit, &typed).await?;
            again(error, |why| give_form(&visit, (&line, &grants), &typed, &places, Some(why)))
        }
    }
}

pub(super) async fn end(
    visit: Visit,
    Path((account, grant)): Path<(AccountId, GrantId)>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    actions::end(&visit, account, grant).await?;
    Ok(back(&visit, account, "end"))
}
