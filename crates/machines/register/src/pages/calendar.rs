//! The calendar of a register: its records by the day that its file names, month by month.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};
use vocab::weekday_label;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{Button, Card, Empty, Head, Item, items},
};

use super::list::{Asked, narrow, tabs};
use crate::{actions::Error, model::RecordId, store};

type Day = (RecordId, String, String);

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let month = asked.iter().find(|it| it.0 == "month");
    let first = month.and_then(|it| format!("{}-01", it.1).parse::<Date>().ok());
    let first = first.unwrap_or(visit.today()).first_of_month();
    let next = first.saturating_add(Span::new().months(1));
    let read: Result<_, Error> = db::read!(visit.db(), "calendar of a register", |tx| {
        let (kind, place) = super::kind(tx, &visit, &name).await?;
        let field = kind.what.calendar.ok_or(Error::Missing)?;
        let narrow = narrow((&name, &kind.what), &asked, (place, &visit));
        let key = kind.what.fields[field].key.clone();
        let found = store::dated(tx, &narrow, &key, (first, next)).await?;
        Ok((kind, found))
    });
    let (kind, found) = read?;
    let mut days = BTreeMap::<Date, Vec<Day>>::new();
    for (day, id, title, place) in found {
        days.entry(day).or_default().push((id, title, place));
    }
    let base = visit.link(&format!("/registers/{name}"));
    let before = first.saturating_sub(Span::new().months(1));
    let turn = |label: &'static str, to: Date| {
        let href = format!("{base}/calendar?month={}", to.strftime("%Y-%m"));
        Button::link(label, href)
    };
    let title = format!("{} 年 {} 月", first.year(), first.month());
    let head = Head::new(title.as_str())
        .crumb(kind.what.label.as_str(), base.clone())
        .action(turn("上个月", before).icon("chevron-left"))
        .action(turn("下个月", next).icon("chevron-right"));
    let body = html! {
        (tabs(&base, true))
        @if days.is_empty() { (Empty::new("这个月没有安排").hint("可以翻到上个月或下个月。")) }
        @for (day, all) in &days { (one(&base, *day, all)) }
    };
    Ok(visit.page_under(&title, &head, &body))
}

fn one(base: &str, day: Date, all: &[Day]) -> Markup {
    let title = format!("{} 月 {} 日 {}", day.month(), day.day(), weekday_label(day.weekday()));
    let lines = all.iter().map(|(id, title, place)| {
        Item::new(title.clone()).below(place.clone()).link(format!("{base}/{id}"))
    });
    html! { (Card::new(title, items(lines)).flush()) }
}
