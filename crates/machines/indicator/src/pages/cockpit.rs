//! The cockpit: the indicators that the catalog puts there, at one's place beside the county's, as a
//! desk and as one large screen.

use std::sync::Arc;

use ::catalog::Loaded;
use platform::{measures::Measures, panels::Panels};
use serde::Deserialize;
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Problem, Visit, html,
    ui::{self, Alert, Button, Card, Chart, Empty, Figure, Filter, Head, Tone, figures},
};

use super::{is_personal, list, words};
use crate::{
    definition::{Indicator, Level},
    module::offices,
    rules,
    value::Value,
};

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(flatten)]
    list: list::Wanted,
    /// `1` for one large screen.
    #[serde(default)]
    wide: String,
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let mut shown = list::read(&visit, &wanted.list).await?;
    shown.kinds.retain(|it| it.what.cockpit.is_some());
    shown.kinds.sort_by_key(|it| (it.what.cockpit, it.name.clone()));
    let measures = visit.cell.service::<Measures>();
    let (ground, level) = (&shown.ground, shown.ground.level());
    let today = visit.today();
    let age = words::age(today, shown.counted);
    let title = format!("{}驾驶舱", ground.name);
    let wide = wanted.wide == "1";
    let here = visit.here();
    let other = if wide { here.without("wide") } else { here.with("wide", "1") };
    let head = Head::new(title.as_str())
        .above(shown.counted.map_or_else(|| "还没有统计过".to_owned(), |it| format!("截至 {it}")))
        .action(Button::link(if wide { "回到平常的样子" } else { "大屏" }, other.href()))
        .action(Button::link("全部指标", visit.link("/indicators")).icon("list"));
    let of_group = |group: &str| {
        let kinds = shown.kinds.iter().filter(|it| it.what.group == group);
        let kinds = kinds.filter(|it| it.what.level >= level);
        kinds
            .map(|it| {
                let value = shown.value(&it.name, ground.place);
                let few = is_personal(&it.what, measures) && rules::is_few(value);
                let all =
                    (ground.place != ground.county).then(|| shown.value(&it.name, ground.county));
                figure(&it.what, (value, few), all)
                    .link(visit.link(&format!("/indicators/{}?place={}", it.name, ground.place)))
            })
            .collect::<Vec<_>>()
    };
    let mut groups: Vec<&str> = Vec::new();
    for it in &shown.kinds {
        if !groups.contains(&it.what.group.as_str()) {
            groups.push(&it.what.group);
        }
    }
    let rates: Vec<_> = shown
        .kinds
        .iter()
        .filter(|it| it.what.shape.scale == 100 && it.what.level >= level)
        .collect();
    let panels = panels(&visit, ground.place).await?;
    let body = html! {
        @if shown.counted.is_none() {
            (Alert::new(Tone::Info, "还没有统计过").detail("第一次统计在今天夜里。"))
        } @else if age.is_some_and(|it| it > 0) {
            (Alert::new(Tone::Warn, "今天还没有统计，显示的是上一次的数"))
        }
        @if !wide { (narrowed(&here)) }
        @if shown.kinds.is_empty() { (Empty::new("这个科室没有放在驾驶舱上的指标").hint("请看全部指标，或换一个科室。")) }
        div class=(if wide { "cockpit-wide" } else { "cockpit" }) {
            @for group in &groups {
                @let all = of_group(group);
                @if !all.is_empty() { (Card::new(*group, figures(all))) }
            }
            @for it in &panels { (it) }
            (rates_card(&visit, &shown, &rates))
        }
    };
    debug_assert!(level <= Level::School, "no place below a school");
    Ok(visit.page_under(&title, &head, &body))
}

/// The rates beside each other, where there are several.
fn rates_card(visit: &Visit, shown: &list::Shown, rates: &[&Arc<Loaded<Indicator>>]) -> Markup {
    if rates.len() < 2 {
        return html! {};
    }
    let place = shown.ground.place;
    let chart = Chart::bars("各项比率", "指标", rates.iter().map(|it| it.what.label.clone()))
        .series(
            shown.ground.name.as_str(),
            rates.iter().map(|it| it.what.shape.drawn(shown.value(&it.name, place))),
        )
        .unit("%", 2)
        .max(100.0)
        .sheet(visit.link(&format!("/indicators/export?place={place}&cockpit=rates")))
        .links(
            rates.iter().map(|it| visit.link(&format!("/indicators/{}?place={place}", it.name))),
        );
    html! { (Card::new("各项比率", html! { (chart) })) }
}

/// The choice of one office, whose figures alone are shown.
fn narrowed(here: &ui::Address) -> ui::Filters<'_> {
    let all = offices().into_iter().map(|it| (it.key(), it.label()));
    ui::Filters::new(here).filter(Filter::choice("office", "责任科室", all))
}

/// What other modules add.
async fn panels(visit: &Visit, place: PlaceId) -> Result<Vec<Markup>, Problem> {
    match visit.cell.find_service::<Panels>() {
        Some(panels) => panels.show(visit, place).await,
        None => Ok(Vec::new()),
    }
}

fn figure(
    indicator: &Indicator,
    (value, few): (Value, bool),
    all: Option<Value>,
) -> Figure<'static> {
    let shape = &indicator.shape;
    if few {
        return Figure::text(indicator.label.clone(), "不足 10", "").made_of(words::FEW);
    }
    let text = shape.shown(value).unwrap_or_else(|| words::NOTHING.to_owned());
    let made_of = match (shape.shown(value), shape.made_of(value)) {
        (None, _) => "没有可统计的".to_owned(),
        (_, made_of) => made_of.unwrap_or_default(),
    };
    let made_of = match all {
        Some(all) => format!("{made_of}　全县（市、区） {}", shape.told(all)),
        None => made_of,
    };
    let figure = Figure::text(indicator.label.clone(), text, shape.unit.clone()).made_of(made_of);
    let figure = if shape.scale == 100 { figure.share(value.part, value.whole) } else { figure };
    if shape.is_too_much(value) {
        figure.state(Tone::Bad, "超过 100 %")
    } else if value.is_incomplete() {
        figure.state(Tone::Warn, "数据不全")
    } else {
        figure
    }
}
