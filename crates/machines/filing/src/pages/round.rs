//! One period for whoever looks after it: how complete it is, by place, who is missing, reminders by
//! one tick, and the way to the sums.

use std::collections::BTreeSet;

use serde::Deserialize;
use sheet::{Cell, Layout};
use web::{
    Filters, Form, Html, IntoResponse as _, Markup, Page, Redirect, Response, Visit, html,
    ui::{
        self, Alert, Bulk, Button, Card, Column, Empty, Figure, Filter, Head, List, Ranked, Row,
        Tabs, Timeline, Tone, figures,
    },
};

use super::{AtRound, words};
use crate::{
    actions::Error,
    definition::Filing,
    model::{Round, Tally},
    office::{self, Whom},
    standing::{self, Opened},
    store::{self, Below, Line, Marked, Narrow},
};

/// How many lines a page has.
const LINES: i64 = 100;
/// No county has more schools and classes than this.
const ALL: i64 = 100_000;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

impl Asked {
    /// Who is missing, unless something else is asked for.
    fn narrow(&self) -> Narrow {
        let state = self.state.clone().unwrap_or_else(|| "missing".to_owned());
        let state = if state == "all" { String::new() } else { state };
        Narrow { state, search: self.q.trim().to_owned() }
    }
}

struct Shown {
    opened: Opened,
    tally: Tally,
    below: Vec<Below<Tally>>,
    lines: Vec<Line>,
    total: i64,
    marks: Vec<Marked>,
}

pub(super) async fn show(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let skip: i64 = asked.after.parse().unwrap_or(0);
    let read: Result<_, Error> = db::read!(visit.db(), "period of returns", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let opened = standing::overseen(tx, doer, (&name, id)).await?;
        let (narrow, at) = (asked.narrow(), (&opened.round, doer.place));
        let tally = store::tally_of(tx, id, doer.place).await?;
        let below = store::tallies_below(tx, id, doer.place).await?;
        let lines = store::in_round(tx, at, &narrow, (skip, LINES)).await?;
        let total = store::count_in_round(tx, at, &narrow).await?;
        let marks = store::marks_of_round(tx, id).await?;
        Ok(Shown { opened, tally, below, lines, total, marks })
    });
    let shown = read?;
    if shown.opened.kind.what.due().is_none() {
        return Err(Error::Missing.into());
    }
    let told = match asked.done.split_once('-') {
        Some(("reminded", count)) => Some(format!("已催办 {count} 个未报单位")),
        _ if asked.done == "lock" => Some("已锁定，之后的更正要先由科室放开".to_owned()),
        _ if asked.done == "release" => Some("已放开，可以继续填报和更正".to_owned()),
        _ => None,
    };
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        (top(&visit, &shown))
        (tabs(&visit, &shown.opened.round, false))
        (list(&visit, &shown, skip))
        (by_place(&visit, &shown))
        @if !shown.marks.is_empty() { (marks(&shown.marks)) }
    };
    let title = format!("{} {}", shown.opened.kind.what.label, shown.opened.round.label);
    Ok(visit.page_under(&title, &head(&visit, &shown.opened), &body))
}

pub(super) fn head<'a>(visit: &Visit, it: &'a Opened) -> Head<'a> {
    let (filing, round) = (&it.kind.what, &it.round);
    let role = visit.actor.role();
    let at =
        |page: &str| visit.link(&format!("/filings/{}/rounds/{}{page}", round.entry, round.id));
    let head = Head::new(round.label.as_str())
        .crumb(filing.label.as_str(), visit.link(&format!("/filings/{}", round.entry)))
        .state(words::round(round, visit.civil_now()))
        .below(html! { (words::deadline(round, visit.civil_now())) " · 依据：" (round.source) })
        .action(Button::print());
    let enters = filing.due().is_some_and(|it| it.entered_by.contains(&role));
    let head = if enters {
        head.action(Button::link("上传表格", at("/upload")).icon("upload"))
    } else {
        head
    };
    if !filing.office.contains(&role) {
        return head;
    }
    let (word, icon) = if round.locked.is_some() { ("放开", "key") } else { ("锁定", "lock") };
    head.action(Button::link(word, at("/lock")).icon(icon))
}

