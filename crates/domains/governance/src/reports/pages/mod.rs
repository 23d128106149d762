//! The pages of documents: the list, one on its way, its text, its files, what is sent in, and the
//! public page that checks a paper.

mod edit;
mod list;
mod materials;
mod one;
mod out;
mod public;

use web::{Need, Page, Problem, Routes, Visit};

use super::{
    DRAFT, Error, READ, SEND_IN,
    actions::{self, Whole},
    compose::{self, Composed},
    model::ReportId,
};

/// How many lines a page of a list has.
const LINES: usize = 50;
const MAY_READ: Need = Need::May(READ.key);
const MAY_DRAFT: Need = Need::May(DRAFT.key);
const MAY_SEND: Need = Need::May(SEND_IN.key);

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/reports", MAY_READ, list::show)
        .get("/reports/export", MAY_READ, list::export)
        .get("/reports/new", MAY_DRAFT, list::new)
        .post("/reports/new", MAY_DRAFT, list::begin)
        .get("/reports/{id}", MAY_READ, one::show)
        .post("/reports/{id}/move", MAY_READ, one::go)
        .get("/reports/{id}/versions/{version}", MAY_READ, one::version)
        .get("/reports/{id}/edit", MAY_DRAFT, edit::form)
        .post("/reports/{id}/edit", MAY_DRAFT, edit::save)
        .post("/reports/{id}/insert", MAY_DRAFT, edit::insert)
        .post("/reports/{id}/take", MAY_DRAFT, edit::take)
        .get("/reports/{id}/docx", MAY_READ, out::docx)
        .get("/reports/{id}/pdf", MAY_READ, out::pdf)
        .get("/materials", MAY_SEND, materials::show)
        .get("/materials/export", MAY_SEND, materials::export)
        .get("/materials/new", MAY_SEND, materials::form)
        .post("/materials/new", MAY_SEND, materials::send)
        .get("/documents", Need::Open, public::list)
        .get("/documents/check", Need::Open, public::check)
        .get("/documents/{id}", Need::Open, public::show)
}

fn limit(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}

/// A document with what it says now: figures as they are, or as they were signed.
async fn loaded(visit: &Visit, id: ReportId) -> Result<(Whole, Composed), Page> {
    let scope = visit.actor.scope();
    let found: Result<_, Error> = db::read!(visit.db(), "a document", |tx| {
        let whole = actions::load(tx, id, scope).await?;
        let mut now = compose::composed(tx, &whole.report).await?;
        if let Some(content) = &whole.report.content {
            now.document = paper::Document::read(content)?;
        }
        Ok((whole, now))
    });
    found.map_err(|error| Problem::from(error).into())
}
