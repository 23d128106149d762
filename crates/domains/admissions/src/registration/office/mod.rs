//! The pages of school, town and office: campaigns with their figures, registrations, one of them.

mod campaign;
mod campaigns;
mod enter;
mod list;
mod one;

use vocab::Role;
use web::{Need, Routes, Visit};

use super::{HANDLE, MANAGE, READ, SEATS, model::RegistrationId, store::registrations};

const MAY_READ: Need = Need::May(READ.key);
const MAY_HANDLE: Need = Need::May(HANDLE.key);
const MAY_MANAGE: Need = Need::May(MANAGE.key);
/// The office, and a kindergarten its own.
const MAY_SET_SEATS: Need = Need::May(SEATS.key);

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/entry", MAY_READ, campaigns::list)
        .get("/entry/new", MAY_MANAGE, campaigns::new)
        .post("/entry/new", MAY_MANAGE, campaigns::open)
        .get("/entry/campaigns/{campaign}", MAY_READ, campaign::show)
        .post("/entry/campaigns/{campaign}/times", MAY_MANAGE, campaign::set_times)
        .post("/entry/campaigns/{campaign}/seats", MAY_SET_SEATS, campaign::set_seats)
        .get("/entry/campaigns/{campaign}/registrations", MAY_READ, list::list)
        .get("/entry/campaigns/{campaign}/registrations/export", MAY_READ, list::export)
        .post("/entry/campaigns/{campaign}/registrations/pass", MAY_HANDLE, list::pass)
        .get("/entry/campaigns/{campaign}/enter", MAY_HANDLE, enter::show)
        .post("/entry/campaigns/{campaign}/enter", MAY_HANDLE, enter::send)
        .get("/entry/registrations/{id}", MAY_READ, one::show)
        .post("/entry/registrations/{id}", MAY_HANDLE, one::decide)
        .post("/entry/registrations/{id}/code", MAY_HANDLE, enter::code)
        .post("/entry/registrations/{id}/confirm", MAY_HANDLE, enter::confirm)
        .post("/entry/registrations/{id}/take-back", MAY_HANDLE, enter::take_back)
}

/// Whether a visitor may have the documents of a registration: its family, and the desks of the
/// place where it lies.
pub(super) async fn may_read(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    let Some(id) = RegistrationId::from_bits(bits) else { return Ok(false) };
    let (account, scope) = (visit.actor.account, visit.actor.scope());
    db::read!(visit.db(), "documents of a registration", |tx| {
        if visit.actor.role() == Role::Guardian {
            let found = registrations::find(tx, id).await?;
            Ok(found.is_some_and(|it| it.account == Some(account)))
        } else if visit.meets(MAY_HANDLE) {
            Ok(registrations::find_in(tx, id, scope).await?.is_some())
        } else {
            Ok(false)
        }
    })
}
