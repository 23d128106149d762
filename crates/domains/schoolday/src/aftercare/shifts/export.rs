//! A school's groups of today as a workbook, under the page's filters.

use sheet::{Cell, Column, Kind, Layout};
use web::{Filters, Page, Response, Visit};

use super::{
    actions::{self, Listed},
    pages::Wanted,
};
use crate::aftercare::{programme::editor::own_school, terms};

fn layout() -> Layout {
    let text = |key, title| Column::new(key, title, Kind::Text);
    let count = |key, title| Column::new(key, title, Kind::Integer);
    Layout::new(
        "课后服务班级与教师",
        vec![
            text("group", "班"),
            text("kind", "类型"),
            text("room", "地点"),
            text("teacher", "今天的教师"),
            text("stands_in", "代班"),
            text("today", "今天"),
            count("expected", "应到"),
            count("present", "实到"),
        ],
    )
}

fn cells(it: &Listed) -> Vec<Cell<'_>> {
    let today = match (&it.call, it.is_held) {
        (Some(_), _) => "已点名",
        (None, true) => "待点名",
        (None, false) => "今天没有",
    };
    let count = |of: Option<i64>| of.map_or(Cell::Empty, Cell::Integer);
    vec![
        Cell::Text(&it.group.name),
        Cell::Text(it.group.kind.label()),
        Cell::Text(&it.group.room),
        Cell::Text(it.teacher.as_ref().map_or("", |it| it.open().as_str())),
        Cell::Text(if it.is_substitute { "是" } else { "" }),
        Cell::Text(today),
        count(it.call.as_ref().map(|it| it.expected)),
        count(it.call.as_ref().map(|it| it.present)),
    ]
}

pub(super) async fn export(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let (term, day) = (terms::current(&visit).await?, visit.today());
    let all = actions::list(&visit, own_school(&visit), term, day).await?;
    let rows = all.iter().filter(|it| wanted.lets_through(it)).map(cells);
    platform::workbook::send(&visit, &layout(), rows)
}
