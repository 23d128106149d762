//! What people see: the school's desk, one division with what may be done now, the lists on paper, what
//! everyone may see and check, a guardian's child, the office's overview.

mod after;
mod doing;
mod mine;
mod office;
mod parts;
mod public;
mod record;
mod school;
mod sheets;

use vocab::Grade;
use web::{Need, Routes};

use super::{MINE, OVERSEE, READ, RUN, SET, WITNESS};

const MAY_READ: Need = Need::May(READ.key);
const MAY_RUN: Need = Need::May(RUN.key);
const MAY_SET: Need = Need::May(SET.key);
const MAY_OVERSEE: Need = Need::May(OVERSEE.key);
const MAY_WITNESS: Need = Need::May(WITNESS.key);
const MAY_MINE: Need = Need::May(MINE.key);

/// How many lines a page of a list has.
const LINES: usize = 50;

/// The grades that are divided.
pub(super) fn grades() -> impl Iterator<Item = Grade> {
    [1, 7].into_iter().filter_map(|it| Grade::school(it).ok())
}

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/classing", MAY_READ, school::list)
        .get("/classing/new", MAY_RUN, school::form)
        .post("/classing/new", MAY_RUN, school::draft)
        .get("/classing/county", MAY_OVERSEE, office::show)
        .get("/classing/county/export", MAY_OVERSEE, office::export)
        .post("/classing/county/remind", MAY_SET, office::remind)
        .get("/classing/term", MAY_SET, office::term)
        .post("/classing/term", MAY_SET, office::set_term)
        .get("/classing/mine", MAY_MINE, mine::show)
        .get("/classing/{id}", MAY_READ, record::show)
        .get("/classing/{id}/list", MAY_READ, sheets::send)
        .get("/classing/{id}/upload", MAY_RUN, sheets::form)
        .post("/classing/{id}/upload", MAY_RUN, sheets::take)
        .get("/classing/{id}/paper", MAY_READ, sheets::paper)
        .post("/classing/{id}/ask", MAY_RUN, doing::ask)
        .post("/classing/{id}/unask", MAY_RUN, doing::unask)
        .post("/classing/{id}/seal", MAY_RUN, doing::seal)
        .post("/classing/{id}/run", MAY_RUN, doing::run)
        .post("/classing/{id}/teachers", MAY_RUN, doing::teachers)
        .post("/classing/{id}/pair", MAY_RUN, doing::pair)
        .post("/classing/{id}/publish", MAY_RUN, doing::publish)
        .post("/classing/{id}/void", MAY_RUN, doing::void)
        .post("/classing/{id}/witness", MAY_WITNESS, doing::witness)
        .post("/classing/{id}/move", MAY_RUN, after::shift)
        .post("/classing/{id}/arrive", MAY_RUN, after::arrive)
        .post("/classing/{id}/leave", MAY_RUN, after::leave)
        .get("/class-lists", Need::Open, public::list)
        .get("/class-lists/{number}", Need::Open, public::show)
        .get("/class-lists/{number}/files/{paper}", Need::Open, public::file)
}
