//! What a change would do, as a page tells it: who moves line by line, how full schools would be.

use std::collections::BTreeMap;

use vocab::{SchoolId, SchoolYear};
use web::{
    Markup, Visit, html,
    ui::{Button, Card, Facts},
};

use super::{changes::form, level};
use crate::{
    catchment::model::Area,
    forecast::{
        actions::Basis,
        effect::Effect,
        model::{Change, Move},
        rules,
    },
};

/// All that the page tells.
pub(super) struct Found {
    pub(super) it: Change,
    pub(super) moves: Vec<Move>,
    pub(super) basis: Basis,
    pub(super) effect: Effect,
    pub(super) year: SchoolYear,
}

/// The schools that have a catchment.
pub(super) fn names(found: &Found) -> BTreeMap<SchoolId, &str> {
    found.basis.areas.iter().map(|it| (it.school, it.school_name.as_str())).collect()
}

/// Who moves: children who are known now, line by line.
pub(super) fn who(visit: &Visit, found: &Found, may: bool) -> Markup {
    let (names, csrf) = (names(found), visit.csrf());
    let new = found.it.new_school.as_ref().map_or("新学校", |it| it.0.as_str());
    let area = |position: i64| found.basis.areas.iter().find(|it| it.position == position);
    html! {
        (Card::new("调整的地段和受影响的孩子", html! {
            @if found.moves.is_empty() { p { "还没有列入地段。" } }
            @for one in &found.moves {
                @let children = found.effect.moved.get(&one.position);
                @let total: i64 = children.map_or(0, |it| it.values().sum());
                h3 { (area(one.position).map(Area::words).unwrap_or_default()) }
                (Facts::new()
                    .fact("从", names.get(&one.from).copied().unwrap_or_default())
                    .fact("到", one.to.map_or(new, |to| names.get(&to).copied().unwrap_or_default()))
                    .fact("已知的孩子", format!("{total} 人{}", by_year(found, children)))
                    .fact("上学路程", format!("{} 米 → {} 米", one.metres.0, one.metres.1)))
                @if may {
                    (form(visit, &found.it, "unmove", &csrf)
                        .part(html! { input type="hidden" name="position" value=(one.position); })
                        .button(Button::submit("撤下").ghost()))
                }
            }
        }))
    }
}

fn by_year(found: &Found, children: Option<&BTreeMap<i64, i64>>) -> String {
    let Some(children) = children.filter(|it| !it.is_empty()) else { return String::new() };
    let each: Vec<String> = children
        .iter()
        .map(|(horizon, count)| format!("{}年 {count} 人", found.year.start() + horizon))
        .collect();
    format!("（{}入学）", each.join("，"))
}

/// How full the schools would be, before and after.
pub(super) fn seats(found: &Found) -> Markup {
    let (names, stage) = (names(found), found.basis.edition.stage);
    let horizons: Vec<i64> = {
        let mut all: Vec<i64> = found.effect.before.keys().map(|it| it.1).collect();
        all.extend(found.effect.new.keys());
        all.sort_unstable();
        all.dedup();
        all
    };
    let schools: Vec<SchoolId> = {
        let mut all: Vec<SchoolId> = found.effect.before.keys().map(|it| it.0).collect();
        all.extend(found.moves.iter().filter_map(|it| it.to));
        all.sort();
        all.dedup();
        all
    };
    let cell = |count: i64, seats: i64| html! { (count) " ÷ " (seats) " " (level(rules::level(count, seats, &found.basis.levels))) };
    html! {
        (Card::new("学位：调整前和调整后", html! {
            @if schools.is_empty() { p { "列入地段后，这里比较各校已知的孩子和学位。" } }
            @else {
                table.table {
                    thead { tr { th { "学校" } th { "入学年份" } th { "调整前" } th { "调整后" } } }
                    tbody {
                        @for school in &schools { @for horizon in &horizons {
                            @let year = found.year.start() + horizon;
                            @let seats = found.basis.seats(*school, year, stage);
                            @let count = |of: &rules::Counts| of.get(&(*school, *horizon)).copied().unwrap_or(0);
                            tr {
                                td { (names.get(school).copied().unwrap_or_default()) } td { (year) }
                                td { (cell(count(&found.effect.before), seats)) }
                                td { (cell(count(&found.effect.after), seats)) }
                            }
                        } }
                        @if let Some((name, seats)) = &found.it.new_school { @for horizon in &horizons {
                            tr {
                                td { (name) "（设想）" } td { (found.year.start() + horizon) } td { "—" }
                                td { (cell(found.effect.new.get(horizon).copied().unwrap_or(0), *seats)) }
                            }
                        } }
                    }
                }
                p.text-secondary { "只数现在已知的孩子：小学是在园幼儿，初中是小学在校生。" }
            }
        }))
    }
}
