//! 到账表: the payment platform's list of what arrived, as the school's finance uploads it. Good
//! rows are marked as paid in one act; what is wrong is told by cell, on the page and in a copy of the
//! person's own workbook, and the same list sent twice changes nothing.

use std::collections::BTreeSet;

use jiff::civil::Date;
use maud::{Markup, html};
use platform::answers::{self, ListKind, Sent, Told};
use sheet::{Book, Cell, CellFault, Column, Finding, Kind, Layout, Row, Severity};
use vocab::Fen;
use web::{
    Html, Page, Response, Upload, Visit,
    ui::{self, Button, Card, Field, Head},
};

use super::{
    model::{Order, OrderId, PaidBy, State},
    rules, store,
};
use crate::aftercare::error::Error;

/// The list, where it comes back.
pub(super) const LIST: ListKind = ListKind { key: "payments", label: "到账表" };

/// What to do with rows that have faults.
const NEXT: &str = "有问题的行没有登记。改好后把整张表再传一次，已登记的不会重复。";

/// The columns of the list.
fn layout() -> Layout {
    Layout::new(
        "课程费到账表",
        vec![
            Column::new("order", "缴费单号", Kind::Text).also(&["订单号", "单号"]).required(),
            Column::new("student", "学生", Kind::Text).also(&["姓名", "学生姓名"]),
            Column::new("course", "课程", Kind::Text),
            Column::new("amount", "到账金额", Kind::Money).also(&["金额", "实缴金额"]).required(),
            Column::new("day", "到账日期", Kind::Date).also(&["缴费日期", "日期"]).required(),
            Column::new("serial", "流水号", Kind::Text).also(&["交易流水号"]),
        ],
    )
}

/// A row that can be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The order.
    pub order: OrderId,
    /// When it was paid.
    pub day: Date,
}

/// What a list comes to.
#[derive(Debug, Default)]
pub struct Judged {
    /// What is to be marked.
    pub payments: Vec<Payment>,
    /// How many rows were marked before.
    pub known: usize,
    /// What is wrong, cell by cell.
    pub findings: Vec<Finding>,
}

/// Judges `rows` against the orders that they name.
pub fn judge(rows: &[Row], orders: &[Order], today: Date) -> Judged {
    let mut judged = Judged::default();
    let mut seen = BTreeSet::new();
    for row in rows {
        match judge_row(row, orders, today, &mut seen) {
            Ok(Some(payment)) => judged.payments.push(payment),
            Ok(None) => judged.known += 1,
            Err(Some((key, fault))) => {
                judged.findings.push(row.finding(key, Severity::Error, fault));
            }
            Err(None) => {} // Told by the layout already.
        }
    }
    judged
}

