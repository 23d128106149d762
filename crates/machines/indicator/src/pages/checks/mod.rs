//! What people see of the quality of records: every check with what is wrong, and the same by place
//! and by office; one check opened to the schools and the records; both as workbooks.

pub(super) mod one;
pub(super) mod remind;
pub(super) mod sheet;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ::catalog::Loaded;
use jiff::{ToSpan as _, civil::Date};
use serde::Deserialize;
use vocab::{PlaceId, Role};
use web::{
    Filters, Html, Markup, Page, Visit, html,
    ui::{
        self, Address, Alert, Button, Card, Column, Empty, Figure, Filter, Head, List, Row, Tone,
        badge, figures, say,
    },
};

use super::{Error, Ground, ground, tables};
use crate::{
    asking::{self, AsKnown, Held},
    checks::rules::{self, Tally, wrong},
    counting::kinds,
    definition::{Check, CheckKind, Indicator, Level},
    tree::Named,
    value::Value,
};

/// What is wrong is held against what it was so many days before.
const BEFORE_DAYS: i64 = 30;

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    place: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    office: String,
    /// `wrong` for those alone where something is.
    #[serde(default)]
    only: String,
}

/// An indicator that tells how good records are.
type Checked = (Arc<Loaded<Indicator>>, Check);

/// What the list shows.
pub(super) struct Shown {
    pub(super) ground: Ground,
    pub(super) day: Date,
    /// The checks that are told of so small a place, as they are listed.
    pub(super) listed: Vec<Checked>,
    all: Vec<Checked>,
    below: Named,
    held: BTreeMap<(String, PlaceId), Held>,
    before: BTreeMap<(String, PlaceId), Held>,
    counted: Option<Date>,
}

impl Shown {
    pub(super) fn value(&self, it: &Checked, place: PlaceId) -> Value {
        value(&self.held, it, place)
    }

    /// How many more are wrong than before; none where nothing was counted then.
    pub(super) fn more(&self, it: &Checked) -> Option<i64> {
        let before = value(&self.before, it, self.ground.place);
        let now = self.value(it, self.ground.place);
        (before.whole > 0).then(|| wrong(&it.0.what, now) - wrong(&it.0.what, before))
    }

    /// What the checks of each kind come to at a place.
    fn tallies(&self, place: PlaceId) -> BTreeMap<CheckKind, Tally> {
        rules::by_kind(self.all.iter().map(|it| (&it.0.what, self.value(it, place))))
    }
}

fn value(held: &BTreeMap<(String, PlaceId), Held>, it: &Checked, place: PlaceId) -> Value {
    held.get(&(it.0.name.clone(), place)).map_or(Value::default(), |it| it.value)
}

pub(super) async fn read(visit: &Visit, wanted: &Wanted) -> Result<Shown, Error> {
    let day = wanted.day.parse().unwrap_or(visit.today());
    db::read!(visit.db(), "data quality", |tx| {
        let ground = ground(tx, visit, &wanted.place).await?;
        let all: Vec<Checked> = kinds(tx)
            .await?
            .into_iter()
            .filter(|it| it.what.level >= ground.level())
            .filter_map(|it| it.what.check.clone().map(|check| (it, check)))
            .collect();
        let below = tables::named(tx, (Level::School, None), (&ground, day)).await?;
        let mut places: Vec<PlaceId> = below.iter().map(|it| it.0).collect();
        places.push(ground.place);
        let held = asking::on_day(tx, AsKnown::now(day), &places).await?;
        let earlier = AsKnown::now(day.saturating_sub(BEFORE_DAYS.days()));
        let before = asking::on_day(tx, earlier, &[ground.place]).await?;
        let counted = asking::counted(tx, day).await?.map(|it| it.0);
        let listed = listed(&all, wanted, |it| value(&held, it, ground.place));
        Ok(Shown { ground, day, listed, all, below, held, before, counted })
    })
}

/// The checks that are asked for: by kind, and of one kind those with the most to mend first.
fn listed(all: &[Checked], wanted: &Wanted, value: impl Fn(&Checked) -> Value) -> Vec<Checked> {
    let wrong = |it: &Checked| wrong(&it.0.what, value(it));
    let mut listed: Vec<Checked> = all
        .iter()
        .filter(|it| wanted.kind.is_empty() || it.1.kind.key() == wanted.kind)
        .filter(|it| wanted.office.is_empty() || it.0.what.office.key() == wanted.office)
        .filter(|it| wanted.only != "wrong" || wrong(it) > 0)
        .cloned()
        .collect();
    listed.sort_by_key(|it| (it.1.kind, std::cmp::Reverse(wrong(it)), it.0.name.clone()));
    listed
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let shown = read(&visit, &wanted).await?;
    let (here, ground) = (visit.here(), &shown.ground);
    let title = format!("{}的数据质量", ground.name);
    let head = Head::new(title.as_str()).above(format!("截至 {}", shown.day));
    let head = ground
        .crumbs(head, |place| visit.link(&format!("/data-quality?place={place}&day={}", shown.day)))
        .action(
            Button::link("导出", visit.link(&format!("/data-quality/export?{}", here.query())))
                .icon("download"),
        )
        .action(Button::print());
    let body = html! {
        @match shown.counted {
            None => (Alert::new(Tone::Warn, format!("{} 以前还没有统计过", shown.day)).detail("第一次统计在夜里，之后这里会显示结果。")),
            Some(last) if last < shown.day => (Alert::new(Tone::Info, format!("{} 还没有全面统计，沿用 {last} 的结果", shown.day))),
            Some(_) => {},
        }
        (tiles(&visit, &shown))
        (list(&visit, &here, &shown))
        (places(&visit, &shown))
        @if ground.opens() { (offices(&shown)) }
    };
    Ok(visit.page_under("数据质量", &head, &body))
}

