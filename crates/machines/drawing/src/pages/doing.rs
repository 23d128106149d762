//! What is done on the record of a drawing: one form each, answered by the record.

use form::Posted;
use web::{Form, NoFields, Page, Path, Redirect, Visit};

use crate::{Error, actions, evidence, model::DrawingId};

/// What an address of a drawing names.
type At = Path<(String, DrawingId)>;

fn back(visit: &Visit, (kind, id): (&str, DrawingId), done: &str) -> Redirect {
    Redirect::to(&visit.link(&format!("/drawings/{kind}/{id}?done={done}")))
}

fn refused(error: Error) -> Page {
    web::Problem::from(error).into()
}

pub(super) async fn seal(
    visit: Visit,
    Path((kind, id)): At,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Redirect, Page> {
    actions::seal(&visit, id).await.map_err(refused)?;
    Ok(back(&visit, (&kind, id), "seal"))
}

pub(super) async fn run(
    visit: Visit,
    Path((kind, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    actions::run(&visit, id, evidence::typed(&Posted(pairs))).await.map_err(refused)?;
    Ok(back(&visit, (&kind, id), "run"))
}

pub(super) async fn void(
    visit: Visit,
    Path((kind, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    actions::void(&visit, id, Posted(pairs).get("reason")).await.map_err(refused)?;
    Ok(back(&visit, (&kind, id), "void"))
}

pub(super) async fn reveal(
    visit: Visit,
    Path((kind, id)): At,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Redirect, Page> {
    actions::reveal(&visit, id).await.map_err(refused)?;
    Ok(back(&visit, (&kind, id), "reveal"))
}

pub(super) async fn witness(
    visit: Visit,
    Path((kind, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    actions::witness(&visit, id, Posted(pairs).get("words")).await.map_err(refused)?;
    Ok(back(&visit, (&kind, id), "witness"))
}
