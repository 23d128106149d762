//! What bureau and school see of programmes: the list, one programme with what can be decided.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::weekday_label;
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{self, Alert, Button, Card, Column, Empty, Filter, Head, List, Row, Tone, badge, beside},
};

use super::{
    actions::{self, Shown},
    bulk, editor, export,
    model::{PastStep, Plan, ProgrammeId, Service, State, Step, WEEKDAYS},
    rules::{Finding, Force, clock},
    store::Listed,
};
use crate::aftercare::{
    DECIDE, MANAGE, READ,
    error::Error,
    terms::{self, TermChoice},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/programmes", READ, list)
        .get("/aftercare/programmes/export", READ, export::export)
        .get("/aftercare/programmes/{id}", READ, show)
        .post("/aftercare/programmes/{id}/record", DECIDE, record)
        .post("/aftercare/programmes/{id}/return", DECIDE, send_back)
        .post("/aftercare/programmes/{id}/file", MANAGE, file)
        .post("/aftercare/programmes/{id}/withdraw", MANAGE, withdraw)
        .post("/aftercare/programmes/{id}/open", MANAGE, open)
        .get("/aftercare/school/programme", MANAGE, editor::edit)
        .post("/aftercare/school/programme", MANAGE, editor::save)
        .post("/aftercare/school/programme/copy", MANAGE, editor::copy)
        .merge(bulk::pages::routes())
}

/// The colour that goes with a state's word.
pub(crate) fn tone(state: State) -> Tone {
    match state {
        State::Draft => Tone::Quiet,
        State::Filed => Tone::Info,
        State::Returned => Tone::Bad,
        State::Recorded | State::Opened => Tone::Good,
    }
}

/// What the list is narrowed to.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    #[serde(flatten)]
    pub term: TermChoice,
}

/// Whether a school's line is one of those wanted.
pub(super) fn fits(it: &Listed, wanted: &Wanted) -> bool {
    let state_fits = match wanted.state.as_str() {
        "" => true,
        "missing" => it.programme.is_none(),
        state => it.programme.as_ref().map(|it| it.1) == State::from_key(state),
    };
    state_fits && it.school_name.contains(wanted.q.trim())
}

async fn list(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let term = terms::chosen(&visit, &wanted.term).await?;
    let rows = actions::list(&visit, term).await?;
    let here = visit.here();
    let shown: Vec<&Listed> = rows.iter().filter(|it| fits(it, &wanted)).collect();
    let today = visit.today();
    let states = State::ALL.map(|it| (it.key(), it.label())).into_iter();
    let filters = ui::Filters::new(&here)
        .search("学校名称")
        .filter(terms::filter(term))
        .filter(Filter::choice("state", "状态", states.chain([("missing", "未申报")])));
    let held = platform::jobs::held::waiting(&visit, &bulk::BULK, &here.href())
        .await
        .map_err(Error::from)?;
    let csrf = visit.csrf();
    let list = List::new("方案", &here)
        .filters(filters)
        .column(Column::text("学校"))
        .column(Column::text("镇(街道)"))
        .column(Column::text("状态"))
        .column(Column::short("申报时间"))
        .column(Column::short("答复期限"))
        .rows(shown.iter().map(|it| row(&visit, it, today)))
        .total(i64::try_from(shown.len()).unwrap_or(0))
        .empty(Empty::new("没有符合条件的方案").hint("换一个状态或学期再看。"));
    let list = if visit.meets(DECIDE) { list.bulk(bulk::pages::bar(&visit, &csrf)) } else { list };
    let head = Head::new("方案备案")
        .crumb("课后服务", visit.link("/aftercare"))
        .action(
            Button::link(
                "导出",
                visit.link(&format!("/aftercare/programmes/export?{}", here.query())),
            )
            .icon("file-export"),
        )
        .below(html! { (term.label()) " · 一校一案：学校申报，教育局备案或退回。" })
        .action(Button::print());
    Ok(visit.page_under("方案备案", &head, &html! { (held) (list) }))
}

