//! What people see: forecasts with what they are made from, the public warning, changes of catchments.

mod changes;
mod effects;
mod forecasts;
mod public;
mod sheets;

use vocab::Stage;
use web::{
    Markup, Need, Routes,
    ui::{Tone, badge},
};

use super::{KEEP, READ, model::Level};

const MAY_READ: Need = Need::May(READ.key);
const MAY_KEEP: Need = Need::May(KEEP.key);

/// The stages that are foreseen.
const STAGES: [Stage; 2] = [Stage::Primary, Stage::Junior];

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/forecasts", MAY_READ, forecasts::all)
        .post("/forecasts", MAY_KEEP, forecasts::make)
        .get("/forecasts/levels", MAY_KEEP, forecasts::levels)
        .post("/forecasts/levels", MAY_KEEP, forecasts::set_levels)
        .get("/forecasts/lists/{which}", MAY_KEEP, sheets::form)
        .get("/forecasts/lists/{which}/template", MAY_KEEP, sheets::template)
        .post("/forecasts/lists/{which}", MAY_KEEP, sheets::take)
        .get("/forecasts/{id}", MAY_READ, forecasts::show)
        .get("/forecasts/{id}/export", MAY_READ, forecasts::export)
        .post("/forecasts/{id}/publish", MAY_KEEP, forecasts::publish)
        .get("/seat-warnings", Need::Open, public::show)
        .get("/catchment-changes", MAY_READ, changes::all)
        .post("/catchment-changes", MAY_KEEP, changes::begin)
        .get("/catchment-changes/{id}", MAY_READ, changes::show)
        .post("/catchment-changes/{id}/moves", MAY_KEEP, changes::add_move)
        .post("/catchment-changes/{id}/unmove", MAY_KEEP, changes::end_move)
        .post("/catchment-changes/{id}/assess", MAY_KEEP, changes::assess)
        .post("/catchment-changes/{id}/adopt", MAY_KEEP, changes::adopt)
        .post("/catchment-changes/{id}/withdraw", MAY_KEEP, changes::withdraw)
}

/// A level as a word with a colour.
fn level(it: Level) -> Markup {
    let tone = match it {
        Level::Green => Tone::Good,
        Level::Yellow => Tone::Quiet,
        Level::Orange => Tone::Warn,
        Level::Red => Tone::Bad,
    };
    badge(tone, it.label())
}

/// Thousandths as a share that people read: 95.0.
fn percent(it: i64) -> String {
    format!("{}.{}", it / 10, it % 10)
}
