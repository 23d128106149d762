//! Wishes on a family's phone: ranked for all children in one form, read over before they are sent,
//! and said again once they are.

use maud::{Markup, html};
use offering::{OfferId, Round, SeatRule, rules::moment};
use vocab::Term;
use web::{
    Filters, Form, Html, Page, Redirect, Visit,
    ui::{Alert, Button, Card, Head, Item, Tone, items},
};

use super::{
    family::{self, Choice, OfChild, Wanted},
    pages::{price, times},
};
use crate::aftercare::{error::Error, orders::rules::REFUND_RULE, terms};

/// What a form of wishes sends: `round-…` and `wish-…-1` of each child.
pub(super) type Pairs = Vec<(String, String)>;

/// The round in which a child may rank wishes now.
pub(crate) fn open_round<'a>(visit: &Visit, it: &'a OfChild) -> Option<&'a Round> {
    let now = visit.civil_now();
    let open = |round: &&Round| {
        round.rule == SeatRule::Wishes && offering::rules::is_open(round, now).is_ok()
    };
    it.rounds.iter().find(open)
}

/// One form for all children who may still rank wishes. It leads to the page that reads them over.
pub(super) fn form(visit: &Visit, children: &[OfChild], term: Term) -> Markup {
    let wishing: Vec<(&OfChild, &Round)> =
        children.iter().filter_map(|it| Some((it, open_round(visit, it)?))).collect();
    if wishing.is_empty() {
        return html! {};
    }
    html! {
        form.form.card method="get" action=(visit.link("/family/courses/confirm")) {
            input type="hidden" name="term" value=(term);
            @for (it, round) in &wishing { (wishes_of(it, round)) }
            div.form-section {
                p.field-hint { "窗口期内不分先后，随时可以改；结束后统一派位，结果会通知您。" }
            }
            div.form-end { div.actions { (Button::submit("下一步：核对志愿").primary()) } }
        }
    }
}

fn wishes_of(it: &OfChild, round: &Round) -> Markup {
    let possible: Vec<&Choice> = it.choices.iter().filter(|it| it.refusal.is_none()).collect();
    let student = it.child.id;
    html! {
        section.form-section {
            h2 { (it.child.name.open()) " · " (it.child.school_name) }
            p { "报名到 " strong { (moment(&round.closes_at)) } " 结束，最多录取 " (round.seats_per_child) " 门。" }
            input type="hidden" name={ "round-" (student) } value=(round.id);
            div.fields { @for rank in 1..=round.wishes_max {
                @let place = usize::try_from(rank - 1).unwrap_or(0);
                @let now = it.wishes.get(place).copied();
                @let field = format!("wish-{student}-{rank}");
                div.field {
                    label for=(field) { "第 " (rank) " 志愿" }
                    select.form-select id=(field) name=(field) {
                        option value="" { "不填" }
                        @for choice in &possible {
                            option value=(choice.offer.id) selected[now == Some(choice.offer.id)] {
                                (choice.course.title) " · " (times(&choice.course)) " · " (price(&choice.course))
                            }
                        }
                    }
                }
            } }
        }
    }
}

/// What was sent, or will be: each child's courses with time, place and price.
pub(super) fn ranked(it: &OfChild, offers: &[OfferId]) -> Markup {
    let chosen: Vec<&Choice> = offers
        .iter()
        .filter_map(|id| it.choices.iter().find(|choice| choice.offer.id == *id))
        .collect();
    let line = |(rank, choice): (usize, &&Choice)| {
        let course = &choice.course;
        Item::new(format!("第 {} 志愿　{}", rank + 1, course.title))
            .below(html! { (times(course)) @if !course.room.is_empty() { " · " (course.room) } })
            .aside(html! { strong { (price(course)) } })
    };
    html! {
        @if chosen.is_empty() { (items([Item::new("没有填志愿")])) }
        @else { (items(chosen.iter().enumerate().map(line))) }
    }
}

