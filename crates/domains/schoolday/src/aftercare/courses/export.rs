//! A school's courses of a term as a workbook.

use sheet::{Cell, Column, Kind, Layout};
use web::{Filters, Page, Response, Visit};

use super::{actions, pages};
use crate::aftercare::{
    programme::editor::own_school,
    terms::{self, TermChoice},
};

fn layout(term: &str) -> Layout {
    let text = |key, title| Column::new(key, title, Kind::Text);
    let count = |key, title| Column::new(key, title, Kind::Integer);
    Layout::new(
        &format!("拓展课程{term}"),
        vec![
            text("title", "课程"),
            text("times", "时间"),
            text("grades", "年级"),
            text("room", "地点"),
            count("taken", "已录取"),
            count("seats", "名额"),
            count("first", "第一志愿"),
            count("wishes", "志愿"),
            count("sessions", "计划次数"),
            Column::new("fee", "费用", Kind::Money),
            text("basis", "收费依据"),
            count("ratings", "评价人数"),
            text("stars", "平均星级"),
            text("state", "状态"),
        ],
    )
}

pub(super) async fn export(
    visit: Visit,
    Filters(choice): Filters<TermChoice>,
) -> Result<Response, Page> {
    let term = terms::chosen(&visit, &choice).await?;
    let found = actions::desk(&visit, own_school(&visit), term).await?;
    let words: Vec<[String; 3]> = found
        .courses
        .iter()
        .map(|it| {
            let (n, stars) = it.rating;
            let mean = if n == 0 { String::new() } else { pages::mean(stars, n) };
            [pages::times(&it.course), pages::grades(&it.course), mean]
        })
        .collect();
    let rows = found.courses.iter().zip(&words).map(|(it, [times, grades, mean])| {
        vec![
            Cell::Text(&it.course.title),
            Cell::Text(times),
            Cell::Text(grades),
            Cell::Text(&it.course.room),
            Cell::Integer(it.offer.taken),
            Cell::Integer(it.offer.seats),
            Cell::Integer(it.wishes.0),
            Cell::Integer(it.wishes.1),
            Cell::Integer(it.course.sessions.into()),
            Cell::Fen(it.course.fee.get()),
            Cell::Text(&it.course.fee_basis),
            Cell::Integer(it.rating.0),
            Cell::Text(mean),
            Cell::Text(it.course.state.label()),
        ]
    });
    platform::workbook::send(&visit, &layout(&term.label()), rows)
}
