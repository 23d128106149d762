//! What there is about oneself and one's children, asking for more, and the office's list.

mod mine;
mod office;
mod one;

use web::{Need, Routes};

use super::model::RequestState;
use web::ui::{Tone, badge};

pub(super) fn routes() -> Routes {
    let handle = Need::May("request.handle");
    Routes::new()
        .get("/my-data", Need::SignedIn, mine::list)
        .get("/my-data/{who}", Need::SignedIn, mine::show)
        .post("/my-data/{who}/file", Need::SignedIn, mine::file)
        .get("/my-data/{who}/correct", Need::SignedIn, mine::correct)
        .post("/my-data/{who}/correct", Need::SignedIn, mine::ask_correction)
        .get("/my-data/{who}/erase", Need::SignedIn, mine::erase)
        .post("/my-data/{who}/erase", Need::SignedIn, mine::ask_erasure)
        .get("/requests", handle, office::list)
        .get("/requests/{id}", Need::SignedIn, one::show)
        .post("/requests/{id}/decision", handle, one::decide)
        .post("/requests/{id}/supply", Need::SignedIn, one::supply)
        .post("/requests/{id}/withdraw", Need::SignedIn, one::withdraw)
}

fn state(it: RequestState) -> web::Markup {
    let tone = match it {
        RequestState::Asked | RequestState::Working => Tone::Info,
        RequestState::Returned => Tone::Warn,
        RequestState::Done => Tone::Good,
        RequestState::Refused => Tone::Bad,
        RequestState::Withdrawn => Tone::Quiet,
    };
    badge(tone, it.label())
}
