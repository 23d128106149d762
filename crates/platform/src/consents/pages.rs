//! What is due after a log-in, one's own answers, and the texts for anyone to read.

use std::collections::HashMap;

use web::{
    Call, Filters, Form, Html, IntoResponse, Need, Page, Path, Problem, Redirect, Response, Routes,
    Visit,
};

use super::{
    WELCOME, actions,
    model::{Answer, Text, TextId},
    rules::Refusal,
    store, views,
};
use crate::privacy::Ward;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(WELCOME, Need::SignedIn, welcome)
        .get("/consents", Need::SignedIn, mine)
        .post("/consents/{id}", Need::SignedIn, answer)
        .get("/texts", Need::Open, list)
        .get("/texts/{id}", Need::Open, show)
}

/// What is due, else the start page.
async fn welcome(visit: Visit) -> Result<Response, Page> {
    let due = actions::due(&visit).await?;
    if due.is_empty() {
        return Ok(Redirect::to(&visit.link("/")).into_response());
    }
    let (head, body) = views::welcome(&visit, &due);
    Ok(visit.page_under("告知与同意", &head, &body).into_response())
}

#[derive(Debug, Default, serde::Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn mine(visit: Visit, Filters(query): Filters<Done>) -> Result<Html, Page> {
    let (wards, today) = (actions::wards(&visit).await?, visit.today());
    let read: Result<_, db::Error> = db::read!(visit.db(), "own consents", |tx| {
        let in_force = store::in_force(tx, today).await?;
        let all = store::texts(tx).await?;
        Ok((in_force, all, actions::answers(tx, &visit, &wards).await?))
    });
    let (in_force, all, answers) = read?;
    let shown = views::Mine { wards, in_force, all, answers, is_done: !query.done.is_empty() };
    let (head, body) = views::mine(&visit, &shown);
    Ok(visit.page_under("告知与同意", &head, &body))
}

/// The answers of a form: `read`, or `answer-stu_…` for each child.
fn read_answers(
    fields: &HashMap<String, String>,
    wards: &[Ward],
) -> Result<Vec<(Option<Ward>, Answer)>, Problem> {
    if fields.contains_key("read") {
        return Ok(vec![(None, Answer::Read)]);
    }
    let chosen = |ward: &Ward| {
        let answer = fields.get(&views::field_of(ward)).and_then(|it| Answer::from_key(it))?;
        Some((Some(ward.clone()), answer))
    };
    let answers: Vec<_> = wards.iter().filter_map(chosen).collect();
    if answers.is_empty() {
        return Err(Problem::unfit(Refusal::NoAnswer.to_string()));
    }
    Ok(answers)
}

async fn answer(
    visit: Visit,
    Path(id): Path<TextId>,
    Form(fields): Form<HashMap<String, String>>,
) -> Result<Redirect, Page> {
    // Another family's child is not among the wards, and so is answered like none at all.
    let wards = actions::wards(&visit).await?;
    let answers = read_answers(&fields, &wards)?;
    actions::answer(&visit, id, &answers).await?;
    let back = if fields.contains_key("mine") { "/consents?done=1" } else { WELCOME };
    Ok(Redirect::to(&visit.link(back)))
}

async fn list(call: Call) -> Result<Html, Page> {
    let today = call.today();
    let texts: Result<Vec<Text>, db::Error> =
        db::read!(call.db(), "texts in force", |tx| { store::in_force(tx, today).await });
    Ok(call.public_page("告知文本", &views::public_list(&call, &texts?)))
}

async fn show(call: Call, Path(id): Path<TextId>) -> Result<Html, Page> {
    let found: Result<Option<Text>, db::Error> =
        db::read!(call.db(), "text", |tx| { store::find_text(tx, id).await });
    let text = found?.ok_or_else(Problem::not_found)?;
    Ok(call.public_page(&text.title, &views::public(&call, &text)))
}