fn top(visit: &Visit, shown: &Shown) -> Markup {
    let (tally, filing, round) = (shown.tally, &shown.opened.kind.what, &shown.opened.round);
    let unit = unit(filing);
    let to = |state: &str| {
        visit.link(&format!("/filings/{}/rounds/{}?state={state}", round.entry, round.id))
    };
    let over = visit.civil_now() > round.closes;
    let missing = Figure::count("未报", tally.missing(), unit).link(to("missing"));
    let missing = if tally.missing() > 0 && over {
        missing.state(Tone::Bad, "已过截止")
    } else {
        missing
    };
    html! {
        (figures([
            Figure::rate("上报率", tally.filed, tally.due, unit)
                .made_of(format!("已报 {} / 应报 {}", tally.filed, tally.due))
                .link(to("all")),
            missing,
            Figure::rate("按时率", tally.in_time, tally.due, unit)
                .made_of(format!("按时 {} / 应报 {}", tally.in_time, tally.due)),
            Figure::count("迟报", tally.late(), unit).link(to("late")),
        ]))
    }
}

pub(super) fn unit(filing: &Filing) -> &'static str {
    filing.due().map_or("份", |it| it.of.unit())
}

pub(super) fn tabs(visit: &Visit, round: &Round, sums: bool) -> Markup {
    let at =
        |page: &str| visit.link(&format!("/filings/{}/rounds/{}{page}", round.entry, round.id));
    html! { (Tabs::new().tab("上报情况", at(""), !sums).tab("汇总", at("/sums"), sums)) }
}

fn list(visit: &Visit, shown: &Shown, skip: i64) -> Markup {
    let (here, csrf, now) = (visit.here(), visit.csrf(), visit.civil_now());
    let round = &shown.opened.round;
    let at =
        |page: &str| visit.link(&format!("/filings/{}/rounds/{}{page}", round.entry, round.id));
    let states = [
        ("missing", "未报"),
        ("all", "全部"),
        ("filed", "已报"),
        ("late", "迟报"),
        ("withdrawn", "已撤回"),
    ];
    let filters = ui::Filters::new(&here)
        .search("单位或镇（街道）的开头")
        .filter(Filter::choice("state", "情况", states).preset("missing"));
    let next = (shown.total > skip + LINES).then(|| (skip + LINES).to_string());
    let list = List::new("单位", &here)
        .filters(filters)
        .column(Column::text("单位"))
        .column(Column::text("镇（街道）"))
        .column(Column::short("情况"))
        .column(Column::short("报送时间"))
        .column(Column::short("催办"))
        .rows(shown.lines.iter().map(|line| {
            let Line { it, reminded, times } = line;
            let reminded = reminded.map(|at| format!("{times} 次，最近 {}", words::moment(at)));
            Row::new(it.id.to_string(), it.name())
                .link(visit.link(&format!("/filings/{}/returns/{}", round.entry, it.id)))
                .cell(it.name())
                .cell(it.around.clone().unwrap_or_default())
                .cell(words::state(it, round, now))
                .cell(it.filed.map(words::moment).unwrap_or_default())
                .cell(reminded.unwrap_or_default())
        }))
        .total(shown.total)
        .next(next)
        .empty(Empty::new("没有这样的单位").hint("可以在“情况”里换一种查看。"));
    let list = if shown.tally.missing() > 0 {
        let remind = Button::submit("催办所选").icon("bell").to(at("/remind"));
        let all = Button::submit("催办全部未报")
            .icon("bell")
            .value("whom", "all")
            .to(at("/remind"))
            .unchecked();
        list.bulk(Bulk::new(&csrf).button(remind).button(all))
    } else {
        list
    };
    let export =
        Button::link("导出名单", format!("{}?{}", at("/list"), here.query())).icon("download");
    html! { (list) div.actions { (export) } }
}

