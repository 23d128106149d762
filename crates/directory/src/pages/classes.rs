//! A class: its roster as of a day.

use jiff::civil::Date;
use serde::Deserialize;
use vocab::ClassId;
use web::{
    Filters, Html, Page, Path, Visit, html,
    ui::{self, Column, Filter, Head, List, Row},
};

use super::{scope, shown_name, students::sex_label};
use crate::{Error, schools, students};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    day: Option<String>,
}

/// The roster.
pub(super) async fn show(
    visit: Visit,
    Path(id): Path<ClassId>,
    Filters(query): Filters<Query>,
) -> Result<Html, Page> {
    let asked = query.day.as_deref().and_then(|it| it.parse::<Date>().ok());
    let day = asked.unwrap_or_else(|| visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "class", |tx| {
        let scope = scope(tx, &visit).await?;
        let (class, school) = schools::load_class(tx, scope, id).await?;
        let roster = students::roster(tx, id, day).await?;
        Ok((scope, class, school, roster))
    });
    let (scope, class, school, roster) = read?;
    let here = visit.here();
    let name = class.name();
    let head = Head::new(name.clone())
        .above(format!("{} · {}", school.name, class.year.label()))
        .crumb("学校", visit.link("/schools"))
        .crumb(school.name.as_str(), visit.link(&format!("/schools/{}", school.id)))
        .below(html! { "班主任 " (class.head_name.as_deref().unwrap_or("未安排")) " · " (day) " 在册 " (roster.len()) " 人" })
        .action(ui::Button::print());
    let rows = roster.iter().map(|it| {
        let name = shown_name(scope, &it.name);
        Row::new(it.id.to_string(), name.clone())
            .link(visit.link(&format!("/students/{}", it.id)))
            .cell(name)
            .cell(if it.class == Some(id) { it.seat.to_string() } else { "—".to_owned() })
            .cell(sex_label(it.sex))
            .cell(if it.class == Some(id) { "在班" } else { "已调出" })
    });
    let list = List::new("学生", &here)
        .filters(ui::Filters::new(&here).filter(Filter::date("day", "名册日期")))
        .column(Column::text("姓名"))
        .column(Column::number("班内学号"))
        .column(Column::text("性别"))
        .column(Column::text("现在"))
        .rows(rows)
        .total(i64::try_from(roster.len()).unwrap_or(0));
    Ok(visit.page_under(&name, &head, &html! { (list) }))
}
