//! What people see of returns: what they must file, the form, the record with its versions; for those
//! who look after a kind its periods, who is missing, the sums; questionnaires and their results.

mod answering;
mod desk;
mod doing;
mod fill;
mod kind;
mod opening;
mod record;
mod results;
mod round;
mod sums;
mod upload;
mod words;

use web::{Path, Routes};

use crate::{
    model::{ReturnId, RoundId},
    module::DESK,
};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/filings", DESK, desk::show)
        .get("/filings/{kind}", DESK, kind::show)
        .get("/filings/{kind}/open", DESK, opening::form)
        .post("/filings/{kind}/open", DESK, opening::open)
        .get("/filings/{kind}/rounds/{round}", DESK, round::show)
        .get("/filings/{kind}/rounds/{round}/list", DESK, round::export)
        .post("/filings/{kind}/rounds/{round}/remind", DESK, round::remind)
        .get("/filings/{kind}/rounds/{round}/lock", DESK, doing::lock_form)
        .post("/filings/{kind}/rounds/{round}/lock", DESK, doing::lock)
        .get("/filings/{kind}/rounds/{round}/sums", DESK, sums::show)
        .get("/filings/{kind}/rounds/{round}/table", DESK, sums::export)
        .get("/filings/{kind}/rounds/{round}/upload", DESK, upload::form)
        .post("/filings/{kind}/rounds/{round}/upload", DESK, upload::send)
        .get("/filings/{kind}/rounds/{round}/template", DESK, upload::template)
        .get("/filings/{kind}/rounds/{round}/answer", DESK, answering::form)
        .post("/filings/{kind}/rounds/{round}/answer", DESK, answering::answer)
        .get("/filings/{kind}/rounds/{round}/results", DESK, results::show)
        .get("/filings/{kind}/returns/{id}", DESK, record::show)
        .get("/filings/{kind}/returns/{id}/fill", DESK, fill::form)
        .post("/filings/{kind}/returns/{id}/fill", DESK, fill::file)
        .get("/filings/{kind}/returns/{id}/withdraw", DESK, doing::withdraw_form)
        .post("/filings/{kind}/returns/{id}/withdraw", DESK, doing::withdraw)
        .get("/filings/{kind}/returns/{id}/release", DESK, doing::release_form)
        .post("/filings/{kind}/returns/{id}/release", DESK, doing::release)
}

/// What an address of a period names.
type AtRound = Path<(String, RoundId)>;
/// What an address of a return names.
type AtReturn = Path<(String, ReturnId)>;