/// How complete each place below is, with the way to who is missing there.
fn by_place(visit: &Visit, shown: &Shown) -> Markup {
    let round = &shown.opened.round;
    if shown.below.len() < 2 {
        return Markup::default();
    }
    let ranked = Ranked::new("各地上报率", "镇（街道）", "已报 / 应报", "上报率");
    let ranked = shown.below.iter().fold(ranked, |ranked, it| {
        let query = ui::Address::new("", "").with("state", "all").with("q", &it.name);
        let to =
            visit.link(&format!("/filings/{}/rounds/{}?{}", round.entry, round.id, query.query()));
        ranked.row(it.name.clone(), it.it.filed, it.it.due, Some(to.into()))
    });
    let ranked = ranked.total("合计", shown.tally.filed, shown.tally.due);
    html! { (Card::new("各地上报率", html! { (ranked) })) }
}

pub(super) fn marks(all: &[Marked]) -> Markup {
    let timeline = all.iter().fold(Timeline::new(), |timeline, it| {
        let what = if it.is_lock { "锁定" } else { "放开" };
        let of = it.of.as_deref().unwrap_or("全部");
        let who = format!("{} {}", it.role.label(), it.who);
        let tone = if it.is_lock { Tone::Quiet } else { Tone::Warn };
        timeline
            .event(tone, words::moment(it.at), format!("{what}：{of}"), who)
            .more(html! { p { "原因：" (it.reason) } })
    });
    html! { (Card::new("锁定和放开", html! { (timeline) })) }
}

/// Reminds those who were chosen, or all.
pub(super) async fn remind(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let has = |key: &str, value: &str| pairs.iter().any(|it| it.0 == key && it.1 == value);
    let chosen: BTreeSet<_> =
        pairs.iter().filter(|it| it.0 == "row").filter_map(|it| it.1.parse().ok()).collect();
    let whom = if has("whom", "all") || has("all", "1") { Whom::All } else { Whom::Chosen(chosen) };
    let count = office::remind(&visit, (&name, id), &whom).await?;
    let to = visit.link(&format!("/filings/{name}/rounds/{id}?done=reminded-{count}"));
    Ok(Redirect::to(&to).into_response())
}

/// The list as a workbook.
pub(super) async fn export(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "list of returns", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let opened = standing::overseen(tx, doer, (&name, id)).await?;
        let at = (&opened.round, doer.place);
        let lines = store::in_round(tx, at, &asked.narrow(), (0, ALL)).await?;
        Ok((opened, lines))
    });
    let (opened, lines) = read?;
    let (round, now) = (&opened.round, visit.civil_now());
    let text = |key: &str, title: &str| sheet::Column::new(key, title, sheet::Kind::Text);
    let layout = Layout::new(
        &format!("{}上报情况{}", opened.kind.what.label, round.label),
        vec![
            text("place", "单位"),
            text("around", "镇（街道）"),
            text("state", "情况"),
            text("filed", "报送时间"),
            text("reminded", "最近催办"),
            sheet::Column::new("times", "催办次数", sheet::Kind::Integer),
        ],
    );
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let it = &line.it;
            let late = it.is_late(round.closes);
            let state = match (it.filed.is_some(), late, now > round.closes) {
                (true, true, _) => "迟报",
                (true, false, _) => "已报",
                (false, _, _) => "未报",
            };
            let moment =
                |it: Option<jiff::civil::DateTime>| it.map(words::moment).unwrap_or_default();
            (
                it.name(),
                it.around.clone().unwrap_or_default(),
                state,
                moment(it.filed),
                moment(line.reminded),
                line.times,
            )
        })
        .collect();
    let rows = told.iter().map(|(name, around, state, filed, reminded, times)| {
        vec![
            Cell::Text(name),
            Cell::Text(around),
            Cell::Text(state),
            Cell::Text(filed),
            Cell::Text(reminded),
            Cell::Integer(*times),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}
