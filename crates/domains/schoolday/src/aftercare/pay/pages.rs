//! Pay as school, bureau and teachers see it: months, a sheet with its lines, the sessions behind a
//! line, the workbook for finance.

use maud::{Markup, html};
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind as CellKind, Layout};
use vocab::{Fen, SchoolId, StaffId};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Response, Routes, Visit,
    ui::{
        self, Alert, Button, Card, Column, Decide, Empty, Facts, Field, Figure, Filter, Head, List,
        Row, Tone, badge, beside, figures,
    },
};

use super::{
    actions::{self, Shown},
    model::{Month, Sheet, State},
    rates,
    rules::Step,
    store::Listed,
};
use crate::aftercare::{PAY, PAY_CONFIRM, PAY_OWN, PAY_REVIEW, READ, ROLL, error::Error};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/pay", PAY, months)
        .get("/aftercare/pay/rates", PAY, rates::show)
        .post("/aftercare/pay/rates", PAY_REVIEW, rates::set)
        .get("/aftercare/pay/finance/{month}", PAY, finance)
        .get("/aftercare/pay/published", PAY_OWN, published)
        .get("/aftercare/pay/published/{month}", PAY_OWN, published_month)
        .get("/aftercare/pay/{school}/{month}", PAY, show)
        .get("/aftercare/pay/{school}/{month}/{teacher}", PAY, sessions)
        .post("/aftercare/pay/{school}/{month}/confirm", PAY_CONFIRM, confirm)
        .post("/aftercare/pay/{school}/{month}/decide", PAY_REVIEW, decide)
}

/// How many months a list offers.
const MONTHS: usize = 6;

fn tone(state: State) -> Tone {
    match state {
        State::Made => Tone::Warn,
        State::Confirmed => Tone::Info,
        State::Reviewed => Tone::Good,
        State::Returned => Tone::Bad,
    }
}

fn month_of(text: &str) -> Result<Month, Error> {
    Month::parse(text).ok_or(Error::Missing)
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    month: String,
    #[serde(default)]
    state: String,
}

/// The schools of the actor's scope in a month; last month, unless another is asked for.
async fn months(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let this = Month::of(visit.today());
    let month = Month::parse(&wanted.month).unwrap_or(this.previous());
    let all = actions::list(&visit, month).await?;
    let state = |it: &Listed| it.sheet.as_ref().map_or(State::Made, |it| it.state);
    let count = |wanted: State| {
        i64::try_from(all.iter().filter(|it| state(it) == wanted).count()).unwrap_or(0)
    };
    let schools = i64::try_from(all.len()).unwrap_or(0);
    let settled = count(State::Confirmed) + count(State::Reviewed);
    let total = Fen::sum(all.iter().filter_map(|it| Some(it.sheet.as_ref()?.total)));
    let top = figures([
        Figure::rate("学校已确认", settled, schools, "所"),
        Figure::rate("教育局已审核", count(State::Reviewed), schools, "所"),
        Figure::text("已确认金额", total.unwrap_or(Fen::ZERO).to_string(), ""),
    ]);
    let recent: Vec<Month> =
        std::iter::successors(Some(this), |it| Some(it.previous())).take(MONTHS).collect();
    let here = visit.here();
    let only = State::from_key(&wanted.state);
    let rows = all.iter().filter(|it| only.is_none_or(|only| state(it) == only));
    let list = List::new("薪酬表", &here)
        .filters(
            ui::Filters::new(&here)
                .filter(
                    Filter::choice(
                        "month",
                        "月份",
                        recent.iter().map(|it| (it.to_string(), it.label())),
                    )
                    .preset(month.to_string()),
                )
                .filter(Filter::choice(
                    "state",
                    "状态",
                    State::ALL.map(|it| (it.key(), it.label())),
                )),
        )
        .column(Column::text("学校"))
        .column(Column::number("已点名课时"))
        .column(Column::number("已确认课时"))
        .column(Column::number("金额"))
        .column(Column::short("状态"))
        .rows(rows.map(|it| row(&visit, it, month)))
        .total(schools)
        .empty(Empty::new("这个月没有课后服务点名记录").hint("没有点名的课时不计薪酬。"));
    let mut head = Head::new("师资薪酬补助");
    // A school's finance has no cockpit to go back to.
    if visit.meets(READ) {
        head = head.crumb("课后服务", visit.link("/aftercare"));
    }
    let head = head
        .above(month.label())
        .action(Button::link("课时标准", visit.link("/aftercare/pay/rates")))
        .action(
            Button::link("财务发放表", visit.link(&format!("/aftercare/pay/finance/{month}")))
                .icon("file-export"),
        )
        .action(Button::print());
    Ok(visit.page_under("师资薪酬补助", &head, &html! { (top) (list) }))
}

