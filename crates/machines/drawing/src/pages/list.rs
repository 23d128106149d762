//! The drawings of one kind within the reader's place.

use catalog::acts_for;
use serde::Deserialize;
use web::{
    Filters, Html, Page, Path, Visit, html,
    ui::{Button, Column, Empty, Figure, Head, List, Row, figures},
};

use super::words;
use crate::{Error, model::Drawing, store};

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
    let before = asked.after.parse().unwrap_or(i64::MAX);
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(visit.db(), "drawings of a kind", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let place = acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
        let lines = store::within(tx, (place, &name), (before, limit)).await?;
        let counts = store::counts(tx, place).await?;
        let count = counts.into_iter().find(|it| it.0 == name).map_or((0, 0), |it| (it.1, it.2));
        Ok((kind, lines, count))
    });
    let (kind, mut lines, (all, waiting)) = read?;
    let kind = &kind.what;
    let declares = kind.declares.contains(&visit.actor.role()) && !kind.is_given();
    let new = visit.link(&format!("/drawings/{name}/new"));
    let head = Head::new(kind.label.as_str()).below(html! { (kind.about) });
    let head = if declares {
        head.action(Button::link("登记抽取", new).primary().icon("plus"))
    } else {
        head
    };
    let next = (lines.len() > LINES).then(|| lines[LINES - 1].id.bits().to_string());
    lines.truncate(LINES);
    let here = visit.here();
    let hint = if declares {
        "点“登记抽取”，写明范围和数量；名单封存后摘要公开，再抽取。"
    } else {
        "有了新的抽取，会列在这里。"
    };
    let list = List::new("抽取", &here)
        .column(Column::text("名称"))
        .column(Column::short("编号"))
        .column(Column::text("主办"))
        .column(Column::short("抽取时间"))
        .column(Column::text("状态"))
        .rows(lines.iter().map(|it| row(&visit, it)))
        .total(all)
        .next(next)
        .empty(Empty::new("还没有抽取").hint(hint));
    let made = format!("共 {all} 次，其中待封存、待抽取 {waiting} 次");
    let body = html! {
        @if all > 0 { (figures([Figure::count("进行中", waiting, "次").made_of(made)])) }
        (list)
    };
    Ok(visit.page_under(&kind.label, &head, &body))
}

fn row<'a>(visit: &Visit, it: &Drawing) -> Row<'a> {
    Row::new(it.id.to_string(), it.title.clone())
        .link(visit.link(&format!("/drawings/{}/{}", it.entry, it.id)))
        .cell(it.title.clone())
        .cell(it.number.clone())
        .cell(it.place_name.clone())
        .cell(words::moment(it.drawn_at.unwrap_or(it.draws_at)))
        .cell(words::stage(it))
}
