//! What people see of notices: everyone the list and the page with its way to object, those who
//! publish the list of a kind, the form and the record.

mod editing;
mod list;
mod public;
mod record;
mod sheet;
mod words;

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use web::{Need, Routes, Visit};

use crate::{Error, catalog, definition::Kind, module::DESK};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/publications/{kind}", DESK, list::show)
        .get("/publications/{kind}/list.xlsx", DESK, sheet::list)
        .get("/publications/{kind}/new", DESK, editing::form)
        .post("/publications/{kind}/new", DESK, editing::publish)
        .get("/publications/{kind}/{notice}", DESK, record::show)
        .get("/publications/{kind}/{notice}/correct", DESK, editing::correction)
        .post("/publications/{kind}/{notice}/correct", DESK, editing::correct)
        .post("/publications/{kind}/{notice}/withdraw", DESK, record::withdraw)
        .get("/notices", Need::Open, public::list)
        .get("/notices/{number}", Need::Open, public::show)
        .post("/notices/{number}/objections", Need::Open, public::object)
}

/// The kind called `name` as it holds in this cell, for somebody who publishes it.
async fn kind(tx: &mut Tx, visit: &Visit, name: &str) -> Result<Arc<Loaded<Kind>>, Error> {
    let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
    let concerned = kind.what.publishes.contains(&visit.actor.role());
    if concerned { Ok(kind) } else { Err(Error::Missing) }
}
