//! The requests of others, those due first first.

use jiff::civil::Date;
use serde::Deserialize;
use web::{
    Filters, Html, Page, Visit, html,
    ui::{self, Column, Empty, Filter, Head, List, Row},
};

use super::state;
use crate::requests::{
    hooks::Hooks,
    model::{Listed, RequestKind, RequestState},
    store,
};

const LINES: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    state: String,
    /// The day and the id after which the page begins: `2022-01-11.123`.
    after: Option<String>,
}

fn key(text: &str) -> Option<(Date, i64)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

pub(super) async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let scope = visit.actor.scope();
    let wanted = RequestState::from_key(&query.state);
    let after = query.after.as_deref().and_then(key).unwrap_or((Date::MIN, i64::MIN));
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let found: Result<Vec<Listed>, db::Error> = db::read!(visit.db(), "requests", |tx| {
        store::within(tx, scope, wanted, after, limit).await
    });
    let mut found = found?;
    let more = found.len() > LINES;
    found.truncate(LINES);
    let next = found.last().filter(|_| more).map(|it| &it.request);
    let next = next.map(|it| format!("{}.{}", it.due_on, it.id.bits()));
    let hooks = visit.cell.service::<Hooks>();
    let here = visit.here();
    let rows = found.iter().map(|it| row(&visit, hooks, it));
    let states = RequestState::ALL.map(|it| (it.key(), it.label()));
    let list = List::new("申请", &here)
        .filters(
            ui::Filters::new(&here)
                .filter(Filter::choice("state", "状态", states).otherwise("未办结")),
        )
        .column(Column::text("申请"))
        .column(Column::text("本人"))
        .column(Column::text("申请人"))
        .column(Column::text("单位"))
        .column(Column::text("状态"))
        .column(Column::text("办结期限"))
        .rows(rows)
        .next(next)
        .empty(
            Empty::new("没有待办的申请")
                .hint("家长或教职工提出更正、删除申请后，会按期限排在这里。"),
        );
    let head = Head::new("更正与删除申请")
        .below(html! { "期限近的在前。从提出起 15 个工作日内办结，等待补充材料的时间不算。" });
    Ok(visit.page_under("更正与删除申请", &head, &html! { (list) }))
}

/// What a request is about: 更正姓名, 删除.
pub(super) fn what(hooks: &Hooks, it: &Listed) -> String {
    let own = &it.request;
    let field = own.field.as_deref().and_then(|key| hooks.correction(&own.subject.0, key));
    format!("{}{}", own.kind.label(), field.map_or("个人信息", |it| it.label))
}

/// The person's name as the office's list shows it: masked, since the page of the request has it.
fn shown(it: &Listed) -> String {
    vocab::mask_name(it.request.subject_name.open())
}

fn row<'a>(visit: &Visit, hooks: &Hooks, it: &'a Listed) -> Row<'a> {
    let own = &it.request;
    let today = visit.today();
    let left = i64::from(today.until(own.due_on).map_or(0, |span| span.get_days()));
    let row = Row::new(own.id.to_string(), what(hooks, it))
        .link(visit.link(&format!("/requests/{}", own.id)))
        .cell(what(hooks, it))
        .cell(shown(it))
        .cell(vocab::mask_name(&it.asker))
        .cell(&it.place_name)
        .cell(state(own.state));
    let waits = own.kind == RequestKind::Correction || own.state != RequestState::Working;
    if own.state.is_open() && own.state != RequestState::Returned && waits {
        row.cell(html! { (own.due_on) " " (ui::due(left)) })
    } else {
        row.cell(own.due_on.to_string())
    }
}
