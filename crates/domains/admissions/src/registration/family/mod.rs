//! The family's pages, made for a phone: what is open, registering, and what became of it.

mod form;
mod list;
mod one;
pub(super) mod parts;
pub(super) mod read;

use web::{Need, Routes};

use super::FAMILY;
pub(super) use list::{campaign_badge, state_badge};
pub(super) use one::timeline;

const MINE: Need = Need::May(FAMILY.key);

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/family/entry", MINE, list::list)
        .get("/family/entry/{campaign}", MINE, form::show)
        .post("/family/entry/{campaign}", MINE, form::send)
        .get("/family/entry/registrations/{id}", MINE, one::show)
        .get("/family/entry/registrations/{id}/change", MINE, form::edit)
        .post("/family/entry/registrations/{id}/change", MINE, form::change)
        .post("/family/entry/registrations/{id}/documents", MINE, one::upload)
        .post("/family/entry/registrations/{id}/withdraw", MINE, one::withdraw)
}