type Fault = Option<(&'static str, CellFault)>;

fn judge_row(
    row: &Row,
    orders: &[Order],
    today: Date,
    seen: &mut BTreeSet<OrderId>,
) -> Result<Option<Payment>, Fault> {
    let fault = |key, what: String, advice: &str| Some((key, CellFault::new(what, advice)));
    let text = row.text("order").ok().flatten().ok_or(None)?;
    let amount = row.fen("amount").ok().flatten().map(Fen::new).ok_or(None)?;
    let day = row.date("day").ok().flatten().ok_or(None)?;
    let id = text.trim().parse::<OrderId>().ok();
    let order = id.and_then(|id| orders.iter().find(|it| it.id == id)).ok_or_else(|| {
        let advice = "请用本页导出的待缴清单，缴费单号原样保留";
        fault("order", format!("本校没有缴费单号“{text}”"), advice)
    })?;
    if !seen.insert(order.id) {
        return Err(fault("order", "同一单号在表中出现两次".to_owned(), "请删去重复的一行"));
    }
    if order.state == State::Paid && amount == order.amount {
        return Ok(None);
    }
    if let Err(refusal) = rules::may_mark_paid(order.state, amount, order.amount) {
        let key = if amount == order.amount { "order" } else { "amount" };
        return Err(fault(key, refusal.to_string(), "请与支付平台核对后修改这一行"));
    }
    if day > today || day < order.made_at.date() {
        let what = format!("到账日期 {day} 不在下单({})和今天之间", order.made_at.date());
        return Err(fault("day", what, "请核对日期"));
    }
    Ok(Some(Payment { order: order.id, day }))
}

/// What came of a list.
struct Outcome {
    marked: usize,
    known: usize,
    findings: Vec<Finding>,
}

async fn register(visit: &Visit, bytes: &[u8]) -> Result<Outcome, Error> {
    let (scope, today) = (visit.actor.scope(), visit.today());
    let layout = layout();
    let (rows, mut findings) = read(bytes, &layout)?;
    let named = rows.iter().filter_map(|it| it.text("order").ok().flatten());
    let ids: Vec<OrderId> = named.filter_map(|it| it.trim().parse().ok()).collect();
    let done: Result<_, Error> = platform::act!(visit, "aftercare.order.register-sheet", |act| {
        let orders = store::find_all_within(act.tx(), &ids, scope).await?;
        let judged = judge(&rows, &orders, today);
        let last = store::take_receipts(act.tx(), today.year(), judged.payments.len()).await?;
        let count = i64::try_from(judged.payments.len()).unwrap_or(0);
        let paid = (last - count + 1..).zip(&judged.payments).filter_map(|(number, payment)| {
            let order = orders.iter().find(|it| it.id == payment.order)?.clone();
            Some(Order {
                state: State::Paid,
                receipt: Some(super::actions::receipt(today.year(), number)),
                paid_at: Some(payment.day.at(12, 0, 0, 0)),
                paid_by: Some(PaidBy::Sheet),
                ..order
            })
        });
        store::set_all_paid(act.tx(), paid).await?;
        let paid: Vec<OrderId> = judged.payments.iter().map(|it| it.order).collect();
        super::actions::refund_missed(act, &paid).await?;
        act.note("paid", judged.payments.len());
        act.note("faults", judged.findings.len());
        Ok(judged)
    });
    let judged = done?;
    findings.extend(judged.findings);
    findings.sort_by_key(|it| it.row);
    Ok(Outcome { marked: judged.payments.len(), known: judged.known, findings })
}

fn read(bytes: &[u8], layout: &Layout) -> Result<(Vec<Row>, Vec<Finding>), Error> {
    let unfit = |refusal: sheet::Refusal| Error::Unfit(refusal.to_string());
    let mut book = Book::open(bytes).map_err(unfit)?;
    let mut table = book.table(layout).map_err(unfit)?;
    table.collect().map_err(unfit)
}

/// The form that takes a list.
pub(super) fn form(visit: &Visit) -> Markup {
    let hidden = visit.csrf();
    let form = ui::Form::new(visit.link("/aftercare/money/sheet"), &hidden)
        .with_files()
        .part(html! {
            p.field-hint { "先导出待缴清单，按支付平台的到账情况填写金额和日期，再传回来。有错的行会逐格说明，其余照常登记；同一张表再传一次不会重复登记。" }
            (Field::file("file", "到账表", ".xlsx,.xls,.csv").required())
        })
        .button(Button::submit("上传登记").primary())
        .button(Button::link("导出待缴清单", visit.link("/aftercare/money/due")).icon("file-export"));
    html! { (Card::new("按到账表登记", html! { (form) }).flush()) }
}

pub(super) async fn take(visit: Visit, upload: Upload) -> Result<Html, Page> {
    if upload.bytes.is_empty() {
        return Err(Error::Unfit("请先选择到账表文件。".to_owned()).into());
    }
    let outcome = register(&visit, &upload.bytes).await?;
    let sent = Sent { name: &upload.name, bytes: &upload.bytes };
    let has_copy = answers::keep(&visit, LIST, sent, (&layout(), &outcome.findings)).await;
    let head = Head::new("到账登记结果")
        .crumb("缴费与退费", visit.link("/aftercare/money"))
        .action(Button::print());
    let words = format!(
        "已登记 {} 笔，以前登记过 {} 笔，{} 处要核对",
        outcome.marked,
        outcome.known,
        outcome.findings.len()
    );
    let next = if outcome.findings.is_empty() { "" } else { NEXT };
    let told = Told { words, next, faults: outcome.findings.len(), has_copy };
    let body = html! {
        (told.alert(&visit, LIST))
        (answers::findings(&outcome.findings))
        div.actions { (Button::link("返回", visit.link("/aftercare/money"))) }
    };
    Ok(visit.page_under("到账登记结果", &head, &body))
}

/// What is still to be paid, to be filled in and sent back.
pub(super) async fn due(visit: Visit) -> Result<Response, Page> {
    let scope = visit.actor.scope();
    let found: Result<Vec<store::Listed>, db::Error> = db::read!(visit.db(), "orders due", |tx| {
        store::list(tx, scope, Some(State::Due), None, i64::MAX).await
    });
    let all = found.map_err(Error::from)?;
    let ids: Vec<String> = all.iter().map(|it| it.order.id.to_string()).collect();
    let rows = all.iter().zip(&ids).map(|(it, id)| {
        vec![
            Cell::Text(id),
            Cell::Text(it.name.open()),
            Cell::Text(&it.title),
            Cell::Fen(it.order.amount.get()),
            Cell::Empty,
            Cell::Empty,
        ]
    });
    let layout = Layout { name: "课程费待缴清单".to_owned(), ..layout() };
    platform::workbook::send(&visit, &layout, rows)
}
