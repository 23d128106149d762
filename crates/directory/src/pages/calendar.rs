//! The school calendar: terms, and the days on which a place does otherwise.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use vocab::{SchoolYear, weekday_label};
use web::{
    Form, Html, Markup, Need, Page, Problem, Redirect, Visit, html,
    ui::{self, Field, Head, Tone, badge},
};

use crate::{
    Error, calendar,
    model::{DayChange, DayKind, TermDays},
    scope::Reach,
    term,
};

/// The calendar of the place one works for.
pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "calendar", |tx| {
        let scope = super::scope(tx, &visit).await?;
        let terms = calendar::terms(tx).await?;
        let changes = calendar::changes(tx, scope.place).await?;
        Ok((scope, terms, changes))
    });
    let (scope, terms, changes) = read?;
    let may_change = visit.meets(Need::May("school-calendar.change"));
    let csrf = visit.csrf();
    let no_terms = terms.is_empty();
    let terms = terms.iter().map(|it| {
        ui::Item::new(it.term.label()).below(html! { (it.first) " 至 " (it.last) }).icon("calendar")
    });
    let days = changes.iter().map(|it| {
        let own = it.place == scope.place;
        let undo = (own && may_change).then(|| undo_button(&visit, &csrf, it.day));
        day(it, scope.reach, own, undo)
    });
    let body = html! {
        @if no_terms {
            (ui::Card::new("学期", html! { (ui::Empty::new("还没有设置学期").hint("由县(市、区)教育局基教科设置。")) }))
        } @else {
            (ui::Card::new("学期", ui::items(terms)).flush())
        }
        @if changes.is_empty() {
            (ui::Card::new("停课与调课", html! { (ui::Empty::new("没有停课或调课").hint("法定节假日和调休按国务院办公厅通知自动计算，不用在这里设置。")) }))
        } @else {
            (ui::Card::new("停课与调课", ui::items(days)).flush())
        }
        @if may_change { (form(&visit, &csrf)) }
        @if visit.meets(Need::May("term.set")) { (term_form(&visit, &csrf)) }
    };
    Ok(visit.page_under("校历", &Head::new("校历").action(ui::Button::print()), &body))
}

fn undo_button(visit: &Visit, csrf: &Markup, day: Date) -> Markup {
    let button = ui::Button::submit("撤销")
        .value("day", day.to_string())
        .confirm("撤销后恢复原来的安排，确定吗？");
    ui::post(&visit.link("/calendar/undo"), csrf, &button)
}

fn day(it: &DayChange, reach: Reach, own: bool, undo: Option<Markup>) -> ui::Item<'_> {
    let tone = if it.kind == DayKind::Closed { Tone::Warn } else { Tone::Info };
    let follows = it.follows.map(|it| format!("，按{}课表", weekday_label(it)));
    let whose = if own || reach == Reach::County { "" } else { "（上级统一安排）" };
    let item = ui::Item::new(format!("{} {}", it.day, weekday_label(it.day.weekday())))
        .below(html! { (it.reason) (follows.unwrap_or_default()) (whose) })
        .icon("calendar-event")
        .aside(badge(tone, it.kind.label()));
    match undo {
        Some(undo) => item.aside(undo),
        None => item,
    }
}

fn form(visit: &Visit, csrf: &Markup) -> Markup {
    let kinds = [DayKind::Closed, DayKind::Lessons].map(|it| (it.key(), it.label()));
    let weekdays = (1..=5i8).filter_map(|it| Weekday::from_monday_one_offset(it).ok());
    let weekdays: Vec<(String, String)> = weekdays
        .map(|it| (it.to_monday_one_offset().to_string(), weekday_label(it).to_owned()))
        .collect();
    html! {
        (ui::Form::new(visit.link("/calendar"), csrf)
            .section("设置停课或调课", html! {
                (Field::date("day", "日期").required())
                (Field::radio("kind", "安排", kinds).required())
                (Field::select("follows", "按星期几的课表", weekdays).hint("调课时选择").sometimes())
                (Field::text("reason", "原因").hint("如：台风停课").required())
            })
            .button(ui::Button::submit("保存").primary()))
    }
}

fn term_form(visit: &Visit, csrf: &Markup) -> Markup {
    let year = SchoolYear::of(visit.today()).ok();
    let terms = year.into_iter().flat_map(|it| {
        let first = it.first_term();
        let next = it.next().first_term();
        [first, first.next(), next, next.next()]
    });
    let terms: Vec<(String, String)> = terms.map(|it| (it.to_string(), it.label())).collect();
    html! {
        (ui::Form::new(visit.link("/calendar/term"), csrf)
            .section("设置学期", html! {
                (Field::select("term", "学期", terms).required())
                (Field::date("first", "开学日期").required())
                (Field::date("last", "结束日期").hint("休业式当天").required())
            })
            .button(ui::Button::submit("保存学期")))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct TermAsked {
    #[serde(default)]
    term: String,
    #[serde(default)]
    first: String,
    #[serde(default)]
    last: String,
}

/// Sets the days of a term.
pub(super) async fn set_term(visit: Visit, Form(asked): Form<TermAsked>) -> Result<Redirect, Page> {
    let unfit = |what: &'static str| move |_| Problem::unfit(what);
    let term = asked.term.parse().map_err(|_| Problem::unfit("请选择学期。"))?;
    let first = asked.first.parse().map_err(unfit("请填写开学日期，如 2022-09-01。"))?;
    let last = asked.last.parse().map_err(unfit("请填写结束日期，如 2023-01-13。"))?;
    term::set(&visit, TermDays { term, first, last }).await?;
    Ok(Redirect::to(&visit.link("/calendar")))
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    day: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    follows: String,
    #[serde(default)]
    reason: String,
}

/// Sets a day.
pub(super) async fn change(visit: Visit, Form(asked): Form<Asked>) -> Result<Redirect, Page> {
    let day = asked.day.parse().map_err(|_| Problem::unfit("请填写日期，如 2021-12-20。"))?;
    let kind = DayKind::from_key(&asked.kind)
        .ok_or_else(|| Problem::unfit("请选择停课还是上课(调课)。"))?;
    let reason = asked.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Problem::unfit("请填写原因，家长和老师会看到。").into());
    }
    let follows = asked.follows.parse().ok();
    let follows = follows.and_then(|it| Weekday::from_monday_one_offset(it).ok());
    let place = place(&visit).await?;
    let change = DayChange { place, day, kind, follows, reason };
    calendar::set_change(&visit, change).await?;
    Ok(Redirect::to(&visit.link("/calendar")))
}

#[derive(Debug, Deserialize)]
pub(super) struct Undo {
    #[serde(default)]
    day: String,
}

/// Takes a day back.
pub(super) async fn undo(visit: Visit, Form(asked): Form<Undo>) -> Result<Redirect, Page> {
    let day = asked.day.parse().map_err(|_| Problem::unfit("这一天看不懂，请返回校历重试。"))?;
    calendar::end_change(&visit, place(&visit).await?, day).await?;
    Ok(Redirect::to(&visit.link("/calendar")))
}

async fn place(visit: &Visit) -> Result<vocab::PlaceId, Error> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "scope", |tx| { super::scope(tx, visit).await });
    Ok(read?.place)
}
