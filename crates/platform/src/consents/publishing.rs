//! The bureau's side: which texts there are, how many agreed, the next version.

use jiff::civil::Date;
use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse, Need, Page, Path, Problem, Redirect, Response, Routes,
    StatusCode, Visit,
};

use super::{
    actions::{self, Error},
    model::{Draft, Part, Text, TextId, TextKind},
    reminding, rules, store, views,
};
use crate::privacy::Wards;

pub(super) fn routes() -> Routes {
    let (watch, publish) = (Need::May("consent.watch"), Need::May("consent.publish"));
    Routes::new()
        .get("/consents/texts", watch, list)
        .get("/consents/texts/new", publish, new)
        .post("/consents/texts", publish, add)
        .get("/consents/texts/{id}", watch, show)
}

async fn list(visit: Visit) -> Result<Html, Page> {
    let today = visit.today();
    let read: Result<(Vec<Text>, Vec<Text>), db::Error> = db::read!(visit.db(), "texts", |tx| {
        Ok((store::texts(tx).await?, store::in_force(tx, today).await?))
    });
    let (all, in_force) = read?;
    let mut counted = Vec::new();
    for text in in_force {
        let total = parts(&visit, &text).await?.total;
        counted.push((text, total));
    }
    let (head, body) = views::desk(&visit, &all, &counted);
    Ok(visit.page_under("告知与同意情况", &head, &body))
}

/// How a text stands in the visitor's scope.
struct Parts {
    parts: Vec<Part>,
    total: Part,
}

async fn parts(visit: &Visit, text: &Text) -> Result<Parts, db::Error> {
    let (today, place) = (visit.today(), visit.actor.scope());
    if !text.kind.is_per_child() {
        let id = text.id;
        let read: Result<_, db::Error> = db::read!(visit.db(), "who has read", |tx| {
            let roles = store::read_by_role(tx, id, place, today).await?;
            Ok((roles, store::read_by_all(tx, id, place, today).await?))
        });
        let (mut roles, total) = read?;
        roles.sort_by_key(|it| it.0);
        let part = |(role, all, agreed): (vocab::Role, i64, i64)| Part {
            name: role.label().to_owned(),
            all,
            agreed,
            refused: 0,
        };
        let total = total.unwrap_or_else(|| sum(&[]));
        return Ok(Parts { parts: roles.into_iter().map(part).collect(), total });
    }
    let born_after = text.kind.age_below().map(|age| rules::born_by(age, today));
    let parts = match visit.cell.find_service::<std::sync::Arc<dyn Wards>>() {
        Some(known) => known.answered(visit, text.id, born_after).await?,
        None => Vec::new(),
    };
    let total = sum(&parts);
    Ok(Parts { parts, total })
}

fn sum(parts: &[Part]) -> Part {
    let add = |of: fn(&Part) -> i64| parts.iter().map(of).sum();
    let (all, agreed, refused) = (add(|it| it.all), add(|it| it.agreed), add(|it| it.refused));
    Part { name: "合计".to_owned(), all, agreed, refused }
}

async fn show(visit: Visit, Path(id): Path<TextId>) -> Result<Html, Page> {
    let found: Result<Option<Text>, db::Error> =
        db::read!(visit.db(), "text", |tx| { store::find_text(tx, id).await });
    let text = found?.ok_or_else(Problem::not_found)?;
    let Parts { parts, total } = parts(&visit, &text).await?;
    let open = reminding::open(&visit, &text, &total).await?;
    let (head, body) = views::answered(&visit, &text, &parts, &total);
    let body = web::html! { (body) (reminding::card(&visit, &text, &open)) };
    Ok(visit.page_under(&text.title, &head, &body))
}

#[derive(Debug, Default, Deserialize)]
struct Which {
    #[serde(default)]
    kind: String,
}

/// What was typed into a new version.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) body: String,
    #[serde(default)]
    pub(super) changes: String,
    #[serde(default)]
    pub(super) since: String,
}

async fn last(visit: &Visit, kind: TextKind) -> Result<Option<Text>, db::Error> {
    db::read!(visit.db(), "last text", |tx| { store::last_text(tx, kind).await })
}

/// The form, with the words of the last version or, without one, a text to begin with.
async fn new(visit: Visit, Filters(query): Filters<Which>) -> Result<Html, Page> {
    let kind = TextKind::from_key(&query.kind).ok_or_else(Problem::not_found)?;
    let last = last(&visit, kind).await?;
    let county = visit.cell.name.as_str();
    let (title, body) = match &last {
        Some(it) => (it.title.clone(), it.body.clone()),
        None => (kind.label().to_owned(), kind.template().replace("{county}", county)),
    };
    let since = visit.today().to_string();
    let typed = Typed { kind: query.kind, title, body, since, ..Typed::default() };
    let (head, body) = views::form(&visit, kind, last.as_ref(), &typed, None);
    Ok(visit.page_under("发布新版本", &head, &body))
}

async fn add(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Page> {
    let kind = TextKind::from_key(&typed.kind).ok_or_else(Problem::not_found)?;
    let id: TextId = visit.accept_form_id("text", &typed.id)?;
    let refused = match typed.since.parse::<Date>() {
        Err(_) => rules::Refusal::Past,
        Ok(since) => {
            let draft = Draft {
                id,
                kind,
                title: typed.title.clone(),
                body: typed.body.replace("\r\n", "\n"),
                changes: typed.changes.clone(),
                since,
            };
            match actions::publish(&visit, &draft).await {
                Ok(()) => {
                    let to = visit.link(&format!("/consents/texts/{id}"));
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(Error::Refused(refusal)) => refusal,
                Err(error) => return Err(Problem::from(error).into()),
            }
        }
    };
    let last = last(&visit, kind).await?;
    let (head, body) = views::form(&visit, kind, last.as_ref(), &typed, Some(&refused));
    let page = visit.page_under("发布新版本", &head, &body);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