/// The page that reads the wishes over: when, what it costs, what comes back, who fetches.
pub(super) async fn confirm(visit: Visit, Filters(pairs): Filters<Pairs>) -> Result<Html, Page> {
    let term = term_of(&pairs).ok_or(Error::Missing)?;
    let all = wanted(&pairs)?;
    let children = family::children(&visit, term).await?;
    let back = visit.link(&format!("/family/courses?term={term}"));
    let mut told = Vec::new();
    for wish in &all {
        let child = children.iter().find(|it| it.child.id == wish.student).ok_or(Error::Missing)?;
        told.push((child, wish));
    }
    let twice = told.iter().find_map(|(child, wish)| {
        let at = |(place, id): (usize, &OfferId)| wish.offers[..place].contains(id);
        let offer = wish.offers.iter().enumerate().find(|it| at(*it))?.1;
        Some(format!(
            "{}的“{}”填了两次。请返回改选。",
            child.child.name.open(),
            child.title(*offer)
        ))
    });
    let fees = told.iter().any(|(child, wish)| {
        let costs = |it: &&Choice| wish.offers.contains(&it.offer.id) && !it.course.fee.is_zero();
        child.choices.iter().any(|it| costs(&it))
    });
    let body = html! {
        @if let Some(words) = &twice { (Alert::new(Tone::Bad, words.as_str())) }
        @for (child, wish) in &told {
            (Card::new(child.child.name.open().as_str(), ranked(child, &wish.offers)).note(child.child.school_name.as_str()).flush())
        }
        (terms_card(fees))
        form.post method="post" action=(visit.link("/family/courses/wishes")) {
            (visit.csrf())
            @for (name, value) in &pairs { input type="hidden" name=(name) value=(value); }
            div.actions.submit-bar {
                @if twice.is_none() { (Button::submit("确认提交").primary()) }
                (Button::link("返回修改", back.as_str()))
            }
        }
    };
    let head = Head::new("核对志愿").crumb("拓展课程", back.as_str()).above(term.label());
    Ok(visit.page_under("核对志愿", &head, &body))
}

/// What a family agrees to by sending.
fn terms_card(fees: bool) -> Markup {
    let body = html! {
        dl.facts {
            div.facts-long { dt { "费用" } dd {
                @if fees { "现在不收费。录取后按上面的价格缴费，只通过公共支付平台。" } @else { "所选课程都免费。" }
            } }
            div.facts-long { dt { "退费" } dd { (REFUND_RULE) } }
            div.facts-long { dt { "接送" } dd { "下课后到校门，由名单上的接送人接走；孩子们放学时间不同的日子，录取后会提醒您。" } }
        }
    };
    html! { (Card::new("请您知道", body)) }
}

/// Said once the wishes are in: what was sent stands below.
pub(super) fn receipt(visit: &Visit, children: &[OfChild]) -> Markup {
    let until = children.iter().find_map(|it| open_round(visit, it)).map(|it| it.closes_at);
    html! {
        (Alert::new(Tone::Good, "志愿已提交").detail(html! {
            @if let Some(until) = &until { (moment(until)) " 前可以再改；" }
            "派位结果会发消息给您。"
        }))
    }
}

/// What each child has wished for so far, while it may still be changed.
pub(super) fn standing(visit: &Visit, children: &[OfChild]) -> Markup {
    let wished =
        children.iter().filter(|it| open_round(visit, it).is_some() && !it.wishes.is_empty());
    html! {
        @for it in wished {
            (Card::new(format!("{}已填的志愿", it.child.name.open()), ranked(it, &it.wishes)).flush())
        }
    }
}

pub(super) async fn wish(visit: Visit, Form(pairs): Form<Pairs>) -> Result<Redirect, Page> {
    family::wish(&visit, &wanted(&pairs)?).await?;
    let term = match term_of(&pairs) {
        Some(term) => term,
        None => terms::current(&visit).await?,
    };
    Ok(Redirect::to(&visit.link(&format!("/family/courses?term={term}&done=wishes"))))
}

fn term_of(pairs: &Pairs) -> Option<Term> {
    pairs.iter().find(|it| it.0 == "term")?.1.parse().ok()
}

/// What was chosen: for each child with a round, its wishes by rank; an empty rank closes up.
fn wanted(pairs: &Pairs) -> Result<Vec<Wanted>, Error> {
    let unfit = || Error::Unfit("志愿没有读懂，请返回上一页刷新后再填。".to_owned());
    let mut all = Vec::new();
    for (name, value) in pairs {
        let Some(student) = name.strip_prefix("round-") else { continue };
        let of_child = format!("wish-{student}-");
        let mut ranked: Vec<(&str, OfferId)> = Vec::new();
        for (name, value) in pairs.iter().filter(|it| !it.1.is_empty()) {
            if let Some(rank) = name.strip_prefix(&of_child) {
                ranked.push((rank, value.parse().map_err(|_| unfit())?));
            }
        }
        ranked.sort_by_key(|it| it.0.parse::<u8>().unwrap_or(u8::MAX));
        all.push(Wanted {
            round: value.parse().map_err(|_| unfit())?,
            student: student.parse().map_err(|_| unfit())?,
            offers: ranked.into_iter().map(|it| it.1).collect(),
        });
    }
    Ok(all)
}
