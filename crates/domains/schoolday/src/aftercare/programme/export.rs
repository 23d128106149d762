//! The list of programmes as a workbook, under the same filters.

use jiff::civil::Date;
use sheet::{Cell, Column, Kind, Layout};
use web::{Filters, Page, Response, Visit};

use super::{
    actions,
    pages::{Wanted, fits},
    store::Listed,
};
use crate::aftercare::terms;

fn layout(term: &str) -> Layout {
    Layout::new(
        &format!("课后服务方案{term}"),
        vec![
            Column::new("school", "学校", Kind::Text),
            Column::new("town", "镇(街道)", Kind::Text),
            Column::new("state", "状态", Kind::Text),
            Column::new("filed", "申报日期", Kind::Date),
            Column::new("due", "答复期限", Kind::Date),
        ],
    )
}

fn cells(it: &Listed) -> Vec<Cell<'_>> {
    let day = |day: Option<Date>| day.map_or(Cell::Empty, Cell::Date);
    let state = it.programme.as_ref().map_or("未申报", |it| it.1.label());
    let filed = it.programme.as_ref().and_then(|it| it.2).map(jiff::civil::DateTime::date);
    let due = it.programme.as_ref().and_then(|it| it.3);
    vec![
        Cell::Text(&it.school_name),
        Cell::Text(&it.town_name),
        Cell::Text(state),
        day(filed),
        day(due),
    ]
}

pub(super) async fn export(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let term = terms::chosen(&visit, &wanted.term).await?;
    let rows = actions::list(&visit, term).await?;
    let rows = rows.iter().filter(|it| fits(it, &wanted)).map(cells);
    platform::workbook::send(&visit, &layout(&term.label()), rows)
}
