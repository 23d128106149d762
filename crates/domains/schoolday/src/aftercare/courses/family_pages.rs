//! Courses on a family's phone: wishes for all children on one page, seats, queues, money back.

use std::collections::BTreeMap;

use drawing::model::{Drawing, Line};
use maud::{Markup, html};
use offering::{BookingId, OfferId, Round, SeatRule, Standing, rules::moment};
use serde::Deserialize;
use vocab::{StudentId, Term, weekday_label};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{Alert, Button, Card, Empty, Head, Item, Tone, badge, items},
};

use super::{
    drawn,
    family::{self, Choice, Held, OfChild},
    leaving,
    pages::{about, price, times},
    wishing,
};
use crate::aftercare::{
    FAMILY,
    error::Error,
    orders::{self, model::Refund, rules::REFUND_RULE},
    programme::rules::clock,
    terms::{self, TermChoice},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/family/courses", FAMILY, children)
        .get("/family/courses/confirm", FAMILY, wishing::confirm)
        .post("/family/courses/wishes", FAMILY, wishing::wish)
        .post("/family/courses/book", FAMILY, book)
        .post("/family/courses/bookings/{id}/accept", FAMILY, accept)
        .get("/family/courses/bookings/{id}/withdraw", FAMILY, leaving::ask)
        .post("/family/courses/bookings/{id}/withdraw", FAMILY, withdraw)
        .post("/family/courses/bookings/{id}/rate", FAMILY, rate)
}

/// The name under which a booking's id is signed.
const BOOK: &str = "booking";

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(flatten)]
    term: TermChoice,
    /// What was just done, to be said once.
    #[serde(default)]
    done: String,
}

async fn children(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let current = terms::current(&visit).await?;
    let term = match wanted.term.term.parse() {
        Ok(term) => term,
        Err(_) => open_term(&visit, current).await?,
    };
    let children = family::children(&visit, term).await?;
    let given = family::day_refunds(&visit, &children).await?;
    let ids: Vec<StudentId> = children.iter().map(|it| it.child.id).collect();
    let draws = drawn::of(&visit, &ids).await?;
    let body = html! {
        nav.chips aria-label="学期" {
            @for it in [current, current.next()] {
                a.chip href=(visit.link(&format!("/family/courses?term={it}"))) aria-current=[(it == term).then_some("page")] { (it.label()) }
            }
        }
        @if children.is_empty() { (Empty::new("还没有绑定孩子").hint("孩子的学籍登记了您的手机号就会自动绑定；没有的请联系班主任。")) }
        (pick_up_clashes(&children))
        @if wanted.done == "wishes" { (wishing::receipt(&visit, &children)) }
        (wishing::standing(&visit, &children))
        (wishing::form(&visit, &children, term))
        @for it in &children { (child_part(&visit, it, &draws)) }
        (day_refunds(&given))
    };
    Ok(visit.page_under("拓展课程", &Head::new("拓展课程").above(term.label()), &body))
}

/// The term whose sign-up is open, if it is the next one; else the one that runs.
async fn open_term(visit: &Visit, current: Term) -> Result<Term, Error> {
    let next = family::children(visit, current.next()).await?;
    let now = visit.civil_now();
    let open = |round: &Round| offering::rules::is_open(round, now).is_ok();
    let is_open = next.iter().flat_map(|it| &it.rounds).any(open);
    Ok(if is_open { current.next() } else { current })
}

/// Siblings who end at different times on one day: the family should know before it chooses.
fn pick_up_clashes(children: &[OfChild]) -> Markup {
    let mut days: BTreeMap<i8, Vec<(&str, jiff::civil::Time)>> = BTreeMap::new();
    for it in children {
        for (day, at) in it.leaves() {
            days.entry(day.to_monday_one_offset()).or_default().push((it.child.name.open(), at));
        }
    }
    let apart = days.into_iter().filter(|(_, all)| all.iter().any(|it| it.1 != all[0].1));
    let lines: Vec<String> = apart
        .filter_map(|(day, all)| {
            let day = jiff::civil::Weekday::from_monday_one_offset(day).ok()?;
            let each: Vec<String> =
                all.iter().map(|it| format!("{} {}", it.0, clock(it.1))).collect();
            Some(format!("{}：{}", weekday_label(day), each.join("，")))
        })
        .collect();
    html! {
        @if !lines.is_empty() {
            (Alert::new(Tone::Warn, "孩子们这几天放学时间不同，接送请留意").detail(html! {
                ul { @for line in &lines { li { (line) } } }
            }))
        }
    }
}