fn row<'a>(visit: &Visit, it: &'a Listed, today: Date) -> Row<'a> {
    let row = Row::new(it.school.to_string(), it.school_name.as_str());
    let Some((id, state, filed_at, due)) = it.programme else {
        return row
            .link(visit.link(&format!("/aftercare/places/{}", it.school.place())))
            .cell(&it.school_name)
            .cell(&it.town_name)
            .cell(state_cell(&badge(Tone::Warn, "未申报"), it))
            .cell("—")
            .cell("—");
    };
    row.link(visit.link(&format!("/aftercare/programmes/{id}")))
        .cell(&it.school_name)
        .cell(&it.town_name)
        .cell(state_cell(&badge(tone(state), state.label()), it))
        .cell(
            filed_at.map_or_else(|| "—".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string()),
        )
        .cell(match due {
            Some(due) if state == State::Filed => ui::due(terms::days_left(today, due)),
            _ => html! { "—" },
        })
}

/// The state, and that the school was reminded where it still is to act.
fn state_cell(state: &Markup, it: &Listed) -> Markup {
    let waits =
        it.programme.as_ref().is_none_or(|it| matches!(it.1, State::Draft | State::Returned));
    html! {
        (state)
        @if let (true, Some(at)) = (waits, it.reminded_at) {
            " " span.text-secondary { (at.strftime("%m-%d %H:%M").to_string()) " 已催办" }
        }
    }
}

async fn show(visit: Visit, Path(id): Path<ProgrammeId>) -> Result<Html, Page> {
    let shown = actions::show(&visit, id).await?;
    Ok(render(&visit, &shown))
}

fn render(visit: &Visit, shown: &Shown) -> Html {
    let state = shown.programme.state;
    let title = format!("{}课后服务方案", shown.school);
    let head = Head::new(title.as_str())
        .crumb("课后服务", visit.link("/aftercare"))
        .crumb("方案备案", visit.link("/aftercare/programmes"))
        .above(shown.programme.term.label())
        .state(badge(tone(state), state.label()))
        .action(Button::print());
    let main = html! {
        (verdict(&shown.findings, &shown.plan.reason))
        @if let Some(reason) = &shown.programme.returned_for {
            (Alert::new(Tone::Bad, "教育局退回").detail(reason.as_str()))
        }
        (Card::new("服务时段", timetable(&shown.plan)).flush())
        (Card::new("收费与告家长书", texts(shown)))
    };
    let aside = html! {
        (decisions(visit, shown))
        (Card::new("办理过程", history(&shown.steps)))
    };
    visit.page_under(&title, &head, &beside(main, aside))
}

/// What the rules find, said before anyone decides.
pub(super) fn verdict(findings: &[Finding], reason: &str) -> Markup {
    if findings.is_empty() {
        let words = "每个上学日都有安排，每天不少于 2 小时，作业辅导在前，结束时间符合要求。";
        return html! { (Alert::new(Tone::Good, "符合全部规定").detail(words)) };
    }
    let of = |force: Force| findings.iter().filter(move |it| it.force == force);
    let list = |force: Force| html! { ul { @for it in of(force) { li { (it.advice) } } } };
    html! {
        @if of(Force::Hard).next().is_some() {
            (Alert::new(Tone::Bad, "不符合规定，不能申报").detail(list(Force::Hard)))
        }
        @if of(Force::InPrinciple).next().is_some() {
            (Alert::new(Tone::Warn, "与原则性规定不同，须写明理由").detail(html! {
                (list(Force::InPrinciple))
                @if !reason.trim().is_empty() { p { "学校的理由：" (reason) } }
            }))
        }
    }
}

/// The week at a glance: a row for each service and day.
pub(super) fn timetable(plan: &Plan) -> Markup {
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "服务时段表" }
            thead { tr { th scope="col" { "服务" } th scope="col" { "星期" } th scope="col" { "安排" } th.num scope="col" { "结束" } } }
            tbody {
                @for service in Service::ALL { @for day in WEEKDAYS {
                    @let slots = plan.day(service, day);
                    @if let Some(ends) = plan.ends(service, day) {
                        tr {
                            td.short data-label="服务" { (service.label()) }
                            td.short data-label="星期" { (weekday_label(day)) }
                            td data-label="安排" { @for slot in &slots {
                                span.tag { (slot.segment.label()) " " (clock(slot.starts)) "–" (clock(slot.ends)) } " "
                            } }
                            td.num data-label="结束" { (clock(ends)) }
                        }
                    }
                } }
            }
        } }
    }
}

fn texts(shown: &Shown) -> Markup {
    let text = &shown.programme.text;
    let fee = html! {
        @if text.fee.is_zero() { "不收费" } @else { (text.fee) " · 依据：" (text.fee_basis) }
    };
    let lessons = if text.declares_no_lessons {
        "学校已承诺课后服务期间不讲新课"
    } else {
        "尚未承诺"
    };
    let facts = ui::Facts::new()
        .long("每学期收费", fee)
        .long("不讲新课", lessons)
        .long("告家长书", html! { @for line in text.letter.lines() { p { (line) } } });
    html! { (facts) }
}

