//! What is done on the record of a division: one form each, answered by the record.

use serde::Deserialize;
use web::{Form, Page, Path, Redirect, Visit};

use crate::classes::{
    actions::{self, Error},
    making,
    model::{ClassingId, wish},
};

/// Where every form goes back to.
pub(super) fn back(visit: &Visit, id: ClassingId) -> Redirect {
    Redirect::to(&visit.link(&format!("/classing/{id}")))
}

/// What a form brings; each reads its own of it.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    wish: String,
    #[serde(default)]
    codes: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    position: i64,
    #[serde(default)]
    numbers: String,
    #[serde(default)]
    names: String,
    #[serde(default)]
    words: String,
}

type At = Path<ClassingId>;

pub(super) async fn ask(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    let wish = wish(&it.wish).ok_or_else(|| Error::Refused("请选同班或不同班".to_owned()))?;
    actions::ask(&visit, (id, it.version), wish, (&it.codes, &it.reason)).await?;
    Ok(back(&visit, id))
}

pub(super) async fn unask(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    actions::unask(&visit, (id, it.version), it.position).await?;
    Ok(back(&visit, id))
}

pub(super) async fn seal(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    actions::seal(&visit, (id, it.version)).await?;
    Ok(back(&visit, id))
}

pub(super) async fn run(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    making::run(&visit, (id, it.version), &it.numbers).await?;
    Ok(back(&visit, id))
}

pub(super) async fn teachers(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    making::teachers(&visit, (id, it.version), &it.names).await?;
    Ok(back(&visit, id))
}

pub(super) async fn pair(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    making::pair(&visit, (id, it.version), &it.numbers).await?;
    Ok(back(&visit, id))
}

pub(super) async fn publish(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    making::publish(&visit, (id, it.version)).await?;
    Ok(back(&visit, id))
}

pub(super) async fn void(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    making::void(&visit, (id, it.version), &it.reason).await?;
    Ok(back(&visit, id))
}

pub(super) async fn witness(
    visit: Visit,
    Path(id): At,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    making::witness(&visit, id, &it.words).await?;
    let is_guardian = visit.actor.role() == vocab::Role::Guardian;
    let mine = Redirect::to(&visit.link("/classing/mine"));
    Ok(if is_guardian { mine } else { back(&visit, id) })
}
