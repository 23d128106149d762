//! The places below one, each with its value: towns in the county's order, schools by name and never
//! by merit.

use std::collections::BTreeMap;

use db::Tx;
use jiff::civil::Date;
use platform::measures::Measures;
use vocab::PlaceId;
use web::{
    Markup, Visit, html,
    ui::{Card, Chart, Empty},
};

use super::{Error, Ground, is_personal, words};
use crate::{
    asking::{self, AsKnown},
    definition::{Indicator, Level, Schools},
    history::{self, Rows},
    rules,
    store::places,
    tree::Named,
    value::Value,
};

/// A place below another.
pub(super) struct Below {
    pub(super) place: PlaceId,
    pub(super) name: String,
    pub(super) value: Value,
}

/// The places right below, in the county's order or by name, for what is told down to a level, and of
/// some schools alone: none where it is told no further, or where they may not be seen.
pub(super) async fn named(
    tx: &mut Tx,
    (told, schools): (Level, Option<&Schools>),
    (ground, day): (&Ground, Date),
) -> Result<Named, Error> {
    let level = match ground.level() {
        Level::County => Level::Town,
        Level::Town => Level::School,
        Level::School => return Ok(Named::new()),
    };
    if !ground.opens() || told < level {
        return Ok(Named::new());
    }
    let tree = places::tree(tx, ground.place, day).await?;
    Ok(tree.tables(ground.place, schools).swap_remove(0).1)
}

/// The towns of the county, or the schools of a town, that the indicator is told of.
pub(super) async fn read(
    tx: &mut Tx,
    (name, indicator): (&str, &Indicator),
    (ground, at): (&Ground, AsKnown),
) -> Result<Vec<Below>, Error> {
    let told = (indicator.level, indicator.schools.as_ref());
    let wanted = named(tx, told, (ground, at.day)).await?;
    let ids: Vec<PlaceId> = wanted.iter().map(|it| it.0).collect();
    let found: BTreeMap<PlaceId, Rows> = asking::series(tx, name, at, &ids).await?;
    let value =
        |place: &PlaceId| found.get(place).map_or(Value::default(), |it| history::at(it, at.day));
    Ok(wanted
        .into_iter()
        .map(|(place, name)| Below { value: value(&place), place, name })
        .collect())
}

/// What is not told of them, one by one.
pub(super) fn left_out(indicator: &Indicator, known: &Measures, below: &[Below]) -> Vec<bool> {
    if !is_personal(indicator, known) {
        return vec![false; below.len()];
    }
    rules::left_out(&below.iter().map(|it| it.value).collect::<Vec<_>>())
}

/// The card with the picture and the table.
pub(super) fn card(
    visit: &Visit,
    (name, indicator): (&str, &Indicator),
    (ground, day): (&Ground, Date),
    below: &[Below],
) -> Markup {
    if below.is_empty() {
        return html! {};
    }
    let towns = ground.level() == Level::County;
    let what = if towns { "镇（街道）" } else { "学校" };
    let out = left_out(indicator, visit.cell.service::<Measures>(), below);
    let href = |it: &Below| visit.link(&format!("/indicators/{name}?place={}&day={day}", it.place));
    let picture = towns.then(|| {
        let values = below.iter().zip(&out);
        let chart =
            Chart::columns(indicator.label.as_str(), what, below.iter().map(|it| it.name.clone()))
                .series(
                    indicator.label.as_str(),
                    values
                        .map(|(it, out)| if *out { None } else { indicator.shape.drawn(it.value) }),
                )
                .unit(
                    indicator.shape.unit.as_str(),
                    u8::try_from(indicator.shape.precision).unwrap_or(0),
                )
                .links(below.iter().map(href))
                .sheet(
                    visit.link(&format!(
                        "/indicators/{name}/export?place={}&day={day}",
                        ground.place
                    )),
                );
        html! { (chart) }
    });
    let table = html! {
        div.table-box { table.rows {
            caption.visually-hidden { "各" (what) "的" (indicator.label) }
            thead { tr { th scope="col" { (what) } th.num scope="col" { (indicator.label) } } }
            tbody { @for (it, out) in below.iter().zip(&out) { tr {
                td { a.open href=(href(it)) { (it.name) } }
                td.num data-label=(indicator.label) { (words::value(indicator, it.value, *out)) }
            } } }
        } }
    };
    html! {
        @if let Some(picture) = picture { (Card::new(format!("各{what}"), picture)) }
        (Card::new(format!("各{what}的数"), table).note(if towns { "按全县（市、区）的顺序排列。" } else { "按校名排列，不排名次。" }).flush())
    }
}

/// Schools that should have told what is counted and have not.
pub(super) fn silent(visit: &Visit, name: &str, below: &[Below]) -> Markup {
    let silent: Vec<&Below> = below.iter().filter(|it| it.value.is_incomplete()).collect();
    if silent.is_empty() {
        return html! { (Empty::new("没有缺报的")) };
    }
    html! {
        ul { @for it in silent { li {
            a href=(visit.link(&format!("/indicators/{name}?place={}", it.place))) { (it.name) }
            "：" (it.value.have) " / " (it.value.due)
        } } }
    }
}
