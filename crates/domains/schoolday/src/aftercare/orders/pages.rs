//! The finance desk of a school: refunds to work on, orders to watch. And the family's payment.

use maud::{Markup, html};
use serde::Deserialize;
use vocab::{Fen, Term};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{self, Button, Card, Column, Empty, Filter, Head, List, Row, Tone, badge},
};

use super::{
    actions, export,
    model::{OrderId, RefundId, RefundState, State},
    sheets,
    store::Listed,
};
use crate::aftercare::{FAMILY, MONEY, error::Error};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/money", MONEY, desk)
        .get("/aftercare/money/due", MONEY, sheets::due)
        .get("/aftercare/money/export", MONEY, export::orders)
        .get("/aftercare/money/refunds/export", MONEY, export::refunds)
        .post("/aftercare/money/sheet", MONEY, sheets::take)
        .post("/aftercare/orders/{id}/paid", MONEY, register)
        .post("/aftercare/refunds/{id}/advance", MONEY, advance)
        .post("/family/orders/{id}/pay", FAMILY, pay)
}

/// How many orders a page shows.
const PAGE: i64 = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    after: String,
}

fn tone(state: State) -> Tone {
    match state {
        State::Due => Tone::Warn,
        State::Paid => Tone::Good,
        State::Cancelled => Tone::Quiet,
    }
}

async fn desk(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let state = State::from_key(&wanted.state);
    let after = wanted.after.parse().ok();
    let (refunds, orders) = actions::desk(&visit, state, after, PAGE).await?;
    let here = visit.here();
    let next = (i64::try_from(orders.len()) == Ok(PAGE)).then(|| orders.last()).flatten();
    let list = List::new("订单", &here)
        .filters(ui::Filters::new(&here).filter(Filter::choice(
            "state",
            "状态",
            State::ALL.map(|it| (it.key(), it.label())),
        )))
        .column(Column::text("学生"))
        .column(Column::text("班级"))
        .column(Column::text("课程"))
        .column(Column::number("金额"))
        .column(Column::text("状态"))
        .column(Column::text("收据"))
        .rows(orders.iter().map(|it| row(&visit, it)))
        .next(next.map(|it| it.order.id.to_string()))
        .empty(Empty::new("没有订单"));
    let body = html! {
        (refunds_card(&visit, &refunds))
        (list)
        (sheets::form(&visit))
    };
    let export = visit.link(&format!("/aftercare/money/export?{}", here.without("after").query()));
    let head = Head::new("缴费与退费")
        .crumb("课后服务", visit.link("/aftercare/money"))
        .action(Button::link("导出", export).icon("file-export"))
        .action(Button::print());
    Ok(visit.page_under("缴费与退费", &head, &body))
}

fn row<'a>(visit: &Visit, it: &'a Listed) -> Row<'a> {
    let paid = visit.link(&format!("/aftercare/orders/{}/paid", it.order.id));
    Row::new(it.order.id.to_string(), it.name.open().as_str())
        .cell(it.name.open().as_str())
        .cell(it.class_name.as_str())
        .cell(it.title.as_str())
        .cell(it.order.amount.to_string())
        .cell(html! {
            (badge(tone(it.order.state), it.order.state.label()))
            @if it.order.state == State::Due {
                form.post method="post" action=(paid) {
                    (visit.csrf())
                    input type="hidden" name="amount" value=(it.order.amount.plain());
                    (Button::submit("登记到账"))
                }
            }
        })
        .cell(it.order.receipt.as_deref().unwrap_or("—"))
}

fn refunds_card(visit: &Visit, refunds: &[Listed]) -> Markup {
    let export = visit.link("/aftercare/money/refunds/export");
    let card = Card::new("待办退费", refunds_table(visit, refunds)).flush();
    html! {
        @if refunds.is_empty() { (card) }
        @else { (card.action(Button::link("导出待办退费", export).icon("file-export"))) }
    }
}

fn refunds_table(visit: &Visit, refunds: &[Listed]) -> Markup {
    if refunds.is_empty() {
        return html! { (Empty::new("没有待办的退费")) };
    }
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "待办退费" }
            thead { tr {
                th scope="col" { "学生" } th scope="col" { "课程" } th.num scope="col" { "已上 / 计划" }
                th.num scope="col" { "已缴" } th.num scope="col" { "应退" } th scope="col" { "状态" } th scope="col" { "办理" }
            } }
            tbody { @for it in refunds { @if let Some(refund) = it.refund { tr {
                td { (it.name.open()) " · " (it.class_name) }
                td data-label="课程" {
                    (it.title)
                    @if let Some(day) = refund.for_day { " " (badge(Tone::Warn, &day.strftime("%-m 月 %-d 日停课").to_string())) }
                }
                td.num data-label="已上 / 计划" { (refund.used) " / " (it.order.sessions) }
                td.num data-label="已缴" { (it.order.amount) }
                td.num data-label="应退" { strong { (refund.amount) } }
                td data-label="状态" { (badge(Tone::Info, refund.state.label())) }
                td data-label="办理" {
                    form.post method="post" action=(visit.link(&format!("/aftercare/refunds/{}/advance", refund.id))) {
                        (visit.csrf())
                        (Button::submit(if refund.state == RefundState::Asked { "同意退费" } else { "登记已退" }).primary())
                    }
                }
            } } } }
        } }
    }
}

#[derive(Debug, Deserialize)]
struct Paid {
    amount: String,
}

async fn register(
    visit: Visit,
    Path(id): Path<OrderId>,
    Form(form): Form<Paid>,
) -> Result<Redirect, Page> {
    let paid: Fen =
        form.amount.parse().map_err(|it: vocab::NotMoney| Error::Unfit(it.to_string()))?;
    actions::register_payment(&visit, id, paid).await?;
    Ok(Redirect::to(&visit.link("/aftercare/money")))
}

async fn advance(
    visit: Visit,
    Path(id): Path<RefundId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    actions::advance_refund(&visit, id).await?;
    Ok(Redirect::to(&visit.link("/aftercare/money")))
}

/// The term whose courses the family was looking at.
#[derive(Debug, Deserialize)]
struct Paying {
    #[serde(default)]
    term: String,
}

async fn pay(
    visit: Visit,
    Path(id): Path<OrderId>,
    Form(form): Form<Paying>,
) -> Result<Redirect, Page> {
    actions::pay(&visit, id).await?;
    let term = form.term.parse::<Term>().map_or(String::new(), |it| format!("?term={it}"));
    Ok(Redirect::to(&visit.link(&format!("/family/courses{term}"))))
}
