//! Where one's own children, or oneself, stood: number, place, result, and what proves it.

use platform::workbook::download;
use vocab::StudentId;
use web::{
    Html, Markup, Page, Path, Response, Visit, html,
    ui::{Button, Card, Empty, Facts, Head},
};

use super::words;
use crate::{
    Error,
    model::{Drawing, DrawingId, Line, Paper},
    steps::{self, Desk},
    store,
};

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "drawings of mine", |tx| {
        Ok(store::of_account(tx, visit.actor.account, visit.today()).await?)
    });
    let all = read.map_err(web::Problem::from)?;
    let body = html! {
        (Head::new("派位与抽取"))
        @if all.is_empty() {
            (Empty::new("还没有").hint("您或孩子参加派位、抽取后，号码、位次和凭证会在这里。"))
        }
        @for (drawing, line) in &all { (card(&visit, drawing, line)) }
    };
    Ok(visit.phone_page("派位与抽取", &body))
}

fn card(visit: &Visit, it: &Drawing, line: &Line) -> Markup {
    let facts = Facts::new().fact("号码", line.number.as_str()).fact("状态", words::stage(it));
    let facts = match line.position {
        Some(rank) => facts.fact("位次", rank.to_string()),
        None => facts,
    };
    let facts = match (&line.outcome, line.picked) {
        (Some(words), _) => facts.fact("结果", words.as_str()),
        (None, true) => facts.fact("结果", "抽中"),
        (None, false) => facts,
    };
    let facts = match &line.why {
        Some(words) => facts.long("说明", words.as_str()),
        None => facts,
    };
    let public = visit.link(&format!("/draws/{}", it.number));
    let buttons = html! {
        div.actions {
            (Button::link("公示和证据", public))
            @if let Some(student) = line.who.student {
                (Button::link("下载凭证", visit.link(&format!("/draws/mine/{}/{student}/receipt", it.id))).icon("download"))
            }
        }
    };
    html! { (Card::new(it.title.as_str(), html! { (facts) (buttons) }).note(it.number.as_str())) }
}

/// What proves that a child stands on the list: checked with the evidence, on any PC.
pub(super) async fn receipt(
    visit: Visit,
    Path((id, student)): Path<(DrawingId, StudentId)>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "receipt of a drawing", |tx| {
        let all = store::of_account(tx, visit.actor.account, visit.today()).await?;
        if !all.iter().any(|it| it.0.id == id && it.1.who.student == Some(student)) {
            return Err(Error::Missing);
        }
        let line = store::line_of_student(tx, id, student).await?.ok_or(Error::Missing)?;
        let file = store::find_file(tx, id, Paper::Declaration).await?.ok_or(Error::Missing)?;
        let secret = store::find_secret(tx, id).await?.ok_or(Error::Missing)?;
        Ok((line, file, secret))
    });
    let (line, file, secret) = read.map_err(web::Problem::from)?;
    let desk = Desk::of(&visit.cell);
    let opened = steps::opened(id, (&file, &secret), desk).map_err(web::Problem::from)?;
    let (declaration, sealed) = opened;
    let receipt = draw::Receipts::new(&declaration).receipt(sealed.key(), &line.number);
    let receipt = receipt.ok_or(Error::Missing).map_err(web::Problem::from)?;
    let name = format!("凭证-{}.json", line.number);
    Ok(download(&name, "application/json", receipt.file().into_bytes()))
}