/// What came back for sessions that were called off.
fn day_refunds(all: &[(String, Refund)]) -> Markup {
    let line = |it: &(String, Refund)| {
        let day = it.1.for_day.map(|it| it.strftime("%-m 月 %-d 日").to_string());
        Item::new(format!("{} · {}停课", it.0, day.unwrap_or_default()))
            .below(html! { (it.1.state.label()) })
            .aside(html! { strong { (it.1.amount) } })
    };
    html! { @if !all.is_empty() { (Card::new("停课退费", items(all.iter().map(line))).flush()) } }
}

fn child_part(visit: &Visit, it: &OfChild, draws: &[(Drawing, Line)]) -> Markup {
    let now = visit.civil_now();
    let first_come = |round: &Round| match (round.rule, round.settled_at) {
        (SeatRule::FirstCome, _) => offering::rules::is_open(round, now).is_ok(),
        (SeatRule::Wishes, settled) => settled.is_some(),
    };
    // A seat or a queue more than the round allows would only be refused.
    let is_full = |round: &Round| {
        let live = it.held.iter().filter(|it| it.booking.standing.is_live());
        let here = live.filter(|it| it.course.round == round.id).count();
        i64::try_from(here).is_ok_and(|it| it >= round.seats_per_child)
    };
    let (full, open): (Vec<&Round>, Vec<&Round>) =
        it.rounds.iter().filter(|it| first_come(it)).partition(|it| is_full(it));
    let can_book = |choice: &Choice| open.iter().any(|it| it.id == choice.course.round);
    let held_for = |choice: &Choice| {
        it.held.iter().any(|h| h.booking.offer == choice.offer.id && h.booking.standing.is_live())
    };
    html! {
        section.child {
            h2 { (it.child.name.open()) " · " (it.child.school_name) }
            @if it.rounds.is_empty() { p.text-secondary { "学校本学期没有开放拓展课程报名。" } }
            @for held in &it.held { (held_card(visit, held)) }
            (drawn::cards(visit, it.child.id, &it.rounds, draws))
            @if let Some(round) = full.first() {
                p.text-secondary { "本学期每个孩子最多 " (round.seats_per_child) " 门，已经报满。想换课的，请先退出。" }
            }
            @let others = it.choices.iter().filter(|it| !held_for(it));
            @let (possible, not): (Vec<&Choice>, Vec<&Choice>) = others.partition(|it| it.refusal.is_none());
            @if !possible.is_empty() {
                @let any = possible.iter().any(|it| can_book(it));
                details.card.fold open[any] {
                    summary { "可以报的课(" (possible.len()) " 门)" }
                    @if any { p.fold-note { (REFUND_RULE) } }
                    (items(possible.into_iter().map(|choice| line(visit, it.child.id, choice, can_book(choice)))))
                }
            }
            @if !not.is_empty() {
                details.card.fold {
                    summary { "报不了的课(" (not.len()) " 门)" }
                    (items(not.into_iter().map(refused)))
                }
            }
        }
    }
}

/// A course in a line: when, where, what it costs; and a seat for whoever may take one now.
fn line<'a>(visit: &Visit, student: StudentId, it: &'a Choice, can_book: bool) -> Item<'a> {
    let free = it.offer.free();
    let course = &it.course;
    let words = html! {
        (times(course)) @if !course.room.is_empty() { " · " (course.room) } " · " strong { (seat_price(it)) }
        br;
        @if can_book { "还有 " (free) " / " (it.offer.seats) " 个名额" } @else { (it.offer.seats) " 个名额" }
        @if !course.materials.is_empty() { " · 自带" (course.materials) }
        @if !course.about.is_empty() { br; (course.about) }
    };
    let item = Item::new(course.title.as_str()).below(words);
    if can_book { item.aside(book_form(visit, student, it, free)) } else { item }
}

/// What a seat costs that is taken now, with the sessions that are left of a course under way.
fn seat_price(it: &Choice) -> String {
    let whole = price(&it.course);
    match it.price.held {
        0 => whole,
        _ if it.course.fee.is_zero() => format!("{whole}，还有 {} 次", it.price.sessions_left()),
        _ => format!("{}（还有 {} 次）", it.price.amount(), it.price.sessions_left()),
    }
}

fn refused(it: &Choice) -> Item<'_> {
    let why = it.refusal.as_deref().unwrap_or_default();
    Item::new(it.course.title.as_str()).below(html! { (times(&it.course)) br; (why) })
}

fn book_form(visit: &Visit, student: StudentId, it: &Choice, free: i64) -> Markup {
    let word = if free > 0 { "报名" } else { "加入候补" };
    let (title, when, cost) = (&it.course.title, times(&it.course), seat_price(it));
    let sure = format!("{word}“{title}”：{when}，{cost}。确定吗？");
    html! {
        form method="post" action=(visit.link("/family/courses/book")) {
            (visit.csrf())
            (visit.form_id::<offering::model::kinds::BookingId>(BOOK))
            input type="hidden" name="student" value=(student);
            input type="hidden" name="offer" value=(it.offer.id);
            input type="hidden" name="term" value=(it.course.term);
            (Button::submit(word).confirm(sure))
        }
    }
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Seat => Tone::Good,
        Standing::Waiting => Tone::Info,
        Standing::Held => Tone::Warn,
        Standing::Lapsed | Standing::Withdrawn => Tone::Quiet,
    }
}

