//! Every indicator with its value at one's place: by office, searched, filtered.

use std::collections::BTreeMap;

use jiff::civil::Date;
use platform::measures::Measures;
use serde::Deserialize;
use vocab::{PlaceId, Role};
use web::{
    Filters, Html, Page, Visit, html,
    ui::{self, Alert, Button, Column, Empty, Filter, Head, List, Row, Tone},
};

use super::{Error, Ground, ground, is_personal, words};
use crate::{
    asking::{self, Held},
    counting::{Kinds, kinds},
    definition::{Indicator, Level},
    module::offices,
    rules,
    value::Value,
};

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    pub(super) place: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    group: String,
    /// `rates` for those alone that the cockpit's picture shows.
    #[serde(default)]
    cockpit: String,
}

impl Wanted {
    fn fits(&self, it: &Indicator) -> bool {
        (self.q.is_empty() || it.label.contains(self.q.trim()) || it.about.contains(self.q.trim()))
            && (self.office.is_empty() || it.office.key() == self.office)
            && (self.group.is_empty() || it.group == self.group)
            && (self.cockpit != "rates" || (it.cockpit.is_some() && it.shape.scale == 100))
    }
}

/// What the list shows.
pub(super) struct Shown {
    pub(super) ground: Ground,
    pub(super) kinds: Kinds,
    pub(super) held: BTreeMap<(String, PlaceId), Held>,
    pub(super) counted: Option<Date>,
}

impl Shown {
    /// The value of an indicator at a place, where it is told of one.
    pub(super) fn value(&self, name: &str, place: PlaceId) -> Value {
        self.held.get(&(name.to_owned(), place)).map_or(Value::default(), |it| it.value)
    }
}

pub(super) async fn read(visit: &Visit, wanted: &Wanted) -> Result<Shown, Error> {
    let today = visit.today();
    db::read!(visit.db(), "list of indicators", |tx| {
        let ground = ground(tx, visit, &wanted.place).await?;
        let mut kinds = kinds(tx).await?;
        kinds.retain(|it| wanted.fits(&it.what));
        kinds.sort_by(|a, b| {
            let key =
                |it: &Indicator| (it.office, it.group.clone(), it.cockpit.unwrap_or(u32::MAX));
            key(&a.what).cmp(&key(&b.what)).then_with(|| a.name.cmp(&b.name))
        });
        let held = asking::now(tx, &[ground.place, ground.county]).await?;
        let counted = asking::counted(tx, today).await?.map(|it| it.0);
        Ok(Shown { ground, kinds, held, counted })
    })
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let shown = read(&visit, &wanted).await?;
    let here = visit.here();
    let measures = visit.cell.service::<Measures>();
    let ground = &shown.ground;
    let whole = ground.place == ground.county;
    let title = format!("{}的指标", ground.name);
    let counted = shown.counted.map_or_else(
        || "还没有统计过".to_owned(),
        |it| format!("截至 {it}，每天夜里统计，学校有变动时随时更新"),
    );
    let head = Head::new(title.as_str())
        .below(html! { (counted) })
        .action(Button::link("驾驶舱", visit.link("/cockpit")).icon("layout-dashboard"))
        .action(
            Button::link("导出", visit.link(&format!("/indicators/export?{}", here.query())))
                .icon("download"),
        );
    let mut groups: Vec<&str> = shown.kinds.iter().map(|it| it.what.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let offices = offices().into_iter().map(|it: Role| (it.key(), it.label()));
    let filters = ui::Filters::new(&here)
        .search("指标名称或口径")
        .filter(Filter::choice("office", "责任科室", offices))
        .filter(Filter::choice("group", "类别", groups.iter().map(|it| (*it, *it))));
    let mut list = List::new("指标", &here)
        .filters(filters)
        .column(Column::text("指标"))
        .column(Column::number(ground.name.as_str()));
    if !whole {
        list = list.column(Column::number("全县（市、区）"));
    }
    let list = list
        .column(Column::short("类别"))
        .column(Column::short("责任科室"))
        .column(Column::short("数据质量"))
        .rows(shown.kinds.iter().map(|it| {
            let indicator = &it.what;
            let href = visit.link(&format!("/indicators/{}?place={}", it.name, ground.place));
            let told = indicator.level >= ground.level();
            let own = shown.value(&it.name, ground.place);
            let all = shown.value(&it.name, ground.county);
            let few = |value| is_personal(indicator, measures) && rules::is_few(value);
            let age = words::age(visit.today(), shown.counted);
            let row = Row::new(it.name.clone(), indicator.label.clone())
                .link(href)
                .cell(indicator.label.clone());
            let row = if told {
                row.cell(words::value(indicator, own, few(own)))
            } else {
                row.cell(level(indicator.level))
            };
            let row = if whole { row } else { row.cell(words::value(indicator, all, few(all))) };
            row.cell(indicator.group.clone())
                .cell(indicator.office.label())
                .cell(words::quality(rules::quality(all, age)))
        }))
        .total(i64::try_from(shown.kinds.len()).unwrap_or(i64::MAX))
        .empty(Empty::new("没有这样的指标").hint("请换一个词，或去掉筛选。"));
    let body = html! {
        @if shown.counted.is_none() {
            (Alert::new(Tone::Info, "还没有统计过").detail("第一次统计在今天夜里，之后这里会显示数值。"))
        }
        (list)
    };
    Ok(visit.page_under(&title, &head, &body))
}

/// What is said where an indicator is not told of so small a place.
fn level(it: Level) -> String {
    format!("只统计{}", it.label())
}
