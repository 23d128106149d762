//! What people see of registers: the list with its figures, the calendar, a record with its history,
//! the forms, a sheet that comes in, and the public page.

mod calendar;
mod editing;
mod import;
mod list;
mod public;
mod record;
mod words;

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use vocab::PlaceId;
use web::{Need, Routes, Visit};

use crate::{
    actions::Error,
    catalog,
    definition::Register,
    export,
    model::{Record, RecordId},
    module::ANY,
    store,
};

pub(crate) use list::{Asked, narrow};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registers/{kind}", ANY, list::show)
        .get("/registers/{kind}/calendar", ANY, calendar::show)
        .get("/registers/{kind}/export", ANY, export::send)
        .get("/registers/{kind}/import", ANY, import::form)
        .post("/registers/{kind}/import", ANY, import::send)
        .get("/registers/{kind}/import/template", ANY, import::template)
        .post("/registers/{kind}/import/take", ANY, import::take)
        .get("/registers/{kind}/new", ANY, editing::new)
        .post("/registers/{kind}/new", ANY, editing::add)
        .get("/registers/{kind}/{record}", ANY, record::show)
        .post("/registers/{kind}/{record}/relate", ANY, record::relate)
        .get("/registers/{kind}/{record}/{deed}", ANY, editing::form)
        .post("/registers/{kind}/{record}/{deed}", ANY, editing::revise)
        .get("/lists/{kind}", Need::Open, public::list)
        .get("/lists/{kind}/{record}", Need::Open, public::show)
}

/// A register as it holds in this cell, for somebody who has to do with it, with the place that they
/// act for.
pub(crate) async fn kind(
    tx: &mut Tx,
    visit: &Visit,
    name: &str,
) -> Result<(Arc<Loaded<Register>>, PlaceId), Error> {
    let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    if !kind.what.sees.contains(&role) {
        return Err(Error::Missing);
    }
    let place = ::catalog::acts_for(tx, role, scope).await?;
    Ok((kind, place))
}

/// A record that an address names, as the visitor may see it, and whether they keep it.
async fn seen(
    tx: &mut Tx,
    visit: &Visit,
    (name, id): (&str, RecordId),
) -> Result<(Arc<Loaded<Register>>, Record, bool), Error> {
    let (kind, place) = kind(tx, visit, name).await?;
    let record = store::find(tx, id).await?.filter(|it| it.entry == name);
    let record = record.ok_or(Error::Missing)?;
    if !store::is_seen(tx, id, place).await? {
        return Err(Error::Missing);
    }
    let keeps = kind.what.keeps.contains(&visit.actor.role())
        && platform::access::is_within(tx, record.place, place).await?;
    Ok((kind, record, keeps))
}