fn held_card(visit: &Visit, it: &Held) -> Markup {
    let standing = it.booking.standing;
    let to = |what: &str| visit.link(&format!("/family/courses/bookings/{}/{what}", it.booking.id));
    let body = html! {
        p {
            (badge(tone(standing), standing.label())) " " (times(&it.course))
            @if let Some(ahead) = it.ahead { " · 前面还有 " (ahead) " 人" }
            @if let Some(until) = &it.booking.held_until { " · 保留到 " strong { (moment(until)) } }
        }
        @if standing.is_live() { (about(&it.course)) (confirmation(it)) }
        (payment(visit, it))
        @if standing == Standing::Held {
            form.post method="post" action=(to("accept")) { (visit.csrf()) (Button::submit("确认参加").primary()) }
        }
        @if standing.is_live() {
            div.actions { (Button::link(leave_word(it), to("withdraw"))) }
        }
        @if standing == Standing::Seat { (rating(visit, it, &to("rate"))) }
    };
    html! { (Card::new(it.course.title.as_str(), body)) }
}

/// What a family needs to know of a seat: when, what it costs, what comes back, how to collect.
fn confirmation(it: &Held) -> Markup {
    html! {
        @if it.booking.standing == Standing::Seat {
            p.field-hint {
                "接送：" (times(&it.course)) "结束后到校门，由名单上的接送人接走。"
                @if !it.course.fee.is_zero() { (REFUND_RULE) }
            }
        }
    }
}

fn leave_word(it: &Held) -> String {
    match it.back {
        Some(back) => format!("退出(退 {back})"),
        None => "退出".to_owned(),
    }
}

fn payment(visit: &Visit, it: &Held) -> Markup {
    let Some(order) = &it.order else { return html! {} };
    let pay = visit.link(&format!("/family/orders/{}/pay", order.id));
    html! {
        p {
            (order.amount) " · " (order.state.label())
            @if let Some(receipt) = &order.receipt { " · 收据 " (receipt) }
            @if let Some(refund) = &it.refund { " · 退 " (refund.amount) " " (badge(Tone::Info, refund.state.label())) }
        }
        @if order.state == orders::model::State::Due && it.booking.standing == Standing::Seat && visit.cell.demo {
            form.post method="post" action=(pay) {
                (visit.csrf())
                input type="hidden" name="term" value=(it.course.term);
                (Button::submit("去缴费(公共支付·演示)").primary())
            }
        }
    }
}

fn rating(visit: &Visit, it: &Held, action: &str) -> Markup {
    html! {
        form.rate method="post" action=(action) {
            (visit.csrf())
            label { "评价这门课 "
                select.form-select name="stars" {
                    @for stars in (1..=5).rev() { option value=(stars) selected[it.stars == Some(stars)] { (stars) " 星" } }
                }
            }
            (Button::submit(if it.stars.is_some() { "修改评价" } else { "评价" }))
        }
    }
}

#[derive(Debug, Deserialize)]
struct Book {
    id: String,
    student: StudentId,
    offer: OfferId,
    #[serde(default)]
    term: String,
}

async fn book(visit: Visit, Form(form): Form<Book>) -> Result<Redirect, Page> {
    let id = visit.accept_form_id(BOOK, &form.id)?;
    family::book(&visit, id, form.offer, form.student).await?;
    Ok(Redirect::to(&visit.link(&format!("/family/courses?term={}", form.term))))
}

fn to_courses(visit: &Visit, term: Term) -> Redirect {
    Redirect::to(&visit.link(&format!("/family/courses?term={term}")))
}

async fn accept(
    visit: Visit,
    Path(id): Path<BookingId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    let term = family::accept(&visit, id).await?;
    Ok(to_courses(&visit, term))
}

async fn withdraw(
    visit: Visit,
    Path(id): Path<BookingId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    let term = family::withdraw(&visit, id).await?;
    Ok(to_courses(&visit, term))
}

#[derive(Debug, Deserialize)]
struct Rated {
    stars: i64,
    #[serde(default)]
    words: String,
}

async fn rate(
    visit: Visit,
    Path(id): Path<BookingId>,
    Form(form): Form<Rated>,
) -> Result<Redirect, Page> {
    let term = family::rate(&visit, id, form.stars, form.words.trim()).await?;
    Ok(to_courses(&visit, term))
}
