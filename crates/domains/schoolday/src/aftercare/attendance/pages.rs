//! The page of a day: the picture of the last four weeks, and the schools with their rolls.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Html, Page, Response, Routes, Visit,
    ui::{
        self, Button, Card, Chart, Column, Empty, Figure, Filter, Head, List, Row, Tone, badge,
        figures, say,
    },
};

use super::{
    last_day_before, last_days,
    model::{Day, OfDay, OfSchool},
    store,
};
use crate::aftercare::{READ, error::Error, people};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/aftercare/attendance", READ, show).get(
        "/aftercare/attendance/export",
        READ,
        export,
    )
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// The day; the last one with lessons before today where it is empty.
    #[serde(default)]
    day: String,
    #[serde(default)]
    q: String,
    /// `1` for those alone that have not called all rolls.
    #[serde(default)]
    silent: String,
    /// How many of the list come before this page.
    after: Option<usize>,
}

/// How many schools a page has.
const LINES: usize = 50;

impl Wanted {
    fn lets_through(&self, it: &OfSchool) -> bool {
        it.name.contains(self.q.trim()) && (self.silent != "1" || it.called < it.due)
    }
}

/// What the page shows.
struct Shown {
    day: Date,
    schools: Vec<OfSchool>,
    days: Vec<Day>,
}

async fn read(visit: &Visit, wanted: &Wanted) -> Result<Shown, Error> {
    let (scope, today) = (visit.actor.scope(), visit.today());
    let asked: Option<Date> = wanted.day.parse().ok();
    db::read!(visit.db(), "aftercare attendance", |tx| {
        let day = match asked {
            Some(day) => day,
            None => last_day_before(tx, scope, today).await?.unwrap_or(today),
        };
        let schools = match people::term_on(tx, day).await? {
            Some(term) => store::of_schools(tx, scope, term, day).await?,
            None => Vec::new(),
        };
        let lessons = last_days(tx, scope, day).await?;
        let first = lessons.first().copied().unwrap_or(day);
        let called = store::of_days(tx, scope, (first, day)).await?;
        let of =
            |day: Date| called.iter().find(|it| it.0 == day).map_or_else(OfDay::default, |it| it.1);
        Ok(Shown { day, schools, days: lessons.into_iter().map(|day| (day, of(day))).collect() })
    })
}

async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let shown = read(&visit, &wanted).await?;
    let here = visit.here();
    let export =
        visit.link(&format!("/aftercare/attendance/export?{}", here.without("after").query()));
    let head = Head::new("点名与出勤")
        .crumb("课后服务", visit.link("/aftercare"))
        .below(html! { "只列学校和人数；谁缺席只有本校和家长看得到。拓展课程另计。" })
        .action(Button::link("导出", export).icon("file-export"))
        .action(Button::print());
    let all: Vec<&OfSchool> = shown.schools.iter().filter(|it| wanted.lets_through(it)).collect();
    let rows = all.iter().skip(wanted.after.unwrap_or(0)).take(LINES);
    let last = wanted.after.unwrap_or(0) + rows.len();
    let filters = ui::Filters::new(&here)
        .search("学校名称")
        .filter(Filter::date("day", "日期"))
        .filter(Filter::flag("silent", "只看未点名的"));
    let list = List::new("学校", &here)
        .filters(filters)
        .column(Column::text("学校"))
        .column(Column::text("镇(街道)"))
        .column(Column::text("点名"))
        .column(Column::number("已点 / 应点班组"))
        .column(Column::number("实到 / 应到"))
        .column(Column::number("出勤率"))
        .rows(rows.map(|it| row(&visit, it)))
        .total(i64::try_from(all.len()).unwrap_or(0))
        .next((last < all.len()).then(|| last.to_string()))
        .empty(Empty::new("这一天没有课后服务").hint("可能是周末、节假日或停课日。请换一个日期。"));
    let body = html! {
        (headline(&shown))
        @if shown.days.iter().any(|it| it.1.called > 0) {
            (Card::new("近四周出勤率", html! { (picture(&visit, &shown.days)) }))
        }
        (list)
    };
    Ok(visit.page_under("点名与出勤", &head, &body))
}

fn headline(shown: &Shown) -> Markup {
    let sum = |of: fn(&OfSchool) -> i64| shown.schools.iter().map(of).sum::<i64>();
    let (due, called) = (sum(|it| it.due), sum(|it| it.called));
    let rolls = Figure::rate("点名率", called, due, "个班组");
    let rolls = match shown.schools.iter().filter(|it| it.called < it.due).count() {
        0 => rolls,
        silent => rolls.state(Tone::Warn, format!("{silent} 所学校未点完")),
    };
    let there = Figure::rate("出勤率", sum(|it| it.present), sum(|it| it.expected), "人");
    html! {
        p.text-secondary { (shown.day.strftime("%Y-%m-%d").to_string()) " " (vocab::weekday_label(shown.day.weekday())) }
        (figures([rolls, there]))
    }
}

fn picture<'a>(visit: &Visit, days: &[Day]) -> Chart<'a> {
    let labels = days.iter().map(|it| it.0.strftime("%-m-%-d").to_string());
    let links = days.iter().map(|it| visit.link(&format!("/aftercare/attendance?day={}", it.0)));
    Chart::lines("近四周出勤率", "日期", labels)
        .series("出勤率", days.iter().map(|it| ui::rate(it.1.present, it.1.expected)))
        .unit("%", 2)
        .max(100.0)
        .links(links)
}

fn row<'a>(visit: &Visit, it: &'a OfSchool) -> Row<'a> {
    let state = if it.called == it.due {
        badge(Tone::Good, "已点完")
    } else if it.called == 0 {
        badge(Tone::Bad, "未点名")
    } else {
        badge(Tone::Warn, &format!("差 {} 个班组", it.due - it.called))
    };
    let rate = say::percent(it.present, it.expected).map_or_else(|| "—".to_owned(), |it| it + "%");
    Row::new(it.school.to_string(), it.name.as_str())
        .link(visit.link(&format!("/aftercare/places/{}", it.school.place())))
        .cell(&it.name)
        .cell(&it.town_name)
        .cell(state)
        .cell(format!("{} / {}", say::count(it.called), say::count(it.due)))
        .cell(format!("{} / {}", say::count(it.present), say::count(it.expected)))
        .cell(rate)
}

fn layout(day: Date) -> Layout {
    let count = |key, title| SheetColumn::new(key, title, Kind::Integer);
    Layout::new(
        &format!("课后服务点名与出勤{day}"),
        vec![
            SheetColumn::new("school", "学校", Kind::Text),
            SheetColumn::new("town", "镇(街道)", Kind::Text),
            count("due", "应点班组"),
            count("called", "已点班组"),
            count("expected", "应到人数"),
            count("present", "实到人数"),
        ],
    )
}

/// The same list as a workbook.
async fn export(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Response, Page> {
    let shown = read(&visit, &wanted).await?;
    let rows = shown.schools.iter().filter(|it| wanted.lets_through(it)).map(|it| {
        vec![
            Cell::Text(&it.name),
            Cell::Text(&it.town_name),
            Cell::Integer(it.due),
            Cell::Integer(it.called),
            Cell::Integer(it.expected),
            Cell::Integer(it.present),
        ]
    });
    platform::workbook::send(&visit, &layout(shown.day), rows)
}