/// A figure for each kind.
fn tiles(visit: &Visit, shown: &Shown) -> Markup {
    let all = shown.tallies(shown.ground.place);
    let tile = |(kind, it): (&CheckKind, &Tally)| {
        let made_of = match it.checks {
            0 => "没有可查的记录".to_owned(),
            n => format!("{n} 项检查，{} 项没有问题", it.clean),
        };
        let href = format!(
            "/data-quality?place={}&day={}&kind={}",
            shown.ground.place,
            shown.day,
            kind.key()
        );
        Figure::count(format!("{}：{}", kind.label(), kind.wrong()), it.wrong, "条")
            .made_of(made_of)
            .link(visit.link(&href))
    };
    figures(all.iter().map(tile))
}

fn list<'a>(visit: &Visit, here: &'a Address, shown: &'a Shown) -> List<'a> {
    let offices: BTreeSet<Role> = shown.all.iter().map(|it| it.0.what.office).collect();
    let filters = ui::Filters::new(here)
        .filter(Filter::choice("kind", "类别", CheckKind::ALL.map(|it| (it.key(), it.label()))))
        .filter(Filter::choice(
            "office",
            "责任科室",
            offices.into_iter().map(|it| (it.key(), it.label())),
        ))
        .filter(Filter::choice("only", "结果", [("wrong", "有要改的")]))
        .filter(Filter::date("day", "截至哪一天"));
    List::new("检查", here)
        .filters(filters)
        .column(Column::text("要改的"))
        .column(Column::short("类别"))
        .column(Column::number("有多少"))
        .column(Column::number("共查"))
        .column(Column::number(format!("比 {BEFORE_DAYS} 天前")))
        .column(Column::short("责任科室"))
        .column(Column::text("怎么改"))
        .rows(shown.listed.iter().map(|it| {
            let indicator = &it.0.what;
            let value = shown.value(it, shown.ground.place);
            let href = format!(
                "/data-quality/{}?place={}&day={}",
                it.0.name, shown.ground.place, shown.day
            );
            Row::new(it.0.name.clone(), it.1.label.clone())
                .link(visit.link(&href))
                .cell(it.1.label.clone())
                .cell(it.1.kind.label())
                .cell(told(indicator, value))
                .cell(html! { (say::count(value.whole)) })
                .cell(more(shown.more(it)))
                .cell(indicator.office.label())
                .cell(it.1.cure.clone())
        }))
        .total(i64::try_from(shown.listed.len()).unwrap_or(i64::MAX))
        .empty(Empty::new("没有这样的检查").hint("请去掉筛选。"))
}

/// How many are wrong, for a table.
pub(super) fn told(indicator: &Indicator, value: Value) -> Markup {
    let n = wrong(indicator, value);
    html! {
        @if value.whole == 0 { span.muted { "没有可查的" } }
        @else if n == 0 { (badge(Tone::Good, "没有")) }
        @else { (say::count(n)) }
    }
}

/// How it moved, for a table: fewer is better.
fn more(by: Option<i64>) -> Markup {
    html! {
        @match by {
            None => span.muted { "—" },
            Some(0) => span.muted { "一样" },
            Some(n) if n > 0 => (badge(Tone::Bad, &format!("多 {}", say::count(n)))),
            Some(n) => (badge(Tone::Good, &format!("少 {}", say::count(-n)))),
        }
    }
}

/// The places right below, in the county's order or by name.
fn places(visit: &Visit, shown: &Shown) -> Markup {
    if shown.below.is_empty() {
        return html! {};
    }
    let what = if shown.ground.level() == Level::County { "镇（街道）" } else { "学校" };
    let table = html! {
        div.table-box tabindex="0" role="region" aria-label={ "各" (what) "要改的记录" } { table.rows {
            caption.visually-hidden { "各" (what) "要改的记录" }
            thead { tr {
                th scope="col" { (what) }
                @for kind in CheckKind::ALL { th.num scope="col" { (kind.label()) } }
                th.num scope="col" { "没有问题的检查" }
            } }
            tbody { @for (place, name) in &shown.below {
                @let tallies = shown.tallies(*place);
                tr {
                    td { a.open href=(visit.link(&format!("/data-quality?place={place}&day={}", shown.day))) { (name) } }
                    @for (kind, it) in &tallies { td.num data-label=(kind.label()) { @if it.checks == 0 { "—" } @else { (say::count(it.wrong)) } } }
                    td.num data-label="没有问题的检查" {
                        (tallies.values().map(|it| it.clean).sum::<i64>()) " / " (tallies.values().map(|it| it.checks).sum::<i64>())
                    }
                }
            } }
        } }
    };
    html! { (Card::new(format!("各{what}要改的记录"), table).flush()) }
}

/// What each office has to see to.
fn offices(shown: &Shown) -> Markup {
    let mut all = BTreeMap::<Role, Tally>::new();
    for it in &shown.all {
        let value = shown.value(it, shown.ground.place);
        all.entry(it.0.what.office).or_default().add(&it.0.what, value);
    }
    let table = html! {
        div.table-box { table.rows {
            caption.visually-hidden { "各科室要改的记录" }
            thead { tr { th scope="col" { "责任科室" } th.num scope="col" { "检查" } th.num scope="col" { "没有问题" } th.num scope="col" { "要改的记录" } } }
            tbody { @for (office, it) in &all { tr {
                td { (office.label()) }
                td.num data-label="检查" { (it.checks) }
                td.num data-label="没有问题" { (it.clean) }
                td.num data-label="要改的记录" { (say::count(it.wrong)) }
            } } }
        } }
    };
    html! { (Card::new("各科室负责的检查", table).flush()) }
}
