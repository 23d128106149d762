//! Orders and refunds as workbooks, for the school's finance: the same lists as on the page.

use sheet::{Cell, Column, Kind, Layout};
use web::{Filters, Page, Response, Visit};

use super::{
    model::{PaidBy, State},
    pages::Wanted,
    store::{self, Listed},
};
use crate::aftercare::error::Error;

fn text(key: &str, title: &str) -> Column {
    Column::new(key, title, Kind::Text)
}

/// The lists name children: who took how many lines is recorded.
async fn record(visit: &Visit, list: &'static str, rows: usize) -> Result<(), Error> {
    platform::act!(*visit, "aftercare.order.export", |act| {
        act.note("list", list);
        act.note("rows", rows);
        Ok(())
    })
}

/// The orders under the page's filter.
pub(super) async fn orders(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let (scope, state) = (visit.actor.scope(), State::from_key(&wanted.state));
    let found: Result<Vec<Listed>, db::Error> = db::read!(visit.db(), "orders out", |tx| {
        store::list(tx, scope, state, None, i64::MAX).await
    });
    let found = found.map_err(Error::from)?;
    record(&visit, "orders", found.len()).await?;
    let layout = Layout::new(
        "课程缴费",
        vec![
            text("order", "缴费单号"),
            text("student", "学生"),
            text("class", "班级"),
            text("course", "课程"),
            Column::new("amount", "金额", Kind::Money),
            text("state", "状态"),
            Column::new("made", "下单日期", Kind::Date),
            Column::new("paid", "缴费日期", Kind::Date),
            text("by", "缴费方式"),
            text("receipt", "收据号"),
        ],
    );
    let ids: Vec<String> = found.iter().map(|it| it.order.id.to_string()).collect();
    let rows = found.iter().zip(&ids).map(|(it, id)| {
        vec![
            Cell::Text(id),
            Cell::Text(it.name.open()),
            Cell::Text(&it.class_name),
            Cell::Text(&it.title),
            Cell::Fen(it.order.amount.get()),
            Cell::Text(it.order.state.label()),
            Cell::Date(it.order.made_at.date()),
            it.order.paid_at.map_or(Cell::Empty, |it| Cell::Date(it.date())),
            Cell::Text(it.order.paid_by.map_or("", PaidBy::label)),
            Cell::Text(it.order.receipt.as_deref().unwrap_or_default()),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}

/// The refunds in work.
pub(super) async fn refunds(visit: Visit) -> Result<Response, Page> {
    let scope = visit.actor.scope();
    let found: Result<Vec<Listed>, db::Error> =
        db::read!(visit.db(), "refunds out", |tx| { store::refunds_in_work(tx, scope).await });
    let found = found.map_err(Error::from)?;
    record(&visit, "refunds", found.len()).await?;
    let layout = Layout::new(
        "待办退费",
        vec![
            text("student", "学生"),
            text("class", "班级"),
            text("course", "课程"),
            Column::new("day", "停课日期", Kind::Date),
            Column::new("used", "已上次数", Kind::Integer),
            Column::new("planned", "计划次数", Kind::Integer),
            Column::new("paid", "已缴金额", Kind::Money),
            Column::new("amount", "应退金额", Kind::Money),
            text("state", "状态"),
            Column::new("asked", "提出日期", Kind::Date),
        ],
    );
    let rows = found.iter().filter_map(|it| {
        let refund = it.refund.as_ref()?;
        Some(vec![
            Cell::Text(it.name.open()),
            Cell::Text(&it.class_name),
            Cell::Text(&it.title),
            refund.for_day.map_or(Cell::Empty, Cell::Date),
            Cell::Integer(refund.used.into()),
            Cell::Integer(it.order.sessions.into()),
            Cell::Fen(it.order.amount.get()),
            Cell::Fen(refund.amount.get()),
            Cell::Text(refund.state.label()),
            Cell::Date(refund.asked_at.date()),
        ])
    });
    platform::workbook::send(&visit, &layout, rows)
}
