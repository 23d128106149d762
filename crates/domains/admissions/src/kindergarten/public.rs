//! The list that everyone may read: what each kindergarten is, what it charges, on what grounds.

use web::{
    Call, Filters, Html, Need, Page, Routes, html,
    ui::{Alert, Head, Tone},
};

use super::{
    pages::{Asked, LINES, shown},
    store,
};
use crate::registration::Error;

const TITLE: &str = "幼儿园性质和收费";

pub(super) fn routes() -> Routes {
    Routes::new().get("/kindergartens", Need::Open, list)
}

async fn list(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let (today, narrow) = (call.today(), asked.narrow());
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(call.db(), "public kindergartens", |tx| {
        let county = directory::schools::county(tx).await?.ok_or(Error::Missing)?;
        Ok(store::list(tx, (county, today), &narrow, (asked.after(), limit)).await?)
    });
    let all = read?;
    let here = call.here();
    let body = html! {
        (Head::new(TITLE).below(html! { "每月收费是保育教育费，不含伙食费；列的是今天适用的标准" }))
        (Alert::new(Tone::Info, "民办普惠是什么").detail("接受财政扶持、按规定标准收费、面向一定区域招生的民办幼儿园，由教育局认定。"))
        (shown(&here, &all, |_| None))
    };
    Ok(call.public_page(TITLE, &body))
}