fn row<'a>(visit: &Visit, it: &'a Listed, month: Month) -> Row<'a> {
    let state = it.sheet.as_ref().map_or(State::Made, |it| it.state);
    let confirmed = it.sheet.as_ref().filter(|it| it.confirmed_at.is_some());
    Row::new(it.school.to_string(), it.name.as_str())
        .link(visit.link(&format!("/aftercare/pay/{}/{month}", it.school)))
        .cell(it.name.as_str())
        .cell(ui::say::count(it.called))
        .cell(confirmed.map_or_else(|| "—".to_owned(), |it| ui::say::count(it.sessions)))
        .cell(confirmed.map_or_else(|| "—".to_owned(), |it| it.total.to_string()))
        .cell(badge(tone(state), state.label()))
}

async fn show(visit: Visit, Path((school, month)): Path<(SchoolId, String)>) -> Result<Html, Page> {
    let it = actions::show(&visit, school, month_of(&month)?).await?;
    let head = Head::new(format!("{}课时薪酬", it.month.label()))
        .crumb("师资薪酬", visit.link(&format!("/aftercare/pay?month={}", it.month)))
        .above(it.school_name.as_str())
        .state(badge(tone(it.state()), it.state().label()))
        .action(Button::print());
    let top = figures([
        Figure::count("课时", it.sessions(), "节"),
        Figure::text("合计", it.total().to_string(), ""),
        Figure::count("没有点名、不计薪酬", i64::try_from(it.uncalled.len()).unwrap_or(0), "节"),
    ]);
    let to = |teacher: StaffId| {
        Some(visit.link(&format!("/aftercare/pay/{school}/{}/{teacher}", it.month)))
    };
    let main = html! {
        (Card::new("各教师课时与金额", lines(&it, to)).note("点姓名看每一节课").flush())
        (uncalled(&visit, &it))
    };
    let body = html! { (top) (beside(main, decisions(&visit, &it))) };
    Ok(visit.page_under("课时薪酬", &head, &body))
}

fn lines(it: &Shown, to: impl Fn(StaffId) -> Option<String>) -> Markup {
    if let Some(refusal) = &it.refusal {
        return html! { (Empty::new(refusal.to_string())) };
    }
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "各教师课时与金额" }
            thead { tr { th scope="col" { "教师" } th scope="col" { "类型" } th.num scope="col" { "课时" } th.num scope="col" { "每课时" } th.num scope="col" { "金额" } } }
            tbody { @for line in &it.lines { tr {
                td {
                    @if let Some(href) = to(line.teacher) { a href=(href) { (it.name(line.teacher)) } }
                    @else { (it.name(line.teacher)) }
                }
                td data-label="类型" { (line.kind.label()) }
                td.num data-label="课时" { (line.sessions) }
                td.num data-label="每课时" { (line.rate) }
                td.num data-label="金额" { (line.amount) }
            } } }
            tfoot { tr {
                th scope="row" colspan="2" { "合计" }
                td.num data-label="课时" { (ui::say::count(it.sessions())) }
                td {}
                td.num data-label="金额" { strong { (it.total()) } }
            } }
        } }
    }
}

