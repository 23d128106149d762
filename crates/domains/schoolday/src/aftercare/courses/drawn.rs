//! What a family sees of the draw of a window: the child's number and place, why the child got a
//! course or not, and what proves it.

use drawing::{
    given,
    model::{Drawing, Line, Stage},
};
use offering::{Round, SeatRule};
use vocab::StudentId;
use web::{
    Markup, Visit, html,
    ui::{Button, Card, Facts},
};

use crate::aftercare::error::Error;

/// Where children stand in the draws of their windows, the newest first.
pub(super) async fn of(
    visit: &Visit,
    children: &[StudentId],
) -> Result<Vec<(Drawing, Line)>, Error> {
    db::read!(visit.db(), "draws of children", |tx| { Ok(given::of_students(tx, children).await?) })
}

/// The draws of a child's windows, each as a card.
pub(super) fn cards(
    visit: &Visit,
    child: StudentId,
    rounds: &[Round],
    all: &[(Drawing, Line)],
) -> Markup {
    let drawn = rounds.iter().filter(|it| it.rule == SeatRule::Wishes);
    let of_round = |round: &Round| {
        let owner = Some(round.id.bits());
        all.iter().find(|it| it.0.owner == owner && it.1.who.student == Some(child))
    };
    html! { @for (drawing, line) in drawn.filter_map(of_round) { (card(visit, child, drawing, line)) } }
}

fn card(visit: &Visit, child: StudentId, it: &Drawing, line: &Line) -> Markup {
    let facts = Facts::new().fact("派位号码", line.number.as_str());
    let facts = match line.position {
        Some(place) => facts.fact("位次", format!("第 {place} 位")),
        None => facts,
    };
    let facts = match &line.outcome {
        Some(words) => facts.fact("结果", words.as_str()),
        None => facts,
    };
    let facts = match &line.why {
        Some(words) => facts.long("为什么", words.as_str()),
        None => facts,
    };
    let receipt = visit.link(&format!("/draws/mine/{}/{child}/receipt", it.id));
    html! {
        (Card::new(it.title.as_str(), html! {
            @if it.stage == Stage::Sealed { p { "名单已封存，孩子在名单里。公开取值公布后派出先后。" } }
            (facts)
            div.actions {
                (Button::link("公示和证据", visit.link(&format!("/draws/{}", it.number))))
                (Button::link("下载凭证", receipt).icon("download"))
            }
            p.text-secondary { "公示页只有号码。凭证和证据可以在任何电脑上断网核验。" }
        }).note(it.number.as_str()))
    }
}
