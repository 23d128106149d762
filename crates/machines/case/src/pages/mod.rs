//! What people see of cases: their desk, the list of a kind, the form, the record with what they
//! may do now, and the page on which anyone follows a case by its number.

mod answering;
mod asked;
mod desk;
mod doing;
mod follow;
mod list;
mod many;
mod opening;
mod rates;
mod record;
mod sending;
pub(crate) mod words;

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use web::{Need, Path, Routes, Visit};

use crate::{
    actions::Error,
    catalog,
    definition::Case,
    model::CaseId,
    module::DESK,
    rules::Doer,
    standing::{self, Standing},
    store,
};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/cases", DESK, desk::show)
        .get("/cases/{kind}", DESK, list::show)
        .get("/cases/{kind}/export", DESK, list::export)
        .get("/cases/{kind}/rates", DESK, rates::show)
        .post("/cases/{kind}/bulk", DESK, many::act)
        .post("/cases/{kind}/bulk/remind", DESK, many::remind)
        .get("/cases/{kind}/bulk/{job}", DESK, many::left)
        .get("/cases/{kind}/new", DESK, opening::form)
        .post("/cases/{kind}/new", DESK, opening::open)
        .get("/cases/{kind}/{case}", DESK, record::show)
        .get("/cases/{kind}/{case}/task/{number}", DESK, answering::form)
        .post("/cases/{kind}/{case}/task/{number}", DESK, answering::send)
        .get("/cases/{kind}/{case}/{action}", DESK, doing::form)
        .post("/cases/{kind}/{case}/{action}", DESK, doing::act)
        .get("/follow", Need::Open, follow::show)
        .get("/send/{kind}", Need::Open, sending::form)
        .post("/send/{kind}", Need::Open, sending::send)
        .get("/send/{kind}/{number}", Need::Open, sending::sent)
}

/// What an address of a case names.
type At = Path<(String, CaseId)>;

/// The kind called `name` as it holds in this cell, for somebody who has to do with it.
async fn kind(tx: &mut Tx, visit: &Visit, name: &str) -> Result<Arc<Loaded<Case>>, Error> {
    let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
    let concerned = kind.what.roles().contains(&visit.actor.role());
    if concerned { Ok(kind) } else { Err(Error::Missing) }
}

/// The case that an address names, as the visitor may see it.
async fn seen(
    tx: &mut Tx,
    visit: &Visit,
    (kind, id): (&str, CaseId),
) -> Result<(Standing, Doer), Error> {
    let doer = standing::doer(tx, visit).await?;
    let found = standing::find(tx, id, visit.civil_now()).await?.ok_or(Error::Missing)?;
    let reader = standing::reader(doer, visit, Some(&found.kind.what));
    let may = found.record.entry == kind && store::is_seen(tx, id, reader).await?;
    if may { Ok((found, doer)) } else { Err(Error::Missing) }
}
