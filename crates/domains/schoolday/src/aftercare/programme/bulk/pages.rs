//! The buttons under the list of programmes, and the page that asks why many are returned.

use maud::{Markup, html};
use serde::Deserialize;
use vocab::{SchoolId, Term};
use web::{
    Form, Html, IntoResponse as _, Page, Redirect, Response, Routes, Visit,
    ui::{Address, Bulk, Button, Card, Field, Head},
};

use super::{
    actions,
    rules::{self, Deed},
};
use crate::aftercare::{
    DECIDE,
    error::Error,
    terms::{self, TermChoice},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/aftercare/programmes/bulk/remind", DECIDE, remind)
        .post("/aftercare/programmes/bulk/record", DECIDE, record)
        .post("/aftercare/programmes/bulk/return", DECIDE, send_back)
}

/// The buttons under the list, for whoever decides.
pub(crate) fn bar<'a>(visit: &Visit, csrf: &'a Markup) -> Bulk<'a> {
    let to = |what: &str| visit.link(&format!("/aftercare/programmes/bulk/{what}"));
    Bulk::new(csrf)
        .button(Button::submit("催办").to(to("remind")).icon("bell"))
        .button(Button::submit("备案").to(to("record")).icon("check"))
        .button(Button::submit("退回").to(to("return")).danger())
}

/// What the list sends: the chosen schools and its own filters.
#[derive(Debug, Deserialize)]
struct Choice {
    #[serde(default, rename = "row")]
    rows: Vec<SchoolId>,
    /// The list's query, to go back to.
    #[serde(default)]
    filter: String,
    #[serde(default)]
    reason: Option<String>,
}

impl Choice {
    fn list(&self, visit: &Visit) -> Address {
        Address::new(&visit.link("/aftercare/programmes"), &self.filter)
    }

    async fn term(&self, visit: &Visit) -> Result<Term, Page> {
        let term = self.list(visit).get("term").to_owned();
        Ok(terms::chosen(visit, &TermChoice { term }).await?)
    }
}

async fn remind(visit: Visit, Form(choice): Form<Choice>) -> Result<Redirect, Page> {
    hold(&visit, Deed::Remind, &choice).await
}

async fn record(visit: Visit, Form(choice): Form<Choice>) -> Result<Redirect, Page> {
    hold(&visit, Deed::Record, &choice).await
}

/// The list's button asks for the reason first; the page that asks sends it along.
async fn send_back(visit: Visit, Form(choice): Form<Choice>) -> Result<Response, Page> {
    if choice.reason.is_some() {
        return Ok(hold(&visit, Deed::Return, &choice).await?.into_response());
    }
    Ok(ask(&visit, &choice).await?.into_response())
}

async fn hold(visit: &Visit, deed: Deed, choice: &Choice) -> Result<Redirect, Page> {
    let term = choice.term(visit).await?;
    let reason = choice.reason.as_deref().unwrap_or_default();
    actions::hold(visit, deed, term, &choice.rows, reason).await?;
    Ok(Redirect::to(&choice.list(visit).href()))
}

async fn ask(visit: &Visit, choice: &Choice) -> Result<Html, Page> {
    let term = choice.term(visit).await?;
    let chosen = actions::look(visit, term, &choice.rows).await?;
    // The rest of the choice is judged before a reason is written for nothing.
    rules::may_do(Deed::Return, &chosen, "理由").map_err(Error::from)?;
    let head = Head::new("批量退回方案").crumb("方案备案", choice.list(visit).href());
    let body = html! {
        (Card::new(format!("退回 {} 所学校的方案", chosen.len()), html! {
            ul { @for it in &chosen { li { (it.name) } } }
            form method="post" action=(visit.link("/aftercare/programmes/bulk/return")) data-guard {
                (visit.csrf())
                input type="hidden" name="filter" value=(choice.filter);
                @for it in &chosen { input type="hidden" name="row" value=(it.school); }
                (Field::long("reason", "退回理由").required()
                    .hint("每所学校都会看到同一条理由。写明哪一天、哪一段、怎么改。"))
                div.actions {
                    (Button::submit("退回").danger())
                    (Button::link("不退回，返回列表", choice.list(visit).href()))
                }
            }
        }))
    };
    Ok(visit.page_under("批量退回方案", &head, &body))
}
