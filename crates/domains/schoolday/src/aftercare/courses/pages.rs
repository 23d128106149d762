//! What a school sees of its courses: the list, one course with its roster, the window.

use drawing::model::Drawing;
use jiff::civil::DateTime;
use maud::{Markup, html};
use offering::{Round, RoundId, SeatRule, rules::moment};
use serde::Deserialize;
use vocab::Term;
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Head, List, Row, Tone, badge,
        beside, say,
    },
};

use super::{
    actions::{self, Desk, Listed, OfRound},
    catalogue, editor, export, family_pages,
    model::{Course, CourseId, State},
    seating,
};
use crate::aftercare::{
    MANAGE,
    error::Error,
    programme::editor::own_school,
    terms::{self, TermChoice},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/school/courses", MANAGE, desk)
        .get("/aftercare/school/courses/export", MANAGE, export::export)
        .get("/aftercare/school/courses/new", MANAGE, editor::new)
        .post("/aftercare/school/courses", MANAGE, editor::save)
        .get("/aftercare/school/courses/{id}", MANAGE, show)
        .get("/aftercare/school/courses/{id}/edit", MANAGE, editor::edit)
        .post("/aftercare/school/courses/{id}/publish", MANAGE, publish)
        .post("/aftercare/school/courses/{id}/cancel", MANAGE, cancel)
        .post("/aftercare/school/rounds", MANAGE, open_round)
        .post("/aftercare/school/rounds/{id}/settle", MANAGE, settle)
        .merge(family_pages::routes())
        .merge(catalogue::routes())
}

/// The name under which a new window's id is signed.
const ROUND: &str = "round";

pub(super) fn tone(state: State) -> Tone {
    match state {
        State::Draft => Tone::Quiet,
        State::Published => Tone::Good,
        State::Cancelled => Tone::Bad,
    }
}

async fn desk(visit: Visit, Filters(choice): Filters<TermChoice>) -> Result<Html, Page> {
    let term = terms::chosen(&visit, &choice).await?;
    let found = actions::desk(&visit, own_school(&visit), term).await?;
    let here = visit.here();
    let list = List::new("课程", &here)
        .filters(ui::Filters::new(&here).filter(terms::filter(term)))
        .column(Column::text("课程"))
        .column(Column::text("时间"))
        .column(Column::text("年级"))
        .column(Column::number("已录取 / 名额"))
        .column(Column::number("第一志愿 / 志愿"))
        .column(Column::number("费用"))
        .column(Column::number("评价"))
        .column(Column::text("状态"))
        .rows(found.courses.iter().map(|it| row(&visit, it)))
        .total(i64::try_from(found.courses.len()).unwrap_or(0))
        .empty(
            Empty::new("本学期还没有拓展课程")
                .hint("先开一个报名窗口，再新建课程，也可以从县级目录选用。"),
        );
    let new = visit.link(&format!("/aftercare/school/courses/new?term={term}"));
    let head =
        Head::new("拓展课程").crumb("课后服务", visit.link("/aftercare")).above(term.label());
    let head =
        head.action(Button::link("县级课程目录", visit.link("/aftercare/catalogue")).icon("book"));
    let export = visit.link(&format!("/aftercare/school/courses/export?term={term}"));
    let head =
        head.action(Button::link("导出", export).icon("file-export")).action(Button::print());
    let head = if found.rounds.iter().any(|it| it.round.settled_at.is_none()) {
        head.action(Button::link("新建课程", new).primary().icon("plus"))
    } else {
        head
    };
    let body = html! {
        @for round in &found.rounds { (round_card(&visit, round)) }
        (list)
        @if found.rounds.is_empty() { (round_form(&visit, term, &found)) }
    };
    Ok(visit.page_under("拓展课程", &head, &body))
}

fn row<'a>(visit: &Visit, it: &'a Listed) -> Row<'a> {
    let (n, stars) = it.rating;
    let rating = if n == 0 { "—".to_owned() } else { format!("{} (n={n})", mean(stars, n)) };
    Row::new(it.course.id.to_string(), it.course.title.as_str())
        .link(visit.link(&format!("/aftercare/school/courses/{}", it.course.id)))
        .cell(it.course.title.as_str())
        .cell(times(&it.course))
        .cell(grades(&it.course))
        .cell(format!("{} / {}", it.offer.taken, it.offer.seats))
        .cell(format!("{} / {}", it.wishes.0, it.wishes.1))
        .cell(price(&it.course))
        .cell(rating)
        .cell(badge(tone(it.course.state), it.course.state.label()))
}