fn uncalled(visit: &Visit, it: &Shown) -> Markup {
    if it.uncalled.is_empty() {
        return html! {};
    }
    let body = html! {
        ul.plain-list { @for (day, group, name) in &it.uncalled {
            li {
                @if visit.meets(ROLL) {
                    a href=(visit.link(&format!("/aftercare/groups/{group}/{day}"))) { (day) " " (name) }
                } @else { (day) " " (name) }
            }
        } }
    };
    html! { (Card::new(format!("没有点名的 {} 节", it.uncalled.len()), body).note("学校确认前可以补录；停开的不在此列")) }
}

fn decisions(visit: &Visit, it: &Shown) -> Markup {
    let to = |what: &str| visit.link(&format!("/aftercare/pay/{}/{}/{what}", it.school, it.month));
    let version = it.sheet.as_ref().map_or(1, |it| it.version);
    let hidden = html! { (visit.csrf()) input type="hidden" name="version" value=(version); };
    let confirms = matches!(it.state(), State::Made | State::Returned) && visit.meets(PAY_CONFIRM);
    let reviews = it.state() == State::Confirmed && visit.meets(PAY_REVIEW);
    html! {
        @if let Some(why) = it.sheet.as_ref().and_then(|it| it.returned_for.as_deref()) {
            (Alert::new(Tone::Bad, "教育局退回").detail(why))
        }
        (Card::new("办理进度", progress(it.sheet.as_ref())))
        @if confirms && it.refusal.is_none() {
            (Card::new("学校确认", html! {
                p { "确认后本月点名不能再改，报教育局审核。" }
                form.post method="post" action=(to("confirm")) {
                    (hidden)
                    (Button::submit("确认并报送").primary().confirm("确认后本月点名不能再改。确定吗？"))
                }
            }))
        }
        @if reviews {
            (Card::new("审核", html! {
                (Decide::new(to("decide"), &hidden)
                    .reason(Field::long("reason", "意见").hint("退回时必填，学校会看到。").sometimes())
                    .choice("review", Button::submit("审核通过").primary())
                    .choice("return", Button::submit("退回").danger()))
            }))
        }
    }
}

fn progress(sheet: Option<&Sheet>) -> Markup {
    let at = |at: Option<jiff::civil::DateTime>| {
        at.map_or_else(|| "—".to_owned(), |it| it.strftime("%Y-%m-%d %H:%M").to_string())
    };
    let facts = Facts::new()
        .fact("学校确认", at(sheet.and_then(|it| it.confirmed_at)))
        .fact("教育局审核", at(sheet.and_then(|it| it.reviewed_at)));
    html! { (facts) }
}

async fn sessions(
    visit: Visit,
    Path((school, month, teacher)): Path<(SchoolId, String, StaffId)>,
) -> Result<Html, Page> {
    let month = month_of(&month)?;
    let (all, name) = actions::sessions_of(&visit, school, month, teacher).await?;
    let back = visit.link(&format!("/aftercare/pay/{school}/{month}"));
    let head = Head::new(name.as_str())
        .crumb(format!("{}课时薪酬", month.label()), back)
        .below(html! { "共 " (all.len()) " 节，每节对应一次点名" })
        .action(Button::print());
    let body = html! {
        div.table-box { table.rows {
            caption.visually-hidden { "每一节课" }
            thead { tr { th scope="col" { "日期" } th scope="col" { "班" } th scope="col" { "类型" } th.num scope="col" { "实到 / 应到" } th.num scope="col" { "每课时" } } }
            tbody { @for (it, rate) in &all { tr {
                td { (it.day) " " (vocab::weekday_label(it.day.weekday())) }
                td data-label="班" { (it.name) }
                td data-label="类型" { (it.kind.label()) }
                td.num data-label="实到 / 应到" { (it.present.0) " / " (it.present.1) }
                td.num data-label="每课时" { @if let Some(rate) = rate { (rate) } @else { "—" } }
            } } }
        } }
    };
    Ok(visit.page_under(&name, &head, &html! { (Card::new("每一节课", body).flush()) }))
}

