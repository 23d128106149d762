//! The page of one's desk, by deadline, part by part, and the same as a workbook.

use jiff::{ToSpan as _, civil::DateTime};
use serde::Deserialize;
use sheet::{Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Html, Markup, Page, Response, Routes, Visit, WAITING, html,
    ui::{self, Button, Column, Empty, Filter, Head, List, Row, Tabs, Tone, badge, badge_with},
};

use super::{COUNTED_HINT, COUNTED_MAX, Desks, MINE, NEVER, Stretch, Waits, who};
use crate::workbook;

/// How many lines a page has.
const LINES: usize = 50;
/// How many lines a workbook has at most.
const SHEET_MAX: i64 = 5_000;
/// From how little time on a deadline is near.
const NEAR_MINUTES: i64 = 2 * 24 * 60;

pub(super) fn routes() -> Routes {
    Routes::new().get(WAITING, MINE, show).get("/waiting/export", MINE, export)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// Which part; all where it is empty.
    #[serde(default)]
    part: String,
    /// `overdue`, `today`, `week`; all where it is empty.
    #[serde(default)]
    due: String,
    /// The deadline and id that the page before ended with.
    #[serde(default)]
    after: String,
}

impl Asked {
    fn stretch(&self, now: DateTime, limit: i64) -> Stretch {
        let midnight = |days: i64| now.date().saturating_add(days.days()).at(0, 0, 0, 0);
        let all = Stretch::first(limit);
        let before = match self.due.as_str() {
            "overdue" => now,
            "today" => midnight(1),
            "week" => midnight(7),
            _ => all.before,
        };
        let parts = self.after.split_once('~');
        let after = parts.and_then(|(due, id)| Some((due.parse().ok()?, id.parse().ok()?)));
        Stretch { after: after.unwrap_or(all.after), before, limit }
    }
}

async fn show(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let now = visit.civil_now();
    let (desks, me) = (visit.cell.service::<Desks>(), who(&visit.actor, now));
    let stretch = asked.stretch(now, i64::try_from(LINES + 1).unwrap_or(i64::MAX));
    let read: Result<_, db::Error> = db::read!(visit.db(), "what waits", |tx| {
        let lines = desks.list(tx, (me, &asked.part), stretch).await?;
        Ok((lines, desks.counts(tx, me).await?))
    });
    let (mut lines, counts) = read?;
    let next = (lines.len() > LINES).then(|| {
        let last = &lines[LINES - 1];
        format!("{}~{}", last.due.strftime("%Y-%m-%dT%H:%M:%S"), last.id)
    });
    lines.truncate(LINES);
    let here = visit.here();
    let total = total(&asked, &counts);
    let spans = [("overdue", "已逾期"), ("today", "今天到期"), ("week", "七天内到期")];
    let filters = ui::Filters::new(&here).filter(Filter::choice("due", "时限", spans));
    let list = List::new("事项", &here);
    let list = total.into_iter().fold(list, List::total);
    let list = list
        .filters(filters)
        .column(Column::text("事项"))
        .column(Column::short("要做什么"))
        .column(Column::text("类别"))
        .column(Column::text("地点"))
        .column(Column::short("时限"))
        .rows(lines.iter().map(|it| row(&visit, it)))
        .next(next)
        .empty(
            Empty::new("现在没有等您办理的事项")
                .hint("办件、填报、评审和抽取轮到您时，都会出现在这里，也会发消息提醒。"),
        );
    let sheet = format!("{}?{}", visit.link("/waiting/export"), here.without("after").query());
    let head = Head::new("待我办理")
        .below(html! { "各处轮到您办的事，按时限从近到远" })
        .action(Button::link("导出", sheet).icon("download"))
        .action(Button::print());
    let body = html! { (tabs(&visit, &asked.part, &counts)) (list) };
    Ok(visit.page_under("待我办理", &head, &body))
}

/// How many lines there are on all pages, where that was counted to the end.
fn total(asked: &Asked, counts: &[(&str, &str, i64)]) -> Option<i64> {
    let shown = counts.iter().filter(|it| asked.part.is_empty() || it.0 == asked.part);
    let is_whole = asked.due.is_empty() && shown.clone().all(|it| it.2 < COUNTED_MAX);
    is_whole.then(|| shown.map(|it| it.2).sum())
}

/// All, and each part in which something waits or which one looks at.
fn tabs(visit: &Visit, part: &str, counts: &[(&str, &'static str, i64)]) -> Markup {
    let base = visit.link(WAITING);
    let total = counts.iter().map(|it| it.2).sum();
    let tabs = Tabs::new().tab("全部", base.clone(), part.is_empty()).count(total);
    let shown = counts.iter().filter(|it| it.2 > 0 || it.0 == part);
    let tabs = shown.fold(tabs, |tabs, (key, label, count)| {
        tabs.tab(*label, format!("{base}?part={key}"), part == *key).count(*count)
    });
    let is_cut = counts.iter().any(|it| it.2 >= COUNTED_MAX);
    html! { (tabs) @if is_cut { p.hint { (COUNTED_HINT) } } }
}

fn row<'a>(visit: &Visit, it: &Waits) -> Row<'a> {
    Row::new(it.id.to_string(), it.title.clone())
        .link(visit.link(&it.path))
        .cell(it.title.clone())
        .cell(it.to_do.clone())
        .cell(it.kind.clone())
        .cell(it.place.clone())
        .cell(due(it.due, visit.civil_now()))
}

/// A deadline, and how far it is.
fn due(due: DateTime, now: DateTime) -> Markup {
    if due >= NEVER {
        return badge(Tone::Quiet, "不限时");
    }
    let minutes = due.duration_since(now).as_mins();
    let words = span(minutes.unsigned_abs());
    let left = match minutes {
        ..0 => badge_with(Tone::Bad, "alarm", &format!("已逾期 {words}")),
        0..=NEAR_MINUTES => badge_with(Tone::Warn, "hourglass", &format!("还剩 {words}")),
        _ => badge_with(Tone::Quiet, "clock", &format!("还剩 {words}")),
    };
    html! { (left) " " (moment(due)) }
}

fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A span of time in its largest unit: 3 天, 5 小时, 20 分钟.
fn span(minutes: u64) -> String {
    match minutes {
        2880.. => format!("{} 天", minutes / 1440),
        60.. => format!("{} 小时", minutes / 60),
        _ => format!("{minutes} 分钟"),
    }
}

/// The desk as a workbook, under the same filters.
async fn export(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    // All of it, whichever page one looks at.
    let asked = Asked { after: String::new(), ..asked };
    let now = visit.civil_now();
    let (desks, me) = (visit.cell.service::<Desks>(), who(&visit.actor, now));
    let stretch = asked.stretch(now, SHEET_MAX);
    let read: Result<_, db::Error> = db::read!(visit.db(), "what waits, for a workbook", |tx| {
        desks.list(tx, (me, &asked.part), stretch).await
    });
    let lines = read?;
    let texts: Vec<[String; 5]> = lines
        .into_iter()
        .map(|it| {
            let due = if it.due >= NEVER { String::new() } else { moment(it.due) };
            [it.title, it.to_do, it.kind, it.place, due]
        })
        .collect();
    let columns = [
        ("title", "事项"),
        ("to-do", "要做什么"),
        ("kind", "类别"),
        ("place", "地点"),
        ("due", "时限"),
    ];
    let columns = columns.map(|(key, title)| SheetColumn::new(key, title, Kind::Text));
    let layout = Layout::new("待我办理", columns.to_vec());
    workbook::send_texts(&visit, &layout, &texts)
}
