//! The cases of one kind: what waits for the reader, or all that the reader may see, with how
//! punctual they are on top.

use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{self, Button, Column, Empty, Figure, Filter, Head, List, Row, Tabs, figures},
};

use super::words;
use crate::{
    actions::Error,
    definition::Case,
    model::{NEVER, Rate, Record},
    standing,
    store::{self, Narrow},
};

/// How many lines a page has.
const LINES: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    view: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn narrow(&self, kind: &str) -> Narrow {
        Narrow {
            entry: kind.to_owned(),
            step: self.step.clone(),
            state: self.state.clone(),
            search: self.q.trim().to_owned(),
        }
    }

    /// Where the page of what waits begins: a deadline and an id.
    fn after_due(&self) -> (jiff::civil::DateTime, i64) {
        let parts = self.after.split_once('~');
        let parsed = parts.and_then(|(due, id)| Some((due.parse().ok()?, id.parse().ok()?)));
        parsed.unwrap_or((jiff::civil::date(1, 1, 1).at(0, 0, 0, 0), 0))
    }
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (now, limit) = (visit.civil_now(), i64::try_from(LINES + 1).unwrap_or(i64::MAX));
    let all = asked.view == "all";
    let read: Result<_, Error> = db::read!(visit.db(), "cases of a kind", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let doer = standing::doer(tx, &visit).await?;
        let reader = standing::reader(doer, &visit, Some(&kind.what));
        let narrow = asked.narrow(&name);
        let lines = if all {
            let before = asked.after.parse().unwrap_or(i64::MAX);
            store::seen(tx, (reader, &narrow, now), (before, limit)).await?
        } else {
            store::waiting(tx, (reader, &narrow, now), (asked.after_due(), limit)).await?
        };
        let rates = if reader.sees {
            store::rates(tx, (&name, reader.place), now).await?
        } else {
            Vec::new()
        };
        let waiting = store::count_waiting(tx, reader).await?;
        let waiting = waiting.iter().find(|it| it.0 == name).map_or(0, |it| it.1);
        Ok((kind, lines, rates, waiting))
    });
    let (kind, lines, rates, waiting) = read?;
    let case = &kind.what;
    let opens = case.opens.contains(&visit.actor.role());
    let new = visit.link(&format!("/cases/{name}/new"));
    let head = Head::new(case.label.as_str()).below(html! { (case.about) });
    let head =
        if opens { head.action(Button::link("提交", new).primary().icon("plus")) } else { head };
    let body = html! {
        @if !rates.is_empty() { (punctual(case, &rates)) }
        (tabs(&visit, &name, all, waiting))
        (list(&visit, case, lines, all))
    };
    Ok(visit.page_under(&case.label, &head, &body))
}

/// The rate of each deadline: on time over all that ended and what is overdue.
fn punctual(case: &Case, rates: &[(String, Rate)]) -> Markup {
    let figure = |(key, rate): &(String, Rate)| {
        let label = case.clocks.iter().find(|it| it.key == *key)?.label.clone();
        let Rate { on_time, ended, overdue } = *rate;
        let made = format!(
            "按期 {on_time} 件 / 共 {} 件（已办 {ended} 件，超期未办 {overdue} 件）",
            rate.whole()
        );
        let figure = Figure::rate(format!("{label}按期率"), rate.on_time, rate.whole(), "件");
        (rate.whole() > 0).then(|| figure.made_of(made))
    };
    html! { (figures(rates.iter().filter_map(figure))) }
}

fn tabs(visit: &Visit, name: &str, all: bool, waiting: i64) -> Markup {
    let mine = visit.link(&format!("/cases/{name}"));
    let seen = visit.link(&format!("/cases/{name}?view=all"));
    html! { (Tabs::new().tab("待我办理", mine, !all).count(waiting).tab("全部", seen, all)) }
}

fn list(visit: &Visit, case: &Case, mut lines: Vec<Record>, all: bool) -> Markup {
    let here = visit.here();
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let last = lines.last().filter(|_| more);
    let next = last.map(|it| {
        let id = it.id.bits();
        let due = it.due_at.strftime("%Y-%m-%dT%H:%M:%S");
        if all { id.to_string() } else { format!("{due}~{id}") }
    });
    let steps = case.steps.iter().map(|it| (it.key.as_str(), it.label.as_str()));
    let states = [("open", "在办"), ("overdue", "已逾期"), ("closed", "已办结")];
    let filters = ui::Filters::new(&here)
        .search("事项开头、办件号")
        .filter(Filter::choice("step", "环节", steps))
        .filter(Filter::choice("state", "办理状态", states));
    let empty = if all { "还没有办件" } else { "现在没有等您办理的事项" };
    let list = List::new("办件", &here)
        .filters(filters)
        .column(Column::text("事项"))
        .column(Column::short("办件号"))
        .column(Column::text("地点"))
        .column(Column::short("环节"))
        .column(Column::short("时限"))
        .column(Column::short("提交时间"))
        .rows(lines.iter().map(|it| row(visit, case, it)))
        .next(next)
        .empty(Empty::new(empty).hint("可以到“全部”里查看您能看到的所有办件。"));
    html! { (list) }
}

fn row<'a>(visit: &Visit, case: &Case, it: &Record) -> Row<'a> {
    let due = words::due(it, visit.civil_now());
    Row::new(it.id.to_string(), it.title.clone())
        .link(visit.link(&format!("/cases/{}/{}", it.entry, it.id)))
        .cell(it.title.clone())
        .cell(it.number.clone())
        .cell(words::about(it, visit.actor.role()))
        .cell(words::step(case, it))
        .cell(html! {
            @if it.outcome.is_none() && it.due_at != NEVER { (due) " " (words::moment(it.due_at)) }
        })
        .cell(words::moment(it.opened_at))
}
