//! What waits for a family today: wishes that may still be ranked, a seat held for it, a fee due.

use maud::{Markup, html};
use offering::{Standing, rules::moment};
use vocab::Term;
use web::{
    Visit,
    ui::{Card, Item, Tone, badge, items},
};

use crate::aftercare::{
    courses::{
        family::{self, Held, OfChild},
        wishing,
    },
    error::Error,
    orders::model::State as OrderState,
};

/// One thing to do.
#[derive(Debug)]
pub(super) struct ToDo {
    title: String,
    below: String,
    state: (Tone, String),
    href: String,
}

/// What waits for the actor's children, in this term and the next.
pub(super) async fn of_family(visit: &Visit, term: Term) -> Result<Vec<ToDo>, Error> {
    let mut all = Vec::new();
    for term in [term, term.next()] {
        let href = visit.link(&format!("/family/courses?term={term}"));
        for it in family::children(visit, term).await? {
            all.extend(to_wish(visit, &it, term, &href));
            all.extend(it.held.iter().filter_map(|held| of_course(held, &it, &href)));
        }
    }
    Ok(all)
}

fn to_wish(visit: &Visit, it: &OfChild, term: Term, href: &str) -> Option<ToDo> {
    let round = wishing::open_round(visit, it)?;
    let state = match it.wishes.len() {
        0 => (Tone::Warn, "还没填志愿".to_owned()),
        count => (Tone::Good, format!("已填 {count} 个志愿")),
    };
    Some(ToDo {
        title: format!("{}选拓展课程", it.child.name.open()),
        below: format!("{} · {} 截止", term.label(), moment(&round.closes_at)),
        state,
        href: href.to_owned(),
    })
}

/// A seat that is held until it is answered for, or one that is not paid for yet.
fn of_course(held: &Held, it: &OfChild, href: &str) -> Option<ToDo> {
    let title = format!("{}的“{}”", it.child.name.open(), held.course.title);
    let due = held.order.as_ref().filter(|it| it.state == OrderState::Due);
    let (below, state) = match (held.booking.standing, &held.booking.held_until, due) {
        (Standing::Held, Some(until), _) => {
            (format!("有名额了，保留到 {}", moment(until)), (Tone::Warn, "待确认".to_owned()))
        }
        (Standing::Seat, _, Some(order)) => {
            (format!("课程费 {}", order.amount), (Tone::Warn, "待缴费".to_owned()))
        }
        _ => return None,
    };
    Some(ToDo { title, below, state, href: href.to_owned() })
}

/// The list, or that there is nothing to do.
pub(super) fn card(all: &[ToDo]) -> Markup {
    let line = |it: &ToDo| {
        Item::new(it.title.clone())
            .below(html! { (it.below) })
            .link(it.href.clone())
            .aside(badge(it.state.0, &it.state.1))
    };
    let body = html! {
        @if all.is_empty() { (items([Item::new("没有要办的事").icon("circle-check")])) }
        @else { (items(all.iter().map(line))) }
    };
    html! { (Card::new("今天要办", body).flush()) }
}
