//! What people see of drawings: the list of a kind, the form, the record with what may be done now,
//! where oneself stood, and what everyone may see and check.

mod declaring;
mod doing;
mod list;
mod mine;
mod public;
mod record;
mod sheet;
mod words;

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use web::{Need, Routes, Visit};

use crate::{
    Error, catalog,
    definition::Kind,
    module::{DESK, MINE},
};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/drawings/{kind}", DESK, list::show)
        .get("/drawings/{kind}/new", DESK, declaring::form)
        .post("/drawings/{kind}/new", DESK, declaring::declare)
        .get("/drawings/{kind}/{drawing}", DESK, record::show)
        .get("/drawings/{kind}/{drawing}/list.xlsx", DESK, sheet::send)
        .post("/drawings/{kind}/{drawing}/seal", DESK, doing::seal)
        .post("/drawings/{kind}/{drawing}/run", DESK, doing::run)
        .post("/drawings/{kind}/{drawing}/void", DESK, doing::void)
        .post("/drawings/{kind}/{drawing}/reveal", DESK, doing::reveal)
        .post("/drawings/{kind}/{drawing}/witness", DESK, doing::witness)
        .get("/draws/mine", MINE, mine::show)
        .get("/draws/mine/{drawing}/{student}/receipt", MINE, mine::receipt)
        .get("/draws", Need::Open, public::list)
        .get("/draws/check/page", Need::Open, public::verifier)
        .get("/draws/{number}", Need::Open, public::show)
        .get("/draws/{number}/files/{paper}", Need::Open, public::file)
}

/// The kind called `name` as it holds in this cell, for somebody who has to do with it.
async fn kind(tx: &mut Tx, visit: &Visit, name: &str) -> Result<Arc<Loaded<Kind>>, Error> {
    let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
    let concerned = kind.what.roles().contains(&visit.actor.role());
    if concerned { Ok(kind) } else { Err(Error::Missing) }
}
