//! One's desk: everything that waits for the identity in use, of all kinds, by its deadline, and
//! what one may begin.

use platform::waiting::{COUNTED_MAX, Stretch};
use web::{
    Html, Markup, Page, Visit, html,
    ui::{Button, Card, Column, Empty, Head, Item, List, Row, items},
};

use super::words;
use crate::{
    actions::Error,
    catalog,
    model::{NEVER, Record},
    standing, store,
};

/// How many lines the desk shows; a kind's own list has pages.
const LINES_MAX: i64 = 200;
/// How many of one's own it shows.
const OWN_MAX: i64 = 20;

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "desk of cases", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let reader = standing::reader(doer, &visit, None);
        let waiting = store::on_desk(tx, reader, Stretch::first(LINES_MAX)).await?;
        let own = store::begun(tx, visit.actor.account, OWN_MAX).await?;
        let total = store::count_desk(tx, reader, COUNTED_MAX).await?;
        Ok((waiting, own, total))
    });
    let (waiting, mine, total) = read?;
    let head = Head::new("我的办件").below(html! { "等您办理的按时限从近到远排列" });
    let body = html! {
        (list(&visit, &waiting, total))
        @if total >= COUNTED_MAX {
            p.hint { "等您办理的有 " (COUNTED_MAX) " 件以上，这里是时限最近的 " (LINES_MAX) " 件；" a href=(visit.link("/waiting?part=case")) { "逐页查看全部" } "。" }
        }
        @if !mine.is_empty() { (submitted(&visit, &mine)) }
        (begin(&visit))
    };
    Ok(visit.page_under("我的办件", &head, &body))
}

fn list(visit: &Visit, waiting: &[Record], total: i64) -> Markup {
    let here = visit.here();
    let list = List::new("办件", &here)
        .column(Column::text("事项"))
        .column(Column::short("类别"))
        .column(Column::text("地点"))
        .column(Column::short("环节"))
        .column(Column::short("时限"))
        .rows(waiting.iter().map(|it| row(visit, it)))
        .empty(
            Empty::new("现在没有等您办理的事项").hint("有新的办件时会出现在这里，也会发消息提醒。"),
        );
    let list = if total < COUNTED_MAX { list.total(total) } else { list };
    html! { (list) }
}

fn row<'a>(visit: &Visit, it: &Record) -> Row<'a> {
    let kind = catalog().find(&it.entry);
    let label = kind.map_or(it.entry.clone(), |it| it.what.label.clone());
    let step = kind.map(|kind| words::step(&kind.what, it)).unwrap_or_default();
    let due = words::due(it, visit.civil_now());
    Row::new(it.id.to_string(), it.title.clone())
        .link(visit.link(&format!("/cases/{}/{}", it.entry, it.id)))
        .cell(it.title.clone())
        .cell(label)
        .cell(words::about(it, visit.actor.role()))
        .cell(step)
        .cell(html! { (due) @if it.due_at != NEVER { " " (words::moment(it.due_at)) } })
}

fn submitted(visit: &Visit, mine: &[Record]) -> Markup {
    let lines = mine.iter().map(|it| {
        let step = catalog().find(&it.entry).map(|kind| words::step(&kind.what, it));
        Item::new(it.title.clone())
            .below(format!("{} · {}", it.number, words::moment(it.opened_at)))
            .link(visit.link(&format!("/cases/{}/{}", it.entry, it.id)))
            .aside(step.unwrap_or_default())
    });
    html! { (Card::new("我提交的", items(lines)).flush()) }
}

/// The kinds that the identity in use may begin.
fn begin(visit: &Visit) -> Markup {
    let role = visit.actor.role();
    let open: Vec<_> = catalog().all().filter(|it| it.what.opens.contains(&role)).collect();
    let lines = open.iter().map(|it| {
        let href = visit.link(&format!("/cases/{}/new", it.name));
        Item::new(it.what.label.as_str())
            .below(it.what.about.as_str())
            .aside(Button::link("提交", href))
    });
    html! { @if !open.is_empty() { (Card::new("可以提交的事项", items(lines)).flush()) } }
}
