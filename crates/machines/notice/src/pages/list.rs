//! The notices of one kind within the reader's place.

use catalog::acts_for;
use serde::Deserialize;
use web::{
    Filters, Html, Page, Path, Problem, Visit, html,
    ui::{Button, Column, Empty, Figure, Head, List, Row, figures},
};

use super::words;
use crate::{Error, store};

/// How many lines a page has.
const LINES: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (before, today) = (asked.after.parse().unwrap_or(i64::MAX), visit.today());
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(visit.db(), "notices of a kind", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let place = acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
        let lines = store::within(tx, (place, &name), (before, limit)).await?;
        let count = store::count(tx, (place, &name), today).await?;
        Ok((kind, lines, count))
    });
    let (kind, mut lines, (all, running)) = read.map_err(Problem::from)?;
    let next = (lines.len() > LINES).then(|| lines[LINES - 1].id.bits().to_string());
    lines.truncate(LINES);
    let to = |rest: &str| visit.link(&format!("/publications/{name}/{rest}"));
    let head = Head::new(kind.what.label.as_str())
        .below(html! { (kind.what.about) })
        .action(Button::link("导出", to("list.xlsx")).icon("file-export"))
        .action(Button::link("发布公示", to("new")).primary().icon("plus"));
    let here = visit.here();
    let list = List::new("公示", &here)
        .column(Column::text("标题"))
        .column(Column::short("编号"))
        .column(Column::text("单位"))
        .column(Column::short("公示期"))
        .column(Column::text("状态"))
        .rows(lines.iter().map(|it| {
            Row::new(it.id.to_string(), it.title.clone())
                .link(to(&it.id.to_string()))
                .cell(it.title.clone())
                .cell(it.number.clone())
                .cell(it.place_name.clone())
                .cell(words::period(it))
                .cell(words::state(it, today))
        }))
        .total(all)
        .next(next)
        .empty(Empty::new("还没有公示").hint("点“发布公示”，填标题和名单；姓名会自动脱敏。"));
    let body = html! {
        @if all > 0 {
            (figures([Figure::count("公示中", running, "条").made_of(format!("共 {all} 条，{today} 还在公示期内 {running} 条"))]))
        }
        (list)
    };
    Ok(visit.page_under(&kind.what.label, &head, &body))
}