fn history(steps: &[PastStep]) -> Markup {
    if steps.is_empty() {
        return html! { p.text-secondary { "还没有办理记录。" } };
    }
    let timeline = steps.iter().fold(ui::Timeline::new(), |timeline, it| {
        let tone = match it.step {
            Step::Record | Step::Open => Tone::Good,
            Step::Return => Tone::Bad,
            Step::Edit | Step::File | Step::Withdraw => Tone::Info,
        };
        let at = it.at.strftime("%Y-%m-%d %H:%M").to_string();
        let by = it.by.as_deref().unwrap_or_default();
        let timeline = timeline.event(tone, at, it.step.label(), by);
        if it.reason.is_empty() { timeline } else { timeline.more(it.reason.as_str()) }
    });
    html! { (timeline) }
}

/// The two or three things that can be done now, by whoever looks at it.
fn decisions(visit: &Visit, shown: &Shown) -> Markup {
    let state = shown.programme.state;
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(shown.programme.version);
    };
    let to =
        |what: &str| visit.link(&format!("/aftercare/programmes/{}/{what}", shown.programme.id));
    let (decides, manages) = (visit.meets(DECIDE), visit.meets(MANAGE));
    let one = |what: &str, button: Button| {
        html! {
            form.post method="post" action=(to(what)) { (hidden) (button) }
        }
    };
    let body = html! {
        @if decides && state == State::Filed {
            (one("record", Button::submit("备案").primary().icon("check")))
        }
        @if decides && matches!(state, State::Filed | State::Recorded) {
            form method="post" action=(to("return")) {
                (hidden)
                (ui::Field::long("reason", "退回理由").required().hint("学校会看到。写明哪一天、哪一段、怎么改。"))
                (Button::submit("退回").danger())
            }
        }
        @if manages && matches!(state, State::Draft | State::Returned) {
            (one("file", Button::submit("申报").primary().icon("send")))
            (Button::link("修改", editor::address(visit, shown.programme.term)).icon("edit"))
        }
        @if manages && state == State::Recorded {
            (one("open", Button::submit("开放报名").primary().icon("users")))
        }
        @if manages && matches!(state, State::Filed | State::Recorded) {
            (one("withdraw", Button::submit("撤回修改").confirm("撤回后需要重新申报，确定撤回吗？")))
        }
    };
    let anything = (decides && matches!(state, State::Filed | State::Recorded))
        || (manages && state != State::Opened);
    html! { @if anything { (Card::new("办理", html! { div.actions { (body) } })) } }
}

#[derive(Debug, Deserialize)]
struct Move {
    version: i64,
    #[serde(default)]
    reason: String,
}

async fn record(visit: Visit, id: Path<ProgrammeId>, form: Form<Move>) -> Result<Redirect, Page> {
    advance(visit, id, form, Step::Record).await
}

async fn withdraw(visit: Visit, id: Path<ProgrammeId>, form: Form<Move>) -> Result<Redirect, Page> {
    advance(visit, id, form, Step::Withdraw).await
}

async fn open(visit: Visit, id: Path<ProgrammeId>, form: Form<Move>) -> Result<Redirect, Page> {
    advance(visit, id, form, Step::Open).await
}

async fn advance(
    visit: Visit,
    Path(id): Path<ProgrammeId>,
    Form(form): Form<Move>,
    step: Step,
) -> Result<Redirect, Page> {
    actions::advance(&visit, id, form.version, step).await?;
    Ok(back(&visit, id))
}

async fn send_back(
    visit: Visit,
    Path(id): Path<ProgrammeId>,
    Form(form): Form<Move>,
) -> Result<Redirect, Page> {
    actions::send_back(&visit, id, form.version, &form.reason).await?;
    Ok(back(&visit, id))
}

async fn file(
    visit: Visit,
    Path(id): Path<ProgrammeId>,
    Form(form): Form<Move>,
) -> Result<Redirect, Page> {
    actions::file(&visit, id, form.version).await?;
    Ok(back(&visit, id))
}

fn back(visit: &Visit, id: ProgrammeId) -> Redirect {
    Redirect::to(&visit.link(&format!("/aftercare/programmes/{id}")))
}
