//! How values are written on pages.

use jiff::civil::Date;
use web::{
    Markup, Visit, html,
    ui::{Tone, badge},
};

use crate::{
    definition::{Indicator, Sum},
    rules::{self, Quality},
    value::Value,
};
use platform::measures::{Measures, Record};

/// What stands where a number would tell of somebody.
pub(super) const FEW: &str = "不足 10 人，不显示";
/// What stands where nothing was counted.
pub(super) const NOTHING: &str = "—";

/// So many records are listed; how many there are is said above them.
const RECORDS_MAX: usize = 200;

/// Records, each with the way to it for those who may open it; `rest` says where the others are.
pub(super) fn records(visit: &Visit, all: &[Record], rest: &str) -> Markup {
    html! {
        ul { @for it in all.iter().take(RECORDS_MAX) { li {
            @if visit.may_open(&it.path) {
                a href=(visit.link(&it.path)) { (it.label) }
            } @else { (it.label) }
        } } }
        @if all.len() > RECORDS_MAX { p { "只列出前 " (RECORDS_MAX) " 条" (rest) "。" } }
    }
}

/// A value with what it is made of, for a table.
pub(super) fn value(indicator: &Indicator, it: Value, out: bool) -> Markup {
    let shape = &indicator.shape;
    if out {
        return html! { span.muted { (FEW) } };
    }
    html! {
        @match shape.shown(it) {
            Some(text) => { (text) " " (shape.unit) },
            None => { (NOTHING) " " small { "没有可统计的" } },
        }
        @if let Some(made_of) = shape.made_of(it) { br; small { (made_of) } }
        @if it.is_incomplete() { br; (badge(Tone::Warn, "数据不全")) }
        @if shape.is_too_much(it) { br; (badge(Tone::Bad, "超过 100 %，请核对")) }
    }
}

/// How far one can rely on it.
pub(super) fn quality(it: Quality) -> Markup {
    let tone = match it {
        Quality::Good => Tone::Good,
        Quality::Fair => Tone::Warn,
        Quality::Poor => Tone::Bad,
    };
    badge(tone, it.label())
}

/// How old a count is for a day.
pub(super) fn age(day: Date, counted: Option<Date>) -> Option<i64> {
    counted.map(|it| i64::from((day - it).get_days()))
}

/// A measure with what it is narrowed to, in words.
pub(super) fn sum(it: &Sum, known: &Measures) -> String {
    let Some((_, measure)) = known.find(&it.measure) else { return it.measure.clone() };
    let narrowed: Vec<String> = it
        .only
        .iter()
        .filter_map(|(dim, words)| {
            let dim = measure.dims.iter().find(|one| one.key == dim)?;
            let words = words.iter().map(|word| {
                dim.words.iter().find(|one| one.0 == word).map_or(word.as_str(), |one| one.1)
            });
            Some(words.collect::<Vec<_>>().join("、"))
        })
        .collect();
    let narrowed =
        if narrowed.is_empty() { String::new() } else { format!("（{}）", narrowed.join("；")) };
    let times = match it.times {
        1 => String::new(),
        -1 => "减去 ".to_owned(),
        times => format!("{times} × "),
    };
    format!("{times}{}{narrowed}", measure.label)
}

/// Several of them, added.
pub(super) fn sums(all: &[Sum], known: &Measures) -> String {
    all.iter().map(|it| sum(it, known)).collect::<Vec<_>>().join(" + ")
}

/// Whether a value moved, and whether that is good: 较 2021-12-01 +1.58.
pub(super) fn trend(
    indicator: &Indicator,
    (before, after): (Value, Value),
    since: Date,
) -> Option<(Tone, String)> {
    let shape = &indicator.shape;
    let by = shape.units(after)? - shape.units(before)?;
    if by == 0 {
        return None;
    }
    let tone = match rules::is_better(indicator, (before, after)) {
        Some(true) => Tone::Good,
        Some(false) => Tone::Bad,
        None => Tone::Quiet,
    };
    let sign = if by > 0 { "+" } else { "" };
    let unit = if shape.scale == 100 { " 个百分点" } else { "" };
    Some((tone, format!("较 {since} {sign}{}{unit}", shape.said(by))))
}