/// Stars with one place after the point, rounded half up.
pub(super) fn mean(sum: i64, n: i64) -> String {
    let tenths = (sum * 20 + n) / (2 * n.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// 周三 16:30–17:15, for each time it meets.
pub(super) fn times(it: &Course) -> String {
    let all: Vec<String> = it.meetings.iter().map(|it| offering::rules::when(*it)).collect();
    all.join(",")
}

pub(super) fn grades(it: &Course) -> String {
    if it.grade_min == it.grade_max {
        return it.grade_min.label().to_owned();
    }
    format!("{}至{}", it.grade_min.label(), it.grade_max.label())
}

pub(super) fn price(it: &Course) -> String {
    if it.fee.is_zero() { "免费".to_owned() } else { it.fee.to_string() }
}

/// How the order of a round is drawn, with what everyone may check.
fn drawn_by(visit: &Visit, drawn: Option<&Drawing>) -> Markup {
    let Some(it) = drawn else { return html! {} };
    let public = visit.link(&format!("/draws/{}", it.number));
    html! {
        p.text-secondary {
            @if it.digest.is_some() { "派位：" a href=(public) { (it.number) } "，" (it.stage.label()) "。公示页有摘要和证据，谁都可以核验。" }
            @else { "派位编号 " (it.number) "。报名结束后名单封存、公布摘要，再按公开取值派出先后。" }
        }
    }
}

fn round_card(visit: &Visit, it: &OfRound) -> Markup {
    let OfRound { round, drawn, hands } = it;
    let drawn = drawn.as_ref();
    let now = visit.civil_now();
    let state = match round.settled_at {
        Some(_) => badge(Tone::Good, "已派位"),
        None if now < round.opens_at => badge(Tone::Quiet, "未开始"),
        None if now < round.closes_at => badge(Tone::Info, "报名中"),
        None => badge(Tone::Warn, "待派位"),
    };
    let body = html! {
        p { (moment(&round.opens_at)) " 至 " (moment(&round.closes_at)) " · " (round.rule.label()) " " (state) }
        p.text-secondary {
            "每个孩子最多填 " (round.wishes_max) " 个志愿，最多录取 " (round.seats_per_child)
            " 门；空位保留 " (round.hold_hours) " 小时。"
        }
        (drawn_by(visit, drawn))
        @if round.rule == SeatRule::Wishes && round.settled_at.is_none() && now >= round.closes_at {
            form.post method="post" action=(visit.link(&format!("/aftercare/school/rounds/{}/settle", round.id))) {
                (visit.csrf())
                @for (at, name) in (1..).zip(hands) {
                    (Field::number(format!("value-{at}"), format!("{name}抽到的数")).between("0", "99").required().narrow())
                }
                (Button::submit("派位").primary())
            }
        }
    };
    html! { (Card::new(round.title.as_str(), body)) }
}

fn round_form(visit: &Visit, term: Term, _: &Desk) -> Markup {
    let hidden = html! {
        (visit.csrf())
        (visit.form_id::<offering::model::kinds::RoundId>(ROUND))
        input type="hidden" name="term" value=(term);
    };
    let form = ui::Form::new(visit.link("/aftercare/school/rounds"), &hidden)
        .section("开一个报名窗口", html! {
            (Field::text("title", "名称").value(format!("{}拓展课程", term.label())).required())
            (Field::radio("rule", "录取方式", SeatRule::ALL.map(|it| (it.key(), it.label()))).value(SeatRule::Wishes.key()).required())
            (Field::moment("opens_at", "报名开始").required())
            (Field::moment("closes_at", "报名结束").required())
            (Field::number("wishes_max", "每个孩子志愿数").value("3").between("1", "3").required())
            (Field::number("seats_per_child", "每个孩子最多录取").value("1").between("1", "3").required().unit("门"))
            (Field::number("hold_hours", "空位保留").value("24").between("1", "72").required().unit("小时"))
        })
        .button(Button::submit("开窗口").primary());
    html! { (form) }
}

#[derive(Debug, Deserialize)]
struct RoundForm {
    id: String,
    term: String,
    title: String,
    rule: String,
    opens_at: String,
    closes_at: String,
    wishes_max: i64,
    seats_per_child: i64,
    hold_hours: i64,
}

async fn open_round(visit: Visit, Form(form): Form<RoundForm>) -> Result<Redirect, Page> {
    let moment = |text: &str, what: &str| {
        let read = text.parse::<DateTime>();
        read.map_err(|_| Error::Unfit(format!("{what}应填日期和时间，如 2021-12-20 20:00。")))
    };
    let term: Term = form.term.parse().map_err(|_| Error::Missing)?;
    let round = Round {
        id: visit.accept_form_id(ROUND, &form.id)?,
        place: own_school(&visit).place(),
        season: term.to_string(),
        title: form.title,
        rule: SeatRule::from_key(&form.rule).ok_or(Error::Missing)?,
        opens_at: moment(&form.opens_at, "报名开始")?,
        closes_at: moment(&form.closes_at, "报名结束")?,
        wishes_max: form.wishes_max.clamp(1, 3),
        seats_per_child: form.seats_per_child.clamp(1, 3),
        hold_hours: form.hold_hours.clamp(1, 72),
        settled_at: None,
        seed: None,
    };
    actions::open_round(&visit, round).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/school/courses?term={term}"))))
}

async fn settle(
    visit: Visit,
    Path(id): Path<RoundId>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    let round = actions::own_round(&visit, id).await?;
    seating::settle(&visit, &visit.cell, id, Some(drawing::given::typed(typed))).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/school/courses?term={}", round.season))))
}

async fn show(visit: Visit, Path(id): Path<CourseId>) -> Result<Html, Page> {
    let course = actions::find(&visit, id).await?;
    let (first, _) = terms::days(&visit, course.term).await?;
    let roster = actions::roster(&visit, &course, visit.today().max(first)).await?;
    let names = html! {
        @if roster.is_empty() { (Empty::new("还没有录取的学生")) }
        @else {
            div.table-box { table.rows {
                caption.visually-hidden { "学生名单" }
                thead { tr { th.num scope="col" { "序号" } th scope="col" { "学生" } th scope="col" { "班级" } } }
                tbody { @for (at, it) in roster.iter().enumerate() { tr {
                    td.num { (at + 1) }
                    td { (it.name.open()) }
                    td data-label="班级" { (it.class_name) }
                } } }
            } }
        }
    };
    let head = Head::new(course.title.as_str())
        .crumb("拓展课程", visit.link(&format!("/aftercare/school/courses?term={}", course.term)))
        .above(course.term.label())
        .state(badge(tone(course.state), course.state.label()))
        .action(Button::print());
    let count = say::count(i64::try_from(roster.len()).unwrap_or(0));
    let main =
        html! { (Card::new(format!("学生名单({count} / {} 人)", course.seats), names).flush()) };
    let aside = html! {
        (Card::new("课程", about(&course)))
        (decisions(&visit, &course))
    };
    Ok(visit.page_under(&course.title, &head, &beside(main, aside)))
}

/// What a course is, as its school and its families read it.
pub(super) fn about(it: &Course) -> Markup {
    let room = if it.room.is_empty() { "另行通知" } else { it.room.as_str() };
    let mut facts = Facts::new()
        .fact("时间", times(it))
        .fact("地点", room)
        .fact("年级", grades(it))
        .fact("次数", format!("共 {} 次", it.sessions))
        .fact("费用", html! { (price(it)) @if !it.fee.is_zero() { " · 依据：" (it.fee_basis) } });
    if !it.materials.is_empty() {
        facts = facts.fact("材料", it.materials.as_str());
    }
    if !it.about.is_empty() {
        facts = facts.long("内容", it.about.as_str());
    }
    html! { (facts) }
}

fn decisions(visit: &Visit, it: &Course) -> Markup {
    let to = |what: &str| visit.link(&format!("/aftercare/school/courses/{}/{what}", it.id));
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(it.version);
    };
    if it.state == State::Cancelled {
        return html! { (Alert::new(Tone::Quiet, "这门课已停开")) };
    }
    let body = html! {
        @if it.state == State::Draft {
            form.post method="post" action=(to("publish")) { (hidden) (Button::submit("发布").primary()) }
        }
        (Button::link("修改", to("edit")).icon("edit"))
        form.post method="post" action=(to("cancel")) {
            (hidden)
            (Button::submit("停开").danger().confirm("停开后所有学生退出，已缴费用按规定退还，并通知家长。确定吗？"))
        }
    };
    html! { (Card::new("办理", html! { div.actions { (body) } })) }
}

#[derive(Debug, Deserialize)]
struct Move {
    version: i64,
}

async fn publish(
    visit: Visit,
    Path(id): Path<CourseId>,
    Form(form): Form<Move>,
) -> Result<Redirect, Page> {
    actions::publish(&visit, id, form.version).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/school/courses/{id}"))))
}

async fn cancel(
    visit: Visit,
    Path(id): Path<CourseId>,
    Form(form): Form<Move>,
) -> Result<Redirect, Page> {
    actions::cancel(&visit, id, form.version).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/school/courses/{id}"))))
}