#[derive(Debug, Deserialize)]
struct Confirm {
    version: i64,
}

async fn confirm(
    visit: Visit,
    Path((school, month)): Path<(SchoolId, String)>,
    Form(form): Form<Confirm>,
) -> Result<Redirect, Page> {
    let month = month_of(&month)?;
    actions::confirm(&visit, school, month, form.version).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/pay/{school}/{month}"))))
}

#[derive(Debug, Deserialize)]
struct Decision {
    version: i64,
    decision: String,
    #[serde(default)]
    reason: String,
}

async fn decide(
    visit: Visit,
    Path((school, month)): Path<(SchoolId, String)>,
    Form(form): Form<Decision>,
) -> Result<Redirect, Page> {
    let month = month_of(&month)?;
    let step = if form.decision == "review" { Step::Review } else { Step::Return };
    actions::decide(&visit, school, month, form.version, step, &form.reason).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/pay/{school}/{month}"))))
}

/// What finance pays from: reviewed sheets only.
async fn finance(visit: Visit, Path(month): Path<String>) -> Result<Response, Page> {
    let month = month_of(&month)?;
    let all = actions::for_finance(&visit, month).await?;
    let layout = Layout::new(
        &format!("课后服务课时薪酬{month}-"),
        vec![
            SheetColumn::new("school", "学校", CellKind::Text),
            SheetColumn::new("month", "月份", CellKind::Text),
            SheetColumn::new("teacher", "教师", CellKind::Text),
            SheetColumn::new("kind", "类型", CellKind::Text),
            SheetColumn::new("sessions", "课时", CellKind::Integer),
            SheetColumn::new("rate", "每课时(元)", CellKind::Money),
            SheetColumn::new("amount", "金额(元)", CellKind::Money),
        ],
    );
    let label = month.to_string();
    let row = |(school, name, line): &'_ (String, vocab::Personal<String>, super::model::Line)| {
        (school.clone(), name.open().clone(), *line)
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    let cells = rows.iter().map(|(school, name, line)| {
        vec![
            Cell::Text(school),
            Cell::Text(&label),
            Cell::Text(name),
            Cell::Text(line.kind.label()),
            Cell::Integer(line.sessions),
            Cell::Fen(line.rate.get()),
            Cell::Fen(line.amount.get()),
        ]
    });
    platform::workbook::send(&visit, &layout, cells)
}

/// What is published at the school: teachers see everyone's sessions and amounts.
async fn published(visit: Visit) -> Result<Html, Page> {
    let all = actions::published_months(&visit).await?;
    let line = |it: &Sheet| {
        ui::Item::new(it.month.label())
            .link(visit.link(&format!("/aftercare/pay/published/{}", it.month)))
            .below(html! { (it.sessions) " 节，合计 " (it.total) })
    };
    let body = html! {
        @if all.is_empty() { (Empty::new("还没有公示的薪酬").hint("学校确认、教育局审核后在这里公示。")) }
        @else { (Card::new("已公示", ui::items(all.iter().map(line))).flush()) }
    };
    Ok(visit.page_under("课时薪酬公示", &Head::new("课时薪酬公示"), &body))
}

async fn published_month(visit: Visit, Path(month): Path<String>) -> Result<Html, Page> {
    let it = actions::published(&visit, month_of(&month)?).await?;
    let head = Head::new(format!("{}课时薪酬公示", it.month.label()))
        .crumb("课时薪酬公示", visit.link("/aftercare/pay/published"))
        .above(it.school_name.as_str())
        .below(html! { "有疑问的，请向学校课后服务管理员提出。" })
        .action(Button::print());
    let body = html! { (Card::new("各教师课时与金额", lines(&it, |_| None)).flush()) };
    Ok(visit.page_under("课时薪酬公示", &head, &body))
}
